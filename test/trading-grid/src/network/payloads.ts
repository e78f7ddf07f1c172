import { randomUUID } from 'node:crypto';
import { open, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../state/model.ts';

/** The bytes of everything that went through, kept apart from the mailboxes, whose files come and go. */
export class Payloads {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<Payloads> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new Payloads(directory);
  }

  /** Returns the name that finds the bytes again. */
  async keep(bytes: Buffer): Promise<string> {
    const name = randomUUID();
    await writeFile(path.join(this.#directory, name), bytes, { mode: 0o600 });
    return name;
  }

  read(name: string): Promise<Buffer> {
    return readFile(path.join(this.#directory, name));
  }

  /** What an entry is about: the whole file, or its interchange of the file. */
  async of({ internal: { payload, range } }: Entry): Promise<Buffer> {
    if (!range) return this.read(payload);
    const [start, end] = range;
    const handle = await open(path.join(this.#directory, payload));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}
