/** A segment to be written: its id, then elements, a composite as a list of its components. */
export type SegmentData = [id: string, ...elements: (string | string[])[]];

/** Something cannot be written as it was asked for. */
export class WriteError extends Error {}

/** A set or message to be written: the segments between its header and trailer. */
export interface SetData {
  type: string;
  controlNumber: string;
  segments: SegmentData[];
}

export interface WrittenAddress {
  qualifier: string;
  id: string;
}

/** Leaves out what is empty at the end: trailing separators say nothing. */
export function withoutTail<T extends string | string[]>(parts: readonly T[]): T[] {
  const isEmpty = (part: T) =>
    part.length === 0 || (Array.isArray(part) && part.every((component) => component === ''));
  let { length } = parts;
  while (length > 0 && isEmpty(parts[length - 1] as T)) length -= 1;
  return parts.slice(0, length);
}

const two = (value: number) => String(value).padStart(2, '0');

/** CCYYMMDD and HHMM in UTC. */
export function dateAndTime(at: Date): { date: string; time: string } {
  const date = `${at.getUTCFullYear()}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`;
  return { date, time: two(at.getUTCHours()) + two(at.getUTCMinutes()) };
}
