import * as places from '../../edi/places.ts';
import { type PlaceId, type SetTree } from '../../edi/tree.ts';
import { bitOfKey } from '../../edi/tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE } = places;

/** The bits of everything: for what may be there whatever stands in a place. */
export const ANYTHING = -1;

/** A segment or loop that is looked for. */
export interface Step {
  key: number;
  conditions: readonly Condition[];
}

/** What the element of a segment is asked for. */
export interface Condition {
  element: number;
  component: number;
  /** Codes as numbers, see `packed` of the tree; null where they are too long for that. */
  packed: ReadonlySet<number> | null;
  codes: ReadonlySet<string>;
  /** Whether it shall be one of the codes, or none of them; `there` asks for anything at all. */
  kind: 'one' | 'none' | 'there';
}

const NOTHING: readonly PlaceId[] = [];

/** How a path leads from a place to others, step by step. */
export class Way {
  readonly #steps: readonly Step[];
  /** Bits of which a place has at least one if the way leads anywhere from it; see {@link SetTree.presentAt}. */
  readonly needs: number;
  /** Bits that a document has all if the way leads anywhere in it. */
  readonly #passes: number;
  /** What was found last: values at the same place are asked for one after another. */
  #from: PlaceId = NOWHERE;
  #generation = -1;
  #found: PlaceId = NOWHERE;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.needs = steps[0] ? bitOfKey(steps[0].key) : ANYTHING;
    this.#passes = steps.reduce((bits, { key }) => bits | bitOfKey(key), 0);
  }

  /** Whether {@link next} goes on from what {@link find} found. */
  get isSingle(): boolean {
    return this.#steps.length === 1;
  }

  /** The conditions that its steps put to segments of an id. */
  conditionsOn(key: number): readonly Condition[] {
    return this.#steps.flatMap((step) => (step.key === key ? step.conditions : []));
  }

  /** The first place it leads to, segments before loops; NOWHERE where there is none. */
  find(tree: SetTree, from: PlaceId): PlaceId {
    if (this.needs !== ANYTHING && (tree.presentAt(from) & this.needs) === 0) return NOWHERE;
    if (this.#from === from && this.#generation === tree.generation) return this.#found;
    const found = (tree.anywhere & this.#passes) === this.#passes ? this.#find(tree, from, 0) : NOWHERE;
    this.#from = from;
    this.#generation = tree.generation;
    this.#found = found;
    return found;
  }

  #find(tree: SetTree, from: PlaceId, index: number): PlaceId {
    const step = this.#steps[index];
    if (!step) return from;
    if ((tree.presentAt(from) & bitOfKey(step.key)) === 0) return NOWHERE;
    let found = (from & 1) === 0 ? onlyItself(tree, from, step) : firstChild(tree, from, step);
    if (index + 1 === this.#steps.length) return found;
    for (; found !== NOWHERE; found = nextChild(tree, from, found, step)) {
      const further = this.#find(tree, found, index + 1);
      if (further !== NOWHERE) return further;
    }
    return NOWHERE;
  }

  /** The place behind another one, for ways of a single step. */
  next(tree: SetTree, from: PlaceId, place: PlaceId): PlaceId {
    return nextChild(tree, from, place, this.#steps[0] as Step);
  }

  /** Every place it leads to, segments before loops. */
  findAll(tree: SetTree, from: PlaceId): readonly PlaceId[] {
    let places: readonly PlaceId[] = [from];
    for (const step of this.#steps) {
      places = places.flatMap((place) => children(tree, place, step));
      if (places.length === 0) return NOTHING;
    }
    return places;
  }
}

/** Most places do not have what is asked for: nothing is made for them. */
function children(tree: SetTree, from: PlaceId, step: Step): readonly PlaceId[] {
  if ((tree.presentAt(from) & bitOfKey(step.key)) === 0) return NOTHING;
  const places: PlaceId[] = [];
  let place = (from & 1) === 0 ? onlyItself(tree, from, step) : firstChild(tree, from, step);
  for (; place !== NOWHERE; place = nextChild(tree, from, place, step)) places.push(place);
  return places;
}

/** A segment has nothing in it, but leads to itself. */
const onlyItself = (tree: SetTree, segment: PlaceId, step: Step) => (matches(tree, segment, step) ? segment : NOWHERE);

function firstChild(tree: SetTree, loop: PlaceId, step: Step): PlaceId {
  let firstLoop = NOWHERE;
  const bit = bitOfKey(step.key);
  const last = tree.lastIn(loop, bit);
  for (
    let child = tree.firstWith(loop, bit);
    child !== NOWHERE && child >> 1 <= last;
    child = tree.nextIn(loop, child)
  ) {
    const isLoop = (child & 1) === 1;
    if ((isLoop && firstLoop !== NOWHERE) || !matches(tree, child, step)) continue;
    if (!isLoop) return child;
    firstLoop = child;
  }
  return firstLoop;
}

function nextChild(tree: SetTree, from: PlaceId, place: PlaceId, step: Step): PlaceId {
  if ((from & 1) === 0) return NOWHERE;
  const found = search(tree, from, tree.nextIn(from, place), place & 1, step);
  return found === NOWHERE && (place & 1) === 0 ? search(tree, from, tree.firstIn(from), 1, step) : found;
}

/** From a place in a loop on, among its segments (0) or loops (1). */
function search(tree: SetTree, loop: PlaceId, from: PlaceId, kind: number, step: Step): PlaceId {
  const last = tree.lastIn(loop, bitOfKey(step.key));
  for (let child = from; child !== NOWHERE && child >> 1 <= last; child = tree.nextIn(loop, child))
    if ((child & 1) === kind && matches(tree, child, step)) return child;
  return NOWHERE;
}

function matches(tree: SetTree, place: PlaceId, { key, conditions }: Step): boolean {
  if (tree.keyOf(place) !== key) return false;
  for (const condition of conditions) if (!fulfils(tree, place, condition)) return false;
  return true;
}

function fulfils(
  tree: SetTree,
  place: PlaceId,
  { element, component, kind, codes, packed: numbers }: Condition
): boolean {
  const segment = tree.segmentOf(place);
  if (kind === 'there') return tree.locate(segment, element, component);
  const isOne = numbers
    ? numbers.has(tree.code(segment, element, component))
    : codes.has(tree.text(segment, element, component));
  return isOne === (kind === 'one');
}
