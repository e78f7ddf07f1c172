import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

/** Folders of a mailbox: what the network holds for the customer, what was fetched, what the customer sends. */
export const FOLDERS = ['outgoing', 'processed', 'incoming'] as const;

/** Bytes; leaves room for the number that a name gets when it is taken. */
const LONGEST_NAME = 240;

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
    const folders = FOLDERS.map((folder) => path.join(this.root(name), folder));
    // Only the owner may enter: the documents of companies lie here.
    await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  }

  async names(): Promise<string[]> {
    return readdir(this.directory);
  }

  /**
   * Puts a document into the outgoing folder; a reader sees all of it or nothing, because it is written elsewhere and
   * linked. A name that is taken gets a number, so that a document that was not fetched yet is never overwritten.
   * @returns the name it has in the folder
   * @throws RangeError for a name that cannot be one of a file
   */
  async deliver(name: string, fileName: string, bytes: Buffer): Promise<string> {
    if (!(await this.names()).includes(name)) throw new UnknownMailboxError(`There is no mailbox "${name}".`);
    const { name: stem, ext } = path.parse(path.basename(fileName));
    if (/\p{Cc}/u.test(fileName) || !/[^.]/.test(stem) || Buffer.byteLength(stem + ext) > LONGEST_NAME) {
      throw new RangeError(
        `A file name needs 1 to ${LONGEST_NAME} bytes, not only dots, and without control characters.`
      );
    }
    const draft = path.join(this.directory, '..', `draft-${randomUUID()}`);
    try {
      await writeFile(draft, bytes, { mode: 0o600 });
      for (let copy = 0; ; copy += 1) {
        const placed = copy === 0 ? `${stem}${ext}` : `${stem}-${copy}${ext}`;
        if (await linked(draft, path.join(this.root(name), 'outgoing', placed))) return placed;
      }
    } finally {
      await rm(draft, { force: true });
    }
  }
}

/** Gives a file a second name, unless that is taken: the one step that cannot overwrite. */
async function linked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
