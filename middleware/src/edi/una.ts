import { isAlphanumeric } from './characters.ts';
import { type Delimiters, EDIFACT_DEFAULTS } from './syntax.ts';

const LENGTH = 9;
const SPACE = 0x20;

export type UnaReading =
  | { state: 'incomplete' }
  | { state: 'unreadable'; why: string }
  | { state: 'complete'; delimiters: Delimiters; repetition: number; end: number };

/**
 * Reads the service characters of a UNA (ISO 9735): component, element, decimal mark, release, repetition, terminator.
 * The repetition separator is told apart, because it counts from syntax version 4 on only; before, its place is
 * reserved. A space means that there is no release character.
 */
export function readUna(bytes: Uint8Array, start: number, end: number): UnaReading {
  if (end - start < LENGTH) return { state: 'incomplete' };
  const [component = 0, element = 0, decimal = 0, release = 0, repetition = 0, segment = 0] = bytes.subarray(
    start + 3,
    start + LENGTH
  );
  const declared = [component, element, segment, ...(release === SPACE ? [] : [release])];
  if (declared.some(isAlphanumeric) || new Set(declared).size !== declared.length) {
    return { state: 'unreadable', why: 'its service characters are letters, digits or the same twice' };
  }
  const delimiters = {
    ...EDIFACT_DEFAULTS,
    component,
    element,
    decimal,
    segment,
    release: release === SPACE ? -1 : release
  };
  return { state: 'complete', delimiters, repetition: repetition === SPACE ? -1 : repetition, end: start + LENGTH };
}
