import * as syntax from './syntax.ts';
import type { Syntax } from './syntax.ts';
import type { ByteWindow } from './window.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { DATA, MARK_KIND, MARK_SHIFT, ODD, SECOND, TERMINATOR } = syntax;

/** Bytes that are looked at in one go. Few: V8 compiles a loop that ends often sooner, and for what stands behind it too. */
const BLOCK = 2 * 1024;

/**
 * Where the delimiters of a stretch of bytes stand. They are noted a block at a time and not a segment at a time: the
 * loop is then so simple that it costs no more than looking at the bytes, and every stage behind reads its marks.
 */
export class DelimiterIndex {
  /** See {@link MARK_SHIFT}. */
  marks = new Int32Array(0);
  /** The first mark of the segment at hand. */
  first = 0;
  /** One past the last byte that was looked at. */
  upTo = 0;
  #count = 0;
  /** Which marks are terminators, and which of them is the next. */
  ends = new Int32Array(0);
  endCount = 0;
  nextEnd = 0;
  /** Which marks make their segment odd. */
  #odds = new Int32Array(0);
  #oddCount = 0;
  #nextOdd = 0;

  /** Forgets everything: what follows is written in another way. */
  reset(at: number): void {
    this.#count = 0;
    this.first = 0;
    this.upTo = at;
    this.endCount = 0;
    this.nextEnd = 0;
    this.#oddCount = 0;
    this.#nextOdd = 0;
  }

  /** The bytes were moved to the front by so many. */
  shift(by: number): void {
    this.#dropPassed();
    for (let mark = 0; mark < this.#count; mark += 1)
      this.marks[mark] = (this.marks[mark] as number) - (by << MARK_SHIFT);
    this.upTo -= by;
  }

  /** Notes the delimiters of the next block. */
  look({ bytes, pairs }: ByteWindow, { kinds, pairs: kindsOfPairs }: Syntax): void {
    this.#dropPassed();
    const to = Math.min(bytes.length, this.upTo + BLOCK);
    const most = to - this.upTo;
    this.marks = roomy(this.marks, this.#count + most);
    this.ends = roomy(this.ends, this.endCount + most);
    const before = this.#count;
    let seen = 0;
    if (this.upTo % 2 === 1) seen = this.#note(this.upTo, kinds[bytes[this.upTo] as number] as number);
    seen |= this.#lookAtPairs(pairs, kindsOfPairs, (this.upTo + 1) >> 1, to >> 1);
    if (to % 2 === 1 && to > this.upTo + (this.upTo % 2))
      seen |= this.#note(to - 1, kinds[bytes[to - 1] as number] as number);
    if ((seen & (ODD | (ODD << SECOND))) !== 0) this.#noteOdds(before, this.#count);
    this.upTo = to;
  }

  /** Notes a byte outside of a pair; returns its kind. */
  #note(at: number, kind: number): number {
    if (kind === DATA) return kind;
    this.marks[this.#count] = (at << MARK_SHIFT) | kind;
    if (kind === TERMINATOR) {
      this.ends[this.endCount] = this.#count;
      this.endCount += 1;
    }
    this.#count += 1;
    return kind;
  }

  /** Two bytes at a time, since most are data; returns the kinds that it saw. */
  #lookAtPairs(pairs: Uint16Array, kinds: Uint8Array, from: number, to: number): number {
    const { marks, ends } = this;
    let [count, endCount, seen] = [this.#count, this.endCount, 0];
    for (let at = from; at < to; at += 1) {
      const both = kinds[pairs[at] as number] as number;
      if (both === DATA) continue;
      const first = both & MARK_KIND;
      const second = both >> SECOND;
      if (first !== DATA) {
        marks[count] = (at << (MARK_SHIFT + 1)) | first;
        if (first === TERMINATOR) {
          ends[endCount] = count;
          endCount += 1;
        }
        count += 1;
      }
      if (second !== DATA) {
        marks[count] = (at << (MARK_SHIFT + 1)) | (1 << MARK_SHIFT) | second;
        if (second === TERMINATOR) {
          ends[endCount] = count;
          endCount += 1;
        }
        count += 1;
      }
      seen |= both;
    }
    this.#count = count;
    this.endCount = endCount;
    return seen;
  }

  /** Apart from the loop above, which one rare branch more would make half as fast. */
  #noteOdds(from: number, to: number): void {
    this.#odds = roomy(this.#odds, this.#oddCount + to - from);
    for (let mark = from; mark < to; mark += 1) {
      if (((this.marks[mark] as number) & ODD) === 0) continue;
      this.#odds[this.#oddCount] = mark;
      this.#oddCount += 1;
    }
  }

  /** Moves on to a segment that begins at this byte. */
  begin(at: number): void {
    const { marks } = this;
    let { first } = this;
    while (first < this.#count && (marks[first] as number) >> MARK_SHIFT < at) first += 1;
    this.first = first;
  }

  /** The mark of the first terminator from a byte on; -1 where none was seen yet. */
  endFrom(at: number): number {
    let next = this.nextEnd;
    while (next < this.endCount && (this.marks[this.ends[next] as number] as number) >> MARK_SHIFT < at) next += 1;
    this.nextEnd = next;
    return next < this.endCount ? (this.ends[next] as number) : -1;
  }

  /** Whether marks that make their segment odd are to come. */
  get hasOdds(): boolean {
    return this.#nextOdd < this.#oddCount;
  }

  /** Goes on behind the segment that this mark ends. */
  pass(mark: number): void {
    this.first = mark + 1;
    this.nextEnd += 1;
  }

  /** Whether there is something else than plain delimiters between the segment's start and the mark at its end. */
  isOdd(end: number): boolean {
    let next = this.#nextOdd;
    while (next < this.#oddCount && (this.#odds[next] as number) < this.first) next += 1;
    this.#nextOdd = next;
    return next < this.#oddCount && (this.#odds[next] as number) < end;
  }

  /** Frees the room of the marks before the segment at hand. */
  #dropPassed(): void {
    const { first } = this;
    if (first === 0) return;
    this.marks.copyWithin(0, first, this.#count);
    this.#count -= first;
    this.endCount = moveDown(this.ends, this.nextEnd, this.endCount, first);
    this.#oddCount = moveDown(this.#odds, this.#nextOdd, this.#oddCount, first);
    this.nextEnd = 0;
    this.#nextOdd = 0;
    this.first = 0;
  }
}

/** The list, or a larger one, with room for so many. */
function roomy(list: Int32Array<ArrayBuffer>, count: number): Int32Array<ArrayBuffer> {
  if (count <= list.length) return list;
  const larger = new Int32Array(Math.max(count, list.length * 2));
  larger.set(list);
  return larger;
}

/** Keeps those from `next` on, with what they point to moved down; returns how many are left. */
function moveDown(list: Int32Array, next: number, count: number, by: number): number {
  let kept = 0;
  for (let at = next; at < count; at += 1) {
    const mark = (list[at] as number) - by;
    if (mark < 0) continue;
    list[kept] = mark;
    kept += 1;
  }
  return kept;
}
