import type { Borrower, Segment } from './segment.ts';
import * as syntax from './syntax.ts';
import * as treeRows from './tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { COMPONENT, MARK_KIND, MARK_SHIFT, TERMINATOR } = syntax;
const { HAS_PARTS, NOT_ASCII } = treeRows;

/** Room behind the text, so that who reads several bytes at once need not ask where it ends. */
const SPARE = 8;
const NOTHING = new Uint8Array(0);
const NO_MARKS = new Int32Array(0);

/**
 * The segments of one set as UTF-8, release characters resolved, and where their separators and ends stand. It is filled
 * again for the next set. Segments that lie one behind the other in the same bytes are copied at once, when all of them
 * are known or the bytes are about to move.
 */
export class SetText implements Borrower {
  bytes = new Uint8Array(1024);
  /** Of the same bytes. */
  view = new DataView(this.bytes.buffer);
  /** Where separators and ends of segments stand, and of which kind they are. */
  marks = new Int32Array(256);
  kinds = new Uint8Array(256);
  /** Where the segment that was taken last begins, and the number of its first mark. */
  start = 0;
  firstMark = 0;
  /** Number of all marks, those included that are still to be copied. */
  markCount = 0;
  #length = 0;
  /** The bytes and marks that are still to be copied; from and to say which. */
  #source: Uint8Array = NOTHING;
  #sourceMarks = NO_MARKS;
  #from = 0;
  #to = 0;
  #fromMark = 0;
  #toMark = 0;

  clear(): void {
    this.#drop();
    this.#length = 0;
    this.markCount = 0;
  }

  /** Takes over a segment. Returns bits: whether it has separators other than those of elements, and is not ASCII. */
  take(segment: Segment): number {
    if (segment.isListed) return this.note(segment, partsOf(segment));
    this.settle();
    segment.mark();
    this.start = this.#length;
    this.firstMark = this.markCount;
    const flags = segment.plain ? this.#copy(segment) : this.#decode(segment);
    this.#addMark(TERMINATOR);
    return flags;
  }

  /** The same of a segment that is listed, where the last bit of its shape says which separators it has. */
  note(segment: Segment, shape: number): number {
    const { start, end, firstMark, markCount } = segment;
    if (firstMark !== this.#toMark || segment.marks !== this.#sourceMarks) this.#borrow(segment);
    this.start = this.#length + start - this.#from;
    this.firstMark = this.markCount;
    this.markCount += markCount + 1;
    this.#to = end + 1;
    this.#toMark = firstMark + markCount + 1;
    return (shape & 1) === 0 ? 0 : HAS_PARTS;
  }

  #borrow(segment: Segment): void {
    this.settle();
    if (segment.borrower !== this) {
      segment.settle();
      segment.borrower = this;
    }
    this.#source = segment.bytes;
    this.#sourceMarks = segment.marks as Int32Array<ArrayBuffer>;
    this.#from = segment.start;
    this.#fromMark = segment.firstMark;
  }

  /** Copies what was only noted so far. */
  settle(): void {
    const [from, to, fromMark, toMark] = [this.#from, this.#to, this.#fromMark, this.#toMark];
    if (toMark === 0) return;
    this.#makeRoom(to - from);
    this.bytes.set(this.#source.subarray(from, to), this.#length);
    this.#makeRoomForMarks(this.markCount);
    const moved = this.#length - from;
    const before = this.markCount - toMark;
    const { marks, kinds } = this;
    const source = this.#sourceMarks;
    for (let mark = fromMark; mark < toMark; mark += 1) {
      const packed = source[mark] as number;
      marks[before + mark] = (packed >> MARK_SHIFT) + moved;
      kinds[before + mark] = packed & MARK_KIND;
    }
    this.#length += to - from;
    this.#drop();
  }

  #drop(): void {
    this.#source = NOTHING;
    this.#sourceMarks = NO_MARKS;
    this.#toMark = 0;
  }

  /** A plain segment as it is. */
  #copy({ bytes, start, end, marks, firstMark, markCount }: Segment): number {
    const moved = this.#length - start;
    this.#makeRoom(end - start);
    this.bytes.set(bytes.subarray(start, end), this.#length);
    this.#makeRoomForMarks(this.markCount + markCount);
    let seen = 0;
    for (let mark = 0; mark < markCount; mark += 1) {
      const packed = marks[firstMark + mark] as number;
      this.marks[this.markCount + mark] = (packed >> MARK_SHIFT) + moved;
      this.kinds[this.markCount + mark] = packed & MARK_KIND;
      seen |= packed;
    }
    this.#length += end - start;
    this.markCount += markCount;
    return (seen & COMPONENT) === 0 ? 0 : HAS_PARTS;
  }

  /** A segment that is not plain, piece by piece. */
  #decode(segment: Segment): number {
    for (let piece = 0; piece <= segment.markCount; piece += 1) {
      const text = Buffer.from(segment.pieceText(piece));
      this.#makeRoom(text.length + 1);
      this.bytes.set(text, this.#length);
      this.#length += text.length;
      if (piece === segment.markCount) break;
      const packed = segment.marks[segment.firstMark + piece] as number;
      this.#addMark(packed & MARK_KIND);
      this.bytes[this.#length] = segment.bytes[packed >> MARK_SHIFT] as number;
      this.#length += 1;
    }
    return HAS_PARTS | NOT_ASCII;
  }

  /** Notes a separator or end behind the text so far. */
  #addMark(kind: number): void {
    this.#makeRoomForMarks(this.markCount + 1);
    this.marks[this.markCount] = this.#length;
    this.kinds[this.markCount] = kind;
    this.markCount += 1;
  }

  #makeRoom(length: number): void {
    if (this.#length + length + SPARE <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + length + SPARE, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  #makeRoomForMarks(count: number): void {
    if (count <= this.marks.length) return;
    const marks = new Int32Array(Math.max(count, this.marks.length * 2));
    marks.set(this.marks);
    this.marks = marks;
    const kinds = new Uint8Array(marks.length);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}

/** 1 where a segment has separators other than those of elements; both kinds of them have a bit that elements have not. */
function partsOf({ marks, firstMark, markCount }: Segment): number {
  let seen = 0;
  for (let mark = firstMark; mark < firstMark + markCount; mark += 1) seen |= marks[mark] as number;
  return (seen & COMPONENT) === 0 ? 0 : 1;
}
