import type { SetContext } from '../envelope.ts';
import type { Segment } from '../segment.ts';
import type { CompiledGuide } from './compile.ts';
import { checkElements } from './elements.ts';
import type { SegmentPatterns } from './patterns.ts';
import { GuideReport } from './report.ts';
import type { Place } from './structure.ts';

/** Is told where a guide puts the segments of a set. */
export interface PlacementSink {
  /**
   * So many loops are open, the set itself the first; the segment begins the last of them or stands in it. Segments of
   * the same shape have the same id and separators; 0 says nothing of them.
   */
  place(segment: Segment, position: number, depth: number, begins: boolean, shape: number): void;
}

/**
 * Leads transaction sets or messages, one after another, along their guide: checks order, occurrence and elements of its segments, and tells
 * a sink in which loop each stands. A segment that the guide does not expect is reported, and stands in the loop that is
 * open; one that comes late or early is reported and leads on from its own place, so that one fault is told once.
 */
export class SetWalker {
  readonly #guide: CompiledGuide;
  readonly #report: GuideReport;
  #sink: PlacementSink | undefined;
  readonly #counts: Int32Array;
  /** Places that were counted, in their order: what a new occurrence of a loop has to forget. */
  readonly #counted: Int32Array;
  #countedLength = 0;
  readonly #met: Uint8Array;
  /** Whether the guide expects segments with certain codes; most do not. */
  readonly #expects: boolean;
  /** The rule of every place, with what segments look like that keep to it. */
  readonly #patterns: readonly (SegmentPatterns | undefined)[];
  /** Indexes of the loops that are open, the set itself the first. */
  readonly #open: number[] = [];
  #depth = 0;
  /** A segment stood in the wrong place, so that places were not counted in their order. */
  #disordered = false;
  #at: Place;

  /** @param approximate the guide is of another version */
  constructor(guide: CompiledGuide, approximate: boolean) {
    const { length } = guide.structure.places;
    this.#guide = guide;
    this.#report = new GuideReport(guide, approximate);
    this.#counts = new Int32Array(length);
    this.#counted = new Int32Array(length);
    this.#met = new Uint8Array(guide.expectations.length);
    this.#expects = guide.expectations.length > 0;
    this.#patterns = guide.placePatterns;
    this.#at = guide.structure.root;
  }

  /** Begins a set. @param sink is told where its segments stand */
  start({ set }: SetContext, sink: PlacementSink | undefined): void {
    this.#sink = sink;
    this.#report.start(set.findings);
    this.#counts.fill(0);
    this.#countedLength = 0;
    if (this.#expects) this.#met.fill(0);
    this.#open[0] = 0;
    this.#depth = 1;
    this.#disordered = false;
    this.#at = this.#guide.structure.root;
  }

  segment(segment: Segment, position: number): void {
    const { key } = segment;
    const transition = this.#guide.structure.next(this.#at, key);
    this.#report.at(segment, position, key, transition ? transition.target : null);
    let begins = false;
    if (transition) {
      if (transition.missing.length > 0) this.#reportMissing(transition.missing);
      begins = transition.begins;
      this.#enter(transition.loop, begins);
      this.#count(transition.target, transition.loop, begins);
      this.#at = transition.target;
    } else begins = this.#misplaced(key);
    const patterns = transition ? this.#patterns[this.#at.index] : undefined;
    const shape = patterns ? patterns.check(segment, this.#report) : this.#checkUnplaced(segment, key);
    if (this.#expects && transition) this.#meet(segment, transition.target);
    this.#sink?.place(segment, position, this.#depth, begins, shape);
  }

  #checkUnplaced(segment: Segment, key: number): number {
    const rule = this.#guide.rules.get(key);
    if (rule) checkElements(segment, rule, this.#report);
    return 0;
  }

  /** To be called at SE or UNT. */
  end(): void {
    this.#report.atEnd();
    this.#reportMissing(this.#guide.structure.missingAtEnd(this.#at));
    while (this.#depth > 0) this.#close();
  }

  /** Closes loops until the one is innermost that the segment stands in, and begins an occurrence of it if it is new. */
  #enter(loop: Place, begins: boolean): void {
    const inside = begins ? (loop.parent?.index ?? 0) : loop.index;
    while (this.#depth > 1 && this.#open[this.#depth - 1] !== inside) this.#close();
    if (!begins) return;
    this.#open[this.#depth] = loop.index;
    this.#depth += 1;
    this.#forget(loop);
    if (this.#expects) this.#expectAnew(loop);
  }

  #expectAnew(loop: Place): void {
    for (const { owner, index } of this.#guide.expectations) if (owner === loop) this.#met[index] = 0;
  }

  /** Loops are long and their occurrences short, so only what was counted is set back. */
  #forget({ index, end }: Place): void {
    if (this.#disordered) {
      this.#counts.fill(0, index + 1, end);
      return;
    }
    let kept = this.#countedLength;
    while (kept > 0) {
      const counted = this.#counted[kept - 1] as number;
      if (counted <= index || counted >= end) break;
      this.#counts[counted] = 0;
      kept -= 1;
    }
    this.#countedLength = kept;
  }

  #count(target: Place, loop: Place, begins: boolean): void {
    const place = begins ? loop : target;
    if (begins) this.#counts[target.index] = 1;
    const count = (this.#counts[place.index] as number) + 1;
    this.#counts[place.index] = count;
    if (count === 1) this.#noteCounted(place.index);
    if (count === place.max + 1) this.#report.tooMany(place);
  }

  #noteCounted(index: number): void {
    // Places that were counted out of order may be noted more than once; nobody asks for them then.
    if (this.#countedLength === this.#counted.length) return;
    this.#counted[this.#countedLength] = index;
    this.#countedLength += 1;
  }

  #reportMissing(places: readonly Place[]): void {
    for (const place of places) if (this.#counts[place.index] === 0) this.#report.missing(place);
  }

  /** Returns whether the segment begins a loop all the same. */
  #misplaced(key: number): boolean {
    const place = this.#guide.structure.elsewhere(this.#at, key);
    this.#disordered = true;
    this.#report.misplaced(place, this.#guide.rules.get(key));
    const parent = place?.parent;
    if (!place || !parent || !this.#isOpen(parent)) return false;
    const first = place.children?.[0];
    this.#enter(first ? place : parent, first !== undefined);
    this.#count(first ?? place, place, first !== undefined);
    this.#at = first ?? place;
    return first !== undefined;
  }

  #meet(segment: Segment, place: Place): void {
    for (const { index, element, component, codes } of this.#guide.expectedAt.get(place) ?? [])
      if (codes.has(segment.component(element, component))) this.#met[index] = 1;
  }

  #isOpen({ index }: Place): boolean {
    return this.#open.indexOf(index) >= 0 && this.#open.indexOf(index) < this.#depth;
  }

  #close(): void {
    this.#depth -= 1;
    if (!this.#expects) return;
    const loop = this.#open[this.#depth];
    for (const expectation of this.#guide.expectations)
      if (expectation.owner.index === loop && this.#met[expectation.index] === 0) this.#report.unmet(expectation);
  }
}
