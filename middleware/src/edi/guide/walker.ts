import type { SetContext } from '../envelope.ts';
import type { Segment } from '../segment.ts';
import type { CompiledGuide } from './compile.ts';
import { checkElements } from './elements.ts';
import { GuideReport } from './report.ts';
import type { SegmentRule } from './rules.ts';
import type { Place } from './structure.ts';

/** Is told where a guide puts the segments of a set. */
export interface PlacementSink {
  /** `loops` are open, the set itself the first; the segment begins the last of them or stands in it. */
  place(segment: Segment, position: number, depth: number, begins: boolean): void;
}

/**
 * Leads one transaction set or message along its guide: checks order, occurrence and elements of its segments, and tells
 * a sink in which loop each stands. A segment that the guide does not expect is reported, and stands in the loop that is
 * open; one that comes late or early is reported and leads on from its own place, so that one fault is told once.
 */
export class SetWalker {
  readonly #guide: CompiledGuide;
  readonly #report: GuideReport;
  readonly #sink: PlacementSink | undefined;
  /** A plain array: V8 makes one sooner than a typed one, and there is one for each set. */
  readonly #counts: number[];
  /** Places that were counted, in their order: what a new occurrence of a loop has to forget. */
  readonly #counted: number[] = [];
  readonly #met: number[];
  /** The rule of every place, so that it is looked up once a guide. */
  readonly #rules: readonly (SegmentRule | undefined)[];
  readonly #open: Place[];
  /** A segment stood in the wrong place, so that places were not counted in their order. */
  #disordered = false;
  #at: Place;

  constructor(guide: CompiledGuide, context: SetContext, approximate: boolean, sink?: PlacementSink) {
    this.#guide = guide;
    this.#report = new GuideReport(guide, context.set.findings, approximate);
    this.#sink = sink;
    this.#counts = new Array<number>(guide.structure.places.length).fill(0);
    this.#met = new Array<number>(guide.expectations.length).fill(0);
    this.#rules = guide.placeRules;
    this.#open = [guide.structure.root];
    this.#at = guide.structure.root;
  }

  segment(segment: Segment, position: number): void {
    const { key } = segment;
    const transition = this.#guide.structure.next(this.#at, key);
    this.#report.at(segment, position);
    let begins = false;
    if (transition) {
      if (transition.missing.length > 0) this.#reportMissing(transition.missing);
      begins = transition.begins;
      this.#enter(transition.loop, begins);
      this.#count(transition.target, transition.loop, begins);
      this.#at = transition.target;
    } else begins = this.#misplaced(key);
    const rule = transition ? this.#rules[this.#at.index] : this.#guide.rules.get(key);
    if (rule) checkElements(segment, rule, this.#report);
    if (this.#met.length > 0 && transition) this.#meet(segment, transition.target);
    this.#sink?.place(segment, position, this.#open.length, begins);
    this.#report.passed(key, position);
  }

  /** To be called at SE or UNT. */
  end(): void {
    this.#report.atEnd();
    this.#reportMissing(this.#guide.structure.missingAtEnd(this.#at));
    while (this.#open.length > 0) this.#close();
  }

  /** Closes loops until the one is innermost that the segment stands in, and begins an occurrence of it if it is new. */
  #enter(loop: Place, begins: boolean): void {
    const inside = begins ? loop.parent : loop;
    while (this.#open.length > 1 && this.#open[this.#open.length - 1] !== inside) this.#close();
    if (!begins) return;
    this.#open.push(loop);
    this.#forget(loop);
    for (const { owner, index } of this.#guide.expectations) if (owner === loop) this.#met[index] = 0;
  }

  /** Loops are long and their occurrences short, so only what was counted is set back. */
  #forget({ index, end }: Place): void {
    if (this.#disordered) {
      this.#counts.fill(0, index + 1, end);
      return;
    }
    const counted = this.#counted;
    let kept = counted.length;
    while (kept > 0 && (counted[kept - 1] ?? 0) > index && (counted[kept - 1] ?? 0) < end) {
      kept -= 1;
      this.#counts[counted[kept] ?? 0] = 0;
    }
    counted.length = kept;
  }

  #count(target: Place, loop: Place, begins: boolean): void {
    const place = begins ? loop : target;
    if (begins) this.#counts[target.index] = 1;
    const count = (this.#counts[place.index] ?? 0) + 1;
    this.#counts[place.index] = count;
    if (count === 1) this.#counted.push(place.index);
    if (count === place.max + 1) this.#report.tooMany(place);
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
    if (!place || !parent || !this.#open.includes(parent)) return false;
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

  #close(): void {
    const loop = this.#open.pop();
    for (const expectation of this.#guide.expectations)
      if (expectation.owner === loop && this.#met[expectation.index] === 0) this.#report.unmet(expectation);
  }
}
