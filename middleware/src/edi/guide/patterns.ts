import type { Segment } from '../segment.ts';
import * as syntax from '../syntax.ts';
import { checkElements, type FaultSink, isSound } from './elements.ts';
import type { ElementRule, SegmentRule } from './rules.ts';
import * as rules from './rules.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { ELEMENT, MARK_KIND, MARK_SHIFT, REPETITION } = syntax;
const { AS_DIGITS, BY_LENGTH, LOOK_CLOSER } = rules;

/** Patterns that are kept of a segment: those of one document mostly look alike, those of all partners a few ways. */
const MOST = 6;
/** Segments without a pattern until another one gives way: making one costs as much as to check several. */
const PATIENCE = 32;
const ANY_LENGTH = 2 ** 31 - 1;

/** What is checked of a value, at these places of a row of numbers; rows stand one behind the other. */
const KIND = 0;
const LEAST = 1;
const LENGTHS = 2;
const GLANCE = 3;
const STRIDE = 4;

/** Where a value stands by the separators before it; null where its rule is not to be told from them. */
function rulesBetween(segment: Segment, elements: SegmentRule['elements']): (ElementRule | null)[] | null {
  const found: (ElementRule | null)[] = [];
  let [element, component] = [0, 1];
  for (let mark = 0; mark < segment.markCount; mark += 1) {
    const kind = (segment.marks[segment.firstMark + mark] as number) & MARK_KIND;
    if (kind === ELEMENT) element += 1;
    component = kind === ELEMENT || kind === REPETITION ? 1 : component + 1;
    const own = elements?.[element - 1] ?? null;
    // X12 has its separators in free texts more often than composites where there are none.
    if (kind !== ELEMENT && own && !own.components && segment.syntax.isX12) return null;
    found.push(own?.components ? (own.components[component - 1] ?? null) : own);
  }
  return found;
}

/**
 * What a sound segment looks like: its separators, which values are there, and what each may be. Whatever else a guide
 * asks of a segment has the same answer for all that look so: its rules need not be gone through again.
 */
class SegmentPattern {
  /** See {@link shapeNumber}. */
  readonly shape: number;
  readonly #count: number;
  readonly #rows: Int32Array;
  readonly #rules: readonly (ElementRule | null)[];

  /** @param segment one without a fault; the rules are those of the values behind its separators */
  constructor(id: string, { marks, firstMark, markCount, end }: Segment, rules: readonly (ElementRule | null)[]) {
    const rows = new Int32Array(markCount * STRIDE);
    const kinds: number[] = [];
    for (let mark = 0; mark < markCount; mark += 1) {
      const packed = marks[firstMark + mark] as number;
      const to = mark + 1 < markCount ? (marks[firstMark + mark + 1] as number) >> MARK_SHIFT : end;
      const isEmpty = to - (packed >> MARK_SHIFT) <= 1;
      const rule = isEmpty ? null : rules[mark];
      const least = isEmpty ? 0 : Math.max(rule?.glance ? rule.min : 1, 1);
      const most = isEmpty ? 0 : rule?.glance ? rule.max : ANY_LENGTH;
      const at = mark * STRIDE;
      rows[at + KIND] = packed & MARK_KIND;
      rows[at + LEAST] = least;
      rows[at + LENGTHS] = most - least;
      rows[at + GLANCE] = rule ? rule.glance : BY_LENGTH;
      kinds.push(packed & MARK_KIND);
    }
    this.shape = shapeNumber(id, kinds);
    this.#count = markCount;
    this.#rows = rows;
    this.#rules = rules;
  }

  /** Whether a plain segment looks so; its values are then right. */
  fits(segment: Segment): boolean {
    const { bytes, marks, firstMark, markCount, end } = segment;
    if (markCount !== this.#count) return false;
    const rows = this.#rows;
    let packed = marks[firstMark] as number;
    for (let mark = 0, at = 0; mark < markCount; mark += 1, at += STRIDE) {
      if ((packed & MARK_KIND) !== rows[at]) return false;
      const from = (packed >> MARK_SHIFT) + 1;
      if (mark + 1 < markCount) packed = marks[firstMark + mark + 1] as number;
      const to = mark + 1 < markCount ? packed >> MARK_SHIFT : end;
      const over = to - from - (rows[at + LEAST] as number);
      if (over < 0 || over > (rows[at + LENGTHS] as number)) return false;
      const glance = rows[at + GLANCE] as number;
      if (glance === BY_LENGTH) continue;
      if (glance === LOOK_CLOSER) {
        if (!isSound(segment, this.#rules[mark] as ElementRule, from, to)) return false;
        continue;
      }
      let points = 0;
      for (let place = from; place < to; place += 1) {
        const byte = bytes[place] as number;
        if (byte >= 0x30 && byte <= 0x39) continue;
        if (byte !== 0x2e || glance === AS_DIGITS) return false;
        points += 1;
      }
      // The point does not count.
      if (points > 1 || (points === 1 && over === 0)) return false;
    }
    return true;
  }
}

/** A segment's rule in a guide, and the patterns of segments that keep to it, made when they are needed. */
export class SegmentPatterns {
  readonly #rule: SegmentRule;
  readonly #patterns: SegmentPattern[] = [];
  #last: SegmentPattern | undefined;
  #oldest = 0;
  #missed = 0;

  constructor(rule: SegmentRule) {
    this.#rule = rule;
  }

  /**
   * Checks a segment against the rule.
   * @returns the number of its shape, see {@link shapeNumber}; 0 where that is not known
   */
  check(segment: Segment, sink: FaultSink): number {
    segment.mark();
    return segment.plain && this.#last?.fits(segment) === true ? this.#last.shape : this.#look(segment, sink);
  }

  #look(segment: Segment, sink: FaultSink): number {
    const known = segment.plain ? this.#patterns.find((pattern) => pattern.fits(segment)) : undefined;
    if (known) {
      this.#last = known;
      return known.shape;
    }
    const { faults } = sink;
    checkElements(segment, this.#rule, sink);
    if (segment.plain && sink.faults === faults) this.#learn(segment);
    return 0;
  }

  /** Makes a pattern of a segment without a fault, unless it is not time to. */
  #learn(segment: Segment): void {
    this.#missed += 1;
    if (this.#patterns.length === MOST && this.#missed < PATIENCE) return;
    this.#missed = 0;
    const rules = rulesBetween(segment, this.#rule.elements);
    if (!rules) return;
    this.#patterns[this.#oldest] = new SegmentPattern(this.#rule.id, segment, rules);
    this.#oldest = (this.#oldest + 1) % MOST;
  }
}

/** Numbers of shapes by what they look like. They come from documents, so that there has to be an end to them. */
const shapes = new Map<string, number>();
const MOST_SHAPES = 10_000;

/**
 * A number that segments with the same id and separators share, and no others; 0 where no more are given. Its last bit
 * says whether there are others than those of elements.
 */
function shapeNumber(id: string, kinds: readonly number[]): number {
  const text = `${id} ${kinds.join('')}`;
  let number = shapes.get(text);
  if (number === undefined && shapes.size < MOST_SHAPES) {
    number = (shapes.size + 1) * 2 + (kinds.some((kind) => kind !== ELEMENT) ? 1 : 0);
    shapes.set(text, number);
  }
  return number ?? 0;
}
