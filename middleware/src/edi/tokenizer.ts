import { binaryEnd } from './binary.ts';
import { objectOf } from './package.ts';
import { isBlank, isWordOrBlank } from './characters.ts';
import { DelimiterIndex } from './delimiter-index.ts';
import { readIsa } from './isa.ts';
import { readOrphan } from './orphan.ts';
import { isPlainStart } from './plain-start.ts';
import { idKey, Segment } from './segment.ts';
import * as syntax from './syntax.ts';
import { type Delimiters, type Syntax, syntaxOf } from './syntax.ts';
import type { TokenizerOptions, TokenSink } from './token-sink.ts';
import { readUna } from './una.ts';
import * as window from './window.ts';
import { ByteWindow } from './window.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { EDIFACT_DEFAULTS, ELEMENT, MARK_SHIFT, SPECIAL } = syntax;
const { LARGEST_PIECE } = window;

/** Longer than any segment outside a test of our memory, and room for a binary segment. */
const LONGEST_SEGMENT = 4 * 1024 * 1024;
const IEA = idKey('IEA');
const UNZ = idKey('UNZ');
const UNO = idKey('UNO');

const NO_SYNTAX = syntaxOf('X12', { ...EDIFACT_DEFAULTS, element: -1, component: -1, release: -1, segment: -1 }, '');

/**
 * Cuts a stream of bytes into X12 and EDIFACT segments. Pushed synchronously, chunk by chunk; the result does not
 * depend on where the chunks end, and memory holds one unfinished segment, whatever the size of the file.
 */
export class Tokenizer {
  readonly #sink: TokenSink;
  readonly #x12Charset: string;
  readonly #view = new Segment();
  readonly #window = new ByteWindow();
  readonly #index = new DelimiterIndex();
  #state: 'between' | 'outside' | 'body' = 'between';
  #bytes: Uint8Array = this.#window.bytes;
  #at = 0;
  #ended = false;
  #syntax: Syntax = NO_SYNTAX;
  /** Service characters of a UNA whose UNB has not come yet. */
  #declared: { delimiters: Delimiters; repetition: number } | undefined;
  #blankReported = false;
  /** The object that a UNO segment announced: any bytes, behind some segments. */
  #object: { segmentsBefore: number; length: number } | undefined;

  constructor(sink: TokenSink, options: TokenizerOptions = {}) {
    this.#sink = sink;
    this.#x12Charset = options.x12Charset ?? '';
  }

  /** The caller may reuse the chunk afterwards. */
  push(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += LARGEST_PIECE) {
      this.#view.settle();
      const moved = this.#window.append(chunk.subarray(from, from + LARGEST_PIECE), this.#at);
      if (moved > 0) this.#index.shift(moved);
      this.#at -= moved;
      this.#bytes = this.#window.bytes;
      this.#view.lookAt(this.#bytes, this.#window.base);
      this.#run();
    }
  }

  /** Says that no byte follows: whatever is unfinished is reported. */
  end(): void {
    this.#ended = true;
    this.#run();
    if (this.#at >= this.#bytes.length) return;
    const { offset } = this;
    if (this.#state === 'body') {
      this.#show(this.#bytes.length);
      this.#sink.irregularity({ kind: 'truncated', offset, segment: this.#view });
    }
    this.#at = this.#bytes.length;
  }

  /** Where in the file it stands. */
  get offset(): number {
    return this.#window.base + this.#at;
  }

  #run(): void {
    while (this.#at < this.#bytes.length && this.#step());
  }

  /** One segment or one stretch of something else; false when more bytes are needed. */
  #step(): boolean {
    if (this.#state === 'outside') return this.#findInterchange();
    if (this.#object && this.#object.segmentsBefore < 0) return this.#skipObject(this.#object);
    if (this.#state === 'body' && !this.#object && this.#syntax.delimiters.segment > 0x20) {
      this.#plainSegments();
      if (this.#at >= this.#bytes.length) return false;
    }
    if ((this.#bytes[this.#at] as number) <= 0x20) this.#skipBlank();
    const left = this.#bytes.length - this.#at;
    if (left === 0 || (left < 4 && !this.#ended)) return false;
    const first = this.#bytes[this.#at];
    if ((first === 0x49 || first === 0x55) && this.#isInterchangeAt(this.#at)) return this.#interchange();
    if (this.#state === 'body') return this.#segment() || this.#waitForSegment();
    if (this.#skipByteOrderMark()) return true;
    return this.#orphans();
  }

  /**
   * Plain segments one after another, which nearly all of every file are; it stops where a closer look is needed. What
   * changes with every segment is in variables: that is a third of the time it takes.
   */
  #plainSegments(): void {
    const index = this.#index;
    if (index.hasOdds) return;
    const [bytes, view, sink] = [this.#bytes, this.#view, this.#sink];
    const { marks, ends, endCount } = index;
    let { first, nextEnd } = index;
    let at = this.#at;
    while (nextEnd < endCount) {
      if (bytes[at] === 0x0d) at += 1;
      if (bytes[at] === 0x0a) at += 1;
      const mark = ends[nextEnd] as number;
      const end = (marks[mark] as number) >> MARK_SHIFT;
      // Marks before its start, or its end there, are of white space that needs a closer look.
      if (end <= at || (marks[first] as number) >> MARK_SHIFT < at) break;
      if (!isPlainStart(bytes, at)) break;
      view.placePlain(at, end, marks, first, mark - first);
      at = end + 1;
      first = mark + 1;
      nextEnd += 1;
      sink.segment(view);
    }
    this.#at = at;
    index.first = first;
    index.nextEnd = nextEnd;
  }

  #skipBlank(): void {
    const start = this.#at;
    const bytes = this.#bytes;
    const { element, segment } = this.#syntax.delimiters;
    const inBody = this.#state === 'body';
    let unusual = -1;
    let at = start;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (!isBlank(byte) || (inBody && byte === element)) break;
      const lineEnd = byte === 0x0a || byte === 0x0d || byte === segment;
      if (!lineEnd && unusual < 0) unusual = at;
    }
    this.#at = at;
    if (at === start) return;
    const leading = this.#window.base === 0 && start === 0;
    if ((unusual >= 0 || leading) && !this.#blankReported && (inBody || leading)) {
      this.#blankReported = true;
      this.#sink.irregularity({ kind: 'white-space', offset: this.#window.base + (leading ? 0 : unusual) });
    }
  }

  #skipByteOrderMark(): boolean {
    const [a, b, c] = this.#bytes.subarray(this.#at, this.#at + 3);
    if (a !== 0xef || b !== 0xbb || c !== 0xbf) return false;
    this.#sink.irregularity({ kind: 'byte-order-mark', offset: this.offset });
    this.#at += 3;
    return true;
  }

  #isInterchangeAt(at: number): boolean {
    const bytes = this.#bytes;
    const separator = at + 3 < this.#bytes.length ? bytes[at + 3] : undefined;
    if (separator === undefined || isWordOrBlank(separator)) return false;
    if (bytes[at] === 0x49) return bytes[at + 1] === 0x53 && bytes[at + 2] === 0x41;
    if (bytes[at] !== 0x55 || bytes[at + 1] !== 0x4e) return false;
    if (bytes[at + 2] === 0x41) return true;
    return bytes[at + 2] === 0x42 && separator === (this.#declared?.delimiters ?? EDIFACT_DEFAULTS).element;
  }

  #findInterchange(): boolean {
    const last = this.#bytes.length - 4;
    while (this.#at <= last && !this.#isInterchangeAt(this.#at)) this.#at += 1;
    if (this.#at > last) {
      if (this.#ended) this.#at = this.#bytes.length;
      return false;
    }
    this.#state = 'between';
    return true;
  }

  #interchange(): boolean {
    if (this.#bytes[this.#at] === 0x49) return this.#isa();
    return this.#bytes[this.#at + 2] === 0x41 ? this.#una() : this.#unb();
  }

  #isa(): boolean {
    const isa = readIsa(this.#bytes, this.#at, this.#bytes.length);
    if (isa.state === 'incomplete' && !this.#ended) return false;
    if (isa.state !== 'complete') {
      const why = isa.state === 'unreadable' ? isa.why : 'the file ends in the middle of it';
      return this.#unreadable('ISA', why);
    }
    this.#declared = undefined;
    this.#syntax = syntaxOf('X12', isa.delimiters, this.#x12Charset);
    this.#begin(isa.end + 1);
    // The declarations of ISA16 and ISA11 are data here, so only its elements are told apart.
    this.#view.syntax = this.#elementsOnly();
    this.#view.place(this.#at, isa.end);
    this.#sink.interchange(this.#view, isa.wrongLengths);
    this.#view.syntax = this.#syntax;
    this.#at = isa.end + 1;
    return true;
  }

  #una(): boolean {
    const una = readUna(this.#bytes, this.#at, this.#bytes.length);
    if (una.state === 'incomplete' && !this.#ended) return false;
    if (una.state !== 'complete') {
      return this.#unreadable('UNA', una.state === 'unreadable' ? una.why : 'the file ends in the middle of it');
    }
    this.#declared = una;
    this.#state = 'between';
    this.#at = una.end;
    return true;
  }

  /** UNB is a segment like others, but it says itself in which character set and syntax version. */
  #unb(): boolean {
    const { delimiters, repetition } = this.#declared ?? { delimiters: EDIFACT_DEFAULTS, repetition: 0x2a };
    this.#syntax = syntaxOf('EDIFACT', delimiters, '');
    const end = this.#unbEnd();
    if (end < 0) return this.#waitForUnb();
    this.#show(end);
    const [charset = '', version = ''] = this.#view.components(1);
    const repeats = /^[4-9]$/.test(version);
    this.#syntax = syntaxOf('EDIFACT', { ...delimiters, repetition: repeats ? repetition : -1 }, charset.toUpperCase());
    this.#declared = undefined;
    this.#begin(end + 1);
    this.#show(end);
    this.#sink.interchange(this.#view, []);
    this.#at = end + 1;
    return true;
  }

  /** The first terminator that no release character makes data; -1 where there is none. */
  #unbEnd(): number {
    const terminator = this.#syntax.delimiters.segment;
    let end = this.#bytes.indexOf(terminator, this.#at);
    while (end >= 0 && this.#isReleased(end)) end = this.#bytes.indexOf(terminator, end + 1);
    return end;
  }

  #begin(at: number): void {
    this.#object = undefined;
    this.#index.reset(at);
    this.#blankReported = false;
    this.#state = 'body';
  }

  #unreadable(segment: 'ISA' | 'UNA', why: string): boolean {
    const offset = this.offset;
    this.#sink.irregularity({ kind: 'header-unreadable', offset, segment, why });
    this.#state = 'outside';
    this.#at += 4;
    return true;
  }

  #waitForUnb(): boolean {
    const tooLong = this.#bytes.length - this.#at > LONGEST_SEGMENT;
    if (!this.#ended && !tooLong) return false;
    const offset = this.offset;
    this.#sink.irregularity(
      tooLong
        ? { kind: 'too-long', offset }
        : { kind: 'header-unreadable', offset, segment: 'UNB', why: 'the file ends in the middle of its UNB segment' }
    );
    this.#state = 'outside';
    this.#at += 4;
    return true;
  }

  #orphans(): boolean {
    const found = readOrphan(this.#bytes, this.#at, this.#declared?.delimiters);
    if (found.state === 'incomplete' && !this.#ended) return false;
    const offset = this.offset;
    if (found.state !== 'found') {
      this.#sink.irregularity({ kind: 'outside', offset });
      this.#state = 'outside';
      return true;
    }
    this.#syntax = syntaxOf(found.standard, found.delimiters, this.#x12Charset);
    this.#view.syntax = this.#syntax;
    this.#declared = undefined;
    this.#begin(this.#at);
    this.#sink.orphans(found.standard, offset);
    return true;
  }

  /** Tells the segment at hand; false when more bytes are needed. */
  #segment(): boolean {
    const index = this.#index;
    const start = this.#at;
    const from = binaryEnd(this.#bytes, start, this.#syntax.delimiters.element);
    index.begin(start);
    let mark = this.#endMark(from);
    if (mark < 0) return false;
    if (from === start && !index.isOdd(mark)) {
      const end = (index.marks[mark] as number) >> MARK_SHIFT;
      const { first } = index;
      this.#view.placePlain(start, end, index.marks, first, mark - first);
      this.#view.cutTo(this.#withoutCarriageReturn(end));
    } else {
      while (mark >= 0 && this.#isReleased((index.marks[mark] as number) >> MARK_SHIFT))
        mark = this.#endMarkBehind(mark);
      if (mark < 0) return false;
      this.#show((index.marks[mark] as number) >> MARK_SHIFT);
    }
    this.#at = ((index.marks[mark] as number) >> MARK_SHIFT) + 1;
    index.pass(mark);
    const first = this.#bytes[start];
    const trailer = (first === 0x49 || first === 0x55) && this.#isTrailer();
    if (this.#object) this.#object.segmentsBefore -= 1;
    else if (first === 0x55 && this.#view.key === UNO && !this.#syntax.isX12) this.#object = objectOf(this.#view);
    this.#sink.segment(this.#view);
    if (trailer) this.#state = 'between';
    return true;
  }

  /** Passes an object by; it is not kept, however long it is. */
  #skipObject(object: { length: number }): boolean {
    const skipped = Math.min(object.length, this.#bytes.length - this.#at);
    object.length -= skipped;
    this.#at += skipped;
    if (object.length > 0) return false;
    this.#object = undefined;
    this.#index.reset(this.#at);
    return true;
  }

  #endMarkBehind(mark: number): number {
    return this.#endMark(((this.#index.marks[mark] as number) >> MARK_SHIFT) + 1);
  }

  /** Whether the segment at hand ends its interchange. */
  #isTrailer(): boolean {
    const { key } = this.#view;
    return key === IEA || key === UNZ;
  }

  /** False, unless there are more bytes without a terminator already than any segment has. */
  #waitForSegment(): boolean {
    if (this.#bytes.length - this.#at <= LONGEST_SEGMENT) return false;
    this.#sink.irregularity({ kind: 'too-long', offset: this.offset });
    this.#state = 'outside';
    return true;
  }

  /** The mark of the first terminator from a byte on, -1 when more bytes are needed. */
  #endMark(from: number): number {
    for (;;) {
      const mark = this.#index.endFrom(from);
      if (mark >= 0 || this.#index.upTo >= this.#bytes.length) return mark;
      this.#view.settle();
      this.#index.look(this.#window, this.#syntax);
    }
  }

  /** Whether a release character makes a terminator data: an odd number of them does, since they release each other. */
  #isReleased(end: number): boolean {
    const { release } = this.#syntax.delimiters;
    let releases = 0;
    while (end - releases > this.#at && this.#bytes[end - releases - 1] === release) releases += 1;
    return releases % 2 === 1;
  }

  /** Moves the view to the segment at hand, whose separators it finds itself. */
  #show(end: number): void {
    this.#view.syntax = this.#syntax;
    this.#view.place(this.#at, this.#withoutCarriageReturn(end));
  }

  /** Files whose segments end with LF often have a CR before it, which is no data. */
  #withoutCarriageReturn(end: number): number {
    const isLineEnd = this.#syntax.delimiters.segment === 0x0a && end > this.#at && this.#bytes[end - 1] === 0x0d;
    return isLineEnd ? end - 1 : end;
  }

  #elementsOnly(): Syntax {
    const { element } = this.#syntax.delimiters;
    const kinds = new Uint8Array(256).fill(SPECIAL, 0x80);
    kinds[0] = SPECIAL;
    kinds[element] = ELEMENT;
    return { ...this.#syntax, kinds };
  }
}
