import type { Finding } from './finding.ts';
import type { Segment } from './segment.ts';

type TrailerId = 'SE' | 'GE' | 'IEA' | 'UNT' | 'UNE' | 'UNZ' | 'UNP';

interface Trailer {
  id: TrailerId;
  header: string;
  /** What it closes, in words: "transaction set". */
  envelope: string;
  /** What the count counts, in words. */
  counted: string;
  count: number;
  controlNumber: string;
  /** Position of the trailer in its set; null for those of groups and interchanges. */
  segmentPosition: number | null;
}

function countFinding(segment: Segment, trailer: Trailer): Finding | undefined {
  const stated = segment.element(1);
  // An interchange with nothing but an acknowledgement (TA1) may count it as one group.
  const asOne = trailer.id === 'IEA' && trailer.count === 0 && /^0*[01]$/.test(stated);
  if (asOne || (/^\d{1,10}$/.test(stated) && Number(stated) === trailer.count)) return undefined;
  return {
    code: `${trailer.id}_COUNT`,
    severity: 'error',
    segmentPosition: trailer.segmentPosition,
    segment: trailer.id,
    element: 1,
    offset: segment.offset,
    message: `The ${trailer.envelope} has ${trailer.count} ${trailer.counted}, but its ${trailer.id} segment says ${stated === '' ? 'nothing' : stated.slice(0, 40)}.`
  };
}

function controlFinding(segment: Segment, trailer: Trailer): Finding | undefined {
  const stated = segment.element(2);
  if (stated === trailer.controlNumber && stated !== '') return undefined;
  const numeric = /^\d+$/.test(stated) && /^\d+$/.test(trailer.controlNumber);
  const sameNumber = numeric && stated.replace(/^0+/, '') === trailer.controlNumber.replace(/^0+/, '');
  return {
    code: sameNumber ? 'CONTROL_NUMBER_FORM' : `${trailer.id}_CONTROL_NUMBER`,
    severity: sameNumber ? 'warning' : 'error',
    segmentPosition: trailer.segmentPosition,
    segment: trailer.id,
    element: 2,
    offset: segment.offset,
    message: `The control number of the ${trailer.envelope} is ${quoted(trailer.controlNumber)} in its ${trailer.header} segment and ${quoted(stated)} in its ${trailer.id} segment.`
  };
}

const NOTHING: readonly Finding[] = [];

const quoted = (value: string) => (value === '' ? 'missing' : `"${value.slice(0, 80)}"`);

/** Whether a trailer says exactly what was counted and its header's control number, as nearly all do. */
export const isSoundTrailer = (segment: Segment, count: number, controlNumber: string): boolean =>
  controlNumber !== '' && segment.says(2, controlNumber) && segment.says(1, String(count));

/**
 * Compares a trailer with what was counted and with its header's control number. Control numbers are compared as text;
 * ones that differ only in leading zeros are a warning, because no two documents can be confused by it.
 */
export function checkTrailer(segment: Segment, trailer: Trailer): readonly Finding[] {
  if (isSoundTrailer(segment, trailer.count, trailer.controlNumber)) return NOTHING;
  const findings = [countFinding(segment, trailer), controlFinding(segment, trailer)];
  return findings.filter((finding) => finding !== undefined);
}
