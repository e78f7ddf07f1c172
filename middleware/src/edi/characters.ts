/** White space, and what pads files to whole blocks (NUL, SUB). */
export const isBlank = (byte: number): boolean =>
  byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0 || byte === 0x1a;

export const isAlphanumeric = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/** Whether a byte can be no delimiter. */
export const isWordOrBlank = (byte: number): boolean => isAlphanumeric(byte) || isBlank(byte);
