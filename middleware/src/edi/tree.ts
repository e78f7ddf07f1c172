import { asciiText } from './ascii.ts';
import type { PlacementSink } from './guide/walker.ts';
import { packedAt } from './packed.ts';
import type { PlaceId } from './places.ts';
import * as places from './places.ts';
import { idOf, type Segment } from './segment.ts';
import { SetText } from './set-text.ts';
import * as syntax from './syntax.ts';
import * as treeRows from './tree-rows.ts';
import { bitOfKey, grown } from './tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE, ROOT } = places;
const { COMPONENT, ELEMENT, REPETITION } = syntax;
const {
  BEGINS,
  END,
  FIRST_MARK,
  FLAGS,
  HAS_PARTS,
  KEY,
  NOT_ASCII,
  OFFSET,
  POSITION,
  PRESENT,
  SET_BIT,
  SHAPE,
  START,
  STRIDE
} = treeRows;

export { NOWHERE, type PlaceId, ROOT } from './places.ts';

let generations = 0;

/**
 * The contents of one set, as mappings read them: its segments in their order, each with the end of the loop that it
 * begins; order and nesting together are the tree. Texts stay bytes (UTF-8, release characters resolved) until somebody
 * wants them. The tree is filled again for the next set: what is read from it is valid until then.
 */
export class SetTree implements PlacementSink {
  /** A number that no other contents of a tree had. */
  generation = 0;
  /** Bits of the ids of all segments, whatever loop they stand in. */
  anywhere = 0;
  /** Where the value begins and ends that was found last. */
  from = 0;
  to = 0;
  /** The mark before the value whose marks were looked for last, and the one behind it. */
  mark = 0;
  next = 0;
  readonly #text = new SetText();
  #segments = new Int32Array(32 * STRIDE);
  #count = 0;
  #origin = 0;
  #isX12 = true;
  /** Numbers of the segments that begin the loops that are open; the set itself is the first. */
  readonly #open: number[] = [0];
  #depth = 1;
  /**
   * The first and last segment or loop of the set itself for each bit of {@link bitOfKey}: lines are many. The last ones
   * are of use where there is a first one.
   */
  readonly #firstInSet = new Int32Array(32);
  readonly #lastInSet = new Int32Array(32);

  /** The bytes that values are located in, as UTF-8. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#text.bytes;
  }

  /** Of the same bytes. */
  get view(): DataView<ArrayBuffer> {
    return this.#text.view;
  }

  /** Begins a set. */
  clear(): void {
    generations += 1;
    this.generation = generations;
    this.#text.clear();
    this.#depth = 1;
    this.#count = 1;
    this.anywhere = 0;
    this.#firstInSet.fill(0);
    this.#segments.fill(0, 0, STRIDE * 2);
    this.#segments[FLAGS] = BEGINS;
    this.#segments[PRESENT] = SET_BIT;
  }

  /** Adds a segment that begins the last of so many open loops, or stands in it. */
  place(segment: Segment, position: number, depth: number, begins: boolean, shape = 0): void {
    this.#closeTo(begins ? depth - 1 : depth);
    const number = this.#count;
    const at = number * STRIDE;
    if (at + STRIDE * 2 > this.#segments.length) this.#segments = grown(this.#segments);
    const segments = this.#segments;
    const { key } = segment;
    const bit = bitOfKey(key);
    const inside = (this.#open[this.#depth - 1] as number) * STRIDE + PRESENT;
    segments[inside] = (segments[inside] as number) | bit;
    this.anywhere |= bit;
    if (inside === PRESENT) this.#noteInSet(Math.clz32(bit), number);
    if (number === 1) {
      this.#origin = segment.offset;
      this.#isX12 = segment.syntax.isX12;
    }
    segments[at + KEY] = key;
    segments[at + END] = number + 1;
    segments[at + PRESENT] = bit;
    segments[at + POSITION] = position;
    segments[at + OFFSET] = segment.offset - this.#origin;
    this.#count = number + 1;
    const text = this.#text;
    const flags = shape !== 0 && segment.isListed ? text.note(segment, shape) : text.take(segment);
    segments[at + FLAGS] = (shape << SHAPE) | (begins ? flags | BEGINS : flags);
    segments[at + START] = text.start;
    segments[at + FIRST_MARK] = text.firstMark;
    // Behind the last one stands the mark of its end.
    segments[at + STRIDE + FIRST_MARK] = text.markCount;
    if (!begins) return;
    this.#open[this.#depth] = number;
    this.#depth += 1;
  }

  #noteInSet(bit: number, number: number): void {
    if (this.#firstInSet[bit] === 0) this.#firstInSet[bit] = number;
    this.#lastInSet[bit] = number;
  }

  /** Ends the set. */
  close(): void {
    this.#closeTo(0);
    this.#text.settle();
  }

  #closeTo(depth: number): void {
    while (this.#depth > depth) {
      this.#depth -= 1;
      this.#segments[(this.#open[this.#depth] as number) * STRIDE + END] = this.#count;
    }
  }

  /** Bits of what stands directly in a loop, or of the segment itself; see {@link bitOfKey}. */
  presentAt(place: PlaceId): number {
    const number = place >> 1;
    return (place & 1) === 1
      ? (this.#segments[number * STRIDE + PRESENT] as number)
      : bitOfKey(this.#segments[number * STRIDE + KEY] as number);
  }

  keyOf(place: PlaceId): number {
    return this.#segments[(place >> 1) * STRIDE + KEY] as number;
  }

  /** The id of the segment, or of the one that begins the loop; '' for the set itself. */
  idOf(place: PlaceId): string {
    if (place === ROOT) return '';
    const key = this.keyOf(place);
    // What is no id must not look like one.
    return key === 0 ? this.#startText(place).slice(0, LONGEST_ID) : idOf(key);
  }

  #startText(place: PlaceId): string {
    const at = (place >> 1) * STRIDE;
    const end = this.#text.marks[this.#segments[at + FIRST_MARK] as number] as number;
    return this.textBetween(place, this.#segments[at + START] as number, end);
  }

  /** Position in the set, ST or UNH being 1. */
  positionOf(place: PlaceId): number {
    return place === ROOT ? 1 : (this.#segments[(place >> 1) * STRIDE + POSITION] as number);
  }

  offsetOf(place: PlaceId): number {
    return this.#origin + (this.#segments[(place >> 1) * STRIDE + OFFSET] as number);
  }

  /** The segment that a place is known by; NOWHERE for a set that holds none directly. */
  segmentOf(place: PlaceId): PlaceId {
    if (place !== ROOT) return place & ~1;
    let child = this.firstIn(ROOT);
    while (child !== NOWHERE && (child & 1) === 1) child = this.nextIn(ROOT, child);
    return child;
  }

  /** What stands first in a loop: the segment that begins it; in the set its first segment or loop. */
  firstIn(loop: PlaceId): PlaceId {
    if (loop !== ROOT) return loop & ~1;
    return this.#count > 1 ? this.#childAt(1) : NOWHERE;
  }

  /** What stands in a loop behind a segment or loop in it; NOWHERE behind the last. */
  nextIn(loop: PlaceId, child: PlaceId): PlaceId {
    const number = child >> 1;
    const next = (child & 1) === 1 ? (this.#segments[number * STRIDE + END] as number) : number + 1;
    return next < (this.#segments[(loop >> 1) * STRIDE + END] as number) ? this.#childAt(next) : NOWHERE;
  }

  /** Where to begin to look in a loop for an id that a bit is of: nothing before has it. */
  firstWith(loop: PlaceId, bit: number): PlaceId {
    if (loop !== ROOT) return loop & ~1;
    const number = this.#firstInSet[Math.clz32(bit)] as number;
    return number === 0 ? NOWHERE : this.#childAt(number);
  }

  /** A number behind which a loop holds nothing directly with the id that a bit is of. */
  lastIn(loop: PlaceId, bit: number): number {
    return loop === ROOT
      ? (this.#lastInSet[Math.clz32(bit)] as number)
      : (this.#segments[(loop >> 1) * STRIDE + END] as number);
  }

  #childAt(number: number): PlaceId {
    return number * 2 + ((this.#segments[number * STRIDE + FLAGS] as number) & BEGINS);
  }

  elementCount(place: PlaceId): number {
    const at = (place >> 1) * STRIDE;
    const first = this.#segments[at + FIRST_MARK] as number;
    const end = this.#lastMark(at);
    if (((this.#segments[at + FLAGS] as number) & HAS_PARTS) === 0) return end - first;
    let count = 0;
    for (let mark = first; mark < end; mark += 1) if (this.#text.kinds[mark] === ELEMENT) count += 1;
    return count;
  }

  /**
   * Looks for a value without its padding; {@link from} and {@link to} tell where it is. False where it is absent or
   * empty. The component 0 asks for the element: in X12 all of it, in EDIFACT its first component.
   */
  locate(place: PlaceId, element: number, component: number): boolean {
    const at = (place >> 1) * STRIDE;
    const segments = this.#segments;
    const flags = segments[at + FLAGS] as number;
    if ((flags & (HAS_PARTS | NOT_ASCII)) !== 0) return this.#locateIn(at, flags, element, component);
    const mark = (segments[at + FIRST_MARK] as number) + element - 1;
    if (mark >= this.#lastMark(at) || component > 1 || element < 1) return false;
    return this.#trimmed(mark, mark + 1);
  }

  /** The mark of a segment's end, which is behind those of its separators. */
  #lastMark(at: number): number {
    return (this.#segments[at + STRIDE + FIRST_MARK] as number) - 1;
  }

  /** The same in a segment that has components, or characters outside ASCII. */
  #locateIn(at: number, flags: number, element: number, component: number): boolean {
    if (!this.#findMarks(at, this.#lastMark(at), element, component)) return false;
    const { mark, next } = this;
    return (flags & NOT_ASCII) === 0 ? this.#trimmed(mark, next) : this.#trimText(mark, next);
  }

  /** Looks for the marks around a value, {@link mark} and {@link next}; false where it is absent. */
  #findMarks(at: number, last: number, element: number, component: number): boolean {
    const kinds = this.#text.kinds;
    let mark = this.#markOf(this.#segments[at + FIRST_MARK] as number, last, element);
    let next = mark + 1;
    for (let left = component - 1; left > 0; left -= 1, mark += 1, next += 1)
      if (next >= last || kinds[next] !== COMPONENT) return false;
    if (component === 0 && this.#isX12) while (next < last && kinds[next] !== ELEMENT) next += 1;
    this.mark = mark;
    this.next = next;
    return mark < last;
  }

  /**
   * Looks for the marks around a value, empty or not; {@link mark} and {@link next} tell them, counted within their
   * segment. They are the same in every place of the same shape (`tree-shape.ts`).
   */
  span(place: PlaceId, element: number, component: number): boolean {
    const at = (place >> 1) * STRIDE;
    const first = this.#segments[at + FIRST_MARK] as number;
    if (element < 1 || !this.#findMarks(at, this.#lastMark(at), element, component)) return false;
    this.mark -= first;
    this.next -= first;
    return true;
  }

  /** As {@link locate}, of a value of a segment whose marks are known. */
  locateBetween(segment: number, mark: number, next: number): boolean {
    return ((this.#segments[segment * STRIDE + FLAGS] as number) & NOT_ASCII) === 0
      ? this.#trimmed(mark, next)
      : this.#trimText(mark, next);
  }

  /** What is known of all segments, in their order; see `tree-rows.ts`. */
  get rows(): Int32Array {
    return this.#segments;
  }

  /** Where the separators and the ends of all segments stand, in their order. */
  get marks(): Int32Array {
    return this.#text.marks;
  }

  /** Of which kind they are. */
  get kinds(): Uint8Array {
    return this.#text.kinds;
  }

  /** The number of a segment's first mark among {@link marks}. */
  firstMark(segment: number): number {
    return this.#segments[segment * STRIDE + FIRST_MARK] as number;
  }

  /** Bytes of the segments that a place holds. */
  lengthOf(place: PlaceId): number {
    const from = this.#segments[(place >> 1) * STRIDE + START] as number;
    const end = (this.#segments[this.endOf(place) * STRIDE + FIRST_MARK] as number) - 1;
    return (this.#text.marks[end] as number) - from;
  }

  /** One past the last segment that a place holds. */
  endOf(place: PlaceId): number {
    const number = place >> 1;
    return (place & 1) === 1 ? (this.#segments[number * STRIDE + END] as number) : number + 1;
  }

  /** What stands between two marks, without blanks around it. */
  #trimmed(mark: number, next: number): boolean {
    const { bytes, marks } = this.#text;
    let from = (marks[mark] as number) + 1;
    let to = marks[next] as number;
    while (from < to && isBlank(bytes[from] as number)) from += 1;
    while (from < to && isBlank(bytes[to - 1] as number)) to -= 1;
    this.from = from;
    this.to = to;
    return from < to;
  }

  /** The mark before an element; the end of the marks where it is absent. */
  #markOf(first: number, last: number, element: number): number {
    let left = element;
    for (let mark = first; mark < last; mark += 1) {
      if (this.#text.kinds[mark] === ELEMENT) left -= 1;
      if (left === 0) return mark;
    }
    return last;
  }

  /** Outside ASCII there are blanks that only text knows. */
  #trimText(mark: number, next: number): boolean {
    const from = (this.#text.marks[mark] as number) + 1;
    const to = this.#text.marks[next] as number;
    const text = Buffer.from(this.bytes.buffer, from, to - from).toString();
    this.from = from + Buffer.byteLength(text) - Buffer.byteLength(text.trimStart());
    this.to = this.from + Buffer.byteLength(text.trim());
    return this.from < this.to;
  }

  /** The text of a value, see {@link locate}; '' where it is absent. */
  text(place: PlaceId, element: number, component: number): string {
    return this.locate(place, element, component) ? this.textBetween(place, this.from, this.to) : '';
  }

  textBetween(place: PlaceId, from: number, to: number): string {
    const flags = this.#segments[(place >> 1) * STRIDE + FLAGS] as number;
    return (flags & NOT_ASCII) === 0
      ? asciiText(this.bytes, from, to)
      : Buffer.from(this.bytes.buffer, from, to - from).toString();
  }

  /** A value of at most four characters as a number, see {@link packedAt}; 0 where it is absent, -1 where it is longer. */
  code(place: PlaceId, element: number, component: number): number {
    return this.locate(place, element, component) ? this.packed() : 0;
  }

  /** The value that was located last, in the same form. */
  packed(): number {
    return packedAt(this.#text.view, this.from, this.to);
  }

  /** The repetitions of an element, each with its components; one where the element does not repeat. */
  repeats(place: PlaceId, element: number): string[][] {
    const at = (place >> 1) * STRIDE;
    const last = this.#lastMark(at);
    const first = element < 1 ? last : this.#markOf(this.#segments[at + FIRST_MARK] as number, last, element);
    const repeats: string[][] = [[]];
    for (let mark = first; mark < last; mark += 1) {
      const kind = this.#text.kinds[mark];
      if (kind === ELEMENT && mark > first) break;
      if (kind === REPETITION) repeats.push([]);
      const to = this.#text.marks[mark + 1] as number;
      repeats.at(-1)?.push(this.textBetween(place, (this.#text.marks[mark] as number) + 1, to).trim());
    }
    return first === last ? [['']] : repeats;
  }
}

const LONGEST_ID = 10;

/** What `trim` takes away, of ASCII. */
const isBlank = (byte: number) => byte <= 0x20 && (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
