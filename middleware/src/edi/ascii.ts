interface AsciiBytes {
  latin1Slice: (this: Uint8Array, from: number, to: number) => string;
}

const { latin1Slice } = Buffer.prototype as unknown as AsciiBytes;

/** Bytes that are known to be ASCII as text. Buffer's own method works on any bytes, at a fraction of a decoder's cost. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > 12) return latin1Slice.call(bytes, from, to);
  // Few characters are sooner put together than asked for.
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}
