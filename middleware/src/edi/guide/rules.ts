import type { ElementFormat, SegmentDefinition } from './format.ts';
import { UNLIMITED } from './limits.ts';

/** A guide says something that cannot be done. */
export class GuideError extends Error {}

/** What an element may hold. Texts are checked for their length alone. */
export type ElementType = 'text' | 'number' | 'decimal' | 'date' | 'time' | 'letters' | 'digits' | 'binary';

/** How a value can be seen to be right without a closer look: not at all, by its length, as digits, with a point in them. */
export const LOOK_CLOSER = 0;
export const BY_LENGTH = 1;
export const AS_DIGITS = 2;
export const AS_DECIMAL = 3;
export type Glance = typeof LOOK_CLOSER | typeof BY_LENGTH | typeof AS_DIGITS | typeof AS_DECIMAL;

export interface ElementRule {
  name: string;
  use: 'M' | 'O' | 'N';
  type: ElementType;
  min: number;
  max: number;
  repeats: number;
  /** Components, where it is a composite. */
  components: (ElementRule | null)[] | null;
  /** Bits of the components that must be there if any is. */
  mandatoryParts: number;
  /** The only codes allowed; null where any is. */
  codes: ReadonlySet<string> | null;
  /** They are all that the standard has, not those that were agreed upon. */
  listed: boolean;
  /** What of it can be seen at a glance to be right. */
  glance: Glance;
}

/** P: all or none of them; R: at least one; E: at most one; C: if the first, all others; L: if the first, one other. */
export interface ConditionRule {
  kind: 'P' | 'R' | 'E' | 'C' | 'L';
  elements: number[];
  mask: number;
  first: number;
}

export interface SegmentRule {
  id: string;
  name: string;
  /** By position, null where nothing is checked; null where none is. */
  elements: (ElementRule | null)[] | null;
  /** Bits of the mandatory elements, the first element's being 1. */
  mandatory: number;
  conditions: ConditionRule[];
  /** Bits of the first elements of neighbours that must both be there or not (P0607 and the like). */
  pairs: number;
  /** The conditions that are no such pairs. */
  others: ConditionRule[];
}

/** Elements that bit masks tell; nobody makes longer segments. */
const MASKED = 31;
export const bitOf = (element: number) => (element <= MASKED ? 1 << (element - 1) : 0);

const X12_TYPES: Record<string, ElementType> = {
  AN: 'text',
  ID: 'text',
  R: 'decimal',
  DT: 'date',
  TM: 'time',
  B: 'binary',
  N: 'number'
};
const EDIFACT_TYPES: Record<string, ElementType> = { a: 'letters', an: 'text', n: 'decimal' };
const GLANCES: Partial<Record<ElementType, Glance>> = {
  text: BY_LENGTH,
  number: AS_DIGITS,
  time: AS_DIGITS,
  digits: AS_DIGITS,
  decimal: AS_DECIMAL
};
const FORM = /^([MCOXN]) (\S+)(?: (\d+)\/(\d+))?(?: \*(\d*))?(?: (.+))?$/;

type Composites = Record<string, ElementFormat[]>;

function elementRule(format: ElementFormat, composites: Composites): ElementRule | null {
  if (typeof format === 'object') {
    const rule = elementRule(format.element, composites);
    const { codes, listed = false } = format;
    return rule && { ...rule, codes: new Set(codes), listed, glance: LOOK_CLOSER };
  }
  if (format === '-') return null;
  const [, use = '', type = '', min, max, repeats, name = ''] = FORM.exec(format) ?? [];
  const short = /^(an|a|n)(\.\.)?(\d+)$/.exec(type);
  const composite = composites[type];
  const lengths = short
    ? { min: short[2] ? 1 : Number(short[3]), max: Number(short[3]) }
    : { min: Number(min ?? 1), max: Number(max ?? 0) };
  const known = short
    ? EDIFACT_TYPES[short[1] ?? '']
    : (X12_TYPES[type] ?? (/^N\d$/.test(type) ? 'number' : undefined));
  if (!known && !composite) throw new GuideError(`"${format}" has a type that is not known.`);
  if (known && lengths.max < lengths.min) throw new GuideError(`"${format}" has no length.`);
  const components = composite ? composite.map((part) => elementRule(part, composites)) : null;
  return {
    name,
    use: use === 'M' || use === 'N' ? use : 'O',
    type: known ?? 'text',
    ...lengths,
    repeats: repeats === undefined ? 1 : repeats === '' ? UNLIMITED : Number(repeats),
    components,
    mandatoryParts: mandatoryBits(components ?? []),
    codes: null,
    listed: false,
    glance: use === 'N' || known === undefined ? LOOK_CLOSER : (GLANCES[known] ?? LOOK_CLOSER)
  };
}

const mandatoryBits = (rules: readonly (ElementRule | null)[]) =>
  rules.reduce((bits, rule, index) => (rule?.use === 'M' ? bits | bitOf(index + 1) : bits), 0);

function conditionRule(text: string): ConditionRule {
  const elements = (text.slice(1).match(/\d\d/g) ?? []).map(Number);
  const mask = elements.reduce((bits, element) => bits | bitOf(element), 0);
  return { kind: text[0] as ConditionRule['kind'], elements, mask, first: bitOf(elements[0] ?? 0) };
}

/** @throws GuideError naming what cannot be read in the definition */
export function segmentRule(id: string, definition: SegmentDefinition, composites: Composites): SegmentRule {
  const elements = (definition.elements ?? []).map((element) => elementRule(element, composites));
  const conditions = (definition.rules ?? []).map(conditionRule);
  return {
    id,
    name: definition.name,
    elements: definition.elements ? elements : null,
    mandatory: mandatoryBits(elements),
    conditions,
    pairs: conditions.filter(isPair).reduce((bits, { first }) => bits | first, 0),
    others: conditions.filter((condition) => !isPair(condition))
  };
}

function isPair({ kind, elements }: ConditionRule): boolean {
  const [first = 0, second = 0] = elements;
  return kind === 'P' && elements.length === 2 && second === first + 1 && second <= MASKED;
}
