import { add, type Decimal, formatAmount, parseDecimal } from '../decimal.ts';
import type { JsonText } from './json-text.ts';
import type { PlainNumber } from './plain-number.ts';

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

  add({ digits, scale }: PlainNumber): void {
    const fits = this.#scale < 0 || this.#scale === scale;
    if (!fits || this.#digits + digits > Number.MAX_SAFE_INTEGER) this.#addDecimal({ digits: BigInt(digits), scale });
    else {
      this.#scale = scale;
      this.#digits += digits;
    }
  }

  /** A text that is no number is passed over. */
  addText(text: string): void {
    const value = parseDecimal(text);
    if (value) this.#addDecimal(value);
  }

  #addDecimal(value: Decimal): void {
    this.#others = this.#others ? add(this.#others, value) : value;
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
