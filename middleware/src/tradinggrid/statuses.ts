import type { LensEntry } from './lens.ts';

/** Statuses that mean that something went wrong, by Lens's words and codes. */
const FAILED = new Set([
  'Failed',
  'F',
  'ValidationError',
  'V',
  'OnHold',
  'H',
  'Duplicate',
  'U',
  'DeliveryDisabled',
  'N'
]);
/** Statuses after which nothing more happens to the document itself. */
const FINISHED = new Set(['Delivered', 'S', 'Completed', 'C', 'ReadyForPickup', 'R', 'Batched', 'B']);
const ACK_FAILED = new Set([
  'Rejected',
  'Partially accepted',
  'Accepted with errors',
  'Timed Out (late FA)',
  'R',
  'P',
  'E',
  'T'
]);
const ACK_WAITING = new Set(['Waiting for FA', 'W']);

/** An error code that says nothing. */
const NO_ERROR_CODE = '-2';

/** All statuses of an entry in one text: another one says that something changed. */
export const statusesOf = ({ status, fastatus, deliverystatus, errorcode, externalerrormessage }: LensEntry) =>
  JSON.stringify([status, fastatus, deliverystatus, errorcode, externalerrormessage]);

/** bad: people wait for it. open: more is to come. good: as it should be. */
export function moodOf({ status, fastatus, errorcode }: LensEntry): 'bad' | 'open' | 'good' {
  if (FAILED.has(status ?? '') || ACK_FAILED.has(fastatus ?? '')) return 'bad';
  if (errorcode !== null && errorcode !== '' && errorcode !== NO_ERROR_CODE) return 'bad';
  if (!FINISHED.has(status ?? '') || ACK_WAITING.has(fastatus ?? '')) return 'open';
  return 'good';
}

export const hasAcknowledgement = ({ fastatus }: LensEntry) => fastatus !== null && !ACK_WAITING.has(fastatus);

/**
 * The most telling error of a process: it may stand on another of its entries, and a code without words says the least.
 */
export function bestError(entries: readonly LensEntry[]): { code: string | null; message: string | null } {
  const ranked = entries
    .filter(({ errorcode, externalerrormessage }) => errorcode !== null || externalerrormessage !== null)
    .map(({ errorcode, externalerrormessage }) => ({ code: errorcode, message: externalerrormessage }))
    .sort((one, other) => weightOf(other) - weightOf(one));
  return ranked[0] ?? { code: null, message: null };
}

const weightOf = ({ code, message }: { code: string | null; message: string | null }) =>
  (message === null ? 0 : 1000 + Math.min(message.length, 900)) + (code === null || code === NO_ERROR_CODE ? 0 : 50);

/** In milliseconds since 1970; null for what is no time. */
export function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
