import { randomUUID } from 'node:crypto';
import { appendFile, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Folders of a mailbox: what the network holds for the customer, what was fetched, what the customer sends. */
export const FOLDERS = ['outgoing', 'processed', 'incoming'] as const;

/** Bytes; leaves room for the number that a name gets when it is taken. */
const LONGEST_NAME = 240;

/** Names under which a file is still being written. */
const TEMPORARY = /^\.|\.(tmp|temp|part|partial|filepart|writing)$/i;

export class UnknownMailboxError extends Error {}

export interface MailboxFile {
  name: string;
  size: number;
}

/** The mailboxes of the network, one directory each. */
export class Mailboxes {
  readonly directory: string;
  /** Carries a partner's file through the network, which keeps a trail of it. */
  courier: ((mailbox: string, fileName: string, bytes: Buffer) => Promise<string>) | undefined;

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

  async files(name: string, folder: string): Promise<MailboxFile[]> {
    const names = (await readdir(path.join(this.root(name), folder)).catch(() => [])).sort();
    const found = names.map(async (file) => {
      const stats = await stat(path.join(this.root(name), folder, file)).catch(() => undefined);
      return stats?.isFile() ? [{ name: file, size: stats.size }] : [];
    });
    return (await Promise.all(found)).flat();
  }

  /**
   * Puts a partner's document into the outgoing folder and into the trail of the network.
   * @returns the name it has in the folder
   * @throws RangeError for a name that cannot be one of a file
   */
  async deliver(name: string, fileName: string, bytes: Buffer): Promise<string> {
    await this.#check(name, fileName);
    return this.courier ? this.courier(name, fileName, bytes) : this.place(name, fileName, bytes, (placed) => placed);
  }

  /**
   * Puts a document into the outgoing folder; a reader sees all of it or nothing, because it is written elsewhere and
   * linked. A name that is taken gets a number, so that a document that was not fetched yet is never overwritten.
   * @param placed told the name at once, before a reader can have fetched the file
   */
  async place<T>(name: string, fileName: string, bytes: Buffer, placed: (name: string) => T): Promise<T> {
    const { stem, ext } = await this.#check(name, fileName);
    const draft = path.join(this.directory, '..', `draft-${randomUUID()}`);
    try {
      await writeFile(draft, bytes, { mode: 0o600 });
      for (let copy = 0; ; copy += 1) {
        const candidate = copy === 0 ? `${stem}${ext}` : `${stem}-${copy}${ext}`;
        if (await linked(draft, path.join(this.root(name), 'outgoing', candidate))) return placed(candidate);
      }
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Writes the rest of a file that appeared half; a reader may have moved it meanwhile, as may happen to any writer. */
  async append(name: string, fileName: string, rest: Buffer): Promise<void> {
    for (const folder of ['outgoing', 'processed']) {
      const file = path.join(this.root(name), folder, fileName);
      if ((await stat(file).catch(() => undefined)) === undefined) continue;
      await appendFile(file, rest);
      return;
    }
  }

  read(name: string, folder: string, fileName: string): Promise<Buffer> {
    return readFile(path.join(this.root(name), folder, fileName));
  }

  async remove(name: string, folder: string, fileName: string): Promise<void> {
    await rm(path.join(this.root(name), folder, fileName), { force: true });
  }

  async #check(name: string, fileName: string): Promise<{ stem: string; ext: string }> {
    if (!(await this.names()).includes(name)) throw new UnknownMailboxError(`There is no mailbox "${name}".`);
    const { name: stem, ext } = path.parse(path.basename(fileName));
    if (/\p{Cc}/u.test(fileName) || !/[^.]/.test(stem) || Buffer.byteLength(stem + ext) > LONGEST_NAME) {
      throw new RangeError(
        `A file name needs 1 to ${LONGEST_NAME} bytes, not only dots, and without control characters.`
      );
    }
    return { stem, ext };
  }
}

export const isTemporary = (name: string) => TEMPORARY.test(name);

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
