import { DATA, ELEMENT, RELEASE, REPETITION, type Syntax, TERMINATOR } from './syntax.ts';

/** The id of a segment as a number, which is compared sooner than text. */
export function idKey(id: string): number {
  return id.charCodeAt(0) | ((id.charCodeAt(1) || 0) << 8) | ((id.charCodeAt(2) || 0) << 16);
}

/** The id that a number of {@link idKey} stands for. */
export function idOf(key: number): string {
  return String.fromCharCode(key & 255, (key >> 8) & 255, (key >> 16) & 255).replaceAll('\0', '');
}

const ID_LENGTH = 3;
const LONGEST_BINARY = 4 * 1024 * 1024;
/** For bytes that are known to be ASCII. */
const LATIN1 = new TextDecoder('latin1');

/**
 * A view of one segment in the bytes it was read from. The tokenizer notes where its separators are; text is made when
 * it is asked for, because most of it never is. There is one such view, moved from segment to segment: take what you
 * need while you are called, keep no segment.
 */
export class Segment {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** One past its last byte, the terminator left out. */
  end = 0;
  /** Byte offset of the segment in the file. */
  offset = 0;
  syntax!: Syntax;
  /** Whether all its bytes are ASCII and none is released; known once it is marked. */
  plain = true;
  released = false;
  /** Whether there are separators other than those of elements. */
  hasParts = false;
  /** Separators in their order, as their place seen from the start, times 8, plus their kind; see {@link mark}. */
  marks = new Int32Array(64);
  markCount = -1;
  /** For each element its separator's index in `marks`; made when an element is asked for. */
  #elements = new Int32Array(64);
  #elementCount = -1;
  #key = -1;

  /** Moves the view. */
  place(bytes: Uint8Array, start: number, end: number, base: number, syntax: Syntax): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.offset = base + start;
    this.syntax = syntax;
    this.markCount = -1;
    this.#elementCount = -1;
    this.#key = -1;
  }

  /** Finds the separators, if that was not done yet; returns their number. */
  mark(): number {
    if (this.markCount >= 0) return this.markCount;
    const { bytes, start, end } = this;
    const { kinds } = this.syntax;
    let { marks } = this;
    let count = 0;
    this.plain = true;
    this.released = false;
    this.hasParts = false;
    for (let at = start; at < end; at += 1) {
      const kind = kinds[bytes[at] as number] as number;
      if (kind === DATA || kind === TERMINATOR) continue;
      if (kind <= REPETITION) {
        if (count === marks.length) marks = this.#growMarks();
        marks[count] = ((at - start) << 3) | kind;
        count += 1;
        if (kind !== ELEMENT) this.hasParts = true;
        if (count <= 3 && bytes[start] === 0x42) at += binaryLength(this, marks, count, at);
      } else {
        this.plain = false;
        if (kind === RELEASE) {
          this.released = true;
          at += 1;
        }
      }
    }
    this.markCount = count;
    return count;
  }

  #growMarks(): Int32Array<ArrayBuffer> {
    const marks = new Int32Array(this.marks.length * 2);
    marks.set(this.marks);
    this.marks = marks;
    return marks;
  }

  /** Where a mark stands, seen from the start. */
  markAt(index: number): number {
    return (this.marks[index] ?? 0) >> 3;
  }

  /** Number of elements after the segment id, empty ones included. */
  get elementCount(): number {
    return this.#elementCount < 0 ? this.#index() : this.#elementCount;
  }

  #index(): number {
    this.mark();
    let count = 0;
    if (this.#elements.length < this.markCount) this.#elements = new Int32Array(this.marks.length);
    for (let mark = 0; mark < this.markCount; mark += 1) {
      if (((this.marks[mark] ?? 0) & 7) !== ELEMENT) continue;
      this.#elements[count] = mark;
      count += 1;
    }
    this.#elementCount = count;
    return count;
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

  /** Marks of an element: its separator's index, and that of the first mark not inside it any more. */
  #span(position: number): [number, number] {
    const from = this.#elements[position - 1] ?? 0;
    return [from, position < this.elementCount ? (this.#elements[position] ?? 0) : this.markCount];
  }

  /** Where what is behind a mark ends, as an index of bytes. */
  #endOf(mark: number): number {
    return mark < this.markCount ? this.start + this.markAt(mark) : this.end;
  }

  /** The element as it is written, separators and white space included, '' when it is absent; 1 is the first. */
  raw(position: number): string {
    if (position < 1 || position > this.elementCount) return '';
    const [first, last] = this.#span(position);
    return this.#decode(this.start + this.markAt(first) + 1, this.#endOf(last));
  }

  /** The element without padding, '' when it is absent; of an EDIFACT composite its first component. */
  element(position: number): string {
    return this.syntax.standard === 'X12' ? this.raw(position).trim() : this.component(position, 1);
  }

  /** A component of an element, release characters resolved. */
  component(position: number, component: number): string {
    return this.components(position)[component - 1] ?? '';
  }

  /** The components of an element's first repetition. */
  components(position: number): string[] {
    return this.repeats(position)[0] ?? [''];
  }

  /** The repetitions of an element, each with its components. */
  repeats(position: number): string[][] {
    if (position < 1 || position > this.elementCount) return [['']];
    const repeats: string[][] = [[]];
    const [first, last] = this.#span(position);
    for (let mark = first; mark < last; mark += 1) {
      if (((this.marks[mark] ?? 0) & 7) === REPETITION) repeats.push([]);
      repeats.at(-1)?.push(this.#decode(this.start + this.markAt(mark) + 1, this.#endOf(mark + 1)).trim());
    }
    return repeats;
  }

  #decode(from: number, to: number): string {
    this.mark();
    if (this.plain && to - from < 32) {
      let text = '';
      for (let at = from; at < to; at += 1) text += String.fromCharCode(this.bytes[at] ?? 0);
      return text;
    }
    const part = this.bytes.subarray(from, to);
    if (this.plain) return LATIN1.decode(part);
    const text = this.syntax.decode(part);
    return this.released ? resolveReleases(text, String.fromCharCode(this.syntax.delimiters.release)) : text;
  }

  /** The whole segment as it is written, for excerpts. */
  get text(): string {
    return this.syntax.decode(this.bytes.subarray(this.start, this.end));
  }
}

const BIN = idKey('BIN');
const BDS = idKey('BDS');

/**
 * Length of the binary data behind the separator just noted, which may hold any byte: the second one of BIN, the third
 * of BDS (X12.5); 0 for everything else.
 */
function binaryLength(segment: Segment, marks: Int32Array, count: number, at: number): number {
  const { key, bytes, start, end } = segment;
  if (count !== (key === BIN ? 2 : key === BDS ? 3 : 0)) return 0;
  const length = readLength(bytes, start + ((marks[count - 2] ?? 0) >> 3) + 1, at);
  return Math.min(length, end - at - 1);
}

/** A number of digits; 0 where there stands something else, or more than memory should hold. */
export function readLength(bytes: Uint8Array, from: number, to: number): number {
  let length = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39 || length > LONGEST_BINARY) return 0;
    length = length * 10 + byte - 0x30;
  }
  return length;
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
