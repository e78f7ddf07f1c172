import type { JsonText } from './json-text.ts';
import { PlainNumber } from './plain-number.ts';

const QUOTE = 0x22;
/** Of a number that is taken bit by bit. */
const BITS = 31;

/** Where in the text the members stand that somebody asks for later, while one object is written. */
export class Written {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #numbers: readonly PlainNumber[];
  /** A bit for each member that is noted, and for each whose number is read. */
  #noted = 0;
  #read = 0;

  constructor(names: readonly string[]) {
    if (names.length > BITS)
      throw new RangeError(`No more than ${BITS} members can be asked for, not ${names.length}.`);
    this.#slots = new Map(names.map((name, slot) => [name, slot]));
    this.#from = new Int32Array(names.length);
    this.#to = new Int32Array(names.length);
    this.#numbers = names.map(() => new PlainNumber());
  }

  /** The number that a member is noted under; -1 where nobody asks for it. */
  slotOf(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  clear(): void {
    this.#noted = 0;
    this.#read = 0;
  }

  /** Where the number of a member is read to. */
  numberAt(slot: number): PlainNumber {
    return this.#numbers[slot] as PlainNumber;
  }

  /** Notes a member whose number was read when it was written. */
  noteNumber(slot: number, from: number, to: number): void {
    this.note(slot, from, to);
    this.noteRead(slot);
  }

  /** Notes that the number of a noted member was read when it was written. */
  noteRead(slot: number): void {
    this.#read |= 1 << slot;
  }

  /** Whether all of some members are there with their number read, and none of some others; each is a bit by its slot. */
  hasRead(read: number, others: number): boolean {
    return (this.#read & read) === read && (this.#noted & others) === 0;
  }

  /** Reads the number of a member, unless that is done; false where it is no plain one. */
  readNumber(slot: number, out: JsonText): boolean {
    const number = this.numberAt(slot);
    if ((this.#read & (1 << slot)) !== 0) return number.isPlain;
    this.#read |= 1 << slot;
    if (!this.hasText(slot, out)) number.isPlain = false;
    else number.read(out.bytes, this.textFrom(slot), this.textTo(slot));
    return number.isPlain;
  }

  /** Does nothing for members that nobody asks for (-1). */
  note(slot: number, from: number, to: number): void {
    if (slot < 0) return;
    this.#from[slot] = from;
    this.#to[slot] = to;
    this.#noted |= 1 << slot;
    this.#read &= ~(1 << slot);
  }

  has(slot: number): boolean {
    return slot >= 0 && (this.#noted & (1 << slot)) !== 0;
  }

  /** Whether it was written as a text; {@link textFrom} and {@link textTo} tell where that stands. */
  hasText(slot: number, out: JsonText): boolean {
    return this.has(slot) && out.bytes[this.#from[slot] as number] === QUOTE;
  }

  textFrom(slot: number): number {
    return (this.#from[slot] as number) + 1;
  }

  textTo(slot: number): number {
    return (this.#to[slot] as number) - 1;
  }

  lengthOf(slot: number): number {
    return this.textTo(slot) - this.textFrom(slot);
  }

  /** A text without anything escaped in it, as numbers are; of an object what stands between its braces. */
  text(slot: number, out: JsonText): string {
    return out.textBetween(this.textFrom(slot), this.textTo(slot));
  }

  /** Whether {@link text} is exactly a text of ASCII, without making one. */
  says(slot: number, { bytes }: JsonText, text: string): boolean {
    const from = this.textFrom(slot);
    if (this.lengthOf(slot) !== text.length) return false;
    for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  /** The member as a value; undefined where it was not written. */
  value(slot: number, out: JsonText): unknown {
    if (!this.has(slot)) return undefined;
    return JSON.parse(out.textBetween(this.#from[slot] as number, this.#to[slot] as number));
  }
}
