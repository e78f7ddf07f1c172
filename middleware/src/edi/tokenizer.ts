import { readIsa } from './isa.ts';
import { readOrphan } from './orphan.ts';
import { idKey, readLength, Segment } from './segment.ts';
import { DATA, type Delimiters, EDIFACT_DEFAULTS, SPECIAL, type Standard, type Syntax, syntaxOf } from './syntax.ts';
import { readUna } from './una.ts';

/** What the tokenizer meets outside segments; `offset` is the byte in the file where it begins. */
export type Irregularity =
  | { kind: 'byte-order-mark' | 'white-space' | 'outside' | 'too-long'; offset: number }
  | { kind: 'header-unreadable'; offset: number; segment: 'ISA' | 'UNA' | 'UNB'; why: string }
  | { kind: 'truncated'; offset: number; segment: Segment };

/** Takes what the tokenizer finds, in the order of the file. */
export interface TokenSink {
  /** An ISA or UNB segment; its syntax holds until the next one. `wrongLengths` are element positions of ISA. */
  interchange(header: Segment, wrongLengths: number[]): void;
  /** Segments follow that stand in no interchange. */
  orphans(standard: Standard, offset: number): void;
  segment(segment: Segment): void;
  irregularity(irregularity: Irregularity): void;
}

export interface TokenizerOptions {
  /** Character set of X12 interchanges, which name none: a WHATWG encoding name; '' takes UTF-8, else Windows-1252. */
  x12Charset?: string;
}

/** Longer than any segment outside a test of our memory, and room for a binary segment. */
const LONGEST_SEGMENT = 4 * 1024 * 1024;
const IEA = idKey('IEA');
const UNZ = idKey('UNZ');

/**
 * The first terminator from `from` on that no release character makes data: one with an even number of them before it,
 * since they release each other. -1 where there is none.
 */
function findUnreleased(bytes: Uint8Array, from: number, start: number, terminator: number, release: number): number {
  for (let at = bytes.indexOf(terminator, from); at >= 0; at = bytes.indexOf(terminator, at + 1)) {
    let releases = 0;
    while (at - releases > start && bytes[at - releases - 1] === release) releases += 1;
    if (releases % 2 === 0) return at;
  }
  return -1;
}

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0 || byte === 0x1a;

const isWord = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || isBlank(byte);

const NO_SYNTAX = syntaxOf('X12', { ...EDIFACT_DEFAULTS, element: -1, component: -1, release: -1, segment: -1 }, '');

/**
 * Cuts a stream of bytes into X12 and EDIFACT segments. Pushed synchronously, chunk by chunk; the result does not
 * depend on where the chunks end, and memory holds one unfinished segment, whatever the size of the file.
 */
export class Tokenizer {
  readonly #sink: TokenSink;
  readonly #x12Charset: string;
  readonly #view = new Segment();
  #state: 'between' | 'outside' | 'body' = 'between';
  #bytes: Uint8Array = new Uint8Array(0);
  /** What was left over of the last chunk, with room for more. */
  #carry: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first byte of `#bytes`. */
  #base = 0;
  #at = 0;
  /** How far the segment at `#at` was scanned already, seen from its start. */
  #scanned = 0;
  #ended = false;
  #syntax: Syntax = NO_SYNTAX;
  /** Service characters of a UNA whose UNB has not come yet. */
  #declared: { delimiters: Delimiters; repetition: number } | undefined;
  #blankReported = false;

  constructor(sink: TokenSink, options: TokenizerOptions = {}) {
    this.#sink = sink;
    this.#x12Charset = options.x12Charset ?? '';
  }

  /** The caller may reuse the chunk afterwards. */
  push(chunk: Uint8Array): void {
    const rest = this.#bytes.length - this.#at;
    const fresh = rest <= 0;
    if (!fresh) this.#append(chunk, rest);
    else {
      // One class of array for all code behind: V8 is twice as quick then.
      this.#bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
      this.#base += this.#at;
      this.#at = 0;
    }
    this.#run();
    if (fresh) this.#keepRest();
  }

  /** Says that no byte follows: whatever is unfinished is reported. */
  end(): void {
    this.#ended = true;
    this.#run();
    if (this.#at >= this.#bytes.length) return;
    const offset = this.#base + this.#at;
    if (this.#state === 'body') {
      this.#show(this.#bytes.length);
      this.#sink.irregularity({ kind: 'truncated', offset, segment: this.#view });
    }
    this.#at = this.#bytes.length;
  }

  /** Joins a chunk to what is left over, in a buffer that grows by doubling so that small chunks cost no more. */
  #append(chunk: Uint8Array, rest: number): void {
    const needed = rest + chunk.length;
    const roomy = this.#carry.length >= needed;
    const target = roomy ? this.#carry : new Uint8Array(Math.max(needed, this.#carry.length * 2));
    if (!roomy || this.#at > 0) target.set(this.#bytes.subarray(this.#at));
    target.set(chunk, rest);
    this.#carry = target;
    this.#bytes = target.subarray(0, needed);
    this.#base += this.#at;
    this.#at = 0;
  }

  #keepRest(): void {
    const rest = Math.max(0, this.#bytes.length - this.#at);
    if (rest > this.#carry.length) this.#carry = new Uint8Array(Math.max(1024, rest * 2));
    this.#carry.set(this.#bytes.subarray(this.#at));
    this.#bytes = this.#carry.subarray(0, rest);
    this.#base += this.#at;
    this.#at = 0;
  }

  #run(): void {
    while (this.#at < this.#bytes.length && this.#step());
  }

  /** One segment or one stretch of something else; false when more bytes are needed. */
  #step(): boolean {
    if (this.#state === 'outside') return this.#findInterchange();
    if (this.#scanned === 0) this.#skipBlank();
    const left = this.#bytes.length - this.#at;
    if (left === 0 || (left < 4 && !this.#ended)) return false;
    const first = this.#bytes[this.#at];
    if ((first === 0x49 || first === 0x55) && this.#scanned === 0 && this.#isInterchangeAt(this.#at))
      return this.#interchange();
    if (this.#state === 'body') return this.#segment();
    if (this.#skipByteOrderMark()) return true;
    return this.#orphans();
  }

  #skipBlank(): void {
    const start = this.#at;
    const bytes = this.#bytes;
    const { element, segment } = this.#syntax.delimiters;
    const inBody = this.#state === 'body';
    let unusual = -1;
    for (; this.#at < this.#bytes.length; this.#at += 1) {
      const byte = bytes[this.#at] ?? 0;
      if (!isBlank(byte) || (inBody && byte === element)) break;
      const lineEnd = byte === 0x0a || byte === 0x0d || byte === segment;
      if (!lineEnd && unusual < 0) unusual = this.#at;
    }
    if (this.#at === start) return;
    const leading = this.#base === 0 && start === 0;
    if ((unusual >= 0 || leading) && !this.#blankReported && (inBody || leading)) {
      this.#blankReported = true;
      this.#sink.irregularity({ kind: 'white-space', offset: this.#base + (leading ? 0 : unusual) });
    }
  }

  #skipByteOrderMark(): boolean {
    const [a, b, c] = this.#bytes.subarray(this.#at, this.#at + 3);
    if (a !== 0xef || b !== 0xbb || c !== 0xbf) return false;
    this.#sink.irregularity({ kind: 'byte-order-mark', offset: this.#base + this.#at });
    this.#at += 3;
    return true;
  }

  #isInterchangeAt(at: number): boolean {
    const bytes = this.#bytes;
    const separator = at + 3 < this.#bytes.length ? bytes[at + 3] : undefined;
    if (separator === undefined || isWord(separator)) return false;
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
    this.#begin();
    // The declarations of ISA16 and ISA11 are data here, so only its elements are told apart.
    this.#show(isa.end, this.#elementsOnly());
    this.#sink.interchange(this.#view, isa.wrongLengths);
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
    const end = this.#findEnd();
    if (end < 0) return this.#waitForUnb();
    this.#show(end);
    const [charset = '', version = ''] = this.#view.components(1);
    const repeats = /^[4-9]$/.test(version);
    this.#syntax = syntaxOf('EDIFACT', { ...delimiters, repetition: repeats ? repetition : -1 }, charset.toUpperCase());
    this.#declared = undefined;
    this.#begin();
    this.#show(end);
    this.#sink.interchange(this.#view, []);
    this.#at = end + 1;
    return true;
  }

  #begin(): void {
    this.#blankReported = false;
    this.#state = 'body';
    this.#scanned = 0;
  }

  #unreadable(segment: 'ISA' | 'UNA', why: string): boolean {
    const offset = this.#base + this.#at;
    this.#sink.irregularity({ kind: 'header-unreadable', offset, segment, why });
    this.#state = 'outside';
    this.#scanned = 0;
    this.#at += 4;
    return true;
  }

  #waitForUnb(): boolean {
    const tooLong = this.#bytes.length - this.#at > LONGEST_SEGMENT;
    this.#scanned = 0;
    if (!this.#ended && !tooLong) return false;
    const offset = this.#base + this.#at;
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
    const offset = this.#base + this.#at;
    if (found.state !== 'found') {
      this.#sink.irregularity({ kind: 'outside', offset });
      this.#state = 'outside';
      return true;
    }
    this.#syntax = syntaxOf(found.standard, found.delimiters, this.#x12Charset);
    this.#declared = undefined;
    this.#begin();
    this.#sink.orphans(found.standard, offset);
    return true;
  }

  #segment(): boolean {
    const end = this.#findEnd();
    if (end < 0) {
      if (this.#bytes.length - this.#at <= LONGEST_SEGMENT) return false;
      this.#sink.irregularity({ kind: 'too-long', offset: this.#base + this.#at });
      this.#state = 'outside';
      this.#scanned = 0;
      return true;
    }
    const view = this.#view;
    this.#show(end);
    this.#at = end + 1;
    this.#scanned = 0;
    const first = view.bytes[view.start];
    const trailer = (first === 0x49 || first === 0x55) && (view.key === IEA || view.key === UNZ);
    this.#sink.segment(view);
    if (trailer) this.#state = 'between';
    return true;
  }

  /** Where the terminator of the segment at hand stands, or -1 when more bytes are needed. */
  #findEnd(): number {
    const { segment: terminator, release } = this.#syntax.delimiters;
    const bytes = this.#bytes;
    let from = this.#at + this.#scanned;
    if (bytes[this.#at] === 0x42) from = Math.max(from, this.#binaryEnd());
    const end =
      release < 0 ? bytes.indexOf(terminator, from) : findUnreleased(bytes, from, this.#at, terminator, release);
    if (end >= 0) return end;
    this.#scanned = Math.max(from, bytes.length) - this.#at;
    return -1;
  }

  /** Where the data of a BIN or BDS segment end, which may hold terminators; the segment's start for every other. */
  #binaryEnd(): number {
    const start = this.#at;
    const { element } = this.#syntax.delimiters;
    const bytes = this.#bytes;
    const [second, third] = [bytes[start + 1], bytes[start + 2]];
    const isBin = second === 0x49 && third === 0x4e;
    if ((!isBin && (second !== 0x44 || third !== 0x53)) || bytes[start + 3] !== element) return start;
    const from = isBin ? start + 4 : bytes.indexOf(element, start + 4) + 1;
    const to = from === 0 ? -1 : bytes.indexOf(element, from);
    return to < 0 ? start : to + 1 + readLength(bytes, from, to);
  }

  /** Moves the view to the segment at hand. */
  #show(end: number, syntax = this.#syntax): void {
    // Files whose segments end with LF often have a CR before it, which is no data.
    const carriageReturn = syntax.delimiters.segment === 0x0a && end > this.#at && this.#bytes[end - 1] === 0x0d;
    this.#view.place(this.#bytes, this.#at, carriageReturn ? end - 1 : end, this.#base, syntax);
  }

  #elementsOnly(): Syntax {
    const { element } = this.#syntax.delimiters;
    const kinds = this.#syntax.kinds.map((kind, byte) => (byte === element || kind === SPECIAL ? kind : DATA));
    return { ...this.#syntax, kinds };
  }
}
