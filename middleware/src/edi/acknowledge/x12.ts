import type { Finding, Verdict } from '../finding.ts';
import type { InspectedGroup, InspectedInterchange, InspectedMessage } from '../inspection.ts';
import type { SegmentData } from '../write/segments.ts';
import { isWritable, writeX12 } from '../write/x12.ts';
import type { AcknowledgeOptions } from './options.ts';
import {
  codeOf,
  type Codes,
  ELEMENT_ERRORS,
  ELEMENT_ERRORS_5010,
  GROUP_ERRORS,
  IMPLEMENTATION_ERRORS,
  IMPLEMENTATION_SEGMENT_ERRORS,
  INTERCHANGE_ERRORS,
  SEGMENT_ERRORS,
  SET_ERRORS
} from './codes.ts';

const VERDICTS: Record<Verdict, string> = { accepted: 'A', 'accepted-with-errors': 'E', rejected: 'R' };
/** Groups of acknowledgements: these are never acknowledged. */
const ACKNOWLEDGEMENT_GROUP = 'FA';
/** Ids of the segments that tell faults, and the codes for them. */
interface Form {
  segment: string;
  element: string;
  set: string;
  segments: Codes;
  elements: Codes;
}

const IDS_997 = { segment: 'AK3', element: 'AK4', set: 'AK5', segments: SEGMENT_ERRORS };
const FORM_4010: Form = { ...IDS_997, elements: ELEMENT_ERRORS };
const FORM_5010: Form = { ...IDS_997, elements: ELEMENT_ERRORS_5010 };
const FORM_999: Form = {
  segment: 'IK3',
  element: 'IK4',
  set: 'IK5',
  segments: IMPLEMENTATION_SEGMENT_ERRORS,
  elements: IMPLEMENTATION_ERRORS
};

/** A 997 is of the version of the group that it is about. */
const formOf = (type: '997' | '999', version: string): Form =>
  type === '999' ? FORM_999 : version >= '00501' ? FORM_5010 : FORM_4010;

/** A 997 or 999 for the groups of an interchange, or null where there is none to acknowledge. */
export function groupAcknowledgement(
  interchange: InspectedInterchange,
  options: AcknowledgeOptions & { form: '997' | '999' }
): string | null {
  const groups = interchange.groups.filter(({ id }) => id !== '' && id !== ACKNOWLEDGEMENT_GROUP);
  const [first] = groups;
  if (!first) return null;
  const { header } = interchange;
  const sets = groups.map((group, index) => ({
    type: options.form,
    controlNumber: String(index + 1),
    segments: groupSegments(group, options)
  }));
  return writeX12({
    sender: header.receiver,
    receiver: header.sender,
    controlNumber: options.controlNumber,
    test: header.usage === 'T',
    at: options.at,
    group: {
      functionalId: ACKNOWLEDGEMENT_GROUP,
      sender: first.header.receiver,
      receiver: first.header.sender,
      controlNumber: options.controlNumber,
      version: options.form === '999' ? '005010X231A1' : first.header.version.slice(0, 6) || '004010',
      sets
    }
  });
}

function groupSegments(group: InspectedGroup, options: AcknowledgeOptions & { form: '997' | '999' }): SegmentData[] {
  const form = formOf(options.form, group.header.version);
  const sound = group.messages.filter(({ verdict }) => verdict !== 'rejected').length;
  const partly = group.verdict !== 'rejected' && sound < group.messages.length;
  const errors = group.errors.flatMap(({ code }) => GROUP_ERRORS[code] ?? []);
  const received = group.messages.length;
  const included = group.header.statedCount ?? received;
  const withVersion = options.form === '999' || group.header.version.startsWith('005');
  return [
    ['AK1', group.id, group.controlNumber, ...(withVersion ? [group.header.version] : [])],
    ...group.messages.flatMap((message) => (options.detail ? messageSegments(message, group, form) : [])),
    [
      'AK9',
      partly ? 'P' : VERDICTS[group.verdict],
      String(included),
      String(received),
      String(sound),
      ...distinct(errors).slice(0, 5)
    ]
  ];
}

/** A set without type or control number cannot be named: the group's counts alone tell of it. */
function messageSegments(message: InspectedMessage, group: InspectedGroup, form: Form): SegmentData[] {
  if (message.type === '' || message.controlNumber === '') return [];
  // ST03, where the set names another convention than its group; only the 999 has a place for it in every version.
  const convention = form === FORM_999 && message.version !== group.header.version ? [message.version] : [];
  const faults = message.errors.filter(({ severity }) => severity !== 'note');
  const segments = faultSegments(faults, form);
  const setErrors = faults.flatMap(({ code }) => SET_ERRORS[code] ?? []);
  const codes = distinct([...segmentsInError(segments, form), ...setErrors]).slice(0, 5);
  return [
    ['AK2', message.type, message.controlNumber, ...convention],
    ...segments,
    [form.set, VERDICTS[message.verdict], ...(message.verdict === 'accepted' ? [] : codes)]
  ];
}

/** I5 where all that is wrong with segments is against a partner's guide alone. */
function segmentsInError(segments: readonly SegmentData[], form: Form): string[] {
  if (segments.length === 0) return [];
  const codes = segments.map((segment) => String(segment[segment[0] === form.segment ? 4 : 3]));
  return [codes.every((code) => code.startsWith('I') || code === '8') ? 'I5' : '5'];
}

/** One AK3 for each segment at fault, with an AK4 for each of its elements. */
function faultSegments(faults: readonly Finding[], form: Form): SegmentData[] {
  const bySegment = new Map<string, Finding[]>();
  for (const fault of faults) {
    if (fault.segmentPosition === null || fault.segment === null || fault.segment.length > 3) continue;
    if (!(fault.code in form.segments) && !(fault.code in form.elements)) continue;
    const key = `${fault.segmentPosition} ${fault.segment}`;
    bySegment.set(key, [...(bySegment.get(key) ?? []), fault]);
  }
  return [...bySegment.values()].flatMap((group) => {
    const [first] = group as [Finding];
    const own = codeOf(group, form.segments);
    const { segment, segmentPosition, loop } = first;
    return [
      [form.segment, segment ?? '', String(segmentPosition), loop ?? '', own ?? '8'],
      ...group.flatMap((fault) => elementSegment(fault, form))
    ];
  });
}

function elementSegment({ code, element, component, found }: Finding, form: Form): SegmentData[] {
  const error = form.elements[code];
  if (element === null || error === undefined) return [];
  const position = component ? [String(element), String(component)] : String(element);
  return [[form.element, position, '', error, found && isWritable(found) ? found : '']];
}

const distinct = (codes: string[]) => [...new Set(codes)];

/** TA1 for an interchange. */
export function interchangeAcknowledgement(
  interchange: InspectedInterchange,
  options: AcknowledgeOptions
): string | null {
  const { header } = interchange;
  if (header.acknowledges && header.groupCount === 0) return null;
  const worst = [...interchange.errors].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  const error = codeOf(worst, INTERCHANGE_ERRORS);
  const own: Verdict = interchange.errors.some(({ severity }) => severity === 'error')
    ? 'rejected'
    : error === undefined
      ? 'accepted'
      : 'accepted-with-errors';
  const number = header.controlNumber.padStart(9, '0');
  return writeX12({
    sender: header.receiver,
    receiver: header.sender,
    controlNumber: options.controlNumber,
    test: header.usage === 'T',
    at: options.at,
    acknowledgements: [['TA1', number, header.date, header.time, VERDICTS[own], error ?? '000']]
  });
}
