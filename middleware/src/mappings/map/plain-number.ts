/** Longer than any number of the standards. */
const LONGEST = 30;
/** Digits that a number of JavaScript holds exactly. */
export const SAFE_DIGITS = 15;
const POINT = 0x2e;
const ZERO = 0x30;

/** Whether bytes are digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
export function isPlainNumber(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length > LONGEST || hasLeadingZero(bytes, from, length)) return false;
  let points = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (byte !== POINT || at === from || at === to - 1) return false;
    points += 1;
  }
  return points <= 1;
}

const hasLeadingZero = (bytes: Uint8Array, from: number, length: number) =>
  bytes[from] === ZERO && length > 1 && bytes[from + 1] !== POINT;

/** An unsigned decimal of few digits, read from bytes: what nearly every number is. */
export class PlainNumber {
  digits = 0;
  scale = 0;
  /** Whether there is one. */
  isPlain = false;

  /** False where it is something else. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.isPlain = false;
    if (to - from > SAFE_DIGITS) return false;
    let digits = 0;
    let point = -1;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + byte - 0x30;
      else if (byte === POINT && point < 0) point = at;
      else return false;
    }
    this.digits = digits;
    this.scale = point < 0 ? 0 : to - point - 1;
    this.isPlain = to - from > (point < 0 ? 0 : 1);
    return this.isPlain;
  }

  /** A product as amounts are written: what it added behind the second decimal place goes while it is zero. */
  setProduct(left: PlainNumber, right: PlainNumber): void {
    this.digits = left.digits * right.digits;
    this.scale = left.scale + right.scale;
    while (this.scale > 2 && this.digits % 10 === 0) {
      this.digits /= 10;
      this.scale -= 1;
    }
    this.isPlain = true;
  }
}

/** Copies a plain number, and reads it on the way; returns where it ends, -1 where it is none or has many digits. */
export function copyNumber(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
  number: PlainNumber
): number {
  if (to - from > SAFE_DIGITS || hasLeadingZero(source, from, to - from)) return -1;
  let end = at;
  let digits = 0;
  let point = -1;
  for (let index = from; index < to; index += 1) {
    const byte = source[index] as number;
    target[end] = byte;
    end += 1;
    if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + byte - 0x30;
    else if (byte === POINT && point < 0) point = index;
    else return -1;
  }
  if (point === from || point === to - 1) return -1;
  number.digits = digits;
  number.scale = point < 0 ? 0 : to - point - 1;
  number.isPlain = true;
  return end;
}
