import { Big, MC, RoundingMode, type BigDecimal } from 'bigdecimal.js';
import { FormulaEvaluationError } from './formula-error.ts';

const DAY = 86_400_000;

/** Digits that a calculation keeps inside a formula. */
export const PRECISION = MC(39, RoundingMode.HALF_UP);

export class FormulaDate {
  /** Days from 1970. */
  readonly days: number;

  constructor(days: number) {
    this.days = days;
  }

  static parse(iso: string): FormulaDate {
    return new FormulaDate(Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY));
  }

  get utc(): Date {
    return new Date(this.days * DAY);
  }

  get iso(): string {
    return this.utc.toISOString().slice(0, 10);
  }
}

export class FormulaDatetime {
  /** Epoch milliseconds. */
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }

  static parse(field: string): FormulaDatetime {
    return new FormulaDatetime(Date.parse(field.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')));
  }
}

export class FormulaTime {
  /** Milliseconds since midnight. */
  readonly time: number;

  constructor(time: number) {
    this.time = ((Math.trunc(time) % DAY) + DAY) % DAY;
  }

  static parse(text: string): FormulaTime {
    return new FormulaTime(Date.parse(`1970-01-01T${text.replace(/Z?$/, 'Z')}`));
  }

  get iso(): string {
    return new Date(this.time).toISOString().slice(11);
  }
}

export class FormulaLocation {
  readonly latitude: number;
  readonly longitude: number;

  constructor(latitude: number, longitude: number) {
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

/** What a part of a formula evaluates to. A blank text is null. */
export type FormulaValue =
  BigDecimal | string | boolean | FormulaDate | FormulaDatetime | FormulaTime | FormulaLocation | null;

export const number = (value: number | string | bigint): BigDecimal =>
  Big(typeof value === 'number' ? String(value) : value);

/** A number out of floating-point mathematics, as far as it is one. */
export function finite(value: number, what: string): BigDecimal {
  if (!Number.isFinite(value)) throw new FormulaEvaluationError(`${what}: argument out of range`);
  return number(value);
}

/** Without trailing zeros and exponent. */
export function numberText(value: BigDecimal): string {
  return value.signum() === 0 ? '0' : value.stripTrailingZeros().toPlainString();
}

/** Text that is not there counts as empty. */
export const textOf = (value: FormulaValue): string => (value === null ? '' : (value as string));

/** The same day of another month; the last day of a month stays a last day. */
export function addMonths(days: number, months: number): number {
  const from = new Date(days * DAY);
  const last = new Date((days + 1) * DAY).getUTCMonth() !== from.getUTCMonth();
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1);
  const target = new Date(first);
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  const day = last ? lastDay : Math.min(from.getUTCDate(), lastDay);
  return Math.floor(first / DAY) + day - 1;
}
