import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export class DirectoryInUseError extends Error {}

/** Locks that this process holds: in a container a killed process had the same id as the one that follows it. */
const held = new Set<string>();

/** The system's code of an error, whichever realm made it. */
const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8').trim()) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the one right to open a PGlite directory: PGlite itself has no lock, and two processes at once lose rows. The
 * lock of a process that is gone (kill −9) is taken over.
 * @returns gives the lock back
 * @throws DirectoryInUseError while another process holds it
 */
export function lockDirectory(directory: string): () => void {
  const file = `${path.resolve(directory)}.lock`;
  mkdirSync(path.dirname(file), { recursive: true });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      held.add(file);
      return () => {
        held.delete(file);
        rmSync(file, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = holderOf(file);
    if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
      throw new DirectoryInUseError(
        `The database ${directory} is in use by process ${holder}. Stop that process; if it is no middleware, delete ${file}.`
      );
    }
    if (holder === process.pid && held.has(file))
      throw new DirectoryInUseError(`This process has opened the database ${directory} already.`);
    rmSync(file, { force: true });
  }
  throw new DirectoryInUseError(`The lock ${file} changes hands all the time: is another middleware starting?`);
}
