import { type Finding, type FindingCode, FindingList, type Severity } from '../finding.ts';
import { idOf, type Segment } from '../segment.ts';
import type { CompiledGuide, ExpectationRule } from './compile.ts';
import type { ElementFault, FaultSink } from './elements.ts';
import type { ConditionRule, ElementRule, SegmentRule } from './rules.ts';
import type { Place } from './structure.ts';

/** As much of a value as an acknowledgement can copy (X12 element 724), and as people want to read in a sentence. */
const LONGEST_FOUND = 99;
const LONGEST_TOLD = 40;
const shortened = (text: string) => (text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text);
const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
const times = (max: number) => (max === 1 ? 'once' : `${max} times`);

/** Puts what a guide finds into sentences for people who do not read EDI. */
export class GuideReport implements FaultSink {
  readonly #guide: CompiledGuide;
  #findings = new FindingList();
  readonly #approximate: boolean;
  #segment: Segment | undefined;
  #place: Place | null = null;
  #position = 0;
  #key = 0;
  #offset = 0;
  faults = 0;
  /** Where the segment before stood: what is missing should have stood behind it. */
  #keyBefore = 0;
  #positionBefore = 0;

  /** @param approximate the guide is of another version: what it finds never rejects */
  constructor(guide: CompiledGuide, approximate: boolean) {
    this.#guide = guide;
    this.#approximate = approximate;
  }

  /** Begins a set. @param findings takes what is found in it */
  start(findings: FindingList): void {
    this.#findings = findings;
    this.#segment = undefined;
    this.#position = 0;
    this.#key = 0;
    this.#offset = 0;
    this.#keyBefore = 0;
    this.#positionBefore = 0;
  }

  /**
   * Moves on to a segment. The id is needed for faults alone, so it comes as its number.
   * @param place where the guide puts it; null where it has no place for it
   */
  at(segment: Segment, position: number, key: number, place: Place | null): void {
    this.#segment = segment;
    this.#place = place;
    this.#offset = segment.offset;
    this.#positionBefore = this.#position;
    this.#keyBefore = this.#key;
    this.#position = position;
    this.#key = key;
  }

  /** Moves on behind the last segment. */
  atEnd(): void {
    this.#segment = undefined;
    this.#positionBefore = this.#position;
    this.#keyBefore = this.#key;
    this.#position += 1;
  }

  missing(place: Place): void {
    const begins = place.parent === this.#guide.structure.root && place.rank === 0;
    const what = capitalised(place.name ?? this.#nameOf(place));
    this.#add('SEGMENT_MISSING', begins || this.#guide.strict ? 'error' : 'warning', {
      segment: place.id,
      segmentPosition: this.#position,
      loop: loopOf(place),
      expected: place.id,
      message: `${article(what)} is missing: ${segmentPhrase(place.id)} was expected ${this.#afterWhat()}.`
    });
  }

  unmet({ name, segment, element, component, codes, owner }: ExpectationRule): void {
    const code = [...codes].join(' or ');
    const where = owner.id === '' ? '' : ` in the ${owner.id} loop`;
    this.#add('EXPECTED_MISSING', this.#guide.strict ? 'error' : 'warning', {
      segment,
      segmentPosition: this.#position,
      loop: owner.id === '' ? null : owner.id,
      element,
      component: component > 1 ? component : null,
      expected: code,
      message: `The ${name} is missing: ${segmentPhrase(segment)} with code ${code} was expected${where} ${this.#afterWhat()}.`
    });
  }

  tooMany(place: Place): void {
    const isLoop = place.children !== null;
    const what = isLoop ? `The loop that begins with ${place.id}` : `The segment ${place.id} (${this.#nameOf(place)})`;
    if (place.max === 0) {
      const message = `${what} should not be there: the guide does not use it in this place.`;
      this.#add('SEGMENT_FORBIDDEN', this.#severity(), { ...this.#here(), loop: loopOf(place), message });
      return;
    }
    this.#add(isLoop ? 'LOOP_TOO_MANY' : 'SEGMENT_TOO_MANY', this.#severity(), {
      ...this.#here(),
      loop: loopOf(place),
      expected: String(place.max),
      message: `${what} may occur ${times(place.max)} here; this is one too many.`
    });
  }

  misplaced(place: Place | null, rule: SegmentRule | undefined): void {
    const id = this.#segment?.id.slice(0, 3) ?? '';
    const of = `a ${this.#guide.name}`;
    const code: FindingCode = !rule ? 'SEGMENT_UNKNOWN' : place ? 'SEGMENT_OUT_OF_ORDER' : 'SEGMENT_UNEXPECTED';
    const messages = {
      SEGMENT_UNKNOWN: `Nobody knows a segment "${id}" in ${of}.`,
      SEGMENT_OUT_OF_ORDER: `The segment ${id} (${rule?.name ?? ''}) stands in the wrong place.`,
      SEGMENT_UNEXPECTED: `The segment ${id} (${rule?.name ?? ''}) does not belong in ${of}.`
    };
    this.#add(code, this.#severity(), { ...this.#here(), loop: place ? loopOf(place) : null, message: messages[code] });
  }

  fault(
    kind: ElementFault,
    element: number,
    component: number,
    rule: ElementRule | null,
    found: string | null,
    condition?: ConditionRule
  ): void {
    this.faults += 1;
    const place = `${component > 0 ? `component ${component} of ` : ''}element ${element} of ${this.#segment?.id ?? ''}`;
    const name = rule && rule.name !== '' ? `${rule.name} (${place})` : place;
    this.#add(kind, this.#severity(), {
      ...this.#here(),
      loop: this.#place && loopOf(this.#place),
      element,
      component: component > 0 ? component : null,
      found: found === null ? null : found.slice(0, LONGEST_FOUND),
      expected: expectedOf(kind, rule, condition),
      message: faultSentence(kind, name, rule, found === null ? '' : shortened(found), condition)
    });
  }

  #severity(): Severity {
    return this.#guide.strict ? 'error' : 'warning';
  }

  #nameOf(place: Place): string {
    return this.#guide.rules.get(place.key)?.name ?? place.id;
  }

  #afterWhat(): string {
    if (this.#positionBefore === 0) return 'at the beginning';
    const id = this.#keyBefore === 0 ? '' : ` (${idOf(this.#keyBefore)})`;
    return `after segment ${this.#positionBefore}${id}`;
  }

  #here() {
    return { segment: this.#segment?.id.slice(0, 3) ?? null, segmentPosition: this.#position };
  }

  #add(
    code: FindingCode,
    severity: Severity,
    finding: Omit<Partial<Finding>, 'code' | 'severity'> & Pick<Finding, 'message' | 'segment' | 'segmentPosition'>
  ): void {
    this.#findings.add({
      element: null,
      offset: this.#offset,
      ...finding,
      code,
      severity: this.#approximate ? 'warning' : severity
    });
  }
}

const loopOf = (place: Place) => (place.parent && place.parent.id !== '' ? place.parent.id : null);

/** "An N1 segment": letters that are spoken with a vowel. */
const segmentPhrase = (id: string) => `${/^[AEFHILMNORSX]/.test(id) ? 'an' : 'a'} ${id} segment`;
const article = (what: string) => `The ${what.slice(0, 1).toLowerCase()}${what.slice(1)}`;

const FORMS: Partial<Record<ElementFault, string>> = {
  ELEMENT_DATE: 'is no date',
  ELEMENT_TIME: 'is no time',
  ELEMENT_TOO_SHORT: 'is too short',
  ELEMENT_TOO_LONG: 'is too long'
};

function faultSentence(
  kind: ElementFault,
  name: string,
  rule: ElementRule | null,
  found: string,
  condition: ConditionRule | undefined
): string {
  const elements = condition?.elements.join(', ') ?? '';
  switch (kind) {
    case 'ELEMENT_MISSING':
      return `The ${name} is missing.`;
    case 'ELEMENT_FORBIDDEN':
      return `The ${name} should not be there, the guide does not use it: "${found}".`;
    case 'ELEMENT_UNEXPECTED':
    case 'COMPONENT_UNEXPECTED':
      return `The ${name} should not be there: "${found}".`;
    case 'ELEMENT_REPEATS':
      return `The ${name} is repeated too often.`;
    case 'ELEMENT_CODE':
      return `The ${name} has a code that is not agreed upon: "${found}".`;
    case 'ELEMENT_CODE_UNKNOWN':
      return `The ${name} has a code that the standard does not know: "${found}".`;
    case 'ELEMENT_CHARACTER':
      return `The ${name} "${found}" is no ${rule?.type === 'letters' ? 'text without digits' : 'number'}.`;
    case 'ELEMENT_CONDITION':
      return `The ${name} is missing: ${CONDITIONS[condition?.kind ?? 'P']} ${elements} must be there.`;
    case 'ELEMENT_EXCLUDED':
      return `The ${name} should not be there: only one of elements ${elements} may be.`;
    default: {
      const limits =
        kind === 'ELEMENT_TOO_LONG'
          ? ` (at most ${rule?.max ?? 0})`
          : kind === 'ELEMENT_TOO_SHORT'
            ? ` (at least ${rule?.min ?? 0})`
            : '';
      return `The ${name} ${FORMS[kind] ?? 'is faulty'}${limits}: "${found}".`;
    }
  }
}

const CONDITIONS = {
  P: 'if one of them is there, all of elements',
  R: 'one of elements',
  E: 'one of elements',
  C: 'with the first, all of elements',
  L: 'with the first, another of elements'
};

function expectedOf(kind: ElementFault, rule: ElementRule | null, condition: ConditionRule | undefined): string | null {
  if (condition)
    return `${condition.kind}${condition.elements.map((element) => String(element).padStart(2, '0')).join('')}`;
  if (!rule) return null;
  if (kind === 'ELEMENT_TOO_LONG') return `at most ${rule.max}`;
  if (kind === 'ELEMENT_TOO_SHORT') return `at least ${rule.min}`;
  return kind === 'ELEMENT_CODE' ? [...(rule.codes ?? [])].slice(0, 20).join(', ') : null;
}
