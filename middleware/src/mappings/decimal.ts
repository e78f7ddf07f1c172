/** An exact decimal: `digits` × 10^-`scale`. Money never passes through floating point. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** Longer than any X12 number (R is at most 15 digits), short enough that arithmetic on it costs nothing. */
const LONGEST = 40;

/** Reads an X12 number (N0 with its sign, or R); null when it is none. */
export function parseDecimal(text: string): Decimal | null {
  const [matched, sign, whole = '', fraction = ''] = FORM.exec(text) ?? [];
  if (matched === undefined || text.length > LONGEST || whole.length + fraction.length === 0) return null;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: rescaled(left, scale) + rescaled(right, scale), scale };
}

export function equal(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return rescaled(left, scale) === rescaled(right, scale);
}

/** Whether an exact value, rounded to the decimal places of `stated`, can be `stated`. */
export function roundsTo(exact: Decimal, stated: Decimal): boolean {
  const scale = Math.max(exact.scale, stated.scale);
  const difference = rescaled(exact, scale) - rescaled(stated, scale);
  return (
    (difference < 0n ? -difference : difference) * 2n <= 10n ** BigInt(scale - stated.scale) &&
    (scale > stated.scale || difference === 0n)
  );
}

/** Moves the decimal point to the left: exact division by a power of ten. */
export function shift(value: Decimal, places: number): Decimal {
  return { digits: value.digits, scale: value.scale + places };
}

const rescaled = (value: Decimal, scale: number) => value.digits * 10n ** BigInt(scale - value.scale);

/** The number as text, zeros at its end kept: they are part of what the partner wrote. */
export function formatDecimal(value: Decimal): string {
  const digits = (value.digits < 0n ? -value.digits : value.digits).toString().padStart(value.scale + 1, '0');
  const point = digits.length - value.scale;
  const sign = value.digits < 0n ? '-' : '';
  return value.scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** An amount as text: what a product added behind the second decimal place goes if it is zero. */
export function formatAmount(value: Decimal): string {
  let { digits, scale } = value;
  while (scale > 2 && digits % 10n === 0n) {
    digits /= 10n;
    scale -= 1;
  }
  return formatDecimal({ digits, scale });
}

/** Division where it comes out even within 20 decimal places; null where it does not, or by nothing. */
export function divide(dividend: Decimal, divisor: Decimal): Decimal | null {
  if (divisor.digits === 0n) return null;
  let digits = dividend.digits * 10n ** BigInt(divisor.scale);
  let scale = dividend.scale;
  for (let places = 0; places <= 20; places += 1) {
    if (digits % divisor.digits === 0n) return { digits: digits / divisor.digits, scale };
    digits *= 10n;
    scale += 1;
  }
  return null;
}

/** How decimals are written: by EDIFACT with a point or a comma. Null where the text is no number. */
export function decimalText(text: string): string | null {
  if (isCanonical(text)) return text;
  const decimal = parseDecimal(text.includes(',') ? text.replace(',', '.') : text);
  return decimal && formatDecimal(decimal);
}

/** Digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
function isCanonical(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > 30 || (text.charCodeAt(0) === 0x30 && length > 1 && text.charCodeAt(1) !== 0x2e))
    return false;
  let points = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) continue;
    if (code !== 0x2e || at === 0 || at === length - 1) return false;
    points += 1;
  }
  return points <= 1;
}

/** Digits with implied decimal places (X12 type N2); a point that stands there all the same is obeyed. */
export function impliedDecimal(text: string, places: number): string | null {
  if (text.includes('.')) return decimalText(text);
  const value = parseDecimal(text);
  return value && formatDecimal(shift(value, places));
}
