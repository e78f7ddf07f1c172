const PACKED_LENGTH = 4;
const BITS = 8;

/** The value among bytes in the same form as {@link packed}; -1 where it is longer. Four bytes have to be there. */
export function packedAt(bytes: DataView, from: number, to: number): number {
  const length = to - from;
  if (length === 0 || length > PACKED_LENGTH) return length === 0 ? 0 : -1;
  return (bytes.getInt32(from) >>> (BITS * (PACKED_LENGTH - length))) | 0;
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
