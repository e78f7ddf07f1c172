import { type Finding, FindingList } from './finding.ts';
import type { Segment } from './segment.ts';
import type { Standard, Syntax } from './syntax.ts';

export interface InterchangeAddress {
  /** ISA05 or ISA07; the second component of UNB's addresses. */
  qualifier: string;
  /** ISA06 or ISA08, the first component of UNB's addresses, without padding. */
  id: string;
}

/** What the ISA or UNB segment says; `implicit` when sets came without one. */
export interface Interchange {
  standard: Standard;
  /** Position in the file, the first being 0. */
  index: number;
  implicit: boolean;
  offset: number;
  sender: InterchangeAddress;
  receiver: InterchangeAddress;
  /** ISA13 or UNB 0020 as it is written: leading zeros belong to it. */
  controlNumber: string;
  /** ISA12, or syntax identifier and version of UNB: "UNOC:3". */
  version: string;
  /** Date and time as they are written (ISA09 and ISA10, S004). */
  date: string;
  time: string;
  /** T for a test (ISA15 = T, UNB 0035 = 1), P otherwise; I is X12's "information". */
  usage: string;
  /** Whether its sender asks for an acknowledgement of it (ISA14 = 1, UNB 0031 = 1 or 2). */
  asksAcknowledgement: boolean;
  groupCount: number;
  setCount: number;
  /** Whether it carries TA1 segments: acknowledgements of other interchanges. */
  acknowledges: boolean;
  findings: FindingList;
}

/** What the GS or UNG segment says; `implicit` when sets came without one, as is usual in EDIFACT. */
export interface Group {
  index: number;
  implicit: boolean;
  /** GS01, or the message type of UNG. */
  functionalId: string;
  sender: string;
  receiver: string;
  controlNumber: string;
  /** GS08: version, release and industry identifier; UNG: version and release. */
  version: string;
  setCount: number;
  /** How many sets its trailer says it has; null while that has not come, and where it says no number. */
  statedCount: number | null;
  findings: FindingList;
}

/** What the ST or UNH segment says. */
export interface TransactionSet {
  /** Position in the file over all interchanges, the first being 0. */
  position: number;
  offset: number;
  /** ST01 or UNH 0065: 850, ORDERS. */
  type: string;
  /** ST03, else GS08; D.96A and the like of UNH. */
  version: string;
  /** The association assigned code of UNH (EAN008); '' in X12. */
  association: string;
  /** The controlling agency of UNH (UN); '' in X12. */
  agency: string;
  controlNumber: string;
  /** Segments so far, ST and SE or UNH and UNT included. */
  segmentCount: number;
  findings: FindingList;
}

export interface SetContext {
  interchange: Interchange;
  group: Group;
  set: TransactionSet;
}

/** Takes the contents of a file as its envelopes are read. Verdicts are final when the end of their envelope is told. */
export interface EdiHandler {
  setStart(context: SetContext, header: Segment): void;
  /** A segment between ST and SE or UNH and UNT; valid during the call only. `position` counts from ST or UNH = 1. */
  segment(segment: Segment, position: number, context: SetContext): void;
  setEnd(context: SetContext): void;
  groupEnd(interchange: Interchange, group: Group): void;
  interchangeEnd(interchange: Interchange): void;
  /** Something that belongs to no interchange. */
  fileFinding(finding: Finding): void;
  /** An acknowledgement between ISA and GS (TA1); valid during the call only. */
  interchangeAcknowledgement?(segment: Segment, interchange: Interchange): void;
}

/** Longer than any value of an envelope; a broken file must not put megabytes into the journal's columns. */
const LONGEST_VALUE = 80;

const cut = (value: string) => (value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value);
const text = (segment: Segment, position: number) => cut(segment.element(position));
const part = (segment: Segment, position: number, component: number) => cut(segment.component(position, component));

export function readInterchange(header: Segment, index: number): Interchange {
  const isX12 = header.syntax.isX12;
  const address = (x12: number, edifact: number) =>
    isX12
      ? { qualifier: text(header, x12), id: text(header, x12 + 1) }
      : { qualifier: part(header, edifact, 2), id: part(header, edifact, 1) };
  return {
    ...implicitInterchange(header.syntax.standard, index, header.offset),
    implicit: false,
    sender: address(5, 2),
    receiver: address(7, 3),
    ...(isX12
      ? {
          controlNumber: text(header, 13),
          version: text(header, 12),
          date: text(header, 9),
          time: text(header, 10),
          usage: text(header, 15),
          asksAcknowledgement: text(header, 14) === '1'
        }
      : {
          controlNumber: text(header, 5),
          version: header.components(1).slice(0, 2).map(cut).join(':'),
          date: part(header, 4, 1),
          time: part(header, 4, 2),
          usage: text(header, 11) === '1' ? 'T' : 'P',
          asksAcknowledgement: ['1', '2'].includes(text(header, 9))
        })
  };
}

export function implicitInterchange(standard: Standard, index: number, offset: number): Interchange {
  return {
    standard,
    index,
    implicit: true,
    offset,
    sender: { qualifier: '', id: '' },
    receiver: { qualifier: '', id: '' },
    controlNumber: '',
    version: '',
    date: '',
    time: '',
    usage: 'P',
    asksAcknowledgement: false,
    groupCount: 0,
    setCount: 0,
    acknowledges: false,
    findings: new FindingList()
  };
}

export function readGroup(header: Segment, index: number): Group {
  const said = header.syntax.isX12
    ? {
        functionalId: text(header, 1),
        sender: text(header, 2),
        receiver: text(header, 3),
        controlNumber: text(header, 6),
        version: text(header, 8)
      }
    : {
        functionalId: text(header, 1),
        sender: part(header, 2, 1),
        receiver: part(header, 3, 1),
        controlNumber: text(header, 5),
        version: [part(header, 7, 1), part(header, 7, 2)].filter((value) => value !== '').join('.')
      };
  return { index, implicit: false, ...said, setCount: 0, statedCount: null, findings: new FindingList() };
}

export function implicitGroup(index: number): Group {
  const nothing = { functionalId: '', sender: '', receiver: '', controlNumber: '', version: '' };
  return { index, implicit: true, ...nothing, setCount: 0, statedCount: null, findings: new FindingList() };
}

type MessageType = Pick<TransactionSet, 'type' | 'version' | 'association' | 'agency'>;

/** What the UNH segment said last: nearly all messages of an interchange are of one type. */
const lastType: { syntax: Syntax | null; text: string; said: MessageType | null } = {
  syntax: null,
  text: '',
  said: null
};

function readMessageType(header: Segment): MessageType {
  if (lastType.said && lastType.syntax === header.syntax && header.isWritten(2, lastType.text)) return lastType.said;
  const said = {
    type: part(header, 2, 1),
    version: `${part(header, 2, 2)}.${part(header, 2, 3)}`,
    association: part(header, 2, 5),
    agency: part(header, 2, 4)
  };
  const text = header.raw(2);
  if (header.isWritten(2, text)) Object.assign(lastType, { syntax: header.syntax, text, said });
  return said;
}

export function readSet(header: Segment, position: number, group: Group): TransactionSet {
  const isX12 = header.syntax.isX12;
  const { type, version, association, agency } = isX12
    ? { type: text(header, 1), version: text(header, 3) || group.version, association: '', agency: '' }
    : readMessageType(header);
  return {
    position,
    offset: header.offset,
    type,
    version,
    association,
    agency,
    controlNumber: text(header, isX12 ? 2 : 1),
    segmentCount: 1,
    findings: new FindingList()
  };
}
