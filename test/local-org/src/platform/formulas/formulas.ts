import { compileFormula } from '../../formula/compile.ts';
import type { CompiledFormula } from '../../formula/compile.ts';
import type { FormulaKind } from '../../formula/types.ts';
import type { EvaluationContext } from '../../formula/evaluation.ts';
import { FormulaEvaluationError } from '../../formula/formula-error.ts';
import type { FieldReference } from '../../formula/references.ts';
import type { FieldDescribe, FieldValue, ObjectDescribe, ValidationRule } from '../../schema/schema.ts';
import type { FormatContext } from '../../soql/format.ts';
import type { FormulaSql } from '../../soql/scope.ts';
import { fromSql, toSql } from '../../store/sql.ts';
import type { SqlValue } from '../../store/sql.ts';
import type { StoredRow } from '../../store/store.ts';
import type { Clock } from '../org.ts';
import { Globals } from './globals.ts';
import type { GlobalsContext } from './globals.ts';
import { RowValues } from './row-values.ts';

export type Labels = ReadonlyMap<string, { name: string; value: string }>;

/** The org has one currency. */
const CURRENCY = 'USD';
const SQL_FUNCTION = 'formula';

/** Compiles the org's formulas, each once, and runs them: over rows that are being saved, and inside SQL. */
export class Formulas implements FormulaSql {
  private readonly context: GlobalsContext & { clock: Clock };
  private readonly compiled = new Map<FieldDescribe | ValidationRule, CompiledFormula>();
  private readonly fields = new Map<ObjectDescribe, FieldDescribe[]>();
  private readonly numbered: CompiledFormula[] = [];
  private readonly numbers = new Map<CompiledFormula, number>();
  private globals: Globals;

  constructor(context: GlobalsContext & { clock: Clock }) {
    this.context = context;
    this.globals = new Globals(context, '');
    context.store.define(SQL_FUNCTION, (n, ...args) => this.fromSql(Number(n), args));
  }

  /** Whose `$User` and time zone count from now on. What was known of globals is read afresh. */
  use(userId: string): void {
    this.globals = new Globals(this.context, userId);
  }

  get timeZone(): string {
    return this.globals.timeZone;
  }

  /** How FORMAT writes values for the user. */
  get format(): FormatContext {
    const { globals } = this;
    return {
      get locale() {
        return globals.locale;
      },
      get timeZone() {
        return globals.timeZone;
      },
      currency: CURRENCY
    };
  }

  /** The object's formula fields. */
  fieldsOf(object: ObjectDescribe): readonly FieldDescribe[] {
    let fields = this.fields.get(object);
    if (fields === undefined) {
      fields = [...object.fields.values()].filter(
        (field) => field.formula !== undefined && field.notEmulated === undefined
      );
      this.fields.set(object, fields);
    }
    return fields;
  }

  formula(object: ObjectDescribe, field: FieldDescribe): CompiledFormula {
    return this.compile(object, field, field.formula ?? '', 'field');
  }

  private compile(
    object: ObjectDescribe,
    part: FieldDescribe | ValidationRule,
    text: string,
    kind: FormulaKind
  ): CompiledFormula {
    let compiled = this.compiled.get(part);
    if (compiled === undefined) {
      const field = 'condition' in part ? undefined : part;
      const result = field ?? { type: 'boolean' as const };
      const { schema } = this.context;
      compiled = compileFormula(text, { schema, object, kind, blankAsZero: field?.blankAsZero === true, result });
      this.compiled.set(part, compiled);
    }
    return compiled;
  }

  call(formula: CompiledFormula, args: readonly string[]): string {
    let n = this.numbers.get(formula);
    if (n === undefined) {
      n = this.numbered.push(formula) - 1;
      this.numbers.set(formula, n);
    }
    return `${SQL_FUNCTION}(${[n, ...args].join(',')})`;
  }

  private fromSql(n: number, args: readonly SqlValue[]): SqlValue {
    const formula = this.numbered[n] as CompiledFormula;
    const values = formula.references.map(({ field }, i) => fromSql(args[i] ?? null, field.type));
    return toSql(this.run(formula, { values }));
  }

  private run(formula: CompiledFormula, given: Pick<EvaluationContext, 'values' | 'prior'>): FieldValue {
    try {
      return formula.evaluate(this.evaluation(given));
    } catch (error) {
      // Pages show #Error!; queries and Apex see nothing there.
      if (error instanceof FormulaEvaluationError) return null;
      throw error;
    }
  }

  private evaluation(given: Pick<EvaluationContext, 'values' | 'prior'>): EvaluationContext {
    return { ...this.environment(), ...given };
  }

  /** All of a formula's surroundings but the row. */
  environment(): Omit<EvaluationContext, 'values' | 'prior'> {
    const { globals, context } = this;
    return {
      now: context.clock.now(),
      get timeZone() {
        return globals.timeZone;
      },
      global: (path) => globals.value(path),
      lookUp: (...key) => this.lookUp(...key)
    };
  }

  /** VLOOKUP: the value of the one row that has the key; blank where none or several have it. */
  private lookUp(objectName: string, fieldName: string, keyField: string, key: string): FieldValue {
    const { schema, store } = this.context;
    const object = schema.object(objectName);
    const [field, by] = [object && schema.field(object, fieldName), object && schema.field(object, keyField)];
    if (object === undefined || field === undefined || by === undefined || key === '') return null;
    const rows = store.find(object, by.apiName, [key]);
    return rows.length === 1 ? (rows[0]?.get(field.apiName) ?? null) : null;
  }

  /** Reads rows for formulas; parents that it loaded once are not read again. */
  reader(): RowValues {
    const { schema, store } = this.context;
    const reader: RowValues = new RowValues(schema, store, (reference: FieldReference, row) =>
      this.valueOf(reference.object, reference.field, row, reader)
    );
    return reader;
  }

  private valueOf(object: ObjectDescribe, field: FieldDescribe, row: StoredRow, reader: RowValues): FieldValue {
    const formula = this.formula(object, field);
    return this.run(formula, { values: formula.references.map((reference) => reader.value(row, reference)) });
  }

  /** Puts the values of the object's formula fields into the rows. */
  fill(object: ObjectDescribe, rows: readonly StoredRow[]): void {
    const fields = this.fieldsOf(object);
    if (fields.length === 0 || rows.length === 0) return;
    const reader = this.reader();
    reader.prefetch(
      rows,
      fields.flatMap((field) => this.formula(object, field).references)
    );
    for (const row of rows) {
      for (const field of fields) row.set(field.apiName, this.valueOf(object, field, row, reader));
    }
  }

  /** The default that a formula gives to a field of a new row. */
  defaultOf(object: ObjectDescribe, field: FieldDescribe): FieldValue {
    const formula = this.compile(object, field, field.defaultFormula ?? '', 'default');
    return this.run(formula, { values: formula.references.map(() => null) });
  }

  /** Whether the record breaks the rule. Throws FormulaEvaluationError where the condition cannot be worked out. */
  breaks(
    object: ObjectDescribe,
    rule: ValidationRule,
    row: StoredRow,
    prior: StoredRow | undefined,
    reader: RowValues
  ): boolean {
    const formula = this.compile(object, rule, rule.condition, 'rule');
    const read = (from: StoredRow): FieldValue[] =>
      formula.references.map((reference) => reader.value(from, reference));
    return formula.evaluate(this.evaluation({ values: read(row), prior: prior && read(prior) })) === true;
  }

  /** What the object's rules refer to, for loading it at once. */
  ruleReferences(object: ObjectDescribe): readonly FieldReference[] {
    return object.validationRules.flatMap((rule) => this.compile(object, rule, rule.condition, 'rule').references);
  }
}
