/**
 * Whether a segment can be none that begins or ends an interchange (ISA, IEA, UNA, UNB, UNZ), announces an object (UNO) or
 * holds binary data (BIN, BDS). By numbers of letters, since this is asked of every segment of a file.
 */
export function isPlainStart(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at] as number;
  if (first === 0x55) {
    const third = bytes[at + 2];
    return third !== 0x41 && third !== 0x42 && third !== 0x4f && third !== 0x5a;
  }
  return first >= 0x41 && first !== 0x42 && (first !== 0x49 || (bytes[at + 1] !== 0x53 && bytes[at + 1] !== 0x45));
}
