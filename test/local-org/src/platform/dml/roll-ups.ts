import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { Condition, FieldExpression, SoqlQuery } from '../../soql/ast.ts';
import { executeQuery } from '../../soql/execute.ts';
import { Aliases } from '../../soql/scope.ts';
import { quote } from '../../store/sql.ts';
import type { StoredRow } from '../../store/store.ts';
import type { Access } from '../org.ts';
import { summaryCondition } from './summary-filter.ts';
import type { Chunk, DmlContext, SavedWork, Work } from './work.ts';

/** A roll-up field of a parent, seen from the children that it sums up. */
interface SummaryUse {
  parent: ObjectDescribe;
  field: FieldDescribe;
  summary: NonNullable<FieldDescribe['summary']>;
  foreignKey: string;
}

const uses = new WeakMap<Schema, Map<ObjectDescribe, SummaryUse[]>>();

function collect(schema: Schema): Map<ObjectDescribe, SummaryUse[]> {
  const found = new Map<ObjectDescribe, SummaryUse[]>();
  for (const parent of schema.objects) {
    for (const field of parent.fields.values()) {
      const { summary } = field;
      const child = summary && schema.object(summary.childObject);
      const foreignKey = child && schema.field(child, summary.foreignKey)?.apiName;
      if (summary === undefined || child === undefined || foreignKey === undefined) continue;
      found.set(child, [...(found.get(child) ?? []), { parent, field, summary, foreignKey }]);
    }
  }
  return found;
}

/** The roll-ups over an object's records. */
export function summariesOver(schema: Schema, child: ObjectDescribe): readonly SummaryUse[] {
  let all = uses.get(schema);
  if (all === undefined) {
    all = collect(schema);
    uses.set(schema, all);
  }
  return all.get(child) ?? [];
}

/** What a roll-up shows where there is nothing to sum up. */
export function emptySummary(summary: NonNullable<FieldDescribe['summary']>): FieldValue {
  if (summary.operation === 'any') return false;
  return summary.operation === 'count' || summary.operation === 'sum' ? 0 : null;
}

/** Totals cannot be written while there are children that they sum up; they keep their stored value. */
export function keepTotals({ context, object }: Chunk, works: readonly SavedWork[]): void {
  for (const { apiName, summary } of object.fields.values()) {
    const child = summary?.operation === 'total' ? context.schema.object(summary.childObject) : undefined;
    const written = works.filter(
      ({ fields, old, work }) => fields.get(apiName) !== old?.get(apiName) && work.summary?.has(apiName) !== true
    );
    if (child === undefined || summary === undefined || written.length === 0) continue;
    const ids = written.map(({ work }) => work.id);
    const parents = new Set(context.store.lookUp(child, summary.foreignKey, ids).map(([, parent]) => parent));
    for (const { fields, old, work } of written) {
      if (parents.has(work.id)) fields.set(apiName, old?.get(apiName) ?? null);
    }
  }
}

const path = (name: string): FieldExpression => ({ kind: 'path', path: [name] });

const FUNCTIONS = { count: 'COUNT', any: 'COUNT', sum: 'SUM', total: 'SUM', min: 'MIN', max: 'MAX' } as const;

/** `SELECT key, OPERATION(field) … WHERE key IN ids AND filters GROUP BY key` */
function summaryQuery(schema: Schema, child: ObjectDescribe, use: SummaryUse): SoqlQuery {
  const { summary, foreignKey } = use;
  const conditions: Condition[] = [
    { kind: 'compare', field: path(foreignKey), operator: 'IN', value: { kind: 'bind', index: 0 } },
    ...summary.filters.map((filter) => summaryCondition(schema, child, filter))
  ];
  const value: FieldExpression = {
    kind: 'call',
    name: FUNCTIONS[summary.operation],
    arguments: [path(summary.field ?? 'Id')]
  };
  return {
    text: '',
    select: [
      { kind: 'field', expression: path(foreignKey), alias: 'parent' },
      { kind: 'field', expression: value, alias: 'value' }
    ],
    from: { object: child.apiName },
    where: { kind: 'and', operands: conditions },
    groupBy: { fields: [path(foreignKey)] },
    orderBy: [],
    forUpdate: false,
    allRows: false,
    bindCount: 1,
    binds: ['']
  };
}

function calculate(
  context: DmlContext,
  child: ObjectDescribe,
  use: SummaryUse,
  ids: readonly string[]
): Map<FieldValue, FieldValue> {
  const { schema, store, formulas, clock } = context;
  const { rows } = executeQuery(summaryQuery(schema, child, use), store, {
    schema,
    binds: [ids],
    now: clock.now(),
    aliases: new Aliases(),
    formulas,
    timeZone: formulas.timeZone,
    userId: '',
    format: formulas.format,
    prefixes: (object, field) => store.prefixes(object, field.apiName),
    rowFilter: () => undefined
  });
  return new Map(
    rows.map((row) => {
      const value = row.fields.get('value') ?? null;
      return [row.fields.get('parent') ?? null, use.summary.operation === 'any' ? value !== 0 : value];
    })
  );
}

/** Calculates roll-ups that came to records which were there before; no trigger sees it. */
export function calculateAdded(context: DmlContext): void {
  const { schema, store } = context;
  for (const { object, field } of store.added) {
    const { summary } = field;
    const child = summary && schema.object(summary.childObject);
    const use = child && summariesOver(schema, child).find((one) => one.field === field);
    if (summary === undefined || child === undefined || use === undefined || summary.operation === 'total') continue;
    const ids = store.all(`SELECT "Id" FROM ${quote(object.apiName)}`).map(([id]) => String(id));
    const values = calculate(context, child, use, ids);
    for (const id of ids) {
      store.update(object, id, new Map([[field.apiName, values.get(id) ?? emptySummary(summary)]]));
    }
  }
}

/** The parents that the children have or had. */
function parentsOf(rows: readonly ChildRow[], foreignKey: string): Set<string> {
  return new Set(
    rows.flatMap(({ fields, old }) =>
      [fields.get(foreignKey), old?.get(foreignKey)].filter((id): id is string => typeof id === 'string')
    )
  );
}

/** A child that came, went or changed; `old` is what it was. */
export interface ChildRow {
  fields: StoredRow;
  old: StoredRow | undefined;
}

/**
 * Brings the roll-ups of the children's parents up to date. Parents whose figures change are saved like by an update of
 * their own, triggers and rules included; returns their errors by parent id.
 */
export function rollUp(
  context: DmlContext,
  child: ObjectDescribe,
  rows: readonly ChildRow[],
  save: (parent: ObjectDescribe, works: readonly Work[]) => void
): Map<string, Work['errors']> {
  const failed = new Map<string, Work['errors']>();
  const all = summariesOver(context.schema, child);
  if (all.length === 0 || rows.length === 0) return failed;
  for (const [parent, summaries] of Map.groupBy(all, (use) => use.parent)) {
    const ids = [...new Set(summaries.flatMap((use) => [...parentsOf(rows, use.foreignKey)]))];
    const results = summaries.map((use) => ({ use, values: calculate(context, child, use, ids) }));
    const works = context.store.find(parent, 'Id', ids).flatMap((stored): Work[] => {
      const id = stored.get('Id') as string;
      const summary = new Map<string, FieldValue>();
      for (const { use, values } of results) {
        const before = stored.get(use.field.apiName) ?? null;
        const empty = use.summary.operation === 'total' ? before : emptySummary(use.summary);
        const value = values.get(id) ?? empty;
        if (value !== before) summary.set(use.field.apiName, value);
      }
      const row = { object: parent, fields: new Map<string, FieldValue>([['Id', id]]) };
      return summary.size === 0 ? [] : [{ row, id, created: false, errors: [], summary }];
    });
    if (works.length === 0) continue;
    save(parent, works);
    for (const work of works) if (work.errors.length > 0) failed.set(work.id ?? '', work.errors);
  }
  return failed;
}

/** The chunk in which a parent is saved: by the platform itself, whatever the user may do. */
export function parentChunk(chunk: Chunk, parent: ObjectDescribe): Chunk {
  const access: Access = { ...chunk.access, mode: 'system', sharing: false };
  return { ...chunk, object: parent, operation: 'update', access };
}

/** Rolls up after a chunk was saved; what keeps a parent from being saved is an error of its children. */
export function rollUpChunk(
  chunk: Chunk,
  works: readonly SavedWork[],
  save: (chunk: Chunk, works: readonly Work[]) => void
): void {
  const { context, object } = chunk;
  const failed = rollUp(context, object, works, (parent, parents) => save(parentChunk(chunk, parent), parents));
  if (failed.size === 0) return;
  const keys = summariesOver(context.schema, object).map((use) => use.foreignKey);
  for (const saved of works) {
    const parents = new Set(keys.flatMap((key) => [saved.fields.get(key), saved.old?.get(key)]));
    for (const [id, errors] of failed) if (parents.has(id)) saved.work.errors.push(...errors);
  }
}
