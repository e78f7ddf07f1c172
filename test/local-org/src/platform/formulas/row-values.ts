import type { FieldReference } from '../../formula/references.ts';
import type { FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Store, StoredRow } from '../../store/store.ts';

/** Reads what formulas refer to: fields of a row, and of the rows that its lookups lead to. */
export class RowValues {
  private readonly schema: Schema;
  private readonly store: Store;
  private readonly parents = new Map<string, StoredRow | undefined>();
  private readonly evaluateField: (reference: FieldReference, row: StoredRow) => FieldValue;

  /** `evaluateField` gives the value of a formula field in a row of the reference's object. */
  constructor(schema: Schema, store: Store, evaluateField: (reference: FieldReference, row: StoredRow) => FieldValue) {
    this.schema = schema;
    this.store = store;
    this.evaluateField = evaluateField;
  }

  /** Loads the parents of many rows at once: one query an object and level. */
  prefetch(rows: readonly StoredRow[], references: readonly FieldReference[]): void {
    for (const reference of references) {
      let from: readonly StoredRow[] = rows;
      for (const hop of reference.hops) {
        const ids = new Set(
          from.flatMap((row) => {
            const id = row.get(hop.field.apiName);
            return typeof id === 'string' ? [id] : [];
          })
        );
        const missing = [...ids].filter((id) => !this.parents.has(id) && id.startsWith(hop.target.keyPrefix));
        if (missing.length > 0) this.load(hop.target, missing);
        from = [...ids].flatMap((id) => this.parents.get(id) ?? []);
      }
    }
  }

  private load(object: ObjectDescribe, ids: readonly string[]): void {
    for (const id of ids) this.parents.set(id, undefined);
    for (const row of this.store.find(object, 'Id', ids, true)) this.parents.set(row.get('Id') as string, row);
  }

  private parent(id: string): StoredRow | undefined {
    const object = this.parents.has(id) ? undefined : this.schema.byKeyPrefix(id.slice(0, 3));
    if (object !== undefined) this.load(object, [id]);
    return this.parents.get(id);
  }

  value(row: StoredRow, reference: FieldReference): FieldValue {
    let at: StoredRow = row;
    for (const hop of reference.hops) {
      const id = at.get(hop.field.apiName);
      if (typeof id !== 'string' || !id.startsWith(hop.target.keyPrefix)) return null;
      const parent = this.parent(id);
      if (parent === undefined) return null;
      at = parent;
    }
    if (reference.field.formula !== undefined) return this.evaluateField(reference, at);
    return at.get(reference.field.apiName) ?? null;
  }
}
