import { isLoop, type Place, segmentOf } from './place.ts';

/**
 * Where something stands in a document, seen from a set, loop or segment:
 *
 * - `BEG.3` the third element of the BEG segment; `UNS.1.2` the second component of its first element;
 * - `.3` the third element of the segment that the place is known by;
 * - `N1[1=ST]/N4.2` inside the loop that an N1 segment with ST in its first element begins; `[1=ST|SF]` one of several,
 *   `[1!=ST]` none of them, `[2]` anything at all;
 * - without an element it names segments or loops.
 */
export interface Path {
  /** The first place it names. */
  first(from: Place): Place | undefined;
  all(from: Place): readonly Place[];
  /** The text of its element at a place it names; '' when absent. */
  text(at: Place): string;
  /** Segment id and element position, for findings. */
  readonly segment: string | null;
  readonly element: number | null;
  readonly component: number | null;
}

interface Step {
  id: string;
  /** Without conditions. */
  plain: boolean;
  matches: (place: Place) => boolean;
}

const STEP = /^([A-Z][A-Z0-9]{1,2})((?:\[[^\]]*\])*)$/;
const CONDITION = /^(\d+)(?:\.(\d+))?(?:(!?=)(.*))?$/;
const ELEMENT = /^(.*?)\.(\d+)(?:\.(\d+))?$/;

/** @throws SyntaxError naming the path when it is malformed */
export function parsePath(path: string): Path {
  const outside = path.replaceAll(/\[[^\]]*\]/g, (condition) => '_'.repeat(condition.length));
  const [, before = '', element, component] = ELEMENT.exec(outside) ?? [undefined, outside];
  const place = path.slice(0, before.length);
  const steps = place === '' ? [] : splitSteps(place, path).map((step) => parseStep(step, path));
  if (steps.length === 0 && element === undefined) throw new SyntaxError(`The path "${path}" names nothing.`);
  const at = element === undefined ? null : Number(element);
  const part = component === undefined ? null : Number(component);
  return {
    first: firstFinder(steps),
    all: steps.length === 1 ? (from) => matching(from, steps[0] as Step) : (from) => allOf(from, steps),
    text: (found) => textAt(found, at, part),
    segment: steps.at(-1)?.id ?? null,
    element: at,
    component: part
  };
}

function textAt(place: Place, element: number | null, component: number | null): string {
  const segment = segmentOf(place);
  if (!segment || element === null) return '';
  return component === null ? segment.element(element) : segment.component(element, component);
}

function splitSteps(place: string, path: string): string[] {
  const steps = place.match(/[^/[]+(?:\[[^\]]*\])*/g) ?? [];
  if (steps.join('/') !== place) throw new SyntaxError(`The path "${path}" cannot be read.`);
  return steps;
}

function parseStep(step: string, path: string): Step {
  const [, id, conditions = ''] = STEP.exec(step) ?? [];
  if (id === undefined) throw new SyntaxError(`The path "${path}" cannot be read at "${step}".`);
  const tests = (conditions.match(/[^[\]]+/g) ?? []).map((condition) => parseCondition(condition, path));
  return { id, plain: tests.length === 0, matches: (place) => tests.every((test) => test(place)) };
}

function parseCondition(condition: string, path: string): (place: Place) => boolean {
  const [matched, element, component, operator, values = ''] = CONDITION.exec(condition) ?? [];
  if (matched === undefined) throw new SyntaxError(`The path "${path}" cannot be read at "[${condition}]".`);
  const at = Number(element);
  const part = component === undefined ? null : Number(component);
  if (operator === undefined) return (place) => textAt(place, at, part) !== '';
  const wanted = new Set(values.split('|'));
  const equal = operator === '=';
  return (place) => wanted.has(textAt(place, at, part)) === equal;
}

/** Most paths are a single segment without conditions, and are asked for in every line. */
function firstFinder(steps: readonly Step[]): Path['first'] {
  const [only] = steps;
  if (!only) return (from) => from;
  if (steps.length > 1 || !only.plain) return (from) => firstOf(from, steps, 0);
  const { id } = only;
  return (from) => {
    if (!isLoop(from)) return from.id === id ? from : undefined;
    for (const segment of from.segments) if (segment.id === id) return segment;
    for (const loop of from.loops) if (loop.id === id) return loop;
    return undefined;
  };
}

function firstOf(from: Place, steps: readonly Step[], index: number): Place | undefined {
  const step = steps[index];
  if (!step) return from;
  if (!isLoop(from)) return from.id === step.id && step.matches(from) ? firstOf(from, steps, index + 1) : undefined;
  for (const segment of from.segments) {
    if (segment.id !== step.id || !step.matches(segment)) continue;
    const found = firstOf(segment, steps, index + 1);
    if (found) return found;
  }
  for (const loop of from.loops) {
    if (loop.id !== step.id || !step.matches(loop)) continue;
    const found = firstOf(loop, steps, index + 1);
    if (found) return found;
  }
  return undefined;
}

const NOTHING: readonly Place[] = [];

function allOf(from: Place, steps: readonly Step[]): readonly Place[] {
  const [first, ...rest] = steps;
  if (!first) return [from];
  let places = matching(from, first);
  for (const step of rest) {
    if (places.length === 0) return NOTHING;
    places = places.flatMap((place) => matching(place, step));
  }
  return places;
}

/** Most places do not have what is asked for: nothing is made for them. */
function matching(from: Place, step: Step): readonly Place[] {
  if (!isLoop(from)) return from.id === step.id && step.matches(from) ? [from] : NOTHING;
  let found: Place[] | undefined;
  for (const segment of from.segments)
    if (segment.id === step.id && step.matches(segment)) (found ??= []).push(segment);
  for (const loop of from.loops) if (loop.id === step.id && step.matches(loop)) (found ??= []).push(loop);
  return found ?? NOTHING;
}
