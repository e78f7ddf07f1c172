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
  /** The kinds of both bytes of a pair, by the pair as a number: the first in the lower four bits. */
  pairs: Uint8Array;
  decode: Decode;
}

/** Bits of a pair's kinds for the second byte. */
export const SECOND = 4;

export function syntaxOf(standard: Standard, delimiters: Delimiters, charset: string): Syntax {
  const { kinds, pairs } = tablesOf(delimiters);
  return { standard, isX12: standard === 'X12', delimiters, kinds, pairs, decode: decoderOf(charset) };
}

type Tables = Pick<Syntax, 'kinds' | 'pairs'>;

/** Tables by the delimiters that they are for: nearly all files use one of a few sets of them. */
const tables = new Map<string, Tables>();
const MOST_TABLES = 32;

function tablesOf({ element, component, repetition, release, segment }: Delimiters): Tables {
  const declared: [number, number][] = [
    [element, ELEMENT],
    [component, COMPONENT],
    [repetition, REPETITION],
    [release, RELEASE],
    [segment, TERMINATOR]
  ];
  const name = declared.map(([byte]) => byte).join();
  let found = tables.get(name);
  if (!found) {
    const kinds = new Uint8Array(256).fill(SPECIAL, 0x80);
    kinds[0] = SPECIAL;
    for (const [byte, kind] of declared) if (byte >= 0) kinds[byte] = kind;
    found = { kinds, pairs: pairsOf(kinds) };
    if (tables.size < MOST_TABLES) tables.set(name, found);
  }
  return found;
}

function pairsOf(kinds: Uint8Array): Uint8Array {
  const pairs = new Uint8Array(0x1_0000);
  // Which byte of a number is the first in memory is the processor's choice.
  const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  // Those with the same kind of high byte are the same: so they are worked out once a kind.
  const rows = new Map<number, Uint8Array>();
  kinds.forEach((high, byte) => {
    const row = rows.get(high) ?? kinds.map((low) => (isLittle ? low | (high << SECOND) : high | (low << SECOND)));
    rows.set(high, row);
    pairs.set(row, byte * kinds.length);
  });
  return pairs;
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
