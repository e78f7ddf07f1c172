/** What a tree knows of a segment, at these places of a row of numbers; rows stand one behind the other. */
export const KEY = 0;
/** One past the last segment of the loop that it begins; the next segment, where it begins none. */
export const END = 1;
/** Bits of the ids of what stands in its loop directly; of its own id, where it begins none. */
export const PRESENT = 2;
export const POSITION = 3;
/** In the file, seen from the first segment of the set. */
export const OFFSET = 4;
export const START = 5;
export const FIRST_MARK = 6;
export const FLAGS = 7;
export const STRIDE = 8;

/** Bits of its flags: it begins a loop, has separators other than those of elements, is not ASCII. */
export const BEGINS = 1;
export const HAS_PARTS = 2;
export const NOT_ASCII = 4;
/** Above those bits is the number of the segment's shape (`guide/patterns.ts`), 0 where that is not known. */
export const SHAPE = 3;
export const NO_SHAPE = (1 << SHAPE) - 1;

/**
 * One of 31 bits for the id of a segment: a quick way to tell that a loop has none of an id. Of the factors that were
 * tried this one gives the fewest ids of one document the same bit.
 */
export const bitOfKey = (key: number): number => 1 << Math.min(Math.imul(key, 0xb5de03c1) >>> 27, 30);
/** A bit that a set has, so that it has one even if it is empty. */
export const SET_BIT = 1 << 31;

/** The rows with room for twice as many. */
export function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
