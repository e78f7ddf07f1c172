import { isAlphanumeric } from './characters.ts';
import type { Delimiters } from './syntax.ts';

/** Lengths of ISA01 to ISA16, which X12.5 fixes. */
const LENGTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];
/** With every padding wrong this is still a generous ISA segment; without sixteen separators in it there is none. */
const LONGEST = 512;
const LONGEST_ELEMENT = 64;

export type IsaReading =
  | { state: 'incomplete' }
  | { state: 'unreadable'; why: string }
  | { state: 'complete'; delimiters: Delimiters; end: number; wrongLengths: number[] };

const unreadable = (why: string): IsaReading => ({ state: 'unreadable', why });

/**
 * Reads the delimiters from an ISA segment that begins at `start`, by counting its elements: a wrong length of one of
 * them is common and harmless, while trusting column 106 would lose the interchange.
 * @param end where the bytes at hand end; `incomplete` asks for more
 */
export function readIsa(bytes: Uint8Array, start: number, end: number): IsaReading {
  const separator = bytes[start + 3];
  const separators: number[] = [];
  const limit = Math.min(end, start + LONGEST);
  for (let at = start + 3; at < limit && separators.length < 16; at += 1) {
    if (bytes[at] === separator) separators.push(at);
  }
  const last = separators[15];
  if (last === undefined) {
    if (end - start >= LONGEST) return unreadable(`it has ${separators.length} of its 16 elements`);
    return { state: 'incomplete' };
  }
  if (end < last + 3) return { state: 'incomplete' };
  return layout(bytes, separators, last);
}

function layout(bytes: Uint8Array, separators: number[], last: number): IsaReading {
  const first = bytes[last + 1] ?? 0;
  const second = bytes[last + 2] ?? 0;
  const withoutComponent = isAlphanumeric(second) && !isAlphanumeric(first);
  const terminator = withoutComponent ? first : second;
  const element = bytes[last] ?? 0;
  if (isAlphanumeric(terminator) || terminator === element || terminator === 0x20) {
    return unreadable('no segment terminator follows its 16th element');
  }
  const end = withoutComponent ? last + 1 : last + 2;
  const wrongLengths: number[] = [];
  for (const [index, expected] of LENGTHS.entries()) {
    const from = (separators[index] ?? 0) + 1;
    const to = separators[index + 1] ?? end;
    if (to - from !== expected) wrongLengths.push(index + 1);
    const part = bytes.subarray(from, to);
    const broken = part.includes(terminator) || part.includes(0x0a) || part.includes(0x0d);
    if (broken || part.length > LONGEST_ELEMENT) return unreadable(`its element ${index + 1} runs into what follows`);
  }
  return {
    state: 'complete',
    delimiters: {
      element,
      component: withoutComponent ? -1 : first,
      repetition: repetitionOf(bytes, separators),
      release: -1,
      segment: terminator,
      decimal: 0x2e
    },
    end,
    wrongLengths
  };
}

/** ISA11 is the repetition separator from 00402 on; before, it was a code of one letter (U). */
function repetitionOf(bytes: Uint8Array, separators: number[]): number {
  const [from = 0, to = 0] = separators.slice(10, 12);
  const byte = bytes[from + 1] ?? 0;
  return to - from === 2 && !isAlphanumeric(byte) && byte !== 0x20 ? byte : -1;
}
