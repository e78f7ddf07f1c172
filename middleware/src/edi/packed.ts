const PACKED_LENGTH = 4;

/** The value among bytes in the same form as {@link packed}; -1 where it is longer. */
export function packedAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > PACKED_LENGTH) return -1;
  let code = 0;
  for (let at = from; at < to; at += 1) code = (code << 8) | (bytes[at] as number);
  return code;
}

/** A code of at most four ASCII characters as a number; NaN for every other. */
export function packed(code: string): number {
  if (code.length === 0 || code.length > PACKED_LENGTH) return NaN;
  let number = 0;
  for (let at = 0; at < code.length; at += 1) {
    if (code.charCodeAt(at) >= 0x80) return NaN;
    number = (number << 8) | code.charCodeAt(at);
  }
  return number;
}
