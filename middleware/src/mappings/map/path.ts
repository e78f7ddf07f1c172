import { nodeAt } from '../../edi/tree-nodes.ts';
import { bitOfKey, NOWHERE, packed, type PlaceId, ROOT, type SetTree } from '../../edi/tree.ts';
import { idKey } from '../../edi/segment.ts';
import type { Place } from './place.ts';

/** The bits of everything: for what may be there whatever stands in a place. */
export const ANYTHING = -1;

interface Step {
  key: number;
  bit: number;
  conditions: readonly Condition[];
}

/** What the element of a segment is asked for. */
interface Condition {
  element: number;
  component: number;
  /** Codes as numbers, see {@link packed}; null where they are too long for that. */
  packed: ReadonlySet<number> | null;
  codes: ReadonlySet<string>;
  /** Whether it shall be one of the codes, or none of them; `there` asks for anything at all. */
  kind: 'one' | 'none' | 'there';
}

/** What was found last: elements of one segment are asked for one after another. */
interface Memo {
  from: PlaceId;
  generation: number;
  found: PlaceId;
}

/** The steps of paths that differ in their element alone. */
interface Way {
  steps: readonly Step[];
  memo: Memo;
}

const STEP = /^([A-Z][A-Z0-9]{1,2})((?:\[[^\]]*\])*)$/;
const CONDITION = /^(\d+)(?:\.(\d+))?(?:(!?=)(.*))?$/;
const ELEMENT = /^(.*?)\.(\d+)(?:\.(\d+))?$/;

/**
 * Where something stands in a document, seen from a set, loop or segment:
 *
 * - `BEG.3` the third element of the BEG segment; `UNS.1.2` the second component of its first element;
 * - `.3` the third element of the segment that the place is known by;
 * - `N1[1=ST]/N4.2` inside the loop that an N1 segment with ST in its first element begins; `[1=ST|SF]` one of several,
 *   `[1!=ST]` none of them, `[2]` anything at all;
 * - without an element it names segments or loops.
 */
export class Path {
  readonly #steps: readonly Step[];
  readonly #memo: Memo;
  readonly #element: number;
  readonly #component: number;
  /** Segment id and element position, for findings. */
  readonly segment: string | null;
  readonly element: number | null;
  readonly component: number | null;
  /** Bits of which a place has at least one if the path leads anywhere from it; see {@link SetTree.presentAt}. */
  readonly needs: number;

  constructor(way: Way, segment: string | null, element: number | null, component: number | null) {
    const { steps } = way;
    this.#steps = steps;
    this.#memo = way.memo;
    this.segment = segment;
    this.element = element;
    this.component = component;
    this.#element = element ?? 0;
    this.#component = component ?? 0;
    this.needs = steps[0]?.bit ?? ANYTHING;
  }

  /** The first place it names, segments before loops; NOWHERE where there is none. */
  find(tree: SetTree, from: PlaceId): PlaceId {
    const memo = this.#memo;
    if (memo.from === from && memo.generation === tree.generation) return memo.found;
    const found = this.#find(tree, from, 0);
    memo.from = from;
    memo.generation = tree.generation;
    memo.found = found;
    return found;
  }

  #find(tree: SetTree, from: PlaceId, index: number): PlaceId {
    const step = this.#steps[index];
    if (!step) return from;
    if ((tree.presentAt(from) & step.bit) === 0) return NOWHERE;
    if ((from & 1) === 0) return matches(tree, from, step) ? this.#find(tree, from, index + 1) : NOWHERE;
    // Loops come behind segments, however they stand in the document.
    for (let kind = 0; kind <= 1; kind += 1) {
      for (let child = tree.firstIn(from); child !== NOWHERE; child = tree.nextIn(from, child)) {
        if ((child & 1) !== kind || !matches(tree, child, step)) continue;
        const found = index + 1 === this.#steps.length ? child : this.#find(tree, child, index + 1);
        if (found !== NOWHERE) return found;
      }
    }
    return NOWHERE;
  }

  /** Every place it names, segments before loops. */
  findAll(tree: SetTree, from: PlaceId): readonly PlaceId[] {
    let places: readonly PlaceId[] = [from];
    for (const step of this.#steps) {
      places =
        places.length === 1
          ? children(tree, places[0] as PlaceId, step)
          : places.flatMap((place) => children(tree, place, step));
      if (places.length === 0) return NOTHING;
    }
    return places;
  }

  /** Whether its element holds something at a place that it names; the tree then knows where that is. */
  locate(tree: SetTree, at: PlaceId): boolean {
    const segment = at === ROOT ? tree.segmentOf(at) : at;
    return segment !== NOWHERE && this.#element > 0 && tree.locate(segment, this.#element, this.#component);
  }

  first(from: Place): Place | undefined {
    const found = this.find(from.tree, from.place);
    return found === NOWHERE ? undefined : found === from.place ? from : nodeAt(from.tree, found);
  }

  all(from: Place): readonly Place[] {
    return this.findAll(from.tree, from.place).map((place) => (place === from.place ? from : nodeAt(from.tree, place)));
  }

  /** The text of its element at a place it names; '' when absent. */
  text(at: Place): string {
    if (!this.locate(at.tree, at.place)) return '';
    return at.tree.textBetween(at.place, at.tree.from, at.tree.to);
  }
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

const NOTHING: readonly PlaceId[] = [];

/** Most places do not have what is asked for: nothing is made for them. */
function children(tree: SetTree, from: PlaceId, step: Step): readonly PlaceId[] {
  if ((tree.presentAt(from) & step.bit) === 0) return NOTHING;
  if ((from & 1) === 0) return matches(tree, from, step) ? [from] : NOTHING;
  const [segments, loops]: [PlaceId[], PlaceId[]] = [[], []];
  for (let child = tree.firstIn(from); child !== NOWHERE; child = tree.nextIn(from, child)) {
    if (matches(tree, child, step)) ((child & 1) === 0 ? segments : loops).push(child);
  }
  return loops.length === 0 ? segments : [...segments, ...loops];
}

/** @throws SyntaxError naming the path when it is malformed */
export function parsePath(path: string): Path {
  const outside = path.replaceAll(/\[[^\]]*\]/g, (condition) => '_'.repeat(condition.length));
  const [, before = '', element, component] = ELEMENT.exec(outside) ?? [undefined, outside];
  const place = path.slice(0, before.length);
  const texts = place === '' ? [] : splitSteps(place, path);
  if (texts.length === 0 && element === undefined) throw new SyntaxError(`The path "${path}" names nothing.`);
  const way = wayOf(place, () => texts.map((step) => parseStep(step, path)));
  const segment = texts.at(-1)?.replace(/\[.*$/, '') ?? null;
  const at = element === undefined ? null : Number(element);
  return new Path(way, segment, at, component === undefined ? null : Number(component));
}

/** Ways by their text. They come from maps and overlays, of which there are few. */
const ways = new Map<string, Way>();

function wayOf(text: string, steps: () => readonly Step[]): Way {
  let way = ways.get(text);
  if (!way) {
    way = { steps: steps(), memo: { from: NOWHERE, generation: -1, found: NOWHERE } };
    ways.set(text, way);
  }
  return way;
}

function splitSteps(place: string, path: string): string[] {
  const steps = place.match(/[^/[]+(?:\[[^\]]*\])*/g) ?? [];
  if (steps.join('/') !== place) throw new SyntaxError(`The path "${path}" cannot be read.`);
  return steps;
}

function parseStep(step: string, path: string): Step {
  const [, id, conditions = ''] = STEP.exec(step) ?? [];
  if (id === undefined) throw new SyntaxError(`The path "${path}" cannot be read at "${step}".`);
  const key = idKey(id);
  const parsed = (conditions.match(/[^[\]]+/g) ?? []).map((condition) => parseCondition(condition, path));
  return { key, bit: bitOfKey(key), conditions: parsed };
}

function parseCondition(condition: string, path: string): Condition {
  const [matched, element, component, operator, values = ''] = CONDITION.exec(condition) ?? [];
  if (matched === undefined) throw new SyntaxError(`The path "${path}" cannot be read at "[${condition}]".`);
  const codes = values.split('|');
  // An absent element is '' and 0.
  const numbers = codes.map((code) => (code === '' ? 0 : packed(code)));
  return {
    element: Number(element),
    component: component === undefined ? 0 : Number(component),
    packed: numbers.some(Number.isNaN) ? null : new Set(numbers),
    codes: new Set(codes),
    kind: operator === undefined ? 'there' : operator === '=' ? 'one' : 'none'
  };
}
