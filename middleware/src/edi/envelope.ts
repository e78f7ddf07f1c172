import { type Finding, FindingList } from './finding.ts';
import type { Segment } from './segment.ts';

export interface InterchangeAddress {
  /** ISA05 or ISA07. */
  qualifier: string;
  /** ISA06 or ISA08, without padding. */
  id: string;
}

/** What the ISA segment says. */
export interface Interchange {
  /** Position in the file, the first being 0. */
  index: number;
  offset: number;
  sender: InterchangeAddress;
  receiver: InterchangeAddress;
  /** ISA13 as it is written: leading zeros belong to it. */
  controlNumber: string;
  /** ISA15: P production, T test, I information. */
  usage: string;
  groupCount: number;
  /** Whether it carries TA1 segments: acknowledgements of other interchanges. */
  acknowledges: boolean;
  findings: FindingList;
}

/** What the GS segment says; `implicit` when sets came without one. */
export interface Group {
  index: number;
  implicit: boolean;
  functionalId: string;
  sender: string;
  receiver: string;
  controlNumber: string;
  /** GS08: version, release and industry identifier. */
  version: string;
  setCount: number;
  findings: FindingList;
}

/** What the ST segment says. */
export interface TransactionSet {
  /** Position in the file over all interchanges, the first being 0. */
  position: number;
  offset: number;
  type: string;
  controlNumber: string;
  /** Segments so far, ST and SE included. */
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
  setStart(context: SetContext): void;
  /** A segment between ST and SE; valid during the call only. `position` counts from ST = 1. */
  segment(segment: Segment, position: number, context: SetContext): void;
  setEnd(context: SetContext): void;
  groupEnd(interchange: Interchange, group: Group): void;
  interchangeEnd(interchange: Interchange): void;
  /** Something that belongs to no interchange. */
  fileFinding(finding: Finding): void;
}

/** Longer than any value of an envelope; a broken file must not put megabytes into the journal's columns. */
const LONGEST_VALUE = 80;

const text = (segment: Segment, position: number) => segment.element(position).slice(0, LONGEST_VALUE);

export function readInterchange(isa: Segment, index: number): Interchange {
  return {
    index,
    offset: isa.offset,
    sender: { qualifier: text(isa, 5), id: text(isa, 6) },
    receiver: { qualifier: text(isa, 7), id: text(isa, 8) },
    controlNumber: text(isa, 13),
    usage: text(isa, 15),
    groupCount: 0,
    acknowledges: false,
    findings: new FindingList()
  };
}

export function readGroup(gs: Segment, index: number): Group {
  return {
    index,
    implicit: false,
    functionalId: text(gs, 1),
    sender: text(gs, 2),
    receiver: text(gs, 3),
    controlNumber: text(gs, 6),
    version: text(gs, 8),
    setCount: 0,
    findings: new FindingList()
  };
}

export function implicitGroup(index: number): Group {
  const nothing = { functionalId: '', sender: '', receiver: '', controlNumber: '', version: '' };
  return { index, implicit: true, ...nothing, setCount: 0, findings: new FindingList() };
}

export function readSet(st: Segment, position: number): TransactionSet {
  return {
    position,
    offset: st.offset,
    type: text(st, 1),
    controlNumber: text(st, 2),
    segmentCount: 1,
    findings: new FindingList()
  };
}
