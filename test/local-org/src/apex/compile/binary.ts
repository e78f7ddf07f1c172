import type { Position } from '../syntax/ast.ts';
import { libraryType } from '../types/library.ts';
import { isAssignable, isCastable, isNumber, isText } from '../types/relations.ts';
import { isNamed, type Type } from '../types/type.ts';
import { fail } from './body.ts';
import type { Code } from './code.ts';
import { converted } from './convert.ts';
import { singleRow } from './names.ts';

const ARITHMETIC: Record<string, string> = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' };
const NUMBER_ORDER = ['Integer', 'Long', 'Double', 'Decimal'];
const BITS = new Set(['&', '|', '^', '<<', '>>', '>>>']);

/** `left operator right`, checked and translated. */
export function binary(operator: string, left: Code, right: Code, at: Position): Code {
  const boolean = libraryType('Boolean');
  switch (operator) {
    case '&&':
    case '||':
      return { type: boolean, present: true, js: `(${condition(left, at)} ${operator} ${condition(right, at)})` };
    case '==':
    case '!=':
    case '<>':
      return { type: boolean, present: true, js: equality(operator, left, right, at) };
    case '===':
    case '!==':
      return {
        type: boolean,
        present: true,
        js: `${operator === '===' ? '' : '!'}$.identical(${left.js}, ${right.js})`
      };
    case '<':
    case '>':
    case '<=':
    case '>=':
      return { type: boolean, present: true, js: comparison(operator, left, right, at) };
    case '??':
      return coalesce(left, right, at);
    default:
      return arithmetic(operator, left, right, at);
  }
}

/** A value used as a condition: Boolean, and not null. */
export function condition(code: Code, at: Position): string {
  if (!isNamed(code.type, 'Boolean')) {
    fail(at, `Condition expression must be of type Boolean: ${code.type.name}`);
  }
  return code.present ? code.js : `$.truth(${code.js})`;
}

function coalesce(value: Code, right: Code, at: Position): Code {
  const left = value.query && right.type.kind === 'sobject' ? singleRow(value, true) : value;
  const type = commonType(left, right, at);
  return { type, js: `(${converted(left.js, left.type, type)} ?? ${converted(right.js, right.type, type)})` };
}

/** The type of `a ? b : c` and `b ?? c`. */
export function commonType(left: Code, right: Code, at: Position): Type {
  if (left.type.kind === 'null') {
    return right.type;
  }
  if (isAssignable(right.type, left.type)) {
    return left.type;
  }
  if (isAssignable(left.type, right.type)) {
    return right.type;
  }
  if (left.type.kind !== 'void' && right.type.kind !== 'void') {
    const supertype = commonSupertype(left.type, right.type);
    if (supertype) {
      return supertype;
    }
  }
  fail(at, `Incompatible types in ternary operator: ${left.type.name}, ${right.type.name}`);
}

function commonSupertype(left: Type, right: Type): Type | undefined {
  for (let type: Type | null = left; type?.kind === 'class'; type = type.symbol.superclass) {
    if (isAssignable(right, type)) {
      return type;
    }
  }
  const shared = left.kind === 'class' ? left.symbol.interfaces.find((one) => isAssignable(right, one)) : undefined;
  return shared ?? (left.kind === 'sobject' && right.kind === 'sobject' ? libraryType('Object') : undefined);
}

function equality(operator: string, left: Code, right: Code, at: Position): string {
  if (!isCastable(left.type, right.type) && !(isNumber(left.type) && isNumber(right.type))) {
    fail(at, `Comparison arguments must be compatible types: ${left.type.name}, ${right.type.name}`);
  }
  const not = operator === '==' ? '' : '!';
  if (left.type.kind === 'null' || right.type.kind === 'null') {
    return `(${left.js} ${not || '='}== ${right.js})`;
  }
  if (isNamed(left.type, 'Id') || isNamed(right.type, 'Id')) {
    return `${not}$.sameId(${left.js}, ${right.js})`;
  }
  const plain = ['Integer', 'Boolean'].some((name) => isNamed(left.type, name) && isNamed(right.type, name));
  return plain ? `(${left.js} ${not || '='}== ${right.js})` : `${not}$.same(${left.js}, ${right.js})`;
}

const ORDER: Record<string, string> = { '<': 'Less', '<=': 'LessOrEqual', '>': 'Greater', '>=': 'GreaterOrEqual' };

function comparison(operator: string, left: Code, right: Code, at: Position): string {
  const both = (test: (type: Type) => boolean): boolean => test(left.type) && test(right.type);
  const temporal = (type: Type): boolean => ['Date', 'Datetime', 'Time'].some((name) => isNamed(type, name));
  const anyNull = left.type.kind === 'null' || right.type.kind === 'null';
  if (!both(isNumber) && !both(isText) && !both(temporal) && !anyNull) {
    fail(at, `Comparison arguments must be compatible types: ${left.type.name}, ${right.type.name}`);
  }
  if (isNamed(left.type, 'Integer') && isNamed(right.type, 'Integer')) {
    return `$.integers${ORDER[operator] ?? ''}(${left.js}, ${right.js})`;
  }
  return `$.compares(${JSON.stringify(operator)}, ${left.js}, ${right.js})`;
}

/** `+ - * /` and bit operators, with the wider of the two types. */
export function arithmetic(operator: string, left: Code, right: Code, at: Position): Code {
  const string = libraryType('String');
  if (
    operator === '+' &&
    (isText(left.type) || isText(right.type)) &&
    left.type.kind !== 'void' &&
    right.type.kind !== 'void'
  ) {
    return { type: string, present: true, js: `$.concat(${left.js}, ${right.js})` };
  }
  const temporal = temporalArithmetic(operator, left, right);
  if (temporal) {
    return temporal;
  }
  if (BITS.has(operator)) {
    return bits(operator, left, right, at);
  }
  if (!isNumber(left.type) || !isNumber(right.type)) {
    const isPlus = operator === '+';
    fail(
      at,
      isPlus
        ? `Invalid type for operator +: ${left.type.name}, ${right.type.name}`
        : `Arithmetic expressions must use numeric arguments`
    );
  }
  const type = wider(left.type, right.type);
  return {
    type,
    js: `$.${ARITHMETIC[operator] ?? 'add'}${type.name}(${converted(left.js, left.type, type)}, ${converted(right.js, right.type, type)})`
  };
}

function wider(a: Type, b: Type): Type {
  return NUMBER_ORDER.indexOf(a.name) >= NUMBER_ORDER.indexOf(b.name) ? a : b;
}

function temporalArithmetic(operator: string, left: Code, right: Code): Code | undefined {
  if (operator !== '+' && operator !== '-') {
    return undefined;
  }
  if ((isNamed(left.type, 'Date') || isNamed(left.type, 'Datetime')) && isNumber(right.type)) {
    return { type: left.type, js: `$.shiftDays(${left.js}, ${right.js}, ${operator === '+' ? '1' : '-1'})` };
  }
  return undefined;
}

function bits(operator: string, left: Code, right: Code, at: Position): Code {
  if (isNamed(left.type, 'Boolean') && isNamed(right.type, 'Boolean')) {
    const js =
      operator === '^'
        ? `($.truth(${left.js}) !== $.truth(${right.js}))`
        : `!!($.truth(${left.js}) ${operator} $.truth(${right.js}))`;
    return { type: left.type, present: true, js };
  }
  const whole = (type: Type): boolean => isNamed(type, 'Integer') || isNamed(type, 'Long');
  if (!whole(left.type) || !whole(right.type)) {
    fail(at, 'Bitwise operator arguments must be integers, longs or booleans');
  }
  const shift = operator.includes('<') || operator.includes('>');
  const type = shift ? left.type : wider(left.type, right.type);
  const other = shift ? right.js : converted(right.js, right.type, type);
  return {
    type,
    js: `$.bits${type.name}(${JSON.stringify(operator)}, ${converted(left.js, left.type, type)}, ${other})`
  };
}
