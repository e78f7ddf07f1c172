import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

/** Folders of a mailbox: what the network holds for the customer, what was fetched, what the customer sends. */
export const FOLDERS = ['outgoing', 'processed', 'incoming'] as const;

export class UnknownMailboxError extends Error {}

/** The mailboxes of the network, one directory each. */
export class Mailboxes {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  root(name: string): string {
    return path.join(this.directory, name);
  }

  async create(name: string): Promise<void> {
    await Promise.all(FOLDERS.map((folder) => mkdir(path.join(this.root(name), folder), { recursive: true })));
  }

  async names(): Promise<string[]> {
    return readdir(this.directory);
  }

  /**
   * Puts a document into the outgoing folder; a reader sees all of it or nothing, because it is written elsewhere and
   * renamed. A name that is taken gets a number, so that a document that was not fetched yet is never overwritten.
   * @returns the name it has in the folder
   */
  async deliver(name: string, fileName: string, bytes: Buffer): Promise<string> {
    if (!(await this.names()).includes(name)) throw new UnknownMailboxError(`There is no mailbox "${name}".`);
    const draft = path.join(this.directory, '..', `draft-${randomUUID()}`);
    await writeFile(draft, bytes);
    const { name: stem, ext } = path.parse(path.basename(fileName));
    for (let copy = 0; ; copy += 1) {
      const placed = copy === 0 ? `${stem}${ext}` : `${stem}-${copy}${ext}`;
      const target = path.join(this.root(name), 'outgoing', placed);
      if (await exists(target)) continue;
      await rename(draft, target);
      return placed;
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false
  );
}
