import { type Decode, decoderOf } from './charset.ts';

export type Standard = 'X12' | 'EDIFACT';

/** The characters that an interchange declares in its ISA or UNA, as byte values; -1 where it declares none. */
export interface Delimiters {
  element: number;
  component: number;
  repetition: number;
  release: number;
  segment: number;
  /** The character of decimal numbers; EDIFACT allows a point everywhere besides. */
  decimal: number;
}

/** What a byte is to the tokenizer. */
export const DATA = 0;
export const ELEMENT = 1;
export const COMPONENT = 2;
export const REPETITION = 3;
export const TERMINATOR = 4;
/** With this bit a byte makes its segment odd: it cannot be taken as plain text cut at its delimiters. */
export const ODD = 8;
export const RELEASE = ODD;
/** A byte outside ASCII, or NUL. */
export const SPECIAL = ODD | 1;

/** A mark is the place of a delimiter among the bytes, shifted by this many bits, plus its kind. */
export const MARK_SHIFT = 4;
export const MARK_KIND = (1 << MARK_SHIFT) - 1;

/** How the segments of an interchange are written. */
export interface Syntax {
  standard: Standard;
  isX12: boolean;
  delimiters: Delimiters;
  /** The kind of each byte value. */
  kinds: Uint8Array;
  decode: Decode;
}

export function syntaxOf(standard: Standard, delimiters: Delimiters, charset: string): Syntax {
  const kinds = new Uint8Array(256);
  kinds.fill(SPECIAL, 0x80);
  kinds[0] = SPECIAL;
  const declared: [number, number][] = [
    [delimiters.element, ELEMENT],
    [delimiters.component, COMPONENT],
    [delimiters.repetition, REPETITION],
    [delimiters.release, RELEASE],
    [delimiters.segment, TERMINATOR]
  ];
  for (const [byte, kind] of declared) if (byte >= 0) kinds[byte] = kind;
  return { standard, isX12: standard === 'X12', delimiters, kinds, decode: decoderOf(charset) };
}

/** What EDIFACT uses where an interchange declares nothing (ISO 9735, level A). */
export const EDIFACT_DEFAULTS: Delimiters = {
  element: 0x2b,
  component: 0x3a,
  repetition: -1,
  release: 0x3f,
  segment: 0x27,
  decimal: 0x2e
};
