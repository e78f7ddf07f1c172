/** Longer than any number of the standards. */
const LONGEST = 30;

/** Whether bytes are digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
export function isPlainNumber(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length > LONGEST || (bytes[from] === 0x30 && length > 1 && bytes[from + 1] !== 0x2e)) return false;
  let points = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (byte !== 0x2e || at === from || at === to - 1) return false;
    points += 1;
  }
  return points <= 1;
}
