import { chargeText } from './heap.ts';
import { ApexDate, ApexDatetime, ApexTime } from './values/dates.ts';
import { equal } from './values/equality.ts';
import { raise, raiseNullPointer } from './values/exceptions.ts';
import { ApexList } from './values/collections.ts';
import { ApexDouble, decimal, divide, isDecimal, type BigDecimal } from './values/numbers.ts';
import { SObjectRecord } from './values/record.ts';
import { text } from './text.ts';

/** What emitted code calls for Apex's operators. Null operands throw, integers wrap at 32 and longs at 64 bits. */

/** A value that must not be null. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    raiseNullPointer();
  }
  return value;
}

/** A Boolean used as a condition. */
export function truth(value: boolean | null): boolean {
  return present(value);
}

type Arithmetic<T> = (a: T | null, b: T | null) => T;

function divisor<T>(value: T, isZero: boolean): T {
  if (isZero) {
    raise('MathException', 'Divide by 0');
  }
  return value;
}

export const addInteger: Arithmetic<number> = (a, b) => (present(a) + present(b)) | 0;
export const subInteger: Arithmetic<number> = (a, b) => (present(a) - present(b)) | 0;
export const mulInteger: Arithmetic<number> = (a, b) => Math.imul(present(a), present(b));
export const divInteger: Arithmetic<number> = (a, b) => (present(a) / divisor(present(b), b === 0)) | 0;

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
export const addLong: Arithmetic<bigint> = (a, b) => wrap(present(a) + present(b));
export const subLong: Arithmetic<bigint> = (a, b) => wrap(present(a) - present(b));
export const mulLong: Arithmetic<bigint> = (a, b) => wrap(present(a) * present(b));
export const divLong: Arithmetic<bigint> = (a, b) => wrap(present(a) / divisor(present(b), b === 0n));

const boxed = (value: number): ApexDouble => new ApexDouble(value);
export const addDouble: Arithmetic<ApexDouble> = (a, b) => boxed(present(a).value + present(b).value);
export const subDouble: Arithmetic<ApexDouble> = (a, b) => boxed(present(a).value - present(b).value);
export const mulDouble: Arithmetic<ApexDouble> = (a, b) => boxed(present(a).value * present(b).value);
export const divDouble: Arithmetic<ApexDouble> = (a, b) =>
  boxed(present(a).value / divisor(present(b), b?.value === 0).value);

export const addDecimal: Arithmetic<BigDecimal> = (a, b) => present(a).add(present(b));
export const subDecimal: Arithmetic<BigDecimal> = (a, b) => present(a).subtract(present(b));
export const mulDecimal: Arithmetic<BigDecimal> = (a, b) => present(a).multiply(present(b));
export const divDecimal: Arithmetic<BigDecimal> = (a, b) => divide(present(a), divisor(present(b), b?.signum() === 0));

export const negInteger = (a: number | null): number => -present(a) | 0;
export const negLong = (a: bigint | null): bigint => wrap(-present(a));
export const negDouble = (a: ApexDouble | null): ApexDouble => boxed(-present(a).value);
export const negDecimal = (a: BigDecimal | null): BigDecimal => present(a).negate();

export function bitsInteger(operator: string, a: number | null, b: number | null): number {
  const left = present(a);
  const right = present(b);
  switch (operator) {
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    default:
      return (left >>> right) | 0;
  }
}

export function bitsLong(operator: string, a: bigint | null, b: bigint | number | null): bigint {
  const left = present(a);
  const right = BigInt(present(b));
  switch (operator) {
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return left >> (right & 63n);
    default:
      return wrap(BigInt.asUintN(64, left) >> (right & 63n));
  }
}

export function concat(a: unknown, b: unknown): string {
  return chargeText(text(a) + text(b));
}

/** `<`, `>` and their kin for any two values of the same family: negative, zero, positive. */
export function order(a: unknown, b: unknown): number {
  present(a);
  present(b);
  if (typeof a === 'string' && typeof b === 'string') {
    return a === b ? 0 : a < b ? -1 : 1;
  }
  if (isTemporal(a) && isTemporal(b)) {
    return a.time - b.time;
  }
  if ((typeof a === 'number' || typeof a === 'bigint') && (typeof b === 'number' || typeof b === 'bigint')) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (a instanceof ApexDouble && b instanceof ApexDouble) {
    return a.value - b.value;
  }
  return toDecimal(a)?.compareTo(toDecimal(b) ?? 0) ?? 0;
}

/** Comparisons with null are false, except that a text is greater than null. */
export function compares(operator: string, a: unknown, b: unknown): boolean {
  if (a === null || b === null) {
    const text = typeof a === 'string' ? 1 : typeof b === 'string' ? -1 : undefined;
    return text !== undefined && holds(operator, text);
  }
  return holds(operator, order(a, b));
}

function holds(operator: string, difference: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

type Whole = number | null;
export const integersLess = (a: Whole, b: Whole): boolean => a !== null && b !== null && a < b;
export const integersLessOrEqual = (a: Whole, b: Whole): boolean => a !== null && b !== null && a <= b;
export const integersGreater = (a: Whole, b: Whole): boolean => a !== null && b !== null && a > b;
export const integersGreaterOrEqual = (a: Whole, b: Whole): boolean => a !== null && b !== null && a >= b;

function isTemporal(value: unknown): value is ApexDate | ApexDatetime | ApexTime {
  return value instanceof ApexDate || value instanceof ApexDatetime || value instanceof ApexTime;
}

/** `==`. */
export function same(a: unknown, b: unknown): boolean {
  return equal(a, b, true);
}

/** Ids are the same in their 15 and 18 character forms. */
export function sameId(a: string | null, b: string | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  return a.length !== b.length && a.length >= 15 && b.length >= 15
    ? a.slice(0, 15) === b.slice(0, 15)
    : a.toLowerCase() === b.toLowerCase();
}

/** `===`: the same object; values compare by value. */
export function identical(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  const isReference = a instanceof SObjectRecord || a instanceof ApexList;
  return !isReference && typeof a === 'object' && (isDecimal(a) || isTemporal(a)) && equal(a, b, false);
}

export function toLong(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}

export function toDouble(value: unknown): ApexDouble | null {
  if (value === null || value === undefined || value instanceof ApexDouble) {
    return value ?? null;
  }
  return boxed(isDecimal(value) ? value.numberValue() : Number(value));
}

export function toDecimal(value: unknown): BigDecimal | null {
  if (value === null || value === undefined) {
    return null;
  }
  if (isDecimal(value)) {
    return value;
  }
  return decimal(value instanceof ApexDouble ? value.value : (value as number | bigint));
}

export function toDatetime(value: ApexDate | null): ApexDatetime | null {
  return value && new ApexDatetime(value.time);
}

/** A text used as an Id. */
export function toId(value: string | null): string | null {
  if (value === null || /^[a-zA-Z0-9]{15}$|^[a-zA-Z0-9]{18}$/.test(value)) {
    return value === null ? null : longId(value);
  }
  raise('StringException', `Invalid id: ${value}`);
}

/** The 18 character form of an id. */
export function longId(id: string): string {
  if (id.length !== 15) {
    return id;
  }
  const suffix = [0, 5, 10].map((begin) => {
    const bits = Array.from(id.slice(begin, begin + 5)).reduce(
      (sum, character, index) => (/[A-Z]/.test(character) ? sum | (1 << index) : sum),
      0
    );
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits] ?? '';
  });
  return id + suffix.join('');
}

/** The one row of a query that is assigned to a single sObject. */
export function one(list: ApexList): unknown {
  if (list.items.length === 0) {
    raise('QueryException', 'List has no rows for assignment to SObject');
  }
  return oneOrNone(list);
}

/** The same before `?.` and `??`, which take a query without rows as null. */
export function oneOrNone(list: ApexList): unknown {
  if (list.items.length > 1) {
    raise('QueryException', 'List has more than 1 row for assignment to SObject');
  }
  return list.items[0] ?? null;
}
