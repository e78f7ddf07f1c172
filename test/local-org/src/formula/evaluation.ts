import type { FieldValue } from '../schema/schema.ts';
import type { FormulaValue } from './values.ts';

/** What a formula sees while it runs over one row. */
export interface EvaluationContext {
  /** The values of the formula's references, in their order. */
  values: readonly FieldValue[];
  /** The same before the change; undefined where the row is new. */
  prior?: readonly FieldValue[] | undefined;
  /** The transaction's instant. */
  now: number;
  /** IANA name of the user's time zone. */
  timeZone: string;
  /** The value of a global such as `$User.Id`, by its path. */
  global(path: readonly string[]): FieldValue;
  /** VLOOKUP: the field's value in the row that has the key. */
  lookUp(object: string, field: string, keyField: string, key: string): FieldValue;
}

/** A part of a formula, ready to run. Throws FormulaEvaluationError. */
export type Evaluate = (context: EvaluationContext) => FormulaValue;
