import type { Finding, Verdict } from '../finding.ts';
import type { InspectedInterchange, InspectedMessage } from '../inspection.ts';
import { writeEdifact } from '../write/edifact.ts';
import type { SegmentData } from '../write/segments.ts';
import type { AcknowledgeOptions } from './options.ts';
import { codeOf, EDIFACT_ERRORS } from './codes.ts';

/** 0083: CONTRL has no "accepted with errors", which is an acknowledgement. */
const ACTIONS: Record<Verdict, string> = { accepted: '7', 'accepted-with-errors': '7', rejected: '4' };

/** A CONTRL for an interchange, or null where it holds nothing but acknowledgements. */
export function syntaxAcknowledgement(interchange: InspectedInterchange, options: AcknowledgeOptions): string | null {
  const { header, groups, errors } = interchange;
  const messages = groups.flatMap((group) => group.messages);
  if (messages.length > 0 && messages.every(({ type }) => type === 'CONTRL')) return null;
  const own: Verdict = errors.some(({ severity }) => severity === 'error') ? 'rejected' : 'accepted';
  const address = ({ id, qualifier }: { id: string; qualifier: string }) => [id, qualifier];
  const uci: SegmentData = [
    'UCI',
    header.controlNumber,
    address(header.sender),
    address(header.receiver),
    ACTIONS[own]
  ];
  const error = codeOf(
    errors.filter(({ severity }) => severity === 'error'),
    EDIFACT_ERRORS
  );
  if (own === 'rejected') uci.push(error ?? '18');
  const detailed = own !== 'rejected' && options.detail;
  const segments = [uci, ...(detailed ? groups.flatMap((group) => groupSegments(group)) : [])];
  return writeEdifact({
    sender: header.receiver,
    receiver: header.sender,
    controlNumber: options.controlNumber,
    test: header.usage === 'T',
    at: options.at,
    charset: header.version.split(':')[0] || 'UNOC',
    messages: [{ type: 'CONTRL', controlNumber: '1', identifier: ['D', '3', 'UN'], segments }]
  });
}

function groupSegments({ header, verdict, errors, messages }: InspectedInterchange['groups'][number]): SegmentData[] {
  const inside = messages.flatMap(messageSegments);
  if (header.implicit) return inside;
  const ucf: SegmentData = ['UCF', header.controlNumber, header.sender, header.receiver, ACTIONS[verdict]];
  const error = codeOf(errors, EDIFACT_ERRORS);
  if (verdict === 'rejected') ucf.push(error ?? '18');
  return [ucf, ...(verdict === 'rejected' ? [] : inside)];
}

function messageSegments(message: InspectedMessage): SegmentData[] {
  const { controlNumber, type, version, verdict, header, errors } = message;
  const [directory = '', release = ''] = version.split('.');
  const identifier = [type, directory, release, header.agency, header.association];
  const ofMessage = errors.filter(({ code }) => code.startsWith('UNT') || code.startsWith('UNH'));
  const ucm: SegmentData = ['UCM', controlNumber, identifier, ACTIONS[verdict]];
  const error = codeOf(ofMessage, EDIFACT_ERRORS);
  if (verdict === 'rejected' && error !== undefined) ucm.push(error);
  return [ucm, ...faultSegments(errors.filter((fault) => !ofMessage.includes(fault) && fault.severity !== 'note'))];
}

/** One UCS for each segment at fault, with a UCD for each of its elements. */
function faultSegments(faults: readonly Finding[]): SegmentData[] {
  const bySegment = new Map<number, Finding[]>();
  for (const fault of faults) {
    if (fault.segmentPosition === null || EDIFACT_ERRORS[fault.code] === undefined) continue;
    bySegment.set(fault.segmentPosition, [...(bySegment.get(fault.segmentPosition) ?? []), fault]);
  }
  return [...bySegment].flatMap(([position, group]): SegmentData[] => {
    const own = group.find(({ element }) => element === null);
    return [
      own ? ['UCS', String(position), EDIFACT_ERRORS[own.code] ?? ''] : ['UCS', String(position)],
      ...group.flatMap(elementSegment)
    ];
  });
}

/** Elements are counted with the segment id as the first (ISO 9735, 0098). */
function elementSegment({ code, element, component }: Finding): SegmentData[] {
  if (element === null) return [];
  const place = [String(element + 1), ...(component ? [String(component)] : [])];
  return [['UCD', EDIFACT_ERRORS[code] ?? '12', place]];
}
