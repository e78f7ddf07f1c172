import { ENVELOPES, type Envelopes } from './envelope-words.ts';
import {
  type EdiHandler,
  type Group,
  implicitGroup,
  implicitInterchange,
  type Interchange,
  readGroup,
  readInterchange,
  readSet,
  type SetContext,
  type TransactionSet
} from './envelope.ts';
import type { Finding } from './finding.ts';
import { checkPackage, type Package, readPackage } from './package.ts';
import { idKey, type Segment } from './segment.ts';
import type { Standard } from './syntax.ts';
import { TOLERATED } from './tolerated.ts';
import type { Irregularity, TokenizerOptions, TokenSink } from './token-sink.ts';
import { Tokenizer } from './tokenizer.ts';
import { checkTrailer, isSoundTrailer } from './trailers.ts';

const TA1 = idKey('TA1');
const UNO = idKey('UNO');
const UNP = idKey('UNP');
/** X12.5: what a network may be asked for, and its delivery notice, stand between ISA and GS. */
const INTERCHANGE_SERVICES = new Set(['ISB', 'ISE', 'TA3'].map(idKey));

/**
 * Reads the envelopes of X12 and EDIFACT files: interchanges, functional groups, and transaction sets or messages, with
 * every check on their counts, control numbers and nesting (X12.5, X12.6, ISO 9735). What it finds it tells a handler
 * while it reads, so nothing of the file is kept.
 */
export class EdiReader implements TokenSink {
  readonly #handler: EdiHandler;
  readonly #tokenizer: Tokenizer;
  #envelopes: Envelopes = ENVELOPES.X12;
  #interchange: Interchange | undefined;
  #group: Group | undefined;
  #context: SetContext | undefined;
  /** A package of bytes that stands beside the messages. */
  #package: Package | undefined;
  #interchanges = 0;
  #groups = 0;
  #sets = 0;
  #length = 0;
  #sawData = false;

  constructor(handler: EdiHandler, options: TokenizerOptions = {}) {
    this.#handler = handler;
    this.#tokenizer = new Tokenizer(this, options);
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

  interchange(header: Segment, wrongLengths: number[]): void {
    this.#closeInterchange('Another interchange begins', header.offset);
    this.#open(readInterchange(header, this.#interchanges));
    for (const element of wrongLengths) {
      const message = `Element ${element} of the ISA segment has not the length that the standard fixes; it was read by counting elements.`;
      this.#note(this.#interchange as Interchange, {
        code: 'ISA_LENGTH',
        severity: 'warning',
        segment: 'ISA',
        element,
        offset: header.offset,
        message
      });
    }
  }

  orphans(standard: Standard, offset: number): void {
    this.#closeInterchange('Something else begins', offset);
    this.#open(implicitInterchange(standard, this.#interchanges, offset));
    const { header } = this.#envelopes.interchange;
    const message = `The file does not begin with an interchange: the ${header} segment, and with it sender and receiver, is missing.`;
    this.#note(this.#interchange as Interchange, {
      code: `${header}_MISSING`,
      severity: 'error',
      segment: header,
      offset,
      message
    });
  }

  #open(interchange: Interchange): void {
    this.#sawData = true;
    this.#envelopes = ENVELOPES[interchange.standard];
    this.#interchange = interchange;
    this.#interchanges += 1;
    this.#groups = 0;
  }

  segment(segment: Segment): void {
    const context = this.#context;
    if (context && !this.#isEnvelope(segment)) {
      context.set.segmentCount += 1;
      this.#handler.segment(segment, context.set.segmentCount, context);
      return;
    }
    this.#envelope(segment);
  }

  /** Asked for every segment of a file, so the first letter decides for most of them. */
  #isEnvelope(segment: Segment): boolean {
    const first = segment.bytes[segment.start];
    if (this.#envelopes === ENVELOPES.EDIFACT) {
      if (first !== 0x55 || segment.bytes[segment.start + 1] !== 0x4e) return false;
    } else if (first !== 0x53 && first !== 0x47 && first !== 0x49) return false;
    const { key } = segment;
    const { interchange, group, set } = this.#envelopes;
    return (
      key === set.headerKey ||
      key === set.trailerKey ||
      key === group.headerKey ||
      key === group.trailerKey ||
      key === interchange.trailerKey
    );
  }

  irregularity(irregularity: Irregularity): void {
    const { kind, offset } = irregularity;
    if (kind !== 'white-space' && kind !== 'byte-order-mark') this.#sawData = true;
    if (kind === 'truncated') this.#truncated(irregularity.segment);
    else if (kind === 'header-unreadable') {
      this.#closeInterchange('Another interchange begins', offset);
      const { segment, why } = irregularity;
      const message = `The interchange cannot be read, because its ${segment} segment is broken: ${why}.`;
      this.#fileFinding({ code: `${segment}_UNREADABLE`, severity: 'error', segment, offset, message });
    } else if (kind === 'outside') this.#outside(offset);
    else {
      const found = TOLERATED[kind];
      if (found) this.#onOpenEnvelope({ ...found, offset });
      if (kind === 'too-long') this.#closeInterchange('The rest cannot be read', offset);
    }
  }

  #outside(offset: number): void {
    const first = this.#interchanges === 0;
    const message = first
      ? 'The file is neither X12 nor EDIFACT: it does not begin with an interchange (an ISA, UNA or UNB segment).'
      : `After an interchange there is something at byte ${offset} that is no interchange.`;
    this.#fileFinding({ code: first ? 'NOT_EDI' : 'DATA_OUTSIDE_INTERCHANGE', severity: 'error', offset, message });
  }

  #envelope(segment: Segment): void {
    const interchange = this.#interchange;
    if (!interchange) return;
    const { key } = segment;
    const words = this.#envelopes;
    if (key === words.set.headerKey) this.#startSet(segment, interchange);
    else if (key === words.set.trailerKey) this.#endSet(segment, interchange);
    else if (key === words.group.headerKey) this.#startGroup(segment, interchange);
    else if (key === words.group.trailerKey) this.#endGroup(segment, interchange);
    else if (key === words.interchange.trailerKey) this.#endInterchange(segment, interchange);
    else if (key === TA1 && !this.#group && interchange.standard === 'X12') {
      interchange.acknowledges = true;
      this.#handler.interchangeAcknowledgement?.(segment, interchange);
    } else if (key === UNO && interchange.standard === 'EDIFACT') this.#startPackage(segment, interchange);
    else if (key === UNP && interchange.standard === 'EDIFACT') this.#endPackage(segment, interchange);
    else if (!this.#package && (this.#group || !INTERCHANGE_SERVICES.has(key))) this.#stray(segment, interchange);
  }

  /** Trailers count packages with the messages. */
  #startPackage(segment: Segment, interchange: Interchange): void {
    this.#closePackage('Another package begins', segment.offset);
    this.#package = readPackage(segment);
    interchange.setCount += 1;
    if (this.#group) this.#group.setCount += 1;
  }

  #endPackage(segment: Segment, interchange: Interchange): void {
    const { findings } = this.#group ?? interchange;
    if (this.#package) for (const finding of checkPackage(segment, this.#package)) findings.add(finding);
    else {
      const message = 'A package is closed (UNP) that was not opened (UNO).';
      const { offset } = segment;
      this.#onOpenEnvelope({ code: 'UNP_UNEXPECTED', severity: 'warning', segment: 'UNP', offset, message });
    }
    this.#package = undefined;
  }

  #closePackage(why: string, offset: number): void {
    if (!this.#package) return;
    this.#package = undefined;
    const message = `${why} before the package is closed: its UNP segment is missing.`;
    this.#onOpenEnvelope({ code: 'UNP_MISSING', severity: 'warning', segment: 'UNP', offset, message });
  }

  #stray(segment: Segment, interchange: Interchange): void {
    const envelope = this.#group ?? interchange;
    if (envelope.findings.has('SEGMENT_OUTSIDE_SET')) return;
    const id = segment.id.slice(0, 3);
    const message = `A segment ${id} stands outside any ${this.#envelopes.set.name}.`;
    const { offset } = segment;
    this.#note(envelope, { code: 'SEGMENT_OUTSIDE_SET', severity: 'error', segment: id, offset, message });
  }

  #startSet(segment: Segment, interchange: Interchange): void {
    this.#closePackage('A message begins', segment.offset);
    const { set: words, group, groupsRequired } = this.#envelopes;
    this.#closeSet(`Another ${words.name} begins`, segment.offset);
    if (!this.#group) {
      this.#group = implicitGroup(this.#groups);
      if (groupsRequired) {
        const message = `A ${words.name} stands outside any functional group: the ${group.header} segment is missing.`;
        const { offset } = segment;
        this.#note(this.#group, { code: 'GS_MISSING', severity: 'error', segment: words.header, offset, message });
      }
    }
    const set = readSet(segment, this.#sets, this.#group);
    this.#sets += 1;
    this.#group.setCount += 1;
    interchange.setCount += 1;
    this.#context = { interchange, group: this.#group, set };
    this.#checkHeader(segment, set);
    this.#handler.setStart(this.#context, segment);
  }

  #checkHeader(segment: Segment, set: TransactionSet): void {
    if (set.type !== '' && set.controlNumber !== '') return;
    const { header, name } = this.#envelopes.set;
    const isX12 = header === 'ST';
    const what = set.type === '' ? 'its document type' : 'its control number';
    this.#note(set, {
      code: `${header}_INCOMPLETE`,
      severity: 'error',
      segment: header,
      segmentPosition: 1,
      element: (set.type === '') === isX12 ? 1 : 2,
      offset: segment.offset,
      message: `The ${name} does not say ${what}.`
    });
  }

  #endSet(segment: Segment, interchange: Interchange): void {
    const context = this.#context;
    const { header, trailer: id, name } = this.#envelopes.set;
    if (!context) {
      const message = `A ${name} is closed (${id}) that was not opened (${header}).`;
      const { offset } = segment;
      this.#note(this.#group ?? interchange, {
        code: `${id}_UNEXPECTED`,
        severity: 'error',
        segment: id,
        offset,
        message
      });
      return;
    }
    const { set } = context;
    set.segmentCount += 1;
    const { segmentCount: count, controlNumber } = set;
    if (!isSoundTrailer(segment, count, controlNumber)) {
      const trailer = { id, header, envelope: name, counted: plural(count, 'segment'), count, controlNumber };
      for (const finding of checkTrailer(segment, { ...trailer, segmentPosition: count })) set.findings.add(finding);
    }
    this.#finishSet(context);
  }

  #startGroup(segment: Segment, interchange: Interchange): void {
    this.#closeGroup('Another functional group begins', segment.offset);
    interchange.groupCount += 1;
    this.#group = readGroup(segment, this.#groups);
  }

  #endGroup(segment: Segment, interchange: Interchange): void {
    this.#closeSet('Its functional group ends', segment.offset);
    const { header, trailer: id, name } = this.#envelopes.group;
    const group = this.#group;
    if (!group || group.implicit) {
      const message = `A ${name} is closed (${id}) that was not opened (${header}).`;
      const { offset } = segment;
      this.#note(group ?? interchange, { code: `${id}_UNEXPECTED`, severity: 'error', segment: id, offset, message });
      return;
    }
    const { setCount: count, controlNumber } = group;
    const counted = plural(count, this.#envelopes.set.name);
    const trailer = { id, header, envelope: name, counted, count, controlNumber, segmentPosition: null };
    for (const finding of checkTrailer(segment, trailer)) group.findings.add(finding);
    const stated = segment.element(1);
    group.statedCount = /^\d{1,6}$/.test(stated) ? Number(stated) : null;
    this.#finishGroup(interchange, group);
  }

  #endInterchange(segment: Segment, interchange: Interchange): void {
    this.#closeGroup('Its interchange ends', segment.offset);
    const { header, trailer: id, name } = this.#envelopes.interchange;
    // UNZ counts the messages of an interchange that has no groups; IEA counts groups always.
    const bySets = id === 'UNZ' && interchange.groupCount === 0;
    const count = bySets ? interchange.setCount : interchange.groupCount;
    const counted = plural(count, bySets ? this.#envelopes.set.name : this.#envelopes.group.name);
    const { controlNumber } = interchange;
    const trailer = { id, header, envelope: name, counted, count, controlNumber, segmentPosition: null };
    if (!interchange.implicit) for (const finding of checkTrailer(segment, trailer)) interchange.findings.add(finding);
    this.#interchange = undefined;
    this.#handler.interchangeEnd(interchange);
  }

  /** A file that ends without its last terminator is whole if what stands there is a complete IEA or UNZ segment. */
  #truncated(segment: Segment): void {
    const interchange = this.#interchange;
    const { trailer } = this.#envelopes.interchange;
    if (interchange && segment.is(trailer) && segment.elementCount === 2) {
      const message = 'The last segment has no terminator.';
      const { offset } = segment;
      this.#note(interchange, { code: 'TERMINATOR_MISSING', severity: 'note', segment: trailer, offset, message });
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
    const { trailer, name } = this.#envelopes.set;
    const message = `${why} before the ${name} is closed: its ${trailer} segment is missing.`;
    this.#note(context.set, { code: `${trailer}_MISSING`, severity: 'error', segment: trailer, offset, message });
    this.#finishSet(context);
  }

  #closeGroup(why: string, offset: number): void {
    this.#closePackage(why, offset);
    this.#closeSet(why, offset);
    const group = this.#group;
    if (!group || !this.#interchange) return;
    if (!group.implicit) {
      const { trailer, name } = this.#envelopes.group;
      const message = `${why} before the ${name} is closed: its ${trailer} segment is missing.`;
      this.#note(group, { code: `${trailer}_MISSING`, severity: 'error', segment: trailer, offset, message });
    }
    this.#finishGroup(this.#interchange, group);
  }

  #closeInterchange(why: string, offset: number): void {
    const interchange = this.#interchange;
    if (!interchange) return;
    this.#closeGroup(why, offset);
    if (!interchange.implicit) {
      const { trailer, name } = this.#envelopes.interchange;
      const message = `${why} before the ${name} is closed: its ${trailer} segment is missing.`;
      this.#note(interchange, { code: `${trailer}_MISSING`, severity: 'error', segment: trailer, offset, message });
    }
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
