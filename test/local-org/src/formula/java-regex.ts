import { fromJava } from '../regex/java-pattern.ts';
import { FormulaEvaluationError } from './formula-error.ts';

const compiled = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const { source, flags } = fromJava(pattern);
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    throw new FormulaEvaluationError(`Invalid regular expression: ${pattern}`);
  }
}

/** Whether the whole text matches a regular expression of Java's. */
export function fullMatch(text: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
