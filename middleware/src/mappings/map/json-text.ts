import { asciiText } from '../../edi/ascii.ts';
import * as momentText from './moment-text.ts';
import { copyMoment } from './moment-text.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { DAY_LENGTH } = momentText;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;
const POINT = 0x2e;
const ZERO = 0x30;
/** Numbers up to it are divided as integers, which is sooner done. */
const LARGEST_INT32 = 2 ** 31 - 1;
const SHORT = 256;
/** More than a moment with its quotation marks. */
const MOMENT_ROOM = 32;
const WORD = 8;
/** Bytes that are written at once. */
export const WORD_LENGTH = WORD;
const encoder = new TextEncoder();

/**
 * JSON that stays the same from document to document, eight bytes to a word: it is written a word at a time. Words are
 * floating-point numbers, since no other ones of that size cost nothing; see {@link literalOf}.
 */
export interface Literal {
  length: number;
  words: Float64Array;
}

/** Eight bytes to a word, and two words at least, so that nobody has to ask: zeros follow the text. */
export function literalOf(text: string): Literal {
  // Eight bytes of ASCII are never the number that is none, whose bits may change on their way.
  const bytes = encoder.encode(escapeBeyondAscii(text));
  const padded = new Uint8Array(Math.max(2, Math.ceil(bytes.length / WORD)) * WORD);
  padded.set(bytes);
  const words = Float64Array.from({ length: padded.length / WORD }, (_, word) =>
    new DataView(padded.buffer).getFloat64(word * WORD, true)
  );
  return { length: bytes.length, words };
}

/** JSON says every character in ASCII, too: umlauts in a partner's words are rare. */
const escapeBeyondAscii = (json: string) =>
  json.replaceAll(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** `,"name":`, which every member of an object begins with; the comma of the first becomes the object's brace. */
export const memberText = (name: string): string => `,${JSON.stringify(name)}:`;

/** Literals of names, which maps and readers give: there is an end to them. */
const memberLiterals = new Map<string, Literal>();

export function memberLiteral(name: string): Literal {
  let literal = memberLiterals.get(name);
  if (!literal) {
    literal = literalOf(memberText(name));
    memberLiterals.set(name, literal);
  }
  return literal;
}

/**
 * JSON as it is written, byte for byte: no objects are made that would only be turned into text again. What turns out
 * to be nothing is taken back by setting `length` to what it was before.
 */
export class JsonText {
  bytes = new Uint8Array(16 * 1024);
  /** Of the same bytes. */
  view = new DataView(this.bytes.buffer);
  length = 0;
  #isAscii = true;

  clear(): void {
    this.length = 0;
    this.#isAscii = true;
  }

  /** Makes sure that so many more bytes can be written. */
  makeRoom(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  literal({ length: count, words }: Literal): void {
    // The last words may reach beyond the text; what comes next writes over them.
    this.makeRoom(count + WORD * 2);
    const view = this.view;
    const { length } = this;
    for (let word = 0; word < words.length; word += 1)
      view.setFloat64(length + word * WORD, words[word] as number, true);
    this.length = length + count;
  }

  byte(byte: number): void {
    this.makeRoom(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** A stretch of UTF-8 as a string, behind a literal that ends with its quotation mark. */
  string({ length: count, words }: Literal, source: Uint8Array, from: number, to: number): void {
    // Six bytes are the longest that one becomes.
    this.makeRoom(count + (to - from) * 6 + WORD * 2 + 1);
    const { bytes } = this;
    const view = this.view;
    let { length } = this;
    for (let word = 0; word < words.length; word += 1)
      view.setFloat64(length + word * WORD, words[word] as number, true);
    length += count;
    let bits = 0;
    for (let at = from; at < to; at += 1) {
      const byte = source[at] as number;
      if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) length = this.#escape(byte, length);
      else {
        bytes[length] = byte;
        length += 1;
      }
      bits |= byte;
    }
    if (bits >= 0x80) this.#isAscii = false;
    bytes[length] = QUOTE;
    this.length = length + 1;
  }

  /** Writes one byte as JSON.stringify does; returns where the next one goes. */
  #escape(byte: number, at: number): number {
    const escaped = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
    for (let index = 0; index < escaped.length; index += 1) this.bytes[at + index] = escaped.charCodeAt(index);
    return at + escaped.length;
  }

  /** A whole number from 0 on. */
  integer(value: number): void {
    this.makeRoom(20);
    const end = this.length + digitsOf(value);
    writeDigits(this.bytes, value, this.length, end);
    this.length = end;
  }

  /** An exact number, not below zero, as a string. */
  amount(digits: number, places: number): void {
    this.makeRoom(40);
    const { bytes, length } = this;
    const start = length + 1;
    const end = start + Math.max(digitsOf(digits), places + 1);
    bytes[length] = QUOTE;
    writeDigits(bytes, digits, start, end);
    this.length = places > 0 ? insertPoint(bytes, end - places, end) : end;
    bytes[this.length] = QUOTE;
    this.length += 1;
  }

  /**
   * A date or moment as {@link copyMoment} writes it, as a string; false, and nothing written, where that cannot.
   * @param dayOnly leaves the time out
   */
  moment(source: Uint8Array, from: number, to: number, dayOnly: boolean): boolean {
    this.makeRoom(MOMENT_ROOM);
    const { bytes, length } = this;
    const end = copyMoment(source, from, to, bytes, length + 1);
    if (end < 0) return false;
    const last = dayOnly ? length + 1 + DAY_LENGTH : end;
    bytes[length] = QUOTE;
    bytes[last] = QUOTE;
    this.length = last + 1;
    return true;
  }

  /** Any value that JSON knows. */
  value(value: unknown): void {
    const text = JSON.stringify(value);
    this.makeRoom(text.length * 3);
    if (text.length < SHORT && this.#writeAscii(text)) return;
    const { written } = encoder.encodeInto(text, this.bytes.subarray(this.length));
    if (written !== text.length) this.#isAscii = false;
    this.length += written;
  }

  /** A member of an object behind others; nothing where there is no value. */
  member(name: string, value: unknown): void {
    if (value === undefined) return;
    this.literal(memberLiteral(name));
    this.value(value);
  }

  /** What is short is sooner written here than by an encoder; false, and nothing written, where it is not ASCII. */
  #writeAscii(text: string): boolean {
    const { bytes, length } = this;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) return false;
      bytes[length + at] = code;
    }
    this.length = length + text.length;
    return true;
  }

  /** Turns the members written since then into an object. */
  closeObject(start: number): void {
    if (this.length === start) this.byte(0x7b);
    else this.bytes[start] = 0x7b;
    this.byte(0x7d);
  }

  /** Turns the items written since then, each behind a comma, into a list. */
  closeList(start: number): void {
    if (this.length === start) this.byte(0x5b);
    else this.bytes[start] = 0x5b;
    this.byte(0x5d);
  }

  /** Takes away one byte that was written before others. */
  dropByte(at: number): void {
    this.bytes.copyWithin(at, at + 1, this.length);
    this.length -= 1;
  }

  closeBrace(): void {
    this.byte(CLOSING_BRACE);
  }

  comma(): void {
    this.byte(COMMA);
  }

  /** What stands between two places. */
  textBetween(from: number, to: number): string {
    return this.#isAscii ? asciiText(this.bytes, from, to) : Buffer.from(this.bytes.buffer, from, to - from).toString();
  }

  /** The members written since then, as an object. */
  membersFrom(start: number): Record<string, unknown> {
    if (this.length === start) return {};
    return JSON.parse(`{${this.textBetween(start + 1, this.length)}}`) as Record<string, unknown>;
  }
}

/** Writes a number right-aligned, with zeros before it. Few are not 32-bit integers, which are divided in no time. */
function writeDigits(bytes: Uint8Array, value: number, from: number, to: number): void {
  let at = to;
  let high = value;
  while (high > LARGEST_INT32) {
    at -= 1;
    bytes[at] = ZERO + (high % 10);
    high = Math.floor(high / 10);
  }
  let rest = high | 0;
  while (at > from) {
    const tenth = (rest / 10) | 0;
    at -= 1;
    bytes[at] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
}

/** Moves the digits behind the point on by one; returns where they end. */
function insertPoint(bytes: Uint8Array, point: number, end: number): number {
  for (let at = end; at > point; at -= 1) bytes[at] = bytes[at - 1] as number;
  bytes[point] = POINT;
  return end + 1;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  return digits;
}
