import type { Finding, Verdict } from '../finding.ts';
import type { InspectedGroup, InspectedInterchange, InspectedMessage } from '../inspection.ts';
import type { SegmentData } from '../write/segments.ts';
import { isWritable, writeX12 } from '../write/x12.ts';
import type { AcknowledgeOptions } from './options.ts';
import {
  codeOf,
  ELEMENT_ERRORS,
  GROUP_ERRORS,
  IMPLEMENTATION_ERRORS,
  INTERCHANGE_ERRORS,
  SEGMENT_ERRORS,
  SET_ERRORS
} from './codes.ts';

const VERDICTS: Record<Verdict, string> = { accepted: 'A', 'accepted-with-errors': 'E', rejected: 'R' };
/** Groups of acknowledgements: these are never acknowledged. */
const ACKNOWLEDGEMENT_GROUP = 'FA';
const FORMS = {
  '997': { segment: 'AK3', element: 'AK4', set: 'AK5', errors: ELEMENT_ERRORS },
  '999': { segment: 'IK3', element: 'IK4', set: 'IK5', errors: IMPLEMENTATION_ERRORS }
} as const;
type Form = (typeof FORMS)[keyof typeof FORMS];

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
  const form = FORMS[options.form];
  const sound = group.messages.filter(({ verdict }) => verdict !== 'rejected').length;
  const partly = group.verdict !== 'rejected' && sound < group.messages.length;
  const errors = group.errors.flatMap(({ code }) => GROUP_ERRORS[code] ?? []);
  const count = String(group.messages.length);
  const withVersion = options.form === '999' || group.header.version.startsWith('005');
  return [
    ['AK1', group.id, group.controlNumber, ...(withVersion ? [group.header.version] : [])],
    ...group.messages.flatMap((message) => (options.detail ? messageSegments(message, form) : [])),
    ['AK9', partly ? 'P' : VERDICTS[group.verdict], count, count, String(sound), ...distinct(errors).slice(0, 5)]
  ];
}

function messageSegments(message: InspectedMessage, form: Form): SegmentData[] {
  const faults = message.errors.filter(({ severity }) => severity !== 'note');
  const segments = faultSegments(faults, form);
  const setErrors = faults.flatMap(({ code }) => SET_ERRORS[code] ?? []);
  const codes = distinct([...(segments.length > 0 ? ['5'] : []), ...setErrors]).slice(0, 5);
  return [
    ['AK2', message.type, message.controlNumber],
    ...segments,
    [form.set, VERDICTS[message.verdict], ...(message.verdict === 'accepted' ? [] : codes)]
  ];
}

/** One AK3 for each segment at fault, with an AK4 for each of its elements. */
function faultSegments(faults: readonly Finding[], form: Form): SegmentData[] {
  const bySegment = new Map<string, Finding[]>();
  for (const fault of faults) {
    if (fault.segmentPosition === null || fault.segment === null || fault.segment.length > 3) continue;
    if (!(fault.code in SEGMENT_ERRORS) && !(fault.code in form.errors)) continue;
    const key = `${fault.segmentPosition} ${fault.segment}`;
    bySegment.set(key, [...(bySegment.get(key) ?? []), fault]);
  }
  return [...bySegment.values()].flatMap((group) => {
    const [first] = group as [Finding];
    const own = codeOf(group, form.set === 'IK5' ? { ...SEGMENT_ERRORS, EXPECTED_MISSING: 'I6' } : SEGMENT_ERRORS);
    const { segment, segmentPosition, loop } = first;
    return [
      [form.segment, segment ?? '', String(segmentPosition), loop ?? '', own ?? '8'],
      ...group.flatMap((fault) => elementSegment(fault, form))
    ];
  });
}

function elementSegment({ code, element, component, found }: Finding, form: Form): SegmentData[] {
  const error = form.errors[code];
  if (element === null || error === undefined || code === 'EXPECTED_MISSING') return [];
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
