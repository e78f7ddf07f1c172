import { readIsa } from './isa.ts';
import { type Delimiters, Segment } from './segment.ts';

/** What the tokenizer meets outside segments; `offset` is the byte in the file where it begins. */
export type Irregularity =
  | { kind: 'byte-order-mark' | 'white-space' | 'outside' | 'too-long'; offset: number }
  | { kind: 'isa-unreadable'; offset: number; why: string }
  | { kind: 'truncated'; offset: number; segment: Segment };

/** Takes what the tokenizer finds, in the order of the file. */
export interface TokenSink {
  /** An ISA segment; its delimiters hold until the next one. `wrongLengths` are the element positions. */
  interchange(isa: Segment, wrongLengths: number[]): void;
  segment(segment: Segment): void;
  irregularity(irregularity: Irregularity): void;
}

/** Longer than any segment outside a test of our memory, and room for a binary segment. */
const LONGEST_SEGMENT = 4 * 1024 * 1024;
const NO_DELIMITERS: Delimiters = { element: -1, component: -1, segment: -1 };

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0 || byte === 0x1a;

const isWord = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || isBlank(byte);

/** Segments are short: for them a loop is quicker than the call of the built-in search. */
function indexOf(bytes: Uint8Array, byte: number, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === byte) return at;
  }
  return -1;
}

/**
 * Cuts a stream of bytes into X12 segments. Pushed synchronously, chunk by chunk; the result does not depend on where
 * the chunks end, and memory holds one unfinished segment, whatever the size of the file.
 */
export class Tokenizer {
  readonly #sink: TokenSink;
  #state: 'between' | 'outside' | 'body' = 'between';
  #bytes: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first byte of `#bytes`. */
  #base = 0;
  #at = 0;
  /** How far the segment at `#at` was searched for its terminator already. */
  #searched = 0;
  #ended = false;
  #delimiters = NO_DELIMITERS;
  #blankReported = false;

  constructor(sink: TokenSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    if (this.#at < this.#bytes.length) {
      const rest = this.#bytes.length - this.#at;
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.#bytes.subarray(this.#at));
      joined.set(chunk, rest);
      this.#bytes = joined;
    } else {
      this.#bytes = chunk;
    }
    this.#base += this.#at;
    this.#searched = Math.max(0, this.#searched - this.#at);
    this.#at = 0;
    this.#run();
    if (this.#at < this.#bytes.length && this.#bytes === chunk) {
      // The caller may reuse its chunk, so what is left over is copied.
      this.#bytes = chunk.slice(this.#at);
      this.#base += this.#at;
      this.#searched = Math.max(0, this.#searched - this.#at);
      this.#at = 0;
    }
  }

  /** Says that no byte follows: whatever is unfinished is reported. */
  end(): void {
    this.#ended = true;
    this.#run();
    if (this.#at >= this.#bytes.length) return;
    const offset = this.#base + this.#at;
    if (this.#state === 'body')
      this.#sink.irregularity({ kind: 'truncated', offset, segment: this.#view(this.#bytes.length) });
    this.#at = this.#bytes.length;
  }

  #run(): void {
    while (this.#at < this.#bytes.length && this.#step());
  }

  /** One segment or one stretch of something else; false when more bytes are needed. */
  #step(): boolean {
    if (this.#state === 'outside') return this.#findInterchange();
    this.#skipBlank();
    const left = this.#bytes.length - this.#at;
    if (left === 0 || (left < 4 && !this.#ended)) return false;
    if (this.#isInterchangeAt(this.#at)) return this.#interchange();
    if (this.#state === 'body') return this.#segment();
    if (this.#skipByteOrderMark()) return true;
    this.#sink.irregularity({ kind: 'outside', offset: this.#base + this.#at });
    this.#state = 'outside';
    return true;
  }

  #skipBlank(): void {
    const start = this.#at;
    const { element, segment } = this.#delimiters;
    const inBody = this.#state === 'body';
    let unusual = -1;
    for (; this.#at < this.#bytes.length; this.#at += 1) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (!isBlank(byte) || (inBody && byte === element)) break;
      const lineEnd = byte === 0x0a || byte === 0x0d || byte === segment;
      if (!lineEnd && unusual < 0) unusual = this.#at;
    }
    if (this.#at === start) return;
    this.#searched = 0;
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
    if (bytes[at] !== 0x49 || bytes[at + 1] !== 0x53 || bytes[at + 2] !== 0x41) return false;
    const separator = bytes[at + 3];
    return separator !== undefined && !isWord(separator);
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
    const offset = this.#base + this.#at;
    const isa = readIsa(this.#bytes, this.#at, this.#bytes.length);
    if (isa.state === 'incomplete' && !this.#ended) return false;
    if (isa.state === 'complete') {
      this.#delimiters = isa.delimiters;
      this.#blankReported = false;
      this.#sink.interchange(this.#view(isa.end), isa.wrongLengths);
      this.#state = 'body';
      this.#at = isa.end + 1;
    } else {
      const why = isa.state === 'unreadable' ? isa.why : 'the file ends in the middle of it';
      this.#sink.irregularity({ kind: 'isa-unreadable', offset, why });
      this.#state = 'outside';
      this.#at += 4;
    }
    this.#searched = 0;
    return true;
  }

  #segment(): boolean {
    const from = Math.max(this.#searched, this.#binaryEnd());
    const end = indexOf(this.#bytes, this.#delimiters.segment, from);
    if (end < 0) {
      this.#searched = Math.max(from, this.#bytes.length);
      if (this.#bytes.length - this.#at <= LONGEST_SEGMENT) return false;
      this.#sink.irregularity({ kind: 'too-long', offset: this.#base + this.#at });
      this.#state = 'outside';
      return true;
    }
    const segment = this.#view(end);
    this.#sink.segment(segment);
    if (segment.is('IEA')) this.#state = 'between';
    this.#at = end + 1;
    this.#searched = 0;
    return true;
  }

  /** Where the data of a BIN segment end, which may hold any byte, terminators too; 0 for every other segment. */
  #binaryEnd(): number {
    const start = this.#at;
    if (this.#bytes[start] !== 0x42 || this.#bytes[start + 1] !== 0x49 || this.#bytes[start + 2] !== 0x4e) return start;
    if (this.#bytes[start + 3] !== this.#delimiters.element) return start;
    let length = 0;
    for (let at = start + 4; at < this.#bytes.length; at += 1) {
      const byte = this.#bytes[at] ?? 0;
      if (byte === this.#delimiters.element) return at + 1 + length;
      if (byte < 0x30 || byte > 0x39 || length > LONGEST_SEGMENT) return start;
      length = length * 10 + byte - 0x30;
    }
    return start;
  }

  #view(end: number): Segment {
    return new Segment(this.#bytes, this.#at, end, this.#base + this.#at, this.#delimiters);
  }
}
