const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Four bytes at once. */
const WORD = 4;
const EVERY = 0x01010101;
const HIGH = 0x80808080 | 0;
const BLANKS = EVERY * 0x20;
const QUOTES = EVERY * QUOTE;
const BACKSLASHES = EVERY * BACKSLASH;

/** Not zero where one of four bytes is zero and none is outside ASCII; also in some other cases where one is. */
const hasZero = (word: number) => (word - EVERY) & ~word;

/**
 * Whether JSON writes four bytes as they are: none is a control character, a quotation mark, a backslash or outside
 * ASCII. A byte below the one that it is compared with borrows from the next one, so that what is told wrongly is
 * a fault beside a fault.
 */
const isPlain = (word: number) =>
  ((word | (word - BLANKS) | hasZero(word ^ QUOTES) | hasZero(word ^ BACKSLASHES)) & HIGH) === 0;

/**
 * Copies a value that JSON writes as it is; returns where it ends, -1 where there is anything else in it, which
 * {@link JsonText.string} writes.
 */
export function copyText(source: DataView, from: number, to: number, target: DataView, at: number): number {
  let index = from;
  let end = at;
  for (; index + WORD <= to; index += WORD, end += WORD) {
    const word = source.getInt32(index, true);
    if (!isPlain(word)) return -1;
    target.setInt32(end, word, true);
  }
  for (; index < to; index += 1, end += 1) {
    const byte = source.getUint8(index);
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte >= 0x80) return -1;
    target.setUint8(end, byte);
  }
  return end;
}
