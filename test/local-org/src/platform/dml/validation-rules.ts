import { FormulaEvaluationError } from '../../formula/formula-error.ts';
import { dmlError } from './errors.ts';
import type { Chunk, SavedWork } from './work.ts';

/** The object's validation rules over the rows; every rule that a row breaks is an error of it. */
export function checkRules({ context, object }: Chunk, works: readonly SavedWork[]): void {
  const { formulas } = context;
  if (object.validationRules.length === 0 || works.length === 0) return;
  const reader = formulas.reader();
  reader.prefetch(
    works.map((saved) => saved.fields),
    formulas.ruleReferences(object)
  );
  for (const saved of works) {
    for (const rule of object.validationRules) {
      try {
        if (formulas.breaks(object, rule, saved.fields, saved.old, reader)) {
          saved.work.errors.push(dmlError.brokenRule(rule));
        }
      } catch (error) {
        if (!(error instanceof FormulaEvaluationError)) throw error;
        saved.work.errors.push(dmlError.ruleFailed(rule, error.message));
      }
    }
  }
}
