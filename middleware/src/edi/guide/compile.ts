import { idKey } from '../segment.ts';
import type { Standard } from '../syntax.ts';
import type { Expectation, Guide, SegmentFile } from './format.ts';
import { SegmentPatterns } from './patterns.ts';
import { GuideError, segmentRule, type SegmentRule } from './rules.ts';
import { type Place, Structure } from './structure.ts';

/** A segment with certain codes that people expect in a loop. */
export interface ExpectationRule {
  index: number;
  /** The loop in each occurrence of which it is expected. */
  owner: Place;
  name: string;
  segment: string;
  element: number;
  component: number;
  codes: ReadonlySet<string>;
}

/** A guide made ready to be walked. */
export interface CompiledGuide {
  standard: Standard;
  type: string;
  version: string;
  /** "purchase order" */
  name: string;
  structure: Structure;
  /** By {@link idKey} of the segment's id. */
  rules: ReadonlyMap<number, SegmentRule>;
  /** The same by the index of a place, with what segments look like that keep to them. */
  placePatterns: readonly (SegmentPatterns | undefined)[];
  expectations: ExpectationRule[];
  /** Expectations that a segment at a place may meet. */
  expectedAt: ReadonlyMap<Place, ExpectationRule[]>;
  /** It is for every version of the type. */
  everyVersion: boolean;
  /** Every fault rejects. */
  strict: boolean;
}

/** @throws GuideError naming what is wrong in the guide */
export function compileGuide(guide: Guide, definitions: SegmentFile, strict = false): CompiledGuide {
  const structure = new Structure(guide.structure);
  const rules = new Map<number, SegmentRule>();
  for (const [id, definition] of Object.entries(definitions.segments))
    rules.set(idKey(id), segmentRule(id, definition, definitions.composites));
  const patterns = new Map([...rules].map(([key, rule]) => [key, new SegmentPatterns(rule)]));
  const undefinedPlace = structure.places.find(({ id, key }) => id !== '' && !rules.has(key));
  if (undefinedPlace) throw new GuideError(`Segment ${undefinedPlace.id} of guide ${guide.type} is not defined.`);
  const expectations = (guide.expect ?? []).map((expectation, index) => expectationRule(expectation, index, structure));
  const expectedAt = new Map<Place, ExpectationRule[]>();
  for (const rule of expectations) {
    for (const place of placesOf(rule)) expectedAt.set(place, [...(expectedAt.get(place) ?? []), rule]);
  }
  const { standard, type, version, name, everyVersion = false } = guide;
  return {
    standard,
    type,
    version,
    name,
    everyVersion,
    structure,
    rules,
    placePatterns: structure.places.map(({ key }) => patterns.get(key)),
    expectations,
    expectedAt,
    strict
  };
}

function expectationRule(expectation: Expectation, index: number, structure: Structure): ExpectationRule {
  const owner = findPlace(structure, expectation.in ?? '');
  const [, element, component, codes = ''] = /^(\d+)(?:\.(\d+))?=(.*)$/.exec(expectation.where) ?? [];
  const { name, segment } = expectation;
  const rule = { index, owner, name, segment, element: Number(element), component: Number(component ?? 1) };
  const found = { ...rule, codes: new Set(codes.split('|')) };
  if (placesOf(found).length === 0) throw new GuideError(`The guide has no ${segment} where "${name}" is expected.`);
  return found;
}

/** The places of an expectation's segment: in its loop, or beginning a loop inside that. */
function placesOf({ owner, segment }: ExpectationRule): Place[] {
  return (owner.children ?? []).filter(({ id }) => id === segment).map((place) => place.children?.[0] ?? place);
}

/** A segment or loop by its path: "PO1/N1"; '' is the set. @throws GuideError when the guide has none */
export function findPlace(structure: Structure, path: string): Place {
  let place = structure.root;
  for (const id of path === '' ? [] : path.split('/')) {
    const child = place.children?.find((candidate) => candidate.id === id);
    if (!child) throw new GuideError(`The guide has no "${path}".`);
    place = child;
  }
  return place;
}
