import type { Position } from '../syntax/ast.ts';
import { isAssignable } from '../types/relations.ts';
import { sameType, type Type } from '../types/type.ts';
import { fail } from './body.ts';
import type { Code } from './code.ts';

/** The code of a value as the wanted type. Throws `Illegal assignment from X to Y` where that is not allowed. */
export function assigned(code: Code, to: Type, at: Position): string {
  if (code.query && to.kind === 'sobject') {
    const element = code.type.kind === 'class' ? code.type.arguments[0] : undefined;
    const generic = element?.kind === 'sobject' && element.object === null;
    if (element && (generic || to.object === null || sameType(element, to))) {
      return `$.one(${code.js})`;
    }
  }
  if (!isAssignable(code.type, to)) {
    fail(at, `Illegal assignment from ${code.type.name} to ${to.name}`);
  }
  return converted(code.js, code.type, to);
}

/** As {@link assigned}, where legality has been checked. */
export function converted(js: string, from: Type, to: Type): string {
  if (from.kind === 'null' || sameType(from, to)) {
    return js;
  }
  switch (`${from.name}>${to.name}`) {
    case 'Integer>Long':
      return `$.toLong(${js})`;
    case 'Integer>Double':
    case 'Long>Double':
    case 'Decimal>Double':
      return `$.toDouble(${js})`;
    case 'Integer>Decimal':
    case 'Long>Decimal':
    case 'Double>Decimal':
      return `$.toDecimal(${js})`;
    case 'String>Id':
      return `$.toId(${js})`;
    case 'Date>Datetime':
      return `$.toDatetime(${js})`;
    default:
      return js;
  }
}
