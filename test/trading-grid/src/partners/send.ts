import { type Envelope, type SetBody, writeEdifact, writeX12 } from '../edi/write.ts';
import type { Partner } from '../state/model.ts';

export const FILE_FAULTS = [
  'missingSegment', 'badCode', 'badDate', 'wrongCount', 'wrongControlNumber', 'truncated', 'unknownReceiver', 'garbage'
] as const; // prettier-ignore

/** What a partner may do wrong. Envelopes stay right unless the fault is one of the envelope. */
export type FileFault = (typeof FILE_FAULTS)[number];

/** Writes a file as the partner does, with the fault that is asked for. */
export function writeFile(partner: Partner, envelope: Envelope, sets: SetBody[], fault?: FileFault): Buffer {
  if (fault === 'garbage') return Buffer.from(`This is not EDI. ${partner.company} sent the wrong file.\n`);
  const receiver = fault === 'unknownReceiver' ? { ...envelope.receiver, id: 'NOBODY' } : envelope.receiver;
  const bodies = sets.map((set) => ({ ...set, segments: withFault(set.segments, fault) }));
  const write = partner.standard === 'X12' ? writeX12 : writeEdifact;
  const text = write({ ...envelope, receiver }, bodies);
  // The free text is ASCII or Latin-1, as UNOC says.
  return Buffer.from(brokenEnvelope(text, fault), 'latin1');
}

function withFault(segments: SetBody['segments'], fault: FileFault | undefined): SetBody['segments'] {
  if (fault === 'missingSegment') return segments.slice(1);
  if (fault === 'badCode') {
    return segments.map((segment, index) =>
      index === 0 ? segment.map((element, at) => (at === 1 ? 'Q9' : element)) : segment
    );
  }
  if (fault === 'badDate') {
    return segments.map((segment) => segment.map((element) => String(element).replace(/\b20\d{6}\b/, '20261399')));
  }
  return segments;
}

function brokenEnvelope(text: string, fault: FileFault | undefined): string {
  if (fault === 'truncated') return text.slice(0, Math.floor(text.length * 0.6));
  if (fault === 'wrongCount') {
    return text.replace(/(SE\*|UNT\+)(\d+)/, (_, tag: string, count: string) => `${tag}${Number(count) + 7}`);
  }
  if (fault === 'wrongControlNumber') {
    return text.replace(
      /(IEA\*1\*|UNZ\+\d+\+)(\d+)/,
      (_, tag: string, number: string) => tag + '9'.repeat(number.length)
    );
  }
  return text;
}
