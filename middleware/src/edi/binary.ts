/** Longer than any binary data outside a test of our memory. */
const LONGEST_BINARY = 4 * 1024 * 1024;

/** A number of digits; 0 where there stands something else, or more than memory should hold. */
export function readLength(bytes: Uint8Array, from: number, to: number): number {
  let length = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x30 || byte > 0x39 || length > LONGEST_BINARY) return 0;
    length = length * 10 + byte - 0x30;
  }
  return length;
}

/**
 * Where the data of a BIN or BDS segment end, which may hold any byte, terminators too (X12.5): their length stands in
 * the element before them. The segment's start for every other.
 */
export function binaryEnd(bytes: Uint8Array, start: number, element: number): number {
  if (bytes[start] !== 0x42 || bytes[start + 3] !== element) return start;
  const [second, third] = [bytes[start + 1], bytes[start + 2]];
  const isBin = second === 0x49 && third === 0x4e;
  if (!isBin && (second !== 0x44 || third !== 0x53)) return start;
  const from = isBin ? start + 4 : bytes.indexOf(element, start + 4) + 1;
  const to = from === 0 ? -1 : bytes.indexOf(element, from);
  return to < 0 ? start : to + 1 + readLength(bytes, from, to);
}
