import { Big, MC, RoundingMode, type BigDecimal } from 'bigdecimal.js';

/** Apex's Double, boxed so that it is told from Integer at run time. */
export class ApexDouble {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toString(): string {
    return doubleText(this.value);
  }
}

export type { BigDecimal };

const DecimalClass = Big(0).constructor as new () => BigDecimal;

export function isDecimal(value: unknown): value is BigDecimal {
  return value instanceof DecimalClass;
}

/** A Decimal from text, integer or JavaScript number (by its shortest text). */
export function decimal(value: string | number | bigint | BigDecimal): BigDecimal {
  return typeof value === 'number' ? Big(String(value)) : Big(value);
}

/** Division keeps 33 digits, as Salesforce does. */
const DIVISION = MC(33, RoundingMode.HALF_UP);

export function divide(a: BigDecimal, b: BigDecimal): BigDecimal {
  return a.divideWithMathContext(b, DIVISION);
}

/** Text as Salesforce prints a Double. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'Infinity' : '-Infinity';
  }
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e7)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${String(Number(exponent))}`;
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const MODES: Record<string, RoundingMode> = {
  UP: RoundingMode.UP,
  DOWN: RoundingMode.DOWN,
  CEILING: RoundingMode.CEILING,
  FLOOR: RoundingMode.FLOOR,
  HALF_UP: RoundingMode.HALF_UP,
  HALF_DOWN: RoundingMode.HALF_DOWN,
  HALF_EVEN: RoundingMode.HALF_EVEN,
  UNNECESSARY: RoundingMode.UNNECESSARY
};

/** By the name of `System.RoundingMode`'s constant. */
export function roundingMode(name: string): RoundingMode {
  return MODES[name] ?? RoundingMode.HALF_EVEN;
}
