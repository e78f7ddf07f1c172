interface AsciiBytes {
  latin1Slice: (this: Uint8Array, from: number, to: number) => string;
}

const { latin1Slice } = Buffer.prototype as unknown as AsciiBytes;

/** Texts this short come again and again: codes, types, versions. */
const SHORT = 8;
const recent = new Array<string>(512).fill('');

/** Bytes that are known to be ASCII as text. Buffer's own method works on any bytes, at a fraction of a decoder's cost. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return to - from > SHORT ? latin1Slice.call(bytes, from, to) : shortText(bytes, from, to);
}

/** The text that was made of the same bytes before, where it is still known; comparing costs less than making one. */
function shortText(bytes: Uint8Array, from: number, to: number): string {
  const length = to - from;
  let hash = length;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  const slot = (hash ^ (hash >>> 9)) & 511;
  const known = recent[slot] as string;
  if (known.length === length && isSame(known, bytes, from)) return known;
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] as number);
  recent[slot] = text;
  return text;
}

function isSame(text: string, bytes: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== bytes[from + at]) return false;
  return true;
}
