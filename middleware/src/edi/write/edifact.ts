import {
  dateAndTime,
  type SegmentData,
  type SetData,
  withoutTail,
  type WrittenAddress,
  WriteError
} from './segments.ts';

export interface EdifactMessage extends SetData {
  /** Version, release, agency and association code of UNH: D, 96A, UN, EAN008. */
  identifier: string[];
}

export interface EdifactEnvelope {
  sender: WrittenAddress;
  receiver: WrittenAddress;
  /** UNB 0020: up to 14 characters. */
  controlNumber: string;
  /** UNB 0035 = 1. */
  test: boolean;
  at: Date;
  /** UNB 0001: the character set; UNOC (ISO 8859-1) where it is left out. */
  charset?: string;
  messages: EdifactMessage[];
}

/**
 * One EDIFACT interchange as text, a segment a line (ISO 9735, syntax version 3). Service characters in values are
 * released.
 * @throws WriteError when a control number is too long
 */
export function writeEdifact(envelope: EdifactEnvelope): string {
  const { sender, receiver, controlNumber, test, at, charset = 'UNOC', messages } = envelope;
  if (controlNumber === '' || controlNumber.length > 14)
    throw new WriteError(`"${controlNumber}" is no EDIFACT control number: it has 1 to 14 characters.`);
  const { date, time } = dateAndTime(at);
  const address = ({ id, qualifier }: WrittenAddress) => [id, qualifier];
  const unb: SegmentData = [
    'UNB',
    [charset, '3'],
    address(sender),
    address(receiver),
    [date.slice(2), time],
    controlNumber
  ];
  if (test) unb.push('', '', '', '', '', '1');
  const segments: SegmentData[] = [
    unb,
    ...messages.flatMap(messageSegments),
    ['UNZ', String(messages.length), controlNumber]
  ];
  return `UNA:+.? '\n${segments.map((segment) => `${segmentText(segment)}'\n`).join('')}`;
}

function messageSegments({ type, controlNumber, identifier, segments }: EdifactMessage): SegmentData[] {
  const count = String(segments.length + 2);
  return [['UNH', controlNumber, [type, ...identifier]], ...segments, ['UNT', count, controlNumber]];
}

function segmentText([id, ...elements]: SegmentData): string {
  const texts = withoutTail(elements).map((element) =>
    typeof element === 'string' ? released(element) : withoutTail(element).map(released).join(':')
  );
  return [id, ...texts].join('+');
}

const released = (value: string) =>
  value.replaceAll(/[?+:']/g, (character) => `?${character}`).replaceAll(/[\r\n]+/g, ' ');
