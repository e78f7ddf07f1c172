import type { Segment } from './segment.ts';
import type { Standard } from './syntax.ts';

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
