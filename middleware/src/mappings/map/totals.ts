import { add, type Decimal, parseDecimal } from '../decimal.ts';

/** Digits that a number of JavaScript holds exactly. */
export const SAFE_DIGITS = 15;

/** An unsigned decimal of few digits, read from bytes: what nearly every number is. */
export class PlainNumber {
  digits = 0;
  scale = 0;

  /** False where it is something else. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
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
    return to - from > (point < 0 ? 0 : 1);
  }
}

/** Sums of numbers longer than this are left to big integers. */
const LONGEST_PLAIN = 12;

/** An exact sum, without big integers as long as all numbers have the same scale and few digits: as good as always. */
export class ExactSum {
  readonly #number = new PlainNumber();
  #digits = 0;
  #scale = -1;
  #others: Decimal | null = null;

  clear(): void {
    this.#digits = 0;
    this.#scale = -1;
    this.#others = null;
  }

  /** Adds a number as it stands among bytes; what is none is passed over. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const number = this.#number;
    const isPlain = to - from <= LONGEST_PLAIN && number.read(bytes, from, to);
    const fits = this.#scale < 0 || this.#scale === number.scale;
    if (isPlain && fits && this.#digits + number.digits <= Number.MAX_SAFE_INTEGER) {
      this.#scale = number.scale;
      this.#digits += number.digits;
      return;
    }
    const value = parseDecimal(Buffer.from(bytes.subarray(from, to)).toString());
    if (value) this.#others = this.#others ? add(this.#others, value) : value;
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
