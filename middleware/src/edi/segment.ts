import { asciiText } from './ascii.ts';
import { readLength } from './binary.ts';
import * as syntax from './syntax.ts';
import type { Syntax } from './syntax.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { COMPONENT, DATA, ELEMENT, MARK_KIND, MARK_SHIFT, RELEASE, REPETITION, TERMINATOR } = syntax;

/** The id of a segment as a number, which is compared sooner than text. */
export function idKey(id: string): number {
  return id.charCodeAt(0) | ((id.charCodeAt(1) || 0) << 8) | ((id.charCodeAt(2) || 0) << 16);
}

/** The id that a number of {@link idKey} stands for. */
export function idOf(key: number): string {
  return String.fromCharCode(key & 255, (key >> 8) & 255, (key >> 16) & 255).replaceAll('\0', '');
}

/** Whoever still reads bytes and marks of segments behind the call that showed them. */
export interface Borrower {
  /** They are about to move: copies what is needed of them. */
  settle(): void;
}

const ID_LENGTH = 3;
const BIN = idKey('BIN');
const BDS = idKey('BDS');

/**
 * A view of one segment in the bytes it was read from, with the places of its separators; text is made when it is asked
 * for, because most of it never is. There is one such view, moved from segment to segment: take what you need while you
 * are called, keep no segment.
 */
export class Segment {
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first byte. */
  base = 0;
  start = 0;
  /** One past its last byte, the terminator left out. */
  end = 0;
  syntax!: Syntax;
  /** Whether all its bytes are ASCII and none is released; known once it is marked. */
  plain = true;
  released = false;
  /** Separators in their order, see {@link MARK_SHIFT}; known once it is marked. */
  marks: Int32Array = new Int32Array(0);
  firstMark = 0;
  /** Number of separators; -1 while they are not known. */
  markCount = -1;
  /**
   * Whether its separators are part of a list, with the mark of its terminator behind them. Bytes and list then stay as
   * they are until the {@link borrower} is told.
   */
  isListed = false;
  borrower: Borrower | null = null;
  #ownMarks = new Int32Array(64);
  #key = -1;

  /** Looks at other bytes; {@link place} then tells where. */
  lookAt(bytes: Uint8Array, base: number): void {
    this.bytes = bytes;
    this.base = base;
  }

  /** Moves the view to a segment whose separators nobody knows yet. */
  place(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.markCount = -1;
    this.isListed = false;
    this.#key = -1;
  }

  /** Moves the view to a plain segment, whose separators are part of a list of marks; that of its end follows them. */
  placePlain(start: number, end: number, marks: Int32Array, first: number, count: number): void {
    this.start = start;
    this.end = end;
    this.#key = -1;
    if (this.marks !== marks) this.marks = marks;
    this.firstMark = first;
    this.markCount = count;
    this.plain = true;
    this.released = false;
    this.isListed = true;
  }

  /** Leaves out what stands between this byte and the terminator. */
  cutTo(end: number): void {
    if (end === this.end) return;
    this.end = end;
    this.isListed = false;
  }

  /** To be called before bytes or marks move. */
  settle(): void {
    this.borrower?.settle();
  }

  /** Byte offset of the segment in the file. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Finds the separators, if they are not known yet; returns their number. */
  mark(): number {
    return this.markCount >= 0 ? this.markCount : this.#findMarks();
  }

  #findMarks(): number {
    const { bytes, start, end } = this;
    const { kinds } = this.syntax;
    let count = 0;
    this.plain = true;
    this.released = false;
    for (let at = start; at < end; at += 1) {
      const kind = kinds[bytes[at] as number] as number;
      if (kind === DATA || kind === TERMINATOR) continue;
      if (kind <= REPETITION) {
        if (count === this.#ownMarks.length) this.#growMarks();
        this.#ownMarks[count] = (at << MARK_SHIFT) | kind;
        count += 1;
        if (count <= 3 && bytes[start] === 0x42) at += this.#binaryLength(count, at);
      } else {
        this.plain = false;
        if (kind === RELEASE) {
          this.released = true;
          at += 1;
        }
      }
    }
    this.marks = this.#ownMarks;
    this.firstMark = 0;
    this.markCount = count;
    return count;
  }

  /** Length of the binary data behind the separator just noted: the second one of BIN, the third of BDS. */
  #binaryLength(count: number, at: number): number {
    const { key } = this;
    if (count !== (key === BIN ? 2 : key === BDS ? 3 : 0)) return 0;
    const from = ((this.#ownMarks[count - 2] as number) >> MARK_SHIFT) + 1;
    return Math.min(readLength(this.bytes, from, at), this.end - at - 1);
  }

  #growMarks(): void {
    const marks = new Int32Array(this.#ownMarks.length * 2);
    marks.set(this.#ownMarks);
    this.#ownMarks = marks;
  }

  /** Number of elements after the segment id, empty ones included. */
  get elementCount(): number {
    const count = this.mark();
    let elements = 0;
    for (let mark = 0; mark < count; mark += 1) if (this.#kindOf(mark) === ELEMENT) elements += 1;
    return elements;
  }

  #kindOf(mark: number): number {
    return (this.marks[this.firstMark + mark] as number) & MARK_KIND;
  }

  /** Length of the id in bytes. */
  get idLength(): number {
    const { bytes, start, end } = this;
    const { element, component } = this.syntax.delimiters;
    let at = start;
    while (at < end && bytes[at] !== element && bytes[at] !== component) at += 1;
    return at - start;
  }

  /** The id as a number, see {@link idKey}; 0 for what is no id. Every stage asks for it, so it is kept. */
  get key(): number {
    return this.#key < 0 ? this.#readKey() : this.#key;
  }

  #readKey(): number {
    const { bytes, start, end } = this;
    // Nearly every id has three letters and a separator behind them.
    if (this.markCount > 0 && this.plain && this.#from(0) - start === ID_LENGTH + 1 && this.#kindOf(0) <= COMPONENT) {
      this.#key = (bytes[start] as number) | ((bytes[start + 1] as number) << 8) | ((bytes[start + 2] as number) << 16);
      return this.#key;
    }
    const { element, component } = this.syntax.delimiters;
    let key = 0;
    for (let index = 0; index <= ID_LENGTH; index += 1) {
      const byte = start + index < end ? (bytes[start + index] as number) : element;
      if (byte === element || byte === component) break;
      if (index === ID_LENGTH) key = 0;
      else key |= byte << (8 * index);
    }
    this.#key = key;
    return key;
  }

  is(id: string): boolean {
    return this.key === idKey(id);
  }

  get id(): string {
    return this.#decode(this.start, this.start + this.idLength);
  }

  /** The mark before an element; -1 when it is absent. */
  #markOf(position: number): number {
    const count = this.mark();
    let left = position;
    for (let mark = 0; mark < count; mark += 1) {
      if (this.#kindOf(mark) === ELEMENT) left -= 1;
      if (left === 0) return mark;
    }
    return -1;
  }

  /** Where what is behind a separator begins. */
  #from(mark: number): number {
    return ((this.marks[this.firstMark + mark] as number) >> MARK_SHIFT) + 1;
  }

  /** Where it ends: at the next separator. */
  #to(mark: number): number {
    return mark + 1 < this.markCount ? this.#from(mark + 1) - 1 : this.end;
  }

  /** The element as it is written, separators and white space included, '' when it is absent; 1 is the first. */
  raw(position: number): string {
    const first = position < 1 ? -1 : this.#markOf(position);
    if (first < 0) return '';
    let last = first;
    while (last + 1 < this.markCount && this.#kindOf(last + 1) !== ELEMENT) last += 1;
    return this.#decode(this.#from(first), this.#to(last));
  }

  /** The element without padding, '' when it is absent; of an EDIFACT composite its first component. */
  element(position: number): string {
    return this.syntax.isX12 ? this.raw(position).trim() : this.component(position, 1);
  }

  /** A component of an element's first repetition, release characters resolved. */
  component(position: number, component: number): string {
    const first = position < 1 ? -1 : this.#markOf(position);
    if (first < 0) return '';
    let mark = first;
    for (let left = component - 1; left > 0; left -= 1) {
      mark += 1;
      if (mark >= this.markCount || this.#kindOf(mark) !== COMPONENT) return '';
    }
    return this.#decode(this.#from(mark), this.#to(mark)).trim();
  }

  /** Whether an element is exactly a text: the same as comparing {@link element}, without making one. */
  says(position: number, text: string): boolean {
    const mark = this.#markOf(position);
    const isWhole = mark >= 0 && (mark + 1 >= this.markCount || this.#kindOf(mark + 1) === ELEMENT);
    const from = isWhole ? this.#from(mark) : 0;
    if (!isWhole || !this.plain || this.#to(mark) - from !== text.length) return this.element(position) === text;
    for (let at = 0; at < text.length; at += 1) if (this.bytes[from + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  /** Whether an element is written exactly so, separators included; false, too, where that takes a closer look. */
  isWritten(position: number, text: string): boolean {
    const first = this.#markOf(position);
    if (first < 0 || !this.plain) return false;
    const from = this.#from(first);
    const to = from + text.length;
    if (to > this.end) return false;
    for (let at = 0; at < text.length; at += 1) if (this.bytes[from + at] !== text.charCodeAt(at)) return false;
    return to === this.end || this.bytes[to] === this.syntax.delimiters.element;
  }

  /** The components of an element's first repetition. */
  components(position: number): string[] {
    return this.repeats(position)[0] ?? [''];
  }

  /** The repetitions of an element, each with its components. */
  repeats(position: number): string[][] {
    const first = position < 1 ? -1 : this.#markOf(position);
    if (first < 0) return [['']];
    const repeats: string[][] = [[]];
    for (let mark = first; mark === first || (mark < this.markCount && this.#kindOf(mark) !== ELEMENT); mark += 1) {
      if (this.#kindOf(mark) === REPETITION) repeats.push([]);
      repeats.at(-1)?.push(this.#decode(this.#from(mark), this.#to(mark)).trim());
    }
    return repeats;
  }

  /** What stands between two separators, as it is written but with release characters resolved; 0 is the id. */
  pieceText(piece: number): string {
    const count = this.mark();
    const from = piece === 0 ? this.start : this.#from(piece - 1);
    return this.#decode(from, piece < count ? this.#from(piece) - 1 : this.end);
  }

  #decode(from: number, to: number): string {
    this.mark();
    if (this.plain) return asciiText(this.bytes, from, to);
    const text = this.syntax.decode(this.bytes.subarray(from, to));
    return this.released ? resolveReleases(text, String.fromCharCode(this.syntax.delimiters.release)) : text;
  }

  /** The whole segment as it is written, for excerpts. */
  get text(): string {
    return this.syntax.decode(this.bytes.subarray(this.start, this.end));
  }
}

/** A release character makes the one behind it data, another release character too. */
export function resolveReleases(text: string, release: string): string {
  let resolved = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === release && at + 1 < text.length) at += 1;
    resolved += text[at] ?? '';
  }
  return resolved;
}
