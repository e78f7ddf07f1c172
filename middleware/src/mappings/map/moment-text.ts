/** Dates and times of both standards as ISO 8601, from bytes to bytes: those that nearly every document writes. */

const DASH = 0x2d;
const COLON = 0x3a;
const T = 0x54;
/** Digits of CCYYMMDD, and of the same with HHMM behind them. */
const DAY = 8;
const MINUTE = 12;

/** The number that two digits are; NaN where they are none. */
function twoDigits(source: Uint8Array, at: number): number {
  const tens = (source[at] as number) - 0x30;
  const ones = (source[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** The 29th of February takes a closer look. */
const isDay = (month: number, day: number) =>
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  (day <= 28 ||
    (day <= 30 && month !== 2) ||
    (day === 31 &&
      (month === 1 || month === 3 || month === 5 || month === 7 || month === 8 || month === 10 || month === 12)));

function copyTwo(source: Uint8Array, from: number, target: Uint8Array, at: number): void {
  target[at] = source[from] as number;
  target[at + 1] = source[from + 1] as number;
}

/**
 * Copies CCYYMMDD as CCYY-MM-DD, and with HHMM behind it as CCYY-MM-DDTHH:MM; returns where that ends, -1 where there is
 * anything else, or a date that takes a closer look.
 */
export function copyMoment(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  const length = to - from;
  if (length !== DAY && length !== MINUTE) return -1;
  // NaN is in no range.
  const isYear = twoDigits(source, from) >= 0 && twoDigits(source, from + 2) >= 0;
  if (!isYear || !isDay(twoDigits(source, from + 4), twoDigits(source, from + 6))) return -1;
  if (length === MINUTE && !(twoDigits(source, from + 8) <= 23 && twoDigits(source, from + 10) <= 59)) return -1;
  copyTwo(source, from, target, at);
  copyTwo(source, from + 2, target, at + 2);
  target[at + 4] = DASH;
  copyTwo(source, from + 4, target, at + 5);
  target[at + 7] = DASH;
  copyTwo(source, from + 6, target, at + 8);
  if (length === DAY) return at + 10;
  target[at + 10] = T;
  copyTwo(source, from + 8, target, at + 11);
  target[at + 13] = COLON;
  copyTwo(source, from + 10, target, at + 14);
  return at + 16;
}

/** Characters of a day, CCYY-MM-DD. */
export const DAY_LENGTH = 10;
