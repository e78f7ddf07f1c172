import {
  type EdiHandler,
  type Group,
  implicitGroup,
  type Interchange,
  readGroup,
  readInterchange,
  readSet,
  type SetContext,
  type TransactionSet
} from './envelope.ts';
import type { Finding, FindingCode, Severity } from './finding.ts';
import type { Segment } from './segment.ts';
import { type Irregularity, Tokenizer, type TokenSink } from './tokenizer.ts';
import { checkTrailer } from './trailers.ts';

const OUTSIDE: Partial<Record<Irregularity['kind'], { code: FindingCode; severity: Severity; message: string }>> = {
  'byte-order-mark': {
    code: 'BYTE_ORDER_MARK',
    severity: 'note',
    message: 'The file begins with a byte order mark, which was skipped.'
  },
  'white-space': {
    code: 'WHITE_SPACE',
    severity: 'note',
    message: 'White space before the interchange or between its segments was skipped.'
  },
  'too-long': {
    code: 'SEGMENT_TOO_LONG',
    severity: 'error',
    message: 'A segment has no end within 4 MB; its terminator may be missing or declared wrongly.'
  }
};

/**
 * Reads the envelopes of X12 files: interchanges, functional groups and transaction sets, with every check on their
 * counts, control numbers and nesting (X12.5, X12.6). What it finds it tells a handler while it reads, so nothing of
 * the file is kept.
 */
export class EdiReader implements TokenSink {
  readonly #handler: EdiHandler;
  readonly #tokenizer = new Tokenizer(this);
  #interchange: Interchange | undefined;
  #group: Group | undefined;
  #context: SetContext | undefined;
  #interchanges = 0;
  #groups = 0;
  #sets = 0;
  #length = 0;
  #sawData = false;

  constructor(handler: EdiHandler) {
    this.#handler = handler;
  }

  push(chunk: Uint8Array): void {
    this.#length += chunk.length;
    this.#tokenizer.push(chunk);
  }

  end(): void {
    this.#tokenizer.end();
    this.#closeInterchange('The file ends', this.#length);
    if (this.#sawData) return;
    const message = this.#length === 0 ? 'The file is empty.' : 'The file holds nothing but white space.';
    this.#fileFinding({ code: 'FILE_EMPTY', severity: 'error', offset: 0, message });
  }

  interchange(isa: Segment, wrongLengths: number[]): void {
    this.#sawData = true;
    this.#closeInterchange('Another interchange begins', isa.offset);
    this.#interchange = readInterchange(isa, this.#interchanges);
    this.#interchanges += 1;
    this.#groups = 0;
    for (const element of wrongLengths) {
      const message = `Element ${element} of the ISA segment has not the length that the standard fixes; it was read by counting elements.`;
      this.#note(this.#interchange, {
        code: 'ISA_LENGTH',
        severity: 'warning',
        segment: 'ISA',
        element,
        offset: isa.offset,
        message
      });
    }
  }

  segment(segment: Segment): void {
    const context = this.#context;
    if (context && !isEnvelope(segment)) {
      context.set.segmentCount += 1;
      this.#handler.segment(segment, context.set.segmentCount, context);
      return;
    }
    this.#envelope(segment);
  }

  irregularity(irregularity: Irregularity): void {
    const { kind, offset } = irregularity;
    if (kind !== 'white-space' && kind !== 'byte-order-mark') this.#sawData = true;
    if (kind === 'truncated') this.#truncated(irregularity.segment);
    else if (kind === 'isa-unreadable') {
      this.#closeInterchange('Another interchange begins', offset);
      const message = `The interchange cannot be read, because its ISA segment is broken: ${irregularity.why}.`;
      this.#fileFinding({ code: 'ISA_UNREADABLE', severity: 'error', segment: 'ISA', offset, message });
    } else if (kind === 'outside') this.#outside(offset);
    else {
      const found = OUTSIDE[kind];
      if (found) this.#onOpenEnvelope({ ...found, offset });
      if (kind === 'too-long') this.#closeInterchange('The rest cannot be read', offset);
    }
  }

  #outside(offset: number): void {
    const first = this.#interchanges === 0;
    const message = first
      ? 'The file is not X12: it does not begin with an interchange (an ISA segment).'
      : `After an interchange there is something at byte ${offset} that is no interchange.`;
    this.#fileFinding({ code: first ? 'NOT_EDI' : 'DATA_OUTSIDE_INTERCHANGE', severity: 'error', offset, message });
  }

  #envelope(segment: Segment): void {
    const interchange = this.#interchange;
    if (!interchange) return;
    if (segment.is('ST')) this.#startSet(segment, interchange);
    else if (segment.is('SE')) this.#endSet(segment, interchange);
    else if (segment.is('GS')) this.#startGroup(segment, interchange);
    else if (segment.is('GE')) this.#endGroup(segment, interchange);
    else if (segment.is('IEA')) this.#endInterchange(segment, interchange);
    else if (segment.is('TA1') && !this.#group) interchange.acknowledges = true;
    else this.#stray(segment, interchange);
  }

  #stray(segment: Segment, interchange: Interchange): void {
    const envelope = this.#group ?? interchange;
    if (envelope.findings.has('SEGMENT_OUTSIDE_SET')) return;
    const id = segment.id.slice(0, 3);
    const message = `A segment ${id} stands outside any transaction set.`;
    this.#note(envelope, {
      code: 'SEGMENT_OUTSIDE_SET',
      severity: 'error',
      segment: id,
      offset: segment.offset,
      message
    });
  }

  #startSet(segment: Segment, interchange: Interchange): void {
    this.#closeSet('Another transaction set begins', segment.offset);
    if (!this.#group) {
      this.#group = implicitGroup(this.#groups);
      const message = 'A transaction set stands outside any functional group: the GS segment is missing.';
      this.#note(this.#group, {
        code: 'GS_MISSING',
        severity: 'error',
        segment: 'ST',
        offset: segment.offset,
        message
      });
    }
    const set = readSet(segment, this.#sets);
    this.#sets += 1;
    this.#group.setCount += 1;
    this.#context = { interchange, group: this.#group, set };
    if (set.type === '' || set.controlNumber === '') {
      const what = set.type === '' ? 'its document type' : 'its control number';
      const message = `The transaction set does not say ${what}.`;
      const element = set.type === '' ? 1 : 2;
      this.#note(set, {
        code: 'ST_INCOMPLETE',
        severity: 'error',
        segment: 'ST',
        segmentPosition: 1,
        element,
        offset: segment.offset,
        message
      });
    }
    this.#handler.setStart(this.#context);
  }

  #endSet(segment: Segment, interchange: Interchange): void {
    const context = this.#context;
    if (!context) {
      const message = 'A transaction set is closed (SE) that was not opened (ST).';
      this.#note(this.#group ?? interchange, {
        code: 'SE_UNEXPECTED',
        severity: 'error',
        segment: 'SE',
        offset: segment.offset,
        message
      });
      return;
    }
    const { set } = context;
    set.segmentCount += 1;
    const trailer = { id: 'SE', header: 'ST', counted: plural(set.segmentCount, 'segment') } as const;
    const { segmentCount: count, controlNumber } = set;
    for (const finding of checkTrailer(segment, { ...trailer, count, controlNumber, segmentPosition: count }))
      set.findings.add(finding);
    this.#finishSet(context);
  }

  #startGroup(segment: Segment, interchange: Interchange): void {
    this.#closeGroup('Another functional group begins', segment.offset);
    interchange.groupCount += 1;
    this.#group = readGroup(segment, this.#groups);
  }

  #endGroup(segment: Segment, interchange: Interchange): void {
    this.#closeSet('Its functional group ends', segment.offset);
    const group = this.#group;
    if (!group || group.implicit) {
      const message = 'A functional group is closed (GE) that was not opened (GS).';
      this.#note(group ?? interchange, {
        code: 'GE_UNEXPECTED',
        severity: 'error',
        segment: 'GE',
        offset: segment.offset,
        message
      });
      return;
    }
    const counted = plural(group.setCount, 'transaction set');
    const { setCount: count, controlNumber } = group;
    const trailer = { id: 'GE', header: 'GS', counted, count, controlNumber, segmentPosition: null } as const;
    for (const finding of checkTrailer(segment, trailer)) group.findings.add(finding);
    this.#finishGroup(interchange, group);
  }

  #endInterchange(segment: Segment, interchange: Interchange): void {
    this.#closeGroup('Its interchange ends', segment.offset);
    const counted = plural(interchange.groupCount, 'functional group');
    const { groupCount: count, controlNumber } = interchange;
    const trailer = { id: 'IEA', header: 'ISA', counted, count, controlNumber, segmentPosition: null } as const;
    for (const finding of checkTrailer(segment, trailer)) interchange.findings.add(finding);
    this.#interchange = undefined;
    this.#handler.interchangeEnd(interchange);
  }

  /** A file that ends without its last terminator is whole if what stands there is a complete IEA segment. */
  #truncated(segment: Segment): void {
    const interchange = this.#interchange;
    if (interchange && segment.is('IEA') && segment.elementCount === 2) {
      const message = 'The last segment has no terminator.';
      this.#note(interchange, {
        code: 'TERMINATOR_MISSING',
        severity: 'note',
        segment: 'IEA',
        offset: segment.offset,
        message
      });
      this.#envelope(segment);
      return;
    }
    const id = segment.id.slice(0, 3);
    const message = `The file breaks off in the middle of a segment (${id}).`;
    this.#onOpenEnvelope({ code: 'TRUNCATED', severity: 'error', segment: id, offset: segment.offset, message });
  }

  #closeSet(why: string, offset: number): void {
    const context = this.#context;
    if (!context) return;
    const message = `${why} before the transaction set is closed: its SE segment is missing.`;
    this.#note(context.set, { code: 'SE_MISSING', severity: 'error', segment: 'SE', offset, message });
    this.#finishSet(context);
  }

  #closeGroup(why: string, offset: number): void {
    this.#closeSet(why, offset);
    const group = this.#group;
    if (!group || !this.#interchange) return;
    if (!group.implicit) {
      const message = `${why} before the functional group is closed: its GE segment is missing.`;
      this.#note(group, { code: 'GE_MISSING', severity: 'error', segment: 'GE', offset, message });
    }
    this.#finishGroup(this.#interchange, group);
  }

  #closeInterchange(why: string, offset: number): void {
    const interchange = this.#interchange;
    if (!interchange) return;
    this.#closeGroup(why, offset);
    const message = `${why} before the interchange is closed: its IEA segment is missing.`;
    this.#note(interchange, { code: 'IEA_MISSING', severity: 'error', segment: 'IEA', offset, message });
    this.#interchange = undefined;
    this.#handler.interchangeEnd(interchange);
  }

  #finishSet(context: SetContext): void {
    this.#context = undefined;
    this.#handler.setEnd(context);
  }

  #finishGroup(interchange: Interchange, group: Group): void {
    this.#group = undefined;
    this.#groups += 1;
    this.#handler.groupEnd(interchange, group);
  }

  #onOpenEnvelope(finding: Report): void {
    const envelope = this.#context?.set ?? this.#group ?? this.#interchange;
    if (envelope) this.#note(envelope, finding);
    else this.#fileFinding(finding);
  }

  #note(envelope: Interchange | Group | TransactionSet, finding: Report): void {
    envelope.findings.add({ segmentPosition: null, segment: null, element: null, ...finding });
  }

  #fileFinding(finding: Report): void {
    this.#handler.fileFinding({ segmentPosition: null, segment: null, element: null, ...finding });
  }
}

/** A finding as it is made: what is left out is null. */
type Report = Pick<Finding, 'code' | 'severity' | 'offset' | 'message'> & Partial<Finding>;

const plural = (count: number, noun: string) => (count === 1 ? noun : `${noun}s`);

/** Asked for every segment of a file, so the first letter decides for most of them. */
function isEnvelope(segment: Segment): boolean {
  switch (segment.firstByte) {
    case 0x53:
      return segment.is('SE') || segment.is('ST');
    case 0x47:
      return segment.is('GE') || segment.is('GS');
    case 0x49:
      return segment.is('IEA');
    default:
      return false;
  }
}
