import type { JsonText } from './json-text.ts';
import { PlainNumber } from './plain-number.ts';

const QUOTE = 0x22;

/** Where in the text the members stand that somebody asks for later, while one object is written. */
export class Written {
  readonly #slots: ReadonlyMap<string, number>;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #numbers: readonly PlainNumber[];
  /** The object that is written, counted: members that were noted for an earlier one are not there. */
  #object = 1;
  readonly #notedFor: Int32Array;
  readonly #readFor: Int32Array;

  constructor(names: readonly string[]) {
    this.#slots = new Map(names.map((name, slot) => [name, slot]));
    this.#from = new Int32Array(names.length);
    this.#to = new Int32Array(names.length);
    this.#notedFor = new Int32Array(names.length);
    this.#readFor = new Int32Array(names.length);
    this.#numbers = names.map(() => new PlainNumber());
  }

  /** The number that a member is noted under; -1 where nobody asks for it. */
  slotOf(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  clear(): void {
    // 0 is no object's number, whatever their number.
    this.#object = (this.#object + 1) | 0 || 1;
  }

  /** Where the number of a member is read to. */
  numberAt(slot: number): PlainNumber {
    return this.#numbers[slot] as PlainNumber;
  }

  /** Notes a member whose number was read when it was written. */
  noteNumber(slot: number, from: number, to: number): void {
    this.note(slot, from, to);
    this.#readFor[slot] = this.#object;
  }

  /** Whether a member is there whose number was read when it was written. */
  isRead(slot: number): boolean {
    return this.#readFor[slot] === this.#object && this.numberAt(slot).isPlain;
  }

  /** Reads the number of a member, unless that is done; false where it is no plain one. */
  readNumber(slot: number, out: JsonText): boolean {
    const number = this.numberAt(slot);
    if (this.#readFor[slot] === this.#object) return number.isPlain;
    this.#readFor[slot] = this.#object;
    if (!this.hasText(slot, out)) number.isPlain = false;
    else number.read(out.bytes, this.textFrom(slot), this.textTo(slot));
    return number.isPlain;
  }

  /** Does nothing for members that nobody asks for (-1). */
  note(slot: number, from: number, to: number): void {
    if (slot < 0) return;
    this.#from[slot] = from;
    this.#to[slot] = to;
    this.#notedFor[slot] = this.#object;
    this.#readFor[slot] = 0;
  }

  has(slot: number): boolean {
    return this.#notedFor[slot] === this.#object;
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
