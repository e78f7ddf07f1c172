import { type Decimal, divide, formatAmount, multiply, parseDecimal } from '../decimal.ts';
import { type Reader, type Writer, writeMembers, writer } from './fields.ts';
import { literalOf, memberLiteral } from './json-text.ts';
import * as members from './members.ts';
import type { MappingRun } from './run.ts';
import * as plainNumber from './plain-number.ts';
import * as way from './way.ts';
import { Written } from './written.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { LINE, LINE_MEMBERS } = members;
const { SAFE_DIGITS } = plainNumber;
const { ANYTHING } = way;

/** What is to be done with each line of a document; in this order. */
export interface LineFinish {
  /** One without a number is given its place among the lines. */
  numbers?: boolean;
  /** One without an amount is given quantity times price, per as many units as the price is for. */
  amounts?: boolean;
  /** Amounts and quantities are added up, for checks at the end of the document. */
  totals?: boolean;
}

const NUMBER = literalOf(',"number":"');
const AMOUNT = memberLiteral('amount');
const QUOTE = 0x22;
/** Bits of members of which a line has all, and of those of which it has none, if its amount is a mere product. */
const FACTORS = (1 << LINE.quantity) | (1 << LINE.unitPrice);
const UNUSUAL = (1 << LINE.amount) | (1 << LINE.pricePer) | (1 << LINE.charges) | (1 << LINE.taxes);

/** Finishes the lines of a document while they are written. */
export class FinishLine {
  readonly written = new Written(LINE_MEMBERS);
  readonly #numbers: boolean;
  readonly #amounts: boolean;
  readonly #totals: boolean;
  readonly #quantity = this.written.numberAt(LINE.quantity);
  readonly #price = this.written.numberAt(LINE.unitPrice);
  readonly #amount = this.written.numberAt(LINE.amount);

  constructor({ numbers = false, amounts = false, totals = false }: LineFinish) {
    this.#numbers = numbers;
    this.#amounts = amounts;
    this.#totals = totals;
  }

  /** Forgets the line before. */
  start(): void {
    this.written.clear();
  }

  /** Its fields are written. */
  end(run: MappingRun): void {
    const { written } = this;
    run.totals.lines += 1;
    if (this.#numbers && !written.has(LINE.number)) this.#writeNumber(run);
    if ((!this.#amounts && !this.#totals) || this.#endUsual(run)) return;
    written.readNumber(LINE.quantity, run.out);
    if (written.has(LINE.amount)) written.readNumber(LINE.amount, run.out);
    else if (this.#amounts) this.#writeAmount(run);
    if (this.#totals) this.#add(run);
  }

  /** Quantity times price and nothing else to it, both read already: what nearly every line is. False for another. */
  #endUsual({ out, totals }: MappingRun): boolean {
    const isUsual =
      this.#amounts &&
      this.#totals &&
      this.written.hasRead(FACTORS, UNUSUAL) &&
      this.#quantity.isPlain &&
      this.#price.isPlain;
    if (!isUsual || this.#quantity.digits * this.#price.digits > Number.MAX_SAFE_INTEGER) return false;
    this.#amount.setProduct(this.#quantity, this.#price);
    out.literal(AMOUNT);
    out.amount(this.#amount.digits, this.#amount.scale);
    totals.amounts.add(this.#amount);
    totals.quantities.add(this.#quantity);
    return true;
  }

  #writeNumber({ out, totals }: MappingRun): void {
    out.literal(NUMBER);
    out.integer(totals.lines);
    out.byte(QUOTE);
  }

  #writeAmount(run: MappingRun): void {
    const { out } = run;
    const { written } = this;
    if (!written.hasText(LINE.quantity, out) || !written.hasText(LINE.unitPrice, out)) return;
    const before = out.length;
    out.literal(AMOUNT);
    const from = out.length;
    const digits = written.lengthOf(LINE.quantity) + written.lengthOf(LINE.unitPrice);
    const isPlain = written.readNumber(LINE.quantity, out) && written.readNumber(LINE.unitPrice, out);
    if (isPlain && digits <= SAFE_DIGITS && !written.has(LINE.pricePer)) {
      this.#amount.setProduct(this.#quantity, this.#price);
      out.amount(this.#amount.digits, this.#amount.scale);
      written.noteNumber(LINE.amount, from, out.length);
      return;
    }
    const amount = exactAmount(written, run);
    if (amount === null) {
      out.length = before;
      return;
    }
    out.value(formatAmount(amount));
    written.note(LINE.amount, from, out.length);
  }

  #add({ out, totals }: MappingRun): void {
    const { written } = this;
    const hasAmount = written.hasText(LINE.amount, out);
    if (hasAmount) {
      if (written.readNumber(LINE.amount, out)) totals.amounts.add(this.#amount);
      else totals.amounts.addText(written.text(LINE.amount, out));
    }
    if (written.hasText(LINE.quantity, out)) {
      if (written.readNumber(LINE.quantity, out)) totals.quantities.add(this.#quantity);
      else totals.quantities.addText(written.text(LINE.quantity, out));
    }
    if (!hasAmount || written.has(LINE.charges) || written.has(LINE.taxes)) totals.incomparable = true;
  }

  /** Writes the lines that a reader makes, member by member. */
  writerOf(read: Reader): Writer {
    return writer(read.needs ?? ANYTHING, (run, at) => {
      const value = read(run.nodeAt(at), run);
      if (!Array.isArray(value) || value.length === 0) return false;
      const start = run.out.length;
      for (const line of value as Record<string, unknown>[]) this.#write(run, line);
      run.out.closeList(start);
      return true;
    });
  }

  #write(run: MappingRun, line: Record<string, unknown>): void {
    this.start();
    run.out.comma();
    const start = run.out.length;
    writeMembers(run, line, this.written);
    this.end(run);
    run.out.closeObject(start);
  }
}

/** Null where there is no number, or none that comes out even. */
function exactAmount(line: Written, { out }: MappingRun): Decimal | null {
  const quantity = parseDecimal(line.text(LINE.quantity, out));
  const price = parseDecimal(line.text(LINE.unitPrice, out));
  const product = quantity && price && multiply(quantity, price);
  if (!product || !line.has(LINE.pricePer)) return product;
  const pricePer = line.value(LINE.pricePer, out);
  const per = typeof pricePer === 'string' ? parseDecimal(pricePer) : null;
  return per && divide(product, per);
}
