import type { BigDecimal } from 'bigdecimal.js';
import type { BinaryOperator } from './ast.ts';
import type { Evaluate } from './evaluation.ts';
import { FormulaEvaluationError } from './formula-error.ts';
import { expectCommon, expectType, refusePicklist } from './typed.ts';
import type { Typed } from './typed.ts';
import { illegalType, wrongType } from './types.ts';
import type { FormulaType } from './types.ts';
import { FormulaDate, FormulaDatetime, FormulaTime, PRECISION, finite, number, textOf } from './values.ts';
import type { FormulaValue } from './values.ts';

const DAY = 86_400_000;
const LARGEST_POWER = 64;

type Result = Pick<Typed, 'type' | 'run'>;

/** Both sides, unless one is blank, which makes the result blank. */
function strict(left: Typed, right: Typed, calculate: (a: never, b: never) => FormulaValue): Evaluate {
  return (context) => {
    const a = left.run(context);
    if (a === null) return null;
    const b = right.run(context);
    return b === null ? null : calculate(a as never, b as never);
  };
}

function divide(a: BigDecimal, b: BigDecimal): BigDecimal {
  if (b.signum() === 0) throw new FormulaEvaluationError('Division by zero');
  return a.divideWithMathContext(b, PRECISION);
}

function power(base: BigDecimal, exponent: BigDecimal): BigDecimal {
  const size = (Math.log10(Math.abs(base.numberValue())) || 0) * exponent.numberValue();
  if (size > LARGEST_POWER) throw new FormulaEvaluationError('Out of range argument to POWER() function');
  const n = exponent.numberValue();
  return Number.isInteger(n) && n >= 0 ? base.pow(n, PRECISION) : finite(base.numberValue() ** n, 'POWER');
}

const plusDays = (date: FormulaDate, days: BigDecimal, sign: number): FormulaDate =>
  new FormulaDate(date.days + sign * Math.trunc(days.numberValue()));
const plusFraction = (datetime: FormulaDatetime, days: BigDecimal, sign: number): FormulaDatetime =>
  new FormulaDatetime(datetime.time + sign * Math.round(days.numberValue() * DAY));
const plusMillis = (time: FormulaTime, millis: BigDecimal, sign: number): FormulaTime =>
  new FormulaTime(time.time + sign * millis.numberValue());

type Sum = [FormulaType, (a: never, b: never) => FormulaValue];

/** By `left operator right`. */
const SUMS: Record<string, Sum> = {
  'number + number': ['number', (a: BigDecimal, b: BigDecimal) => a.add(b, PRECISION)],
  'number - number': ['number', (a: BigDecimal, b: BigDecimal) => a.subtract(b, PRECISION)],
  'number + date': ['date', (a: BigDecimal, b: FormulaDate) => plusDays(b, a, 1)],
  'date + number': ['date', (a: FormulaDate, b: BigDecimal) => plusDays(a, b, 1)],
  'date - number': ['date', (a: FormulaDate, b: BigDecimal) => plusDays(a, b, -1)],
  'date - date': ['number', (a: FormulaDate, b: FormulaDate) => number(a.days - b.days)],
  'number + datetime': ['datetime', (a: BigDecimal, b: FormulaDatetime) => plusFraction(b, a, 1)],
  'datetime + number': ['datetime', (a: FormulaDatetime, b: BigDecimal) => plusFraction(a, b, 1)],
  'datetime - number': ['datetime', (a: FormulaDatetime, b: BigDecimal) => plusFraction(a, b, -1)],
  'datetime - datetime': [
    'number',
    (a: FormulaDatetime, b: FormulaDatetime) => number(a.time - b.time).divideWithMathContext(DAY, PRECISION)
  ],
  'time + number': ['time', (a: FormulaTime, b: BigDecimal) => plusMillis(a, b, 1)],
  'time - number': ['time', (a: FormulaTime, b: BigDecimal) => plusMillis(a, b, -1)],
  'time - time': ['number', (a: FormulaTime, b: FormulaTime) => number((a.time - b.time + DAY) % DAY)]
};

const concatenation = (left: Typed, right: Typed): Result => ({
  type: 'text',
  run: (context) => textOf(left.run(context)) + textOf(right.run(context))
});

function sum(operator: '+' | '-', left: Typed, right: Typed): Result {
  refusePicklist(left);
  refusePicklist(right);
  if (left.type === 'null' || right.type === 'null') {
    // `text + null` is the text; with anything else, null makes null.
    const text = operator === '+' && (left.type === 'text' || right.type === 'text');
    return text ? concatenation(left, right) : { type: 'null', run: () => null };
  }
  if (operator === '+' && left.type === 'text') {
    expectType('+', right, ['text']);
    return concatenation(left, right);
  }
  const found = SUMS[`${left.type} ${operator} ${right.type}`];
  if (found !== undefined) return { type: found[0], run: strict(left, right, found[1]) };
  const leftFits = ['number', 'date', 'datetime', 'time'].includes(left.type);
  throw leftFits
    ? wrongType(operator, left.type === 'number' ? ['number'] : ['number', 'date', 'datetime'], right.type)
    : wrongType(operator, ['number', 'date', 'datetime'], left.type);
}

/** Orders two values of one type. */
function compare(a: FormulaValue, b: FormulaValue): number {
  if (typeof a === 'string') return a < (b as string) ? -1 : Number(a > (b as string));
  if (a instanceof FormulaDate) return a.days - (b as FormulaDate).days;
  if (a instanceof FormulaDatetime || a instanceof FormulaTime) return a.time - (b as FormulaTime).time;
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return (a as BigDecimal).compareTo(b as BigDecimal);
}

/** Equal, different, or null where one is blank; blank texts equal each other. */
export function equal(a: FormulaValue, b: FormulaValue, text: boolean): boolean | null {
  if (text) return textOf(a) === textOf(b);
  return a === null || b === null ? null : compare(a, b) === 0;
}

function equality(operator: '=' | '<>', left: Typed, right: Typed): Result {
  const text = expectCommon(operator, [left, right]) === 'text';
  return {
    type: 'boolean',
    run: (context) => {
      const same = equal(left.run(context), right.run(context), text);
      return same === null ? null : same === (operator === '=');
    }
  };
}

const ORDERS: Record<string, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0
};

function ordering(operator: string, left: Typed, right: Typed): Result {
  if (expectCommon(operator, [left, right]) === 'boolean') throw illegalType(operator);
  const holds = ORDERS[operator] as (order: number) => boolean;
  return { type: 'boolean', run: strict(left, right, (a, b) => holds(compare(a, b))) };
}

const ARITHMETIC: Record<'*' | '/' | '^', (a: BigDecimal, b: BigDecimal) => BigDecimal> = {
  '*': (a, b) => a.multiply(b, PRECISION),
  '/': divide,
  '^': power
};

/** Checks and compiles an operator between two parts. Throws FormulaError. */
export function compileBinary(operator: BinaryOperator, left: Typed, right: Typed): Result {
  switch (operator) {
    case '+':
    case '-':
      return sum(operator, left, right);
    case '*':
    case '/':
    case '^':
      expectType(operator, left, ['number']);
      expectType(operator, right, ['number']);
      return { type: 'number', run: strict(left, right, ARITHMETIC[operator]) };
    case '&':
      expectType('&', left, ['text']);
      expectType('&', right, ['text']);
      return concatenation(left, right);
    case '=':
    case '<>':
      return equality(operator, left, right);
    default:
      return ordering(operator, left, right);
  }
}

/** Checks and compiles a sign or NOT. Throws FormulaError. */
export function compileUnary(operator: '-' | '+' | 'NOT', operand: Typed): Result {
  if (operator === 'NOT') {
    expectType('NOT', operand, ['boolean']);
    return {
      type: 'boolean',
      run: (context) => {
        const value = operand.run(context);
        return value === null ? null : value !== true;
      }
    };
  }
  expectType(operator, operand, ['number']);
  if (operator === '+') return operand;
  return { type: 'number', run: (context) => (operand.run(context) as BigDecimal | null)?.negate() ?? null };
}
