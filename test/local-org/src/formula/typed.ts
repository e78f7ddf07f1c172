import type { FieldReference } from './references.ts';
import type { Evaluate } from './evaluation.ts';
import { FormulaError } from './formula-error.ts';
import { commonType, illegalType, wrongCount, wrongType } from './types.ts';
import type { FormulaType } from './types.ts';
import type { FormulaNode } from './ast.ts';

/** A compiled part of a formula with its type; a bare field is known as such. */
export interface Typed {
  type: FormulaType;
  run: Evaluate;
  /** Position of the field among the formula's references. */
  reference?: number;
  field?: FieldReference;
  node: FormulaNode;
}

/** Throws unless there are that many arguments. */
export function expectCount(name: string, args: readonly unknown[], least: number, most = least): void {
  if (args.length < least) throw wrongCount(name, least, args.length);
  if (args.length > most) throw wrongCount(name, most, args.length);
}

/** Throws for picklist fields, which only some functions take. */
export function refusePicklist({ type, field }: Typed): void {
  if (type !== 'picklist' && type !== 'multipicklist') return;
  const what = type === 'picklist' ? ['picklist', 'Picklist'] : ['multi-select picklist', 'Multi-select picklist'];
  throw new FormulaError(
    `Field ${field?.field.apiName ?? ''} is a ${what[0] ?? ''} field. ${what[1] ?? ''} fields are only supported in certain functions.`
  );
}

/** Throws unless the argument has one of the types, or is the constant null. */
export function expectType(name: string, argument: Typed, types: readonly FormulaType[]): void {
  if (argument.type === 'null' || types.includes(argument.type)) return;
  refusePicklist(argument);
  throw wrongType(name, types, argument.type);
}

/** The type that all have in common. Throws where one differs. */
export function expectCommon(name: string, args: readonly Typed[]): FormulaType {
  let type: FormulaType = 'null';
  for (const argument of args) {
    refusePicklist(argument);
    if (argument.type === 'geolocation') throw illegalType(name);
    const both = commonType(type, argument.type);
    if (both === undefined) throw wrongType(name, [type], argument.type);
    type = both;
  }
  return type;
}
