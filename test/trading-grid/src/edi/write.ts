/** A set without its envelope: type and the segments between header and trailer. */
export interface SetBody {
  type: string;
  segments: (string | number)[][];
}

export interface Envelope {
  sender: { qualifier: string; id: string };
  receiver: { qualifier: string; id: string };
  /** Counted up for each pair of addresses; written as ISA13/GS06 or as UNB 0020. */
  controlNumber: number;
  /** 004010, or D96A. */
  version: string;
  test: boolean;
  at: Date;
}

/** GS01 of the sets that partners send. */
const FUNCTIONAL_IDS: Record<string, string> = {
  '210': 'IM', '214': 'QM', '810': 'IN', '820': 'RA', '824': 'AG', '850': 'PO', '855': 'PR', '856': 'SH', '860': 'PC',
  '861': 'RC', '997': 'FA', '999': 'FA'
}; // prettier-ignore

const two = (value: number) => String(value).padStart(2, '0');

/** CCYYMMDD and HHMM in UTC. */
export function stamp(at: Date): { date: string; time: string } {
  return {
    date: `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`,
    time: `${two(at.getUTCHours())}${two(at.getUTCMinutes())}`
  };
}

/** One X12 interchange with one group; counts and control numbers are right. */
export function writeX12({ sender, receiver, controlNumber, version, test, at }: Envelope, sets: SetBody[]): string {
  const { date, time } = stamp(at);
  const interchangeNumber = String(controlNumber).padStart(9, '0');
  const isVersion5 = version >= '00501';
  const isa = ['ISA', '00', ' '.repeat(10), '00', ' '.repeat(10)];
  isa.push(sender.qualifier, sender.id.padEnd(15), receiver.qualifier, receiver.id.padEnd(15));
  isa.push(date.slice(2), time, isVersion5 ? '^' : 'U', isVersion5 ? '00501' : '00401', interchangeNumber, '0');
  isa.push(test ? 'T' : 'P', '>');
  const functional = FUNCTIONAL_IDS[sets[0]?.type ?? ''] ?? 'ZZ';
  const segments: (string | number)[][] = [
    isa,
    ['GS', functional, sender.id, receiver.id, date, time, controlNumber, 'X', version]
  ];
  sets.forEach((set, index) => {
    const number = String(index + 1).padStart(4, '0');
    segments.push(['ST', set.type, number], ...set.segments, ['SE', set.segments.length + 2, number]);
  });
  segments.push(['GE', sets.length, controlNumber], ['IEA', 1, interchangeNumber]);
  return segments.map((segment) => `${withoutTail(segment).join('*')}~\n`).join('');
}

/** Trailing elements without a value are left out, as X12 asks for. ISA has none. */
function withoutTail(segment: (string | number)[]): (string | number)[] {
  return segment.slice(0, segment.findLastIndex((element) => element !== '') + 1);
}

/**
 * One EDIFACT interchange, a message a set. Elements are written as they are given: components joined by `:`, and free
 * text passed through `released`.
 */
export function writeEdifact(
  { sender, receiver, controlNumber, version, test, at }: Envelope,
  sets: SetBody[]
): string {
  const { date, time } = stamp(at);
  const party = ({ qualifier, id }: Envelope['sender']) => (qualifier === '' ? id : `${id}:${qualifier}`);
  const unb = ['UNB', 'UNOC:3', party(sender), party(receiver), `${date.slice(2)}:${time}`, controlNumber];
  if (test) unb.push('', '', '', '', '', 1);
  const segments: (string | number)[][] = [unb];
  sets.forEach((set, index) => {
    const release = set.type === 'CONTRL' ? 'D:3:UN' : `${version.slice(0, 1)}:${version.slice(1)}:UN`;
    segments.push(['UNH', index + 1, `${set.type}:${release}`], ...set.segments);
    segments.push(['UNT', set.segments.length + 2, index + 1]);
  });
  segments.push(['UNZ', sets.length, controlNumber]);
  return `UNA:+.? '\n${segments.map((segment) => `${withoutTail(segment).join('+')}'\n`).join('')}`;
}

export const released = (text: string) => text.replaceAll(/[?+:']/g, '?$&');
