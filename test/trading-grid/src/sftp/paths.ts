import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** A path that would lead out of the mailbox; the client is told "permission denied". */
class OutsideError extends Error {
  readonly code = 'EACCES';
}

/** The path as the client sees it: absolute, with `..` stopping at the root as in a chroot. */
export function virtualPath(given: string): string {
  return path.posix.resolve('/', given);
}

/**
 * The file that a client's path names, inside `root`. Symbolic links are not emulated, and one that lies in the mailbox
 * all the same is not followed, since it may lead anywhere.
 * @throws OutsideError with code EACCES when the path runs over a symbolic link
 */
export function confinedPath(root: string, given: string): string {
  const top = realpathSync.native(root);
  const full = path.join(top, virtualPath(given));
  if (full === top) return full;
  const parent = path.dirname(full);
  const found = lstatSync(full, { throwIfNoEntry: false });
  if (realpathSync.native(parent) !== parent || found?.isSymbolicLink() === true) {
    throw new OutsideError('symbolic links are not emulated');
  }
  return full;
}
