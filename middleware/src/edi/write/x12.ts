import {
  dateAndTime,
  type SegmentData,
  type SetData,
  withoutTail,
  type WrittenAddress,
  WriteError
} from './segments.ts';

export interface X12Envelope {
  sender: WrittenAddress;
  receiver: WrittenAddress;
  /** ISA13: up to nine digits. */
  controlNumber: string;
  /** ISA15 = T. */
  test: boolean;
  at: Date;
  /** ISA14 = 1: an acknowledgement of the interchange is asked for. */
  asksAcknowledgement?: boolean;
  /** GS; an interchange without one carries TA1 segments alone. */
  group?: {
    functionalId: string;
    sender: string;
    receiver: string;
    controlNumber: string;
    /** GS08, such as 004010. */
    version: string;
    sets: SetData[];
  };
  /** TA1 segments, between ISA and GS. */
  acknowledgements?: SegmentData[];
}

const ELEMENT = '*';
const COMPONENT = '>';
const REPETITION = '^';
const TERMINATOR = '~';
const DELIMITERS = [ELEMENT, COMPONENT, TERMINATOR, '\r', '\n'];

/**
 * One X12 interchange as text, a segment a line (X12.5, X12.6).
 * @throws WriteError when a value holds a delimiter, which X12 cannot escape, or a control number is none
 */
export function writeX12(envelope: X12Envelope): string {
  const { group } = envelope;
  const version = group && Number(group.version.slice(0, 6)) >= 5010 ? '00501' : '00401';
  const lines = [isa(envelope, version), ...(envelope.acknowledgements ?? []).map(segmentText)];
  if (group) {
    const { date, time } = dateAndTime(envelope.at);
    const { functionalId, sender, receiver, controlNumber, sets } = group;
    lines.push(segmentText(['GS', functionalId, sender, receiver, date, time, controlNumber, 'X', group.version]));
    for (const set of sets) lines.push(...setText(set));
    lines.push(segmentText(['GE', String(sets.length), controlNumber]));
  }
  lines.push(segmentText(['IEA', group ? '1' : '0', nineDigits(envelope.controlNumber)]));
  return lines.map((line) => `${line}${TERMINATOR}\n`).join('');
}

/** ISA has fixed lengths, by which many readers know its delimiters. */
function isa({ sender, receiver, controlNumber, test, at, asksAcknowledgement }: X12Envelope, version: string): string {
  const { date, time } = dateAndTime(at);
  const address = ({ qualifier, id }: WrittenAddress) => [fixed(qualifier, 2, 'qualifier'), fixed(id, 15, 'id')];
  const parts = [
    ...['00', ' '.repeat(10), '00', ' '.repeat(10)],
    ...[...address(sender), ...address(receiver), date.slice(2), time],
    ...[version === '00401' ? 'U' : REPETITION, version, nineDigits(controlNumber)],
    ...[asksAcknowledgement ? '1' : '0', test ? 'T' : 'P']
  ];
  return ['ISA', ...parts, COMPONENT].join(ELEMENT);
}

function fixed(value: string, length: number, what: string): string {
  if (value.length > length) throw new WriteError(`The ${what} "${value}" is longer than ${length} characters.`);
  return checked(value, 'ISA').padEnd(length);
}

function nineDigits(controlNumber: string): string {
  if (!/^\d{1,9}$/.test(controlNumber)) throw new WriteError(`"${controlNumber}" is no X12 control number.`);
  return controlNumber.padStart(9, '0');
}

function setText({ type, controlNumber, segments }: SetData): string[] {
  const number = controlNumber.padStart(4, '0');
  const count = String(segments.length + 2);
  return [['ST', type, number] as SegmentData, ...segments, ['SE', count, number] as SegmentData].map(segmentText);
}

function segmentText([id, ...elements]: SegmentData): string {
  const texts = withoutTail(elements).map((element) =>
    typeof element === 'string'
      ? checked(element, id)
      : withoutTail(element.map((component) => checked(component, id))).join(COMPONENT)
  );
  return [id, ...texts].join(ELEMENT);
}

function checked(value: string, id: string): string {
  const delimiter = DELIMITERS.find((character) => value.includes(character));
  if (delimiter !== undefined) {
    throw new WriteError(`A value of ${id} holds the delimiter ${JSON.stringify(delimiter)}, which X12 cannot escape.`);
  }
  return value;
}

/** Whether X12 can carry a text: what echoes a partner's data leaves out what it cannot. */
export const isWritable = (value: string) =>
  !/[\p{Cc}\u{100}-\u{10ffff}]/u.test(value) && !DELIMITERS.some((character) => value.includes(character));
