import { add, type Decimal, formatAmount, parseDecimal } from '../decimal.ts';
import type { JsonText } from './json-text.ts';

/** Digits that a number of JavaScript holds exactly. */
export const SAFE_DIGITS = 15;

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
      else if (byte === 0x2e && point < 0) point = at;
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

/** An exact sum, without big integers as long as all numbers have the same scale and few digits: as good as always. */
export class ExactSum {
  #digits = 0;
  #scale = -1;
  #others: Decimal | null = null;

  clear(): void {
    this.#digits = 0;
    this.#scale = -1;
    this.#others = null;
  }

  /** False where that takes more than plain numbers: the number is to be added as a text then. */
  addPlain({ digits, scale, isPlain }: PlainNumber): boolean {
    const fits = isPlain && (this.#scale < 0 || this.#scale === scale);
    if (!fits || this.#digits + digits > Number.MAX_SAFE_INTEGER) return false;
    this.#scale = scale;
    this.#digits += digits;
    return true;
  }

  /** A text that is no number is passed over. */
  addText(text: string): void {
    const value = parseDecimal(text);
    if (value) this.#others = this.#others ? add(this.#others, value) : value;
  }

  get isEmpty(): boolean {
    return this.#scale < 0 && this.#others === null;
  }

  /** Writes the sum as an amount; it must not be empty. */
  write(out: JsonText): void {
    if (this.#others === null && this.#scale <= 2) out.amount(this.#digits, this.#scale);
    else out.value(formatAmount(this.value as Decimal));
  }

  /** Null where nothing was added. */
  get value(): Decimal | null {
    if (this.#scale < 0) return this.#others;
    const plain = { digits: BigInt(this.#digits), scale: this.#scale };
    return this.#others ? add(this.#others, plain) : plain;
  }
}

/** What the lines of a document add up to, for checks at its end. */
export class Totals {
  lines = 0;
  readonly amounts = new ExactSum();
  readonly quantities = new ExactSum();
  /** A line has no amount, or charges or taxes of its own. */
  incomparable = false;

  clear(): void {
    this.lines = 0;
    this.amounts.clear();
    this.quantities.clear();
    this.incomparable = false;
  }
}
