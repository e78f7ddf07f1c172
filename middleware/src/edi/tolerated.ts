import type { FindingCode, Severity } from './finding.ts';
import type { Irregularity } from './token-sink.ts';

/** What is told of bytes that are no segments; most of it is skipped. */
export const TOLERATED: Partial<
  Record<Irregularity['kind'], { code: FindingCode; severity: Severity; message: string }>
> = {
  'byte-order-mark': {
    code: 'BYTE_ORDER_MARK',
    severity: 'note',
    message: 'The file begins with a byte order mark, which was skipped.'
  },
  'white-space': {
    code: 'WHITE_SPACE',
    severity: 'note',
    message: 'White space before the interchange or between its segments was skipped.'
  },
  'too-long': {
    code: 'SEGMENT_TOO_LONG',
    severity: 'error',
    message: 'A segment has no end within 4 MB; its terminator may be missing or declared wrongly.'
  }
};
