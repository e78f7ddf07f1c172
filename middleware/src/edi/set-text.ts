import type { Segment } from './segment.ts';
import * as syntax from './syntax.ts';
import * as treeRows from './tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { COMPONENT, MARK_KIND, MARK_SHIFT } = syntax;
const { HAS_PARTS, NOT_ASCII } = treeRows;

/** Bytes that are copied at once. */
const WORD = 8;

/**
 * The segments of one set as UTF-8, release characters resolved, and where their separators stand. It is filled again
 * for the next set.
 */
export class SetText {
  bytes = new Uint8Array(1024);
  length = 0;
  /** Where separators stand, and of which kind they are. */
  marks = new Int32Array(256);
  kinds = new Uint8Array(256);
  markCount = 0;
  #view = new DataView(this.bytes.buffer);
  /** The bytes that segments were copied from last. */
  #source: Uint8Array = new Uint8Array(0);
  #sourceView = new DataView(this.#source.buffer);

  clear(): void {
    this.length = 0;
    this.markCount = 0;
  }

  /** Takes over a segment. Returns bits: whether it has separators other than those of elements, and is not ASCII. */
  take(segment: Segment): number {
    segment.mark();
    return segment.plain ? this.#copy(segment) : this.#decode(segment);
  }

  /** A plain segment as it is. */
  #copy({ bytes, start, end, marks, firstMark, markCount }: Segment): number {
    const length = end - start;
    this.#makeRoom(length + WORD, markCount);
    const to = this.length;
    if (end + WORD <= bytes.length) this.#copyWords(bytes, start, length);
    else this.bytes.set(bytes.subarray(start, end), to);
    const moved = to - start;
    const count = this.markCount;
    const [ownMarks, kinds] = [this.marks, this.kinds];
    let seen = 0;
    for (let mark = 0; mark < markCount; mark += 1) {
      const packed = marks[firstMark + mark] as number;
      ownMarks[count + mark] = (packed >> MARK_SHIFT) + moved;
      kinds[count + mark] = packed & MARK_KIND;
      seen |= packed;
    }
    this.length = to + length;
    this.markCount = count + markCount;
    // Both kinds of parts have a bit that elements have not.
    return (seen & COMPONENT) === 0 ? 0 : HAS_PARTS;
  }

  /**
   * Eight bytes at a time; the last ones may be of the next segment, which writes over them. Those of a plain segment
   * are never the number that is none, whose bits may change on their way.
   */
  #copyWords(bytes: Uint8Array, start: number, length: number): void {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const [from, target, to] = [this.#sourceView, this.#view, this.length];
    for (let at = 0; at < length; at += WORD) target.setFloat64(to + at, from.getFloat64(start + at, true), true);
  }

  /** A segment that is not plain, piece by piece. */
  #decode(segment: Segment): number {
    for (let piece = 0; piece <= segment.markCount; piece += 1) {
      const text = Buffer.from(segment.pieceText(piece));
      this.#makeRoom(text.length + 1, 1);
      this.bytes.set(text, this.length);
      this.length += text.length;
      if (piece === segment.markCount) break;
      const packed = segment.marks[segment.firstMark + piece] as number;
      this.marks[this.markCount] = this.length;
      this.kinds[this.markCount] = packed & MARK_KIND;
      this.markCount += 1;
      this.bytes[this.length] = segment.bytes[packed >> MARK_SHIFT] as number;
      this.length += 1;
    }
    return HAS_PARTS | NOT_ASCII;
  }

  #makeRoom(length: number, marks: number): void {
    while (this.length + length > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    while (this.markCount + marks > this.marks.length) {
      const marks = new Int32Array(this.marks.length * 2);
      marks.set(this.marks);
      this.marks = marks;
      const kinds = new Uint8Array(this.marks.length);
      kinds.set(this.kinds);
      this.kinds = kinds;
    }
  }
}
