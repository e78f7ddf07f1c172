import { copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RemoteFile } from '../documents/file-store.ts';
import type { SendingMailbox } from './mailbox.ts';

const isMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** A mailbox in a directory of this machine, or of one that is mounted here. */
export class DirectoryMailbox implements SendingMailbox {
  readonly #folder: string;
  readonly #processed: string;
  readonly #send: string | undefined;
  #made: Promise<unknown> | undefined;

  constructor(folder: string, processed: string, send?: string) {
    this.#send = send;
    this.#folder = folder;
    this.#processed = processed;
  }

  /** Links are passed by: one could lead out of the folder. */
  async list(): Promise<RemoteFile[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true });
    const files = await Promise.all(entries.filter((entry) => entry.isFile()).map(({ name }) => this.#describe(name)));
    return files
      .filter((file) => file !== undefined)
      .sort((a, b) => a.modifiedAt - b.modifiedAt || (a.name < b.name ? -1 : 1));
  }

  read(name: string): Promise<Buffer> {
    return readFile(path.join(this.#folder, name));
  }

  download(name: string, localFile: string): Promise<void> {
    return copyFile(path.join(this.#folder, name), localFile);
  }

  async acknowledge(name: string, otherName: string): Promise<void> {
    this.#made ??= mkdir(this.#processed, { recursive: true, mode: 0o700 });
    await this.#made;
    // A rename would replace a file of that name without a word.
    const taken = await stat(path.join(this.#processed, name)).then(
      () => true,
      () => false
    );
    await rename(path.join(this.#folder, name), path.join(this.#processed, taken ? otherName : name));
  }

  async put(name: string, bytes: Buffer): Promise<void> {
    if (this.#send === undefined) throw new Error('The channel has no sendFolder.');
    await mkdir(this.#send, { recursive: true, mode: 0o700 });
    const unfinished = path.join(this.#send, `.${name}.part`);
    await writeFile(unfinished, bytes, { mode: 0o600, flush: true });
    await rename(unfinished, path.join(this.#send, name));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** Undefined for one that is gone since it was listed. */
  async #describe(name: string): Promise<RemoteFile | undefined> {
    try {
      const { size, mtimeMs } = await stat(path.join(this.#folder, name));
      return { name, size, modifiedAt: Math.trunc(mtimeMs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}
