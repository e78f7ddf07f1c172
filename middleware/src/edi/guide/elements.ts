import { asciiText } from '../ascii.ts';
import type { Segment } from '../segment.ts';
import * as syntax from '../syntax.ts';
import * as rules from './rules.ts';
import { bitOf, type ConditionRule, type ElementRule, type SegmentRule } from './rules.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { COMPONENT, ELEMENT, MARK_KIND, MARK_SHIFT, REPETITION } = syntax;
const { AS_DIGITS, BY_LENGTH, LOOK_CLOSER } = rules;

export type ElementFault =
  | 'ELEMENT_MISSING'
  | 'ELEMENT_CONDITION'
  | 'ELEMENT_EXCLUDED'
  | 'ELEMENT_UNEXPECTED'
  | 'ELEMENT_FORBIDDEN'
  | 'ELEMENT_TOO_SHORT'
  | 'ELEMENT_TOO_LONG'
  | 'ELEMENT_CHARACTER'
  | 'ELEMENT_CODE'
  | 'ELEMENT_CODE_UNKNOWN'
  | 'ELEMENT_DATE'
  | 'ELEMENT_TIME'
  | 'ELEMENT_REPEATS'
  | 'COMPONENT_UNEXPECTED';

/** Takes a fault of an element: its position, that of the component (0 where it is none), what it is and what is there. */
export interface FaultSink {
  /** How many it took. */
  faults: number;
  fault(
    kind: ElementFault,
    element: number,
    component: number,
    rule: ElementRule | null,
    found: string | null,
    condition?: ConditionRule
  ): void;
}

const SPACE = 0x20;

/**
 * Checks a segment against its rule, on the bytes as they stand: text is made for faults only. The separators were noted
 * by the segment, so every value is looked at once.
 */
export function checkElements(segment: Segment, rule: SegmentRule, sink: FaultSink): void {
  const { elements } = rule;
  if (elements === null) return;
  const present = checkValues(segment, elements, sink);
  if ((rule.mandatory & ~present) !== 0) reportMissing(elements, present, sink);
  // Neighbours that go together differ in no bit, which is asked of all pairs at once.
  const torn = (present ^ (present >> 1)) & rule.pairs;
  if (torn !== 0) checkConditions(rule.conditions, elements, present, sink);
  else if (rule.others.length > 0) checkConditions(rule.others, elements, present, sink);
}

type Elements = (ElementRule | null)[];

/** Checks every value of a segment. Returns bits of the elements that are there. */
function checkValues(segment: Segment, elements: Elements, sink: FaultSink): number {
  const count = segment.mark();
  const { bytes, marks, firstMark, end, released } = segment;
  const last = firstMark + count - 1;
  const { isX12 } = segment.syntax;
  let [element, component, repetition, present, presentParts] = [0, 0, 0, 0, 0];
  let own: ElementRule | null | undefined = null;
  for (let mark = firstMark; mark <= last; mark += 1) {
    const packed = marks[mark] as number;
    const kind = packed & MARK_KIND;
    let to = mark < last ? (marks[mark + 1] as number) >> MARK_SHIFT : end;
    if (kind === ELEMENT) {
      if (presentParts !== 0 && own) checkParts(own, presentParts, element, sink);
      element += 1;
      component = 1;
      repetition = 1;
      presentParts = 0;
      own = elements[element - 1];
      if (isX12 && !own?.components) {
        // X12 has its separators in free texts more often than composites where there are none.
        while (mark < last && ((marks[mark + 1] as number) & MARK_KIND) !== ELEMENT) {
          mark += 1;
          to = mark < last ? (marks[mark + 1] as number) >> MARK_SHIFT : end;
        }
      }
    } else if (kind === COMPONENT) component += 1;
    else {
      repetition += 1;
      component = 1;
    }
    const from = (packed >> MARK_SHIFT) + 1;
    if (from >= to) continue;
    present |= bitOf(element);
    if (own === null) continue;
    if (own === undefined) {
      if (component === 1) sink.fault('ELEMENT_UNEXPECTED', element, 0, null, segment.raw(element));
      continue;
    }
    const composite = own.components;
    if (composite) {
      presentParts |= bitOf(component);
      const part = composite[component - 1];
      if (part === undefined)
        sink.fault('COMPONENT_UNEXPECTED', element, component, own, segment.component(element, component));
      else if (part && (released || !fits(part, bytes, from, to)))
        checkValue(segment, part, element, component, from, to, sink);
    } else if (component > 1)
      sink.fault('COMPONENT_UNEXPECTED', element, component, own, segment.component(element, component));
    else if (released || !fits(own, bytes, from, to)) checkValue(segment, own, element, 0, from, to, sink);
    if (kind === REPETITION && repetition > own.repeats) sink.fault('ELEMENT_REPEATS', element, 0, own, null);
  }
  if (presentParts !== 0 && own) checkParts(own, presentParts, element, sink);
  return present;
}

/** Whether a value can be seen to be right at a glance, as most are. Others are not wrong, they need a closer look. */
function fits({ min, max, glance }: ElementRule, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length < min || length > max || glance === LOOK_CLOSER) return false;
  if (glance === BY_LENGTH) return true;
  let points = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (byte !== 0x2e || glance === AS_DIGITS) return false;
    points += 1;
  }
  return points === 0 || (points === 1 && length - 1 >= Math.max(min, 1));
}

function checkParts(rule: ElementRule, present: number, element: number, sink: FaultSink): void {
  if ((rule.mandatoryParts & ~present) === 0) return;
  rule.components?.forEach((part, index) => {
    if (part?.use === 'M' && (present & bitOf(index + 1)) === 0)
      sink.fault('ELEMENT_MISSING', element, index + 1, part, null);
  });
}

function reportMissing(elements: (ElementRule | null)[], present: number, sink: FaultSink): void {
  elements.forEach((rule, index) => {
    if (rule?.use === 'M' && (present & bitOf(index + 1)) === 0)
      sink.fault('ELEMENT_MISSING', index + 1, 0, rule, null);
  });
}

function checkConditions(
  conditions: readonly ConditionRule[],
  elements: (ElementRule | null)[],
  present: number,
  sink: FaultSink
): void {
  for (const condition of conditions) {
    const { kind, mask, first } = condition;
    const there = present & mask;
    const others = mask & ~first;
    const broken =
      (kind === 'P' && there !== 0 && there !== mask) ||
      (kind === 'R' && there === 0) ||
      (kind === 'C' && (there & first) !== 0 && (there & others) !== others) ||
      (kind === 'L' && (there & first) !== 0 && (there & others) === 0);
    if (broken) unfulfilled(condition, elements, present, sink);
    // More than one bit is set.
    else if (kind === 'E' && (there & (there - 1)) !== 0) excluded(condition, elements, sink);
  }
}

function unfulfilled(
  condition: ConditionRule,
  elements: (ElementRule | null)[],
  present: number,
  sink: FaultSink
): void {
  const absent = condition.elements.find((element) => (present & bitOf(element)) === 0) ?? condition.elements[0] ?? 0;
  sink.fault('ELEMENT_CONDITION', absent, 0, elements[absent - 1] ?? null, null, condition);
}

function excluded(condition: ConditionRule, elements: (ElementRule | null)[], sink: FaultSink): void {
  const last = condition.elements.at(-1) ?? 0;
  sink.fault('ELEMENT_EXCLUDED', last, 0, elements[last - 1] ?? null, null, condition);
}

function checkValue(
  segment: Segment,
  rule: ElementRule,
  element: number,
  component: number,
  from: number,
  to: number,
  sink: FaultSink
): void {
  if (rule.use === 'N') {
    sink.fault('ELEMENT_FORBIDDEN', element, component, rule, textAt(segment, from, to));
    return;
  }
  if (rule.type === 'binary') return;
  const length = lengthOf(segment, rule, from, to);
  if (length >= rule.min && length <= rule.max && rule.codes === null) return;
  judge(segment, rule, element, component, from, to, length, sink);
}

/** Whether nothing is wrong with a value; what is false may need a closer look yet. */
export function isSound(segment: Segment, rule: ElementRule, from: number, to: number): boolean {
  if (rule.use === 'N') return false;
  if (rule.type === 'binary') return true;
  const length = lengthOf(segment, rule, from, to);
  const fits = length >= rule.min && length <= rule.max;
  return fits && (rule.codes === null || rule.codes.has(textAt(segment, from, to).trim()));
}

/** The length of a value as the standards count it, -1 where it is not of its type. */
function lengthOf(segment: Segment, rule: ElementRule, from: number, to: number): number {
  const { bytes } = segment;
  let length = to - from;
  switch (rule.type) {
    case 'text':
      if (segment.released) length -= releasesIn(segment, from, to);
      break;
    case 'number':
    case 'decimal':
      length = digitsIn(bytes, from, to, rule.type === 'decimal', !segment.syntax.isX12);
      break;
    case 'date':
      length = isDate(bytes, from, to) ? length : -1;
      break;
    case 'time':
    case 'digits':
      length = onlyDigits(bytes, from, to) ? length : -1;
      break;
    case 'letters':
      length = noDigits(bytes, from, to) ? length : -1;
      break;
    case 'binary':
      break;
  }
  return length;
}

/** What a value is that was not simply right. */
function judge(
  segment: Segment,
  rule: ElementRule,
  element: number,
  component: number,
  from: number,
  to: number,
  length: number,
  sink: FaultSink
): void {
  const found = textAt(segment, from, to);
  if (length < 0) {
    const kind = rule.type === 'date' ? 'ELEMENT_DATE' : rule.type === 'time' ? 'ELEMENT_TIME' : 'ELEMENT_CHARACTER';
    sink.fault(kind, element, component, rule, found);
  } else if (length < rule.min) sink.fault('ELEMENT_TOO_SHORT', element, component, rule, found);
  else if (length - paddingOf(segment.bytes, from, to) > rule.max)
    sink.fault('ELEMENT_TOO_LONG', element, component, rule, found);
  if (rule.codes && !rule.codes.has(found.trim()))
    sink.fault(rule.listed ? 'ELEMENT_CODE_UNKNOWN' : 'ELEMENT_CODE', element, component, rule, found);
}

const textAt = ({ bytes, plain, syntax }: Segment, from: number, to: number) =>
  plain ? asciiText(bytes, from, to) : syntax.decode(bytes.subarray(from, to));

/** Blanks at the end are padding, not content. */
function paddingOf(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && bytes[at - 1] === SPACE) at -= 1;
  return to - at;
}

function releasesIn(segment: Segment, from: number, to: number): number {
  const { release } = segment.syntax.delimiters;
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (segment.bytes[at] !== release) continue;
    count += 1;
    at += 1;
  }
  return count;
}

/** Number of digits, sign and decimal mark not counted; -1 when it is no number. */
function digitsIn(bytes: Uint8Array, from: number, to: number, decimal: boolean, comma: boolean): number {
  let digits = 0;
  let marks = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) digits += 1;
    else if ((byte === 0x2d || byte === 0x2b) && at === from) continue;
    else if (decimal && (byte === 0x2e || (comma && byte === 0x2c)) && marks === 0) marks = 1;
    else return -1;
  }
  return digits === 0 ? -1 : digits;
}

function onlyDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}

function noDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) return false;
  }
  return true;
}

/** CCYYMMDD or YYMMDD with a month and a day that can be. */
function isDate(bytes: Uint8Array, from: number, to: number): boolean {
  if (!onlyDigits(bytes, from, to) || (to - from !== 8 && to - from !== 6)) return false;
  const two = (at: number) => ((bytes[at] as number) - 0x30) * 10 + (bytes[at + 1] as number) - 0x30;
  const [month, day] = [two(to - 4), two(to - 2)];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
