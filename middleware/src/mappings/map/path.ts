import { idKey } from '../../edi/segment.ts';
import { nodeAt } from '../../edi/tree-nodes.ts';
import { packed } from '../../edi/packed.ts';
import * as places from '../../edi/places.ts';
import { type PlaceId, type SetTree } from '../../edi/tree.ts';
import type { Place } from './place.ts';
import { type Condition, type Step, Way } from './way.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE } = places;

const STEP = /^([A-Z][A-Z0-9]{1,2})((?:\[[^[\]]*\])*)$/;
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
  readonly way: Way;
  /** Segment id and element position, for findings. */
  readonly segment: string | null;
  readonly element: number | null;
  readonly component: number | null;

  constructor(way: Way, segment: string | null, element: number | null, component: number | null) {
    this.way = way;
    this.segment = segment;
    this.element = element;
    this.component = component;
  }

  /** Bits of which a place has at least one if the path leads anywhere from it; see {@link SetTree.presentAt}. */
  get needs(): number {
    return this.way.needs;
  }

  /** Whether its element holds something at a place that it names; the tree then knows where that is. */
  locate(tree: SetTree, at: PlaceId): boolean {
    const segment = tree.segmentOf(at);
    return this.element !== null && segment !== NOWHERE && tree.locate(segment, this.element, this.component ?? 0);
  }

  first(from: Place): Place | undefined {
    const found = this.way.find(from.tree, from.place);
    return found === NOWHERE ? undefined : found === from.place ? from : nodeAt(from.tree, found);
  }

  all(from: Place): readonly Place[] {
    return this.way
      .findAll(from.tree, from.place)
      .map((place) => (place === from.place ? from : nodeAt(from.tree, place)));
  }

  /** The text of its element at a place it names; '' when absent. */
  text(at: Place): string {
    if (!this.locate(at.tree, at.place)) return '';
    return at.tree.textBetween(at.place, at.tree.from, at.tree.to);
  }
}

/** @throws SyntaxError naming the path when it is malformed */
export function parsePath(path: string): Path {
  const outside = path.replaceAll(/\[[^[\]]*\]/g, (condition) => '_'.repeat(condition.length));
  const [, before = '', element, component] = ELEMENT.exec(outside) ?? [undefined, outside];
  const place = path.slice(0, before.length);
  const steps = place === '' ? [] : splitSteps(place, path);
  if (steps.length === 0 && element === undefined) throw new SyntaxError(`The path "${path}" names nothing.`);
  const segment = steps.at(-1)?.replace(/\[.*$/, '') ?? null;
  const at = element === undefined ? null : Number(element);
  return new Path(wayOf(place, steps, path), segment, at, component === undefined ? null : Number(component));
}

/** Ways by their text: those to the elements of one segment are one. They come from maps, of which there are few. */
const ways = new Map<string, Way>();

function wayOf(text: string, steps: readonly string[], path: string): Way {
  let way = ways.get(text);
  if (!way) {
    way = new Way(steps.map((step) => parseStep(step, path)));
    ways.set(text, way);
  }
  return way;
}

function splitSteps(place: string, path: string): string[] {
  const steps = place.match(/[^/[]+(?:\[[^[\]]*\])*/g) ?? [];
  if (steps.join('/') !== place) throw new SyntaxError(`The path "${path}" cannot be read.`);
  return steps;
}

function parseStep(step: string, path: string): Step {
  const [, id, conditions = ''] = STEP.exec(step) ?? [];
  if (id === undefined) throw new SyntaxError(`The path "${path}" cannot be read at "${step}".`);
  const parsed = (conditions.match(/[^[\]]+/g) ?? []).map((condition) => parseCondition(condition, path));
  return { key: idKey(id), conditions: parsed };
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
