import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

export class SpoolError extends Error {}

/** A file of a fetch that is under way is younger. */
const ABANDONED_MILLISECONDS = 86_400_000;

/**
 * Makes the folder for files that are being fetched, which only its owner may enter.
 * @throws SpoolError when it is there already and others may enter it: they could read documents, or replace them
 */
export async function prepareSpool(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(directory);
  if ((mode & 0o077) === 0 && uid === (process.getuid?.() ?? uid)) return;
  const remedy = `Run "chmod 700 ${directory}" as its owner, or name another one as spoolDirectory.`;
  throw new SpoolError(`The spool folder ${directory} is not this user's alone. ${remedy}`);
}

/** A name of our own: what the server calls a file never becomes a path here. */
export function spoolFile(directory: string): string {
  return path.join(directory, `${randomUUID()}.fetched`);
}

/** Removes what a process that was killed has left in the folder, and nothing that is not ours. */
export async function clearSpool(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => /^[0-9a-f-]{36}\.fetched$/.test(one))) {
    const file = path.join(directory, name);
    const found = await stat(file).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MILLISECONDS) await rm(file, { force: true });
  }
}
