const TEMPORARY = /^\.|\.(tmp|temp|part|partial|filepart|writing)$/i;
/** A character that a terminal or a protocol would act upon. */
const CONTROL = /\p{Cc}/u;

/** Whether a name says that its file is still being written: hidden, or with the ending that senders use for it. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name) && !name.startsWith('..');
}

/**
 * Why a name from a mailbox listing is not used, or null for a good one. A server decides what it lists, so a name must
 * not lead out of the folder when it is put behind its path.
 */
export function refusalOf(name: string): string | null {
  if (name === '' || name === '.' || name === '..') return 'it is no name of a file';
  if (name.includes('/') || name.includes('\\')) return 'it contains a path';
  if (CONTROL.test(name)) return 'it contains control characters';
  return name.length > 255 ? 'it is longer than 255 characters' : null;
}

/** A name as it may be shown and stored: control characters replaced, not longer than 255 characters. */
export function printable(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '\uFFFD').slice(0, 255);
}
