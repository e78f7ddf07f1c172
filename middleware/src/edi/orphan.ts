import { isAlphanumeric } from './characters.ts';
import { type Delimiters, EDIFACT_DEFAULTS, type Standard } from './syntax.ts';

const LONGEST = 160;

const isWord = (byte: number) => isAlphanumeric(byte) || byte === 0x20;

const startsWith = (bytes: Uint8Array, at: number, id: string) => {
  for (let index = 0; index < id.length; index += 1) if (bytes[at + index] !== id.charCodeAt(index)) return false;
  return true;
};

/** Elements of the segments that a file without an interchange can begin with. */
const X12_HEADERS = [
  { id: 'ST', elements: 2 },
  { id: 'GS', elements: 8 }
];

export type OrphanReading =
  { state: 'none' | 'incomplete' } | { state: 'found'; standard: Standard; delimiters: Delimiters };

/**
 * Recognises a transaction set, message or group that stands there without its interchange. EDIFACT's characters are
 * then the declared or the default ones; those of X12 are taken from the form of the ST or GS segment.
 */
export function readOrphan(bytes: Uint8Array, at: number, declared: Delimiters | undefined): OrphanReading {
  const edifact = declared ?? EDIFACT_DEFAULTS;
  for (const id of ['UNH', 'UNG']) {
    if (startsWith(bytes, at, id) && bytes[at + 3] === edifact.element)
      return { state: 'found', standard: 'EDIFACT', delimiters: edifact };
  }
  for (const { id, elements } of X12_HEADERS) {
    if (startsWith(bytes, at, id)) return readX12(bytes, at, elements);
  }
  return { state: 'none' };
}

function readX12(bytes: Uint8Array, start: number, elements: number): OrphanReading {
  const element = bytes[start + 2];
  if (element === undefined || isWord(element) || element < 0x21) return { state: 'none' };
  let seen = 0;
  for (let at = start + 2; at < start + LONGEST; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return { state: 'incomplete' };
    if (byte === element) seen += 1;
    else if (seen >= elements && !isWord(byte)) {
      const none = { component: -1, repetition: -1, release: -1, decimal: 0x2e };
      return { state: 'found', standard: 'X12', delimiters: { ...none, element, segment: byte } };
    } else if (byte < 0x20) return { state: 'none' };
  }
  return { state: 'none' };
}
