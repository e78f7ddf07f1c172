import type { EvaluationContext } from '../evaluation.ts';
import type { FormulaType } from '../types.ts';
import type { FormulaValue } from '../values.ts';

/** A function whose arguments are all evaluated before it runs. */
export interface FormulaFunction {
  name: string;
  /** The types that each parameter takes; the last one repeats where `variadic`. */
  parameters: FormulaType[][];
  required: number;
  variadic: boolean;
  result: FormulaType;
  /** Blank texts come as '', other arguments are never null: a blank one makes the result blank. */
  run(args: never, context: EvaluationContext): FormulaValue;
}

const functions = new Map<string, FormulaFunction>();

/**
 * Declares a function by its signature: `LEFT(text, number): text`. `[type]` may be left out, `a|b` takes either, and
 * `type*` takes one or more.
 */
export function define(signature: string, run: FormulaFunction['run']): void {
  const match = /^(\w+)\((.*)\): (\w+)$/.exec(signature);
  if (match === null) throw new Error(`cannot read the signature ${signature}`);
  const [, name = '', list = '', result = ''] = match;
  const parts = list === '' ? [] : list.split(', ');
  functions.set(name, {
    name,
    parameters: parts.map((part) => part.replaceAll(/[[\]*]/g, '').split('|') as FormulaType[]),
    required: parts.filter((part) => !part.startsWith('[')).length,
    variadic: parts.at(-1)?.endsWith('*') === true,
    result: result as FormulaType,
    run
  });
}

/** By upper-case name. */
export function declaredFunction(name: string): FormulaFunction | undefined {
  return functions.get(name);
}
