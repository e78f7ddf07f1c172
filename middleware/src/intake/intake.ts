import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { FileStore, RemoteFile, Wake } from '../documents/file-store.ts';
import { hashOf } from '../documents/keys.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Mailbox } from './mailbox.ts';
import { isTemporary, printable, refusalOf } from './names.ts';
import { prepareSpool, spoolFile } from './spool.ts';

export interface IntakeOptions {
  tenant: string;
  /** Name of the mailbox in the journal. */
  mailbox: string;
  mode: 'move' | 'keep';
  spoolDirectory: string;
  /** Between the two looks that must agree on a file's size and time before it is taken. */
  settleMilliseconds: number;
}

/** Tells translator and publisher that there is work. */
export interface WakeUp {
  /** Enqueued in the transaction that stores the file, so that it cannot be lost. */
  inside: Wake;
  /** After a look that stored something: the one who waits looks at once. */
  after: () => void;
}

const CHUNK = 256 * 1024;
/** Listings that name the same refused file again and again are remembered up to here. */
const REMEMBERED = 10_000;

/** Takes the files of a mailbox into the journal: stored first, acknowledged after the commit. */
export class Intake {
  readonly #files: FileStore;
  readonly #wake: WakeUp;
  readonly #options: IntakeOptions;
  readonly #log: Logger;
  readonly #done = new Set<string>();
  /** Files that this process moved away: one that looks the same afterwards was sent again, within the second that servers tell. */
  readonly #moved = new Set<string>();

  constructor(files: FileStore, wake: WakeUp, options: IntakeOptions, log: Logger) {
    this.#files = files;
    this.#wake = wake;
    this.#options = options;
    this.#log = log;
  }

  /**
   * Looks into the mailbox once.
   * @returns how many files were stored or counted
   * @throws the first failure, after every other file had its turn: one that cannot be fetched holds nothing up
   */
  async poll(mailbox: Mailbox): Promise<number> {
    const first = (await mailbox.list()).filter(
      (file) => !isTemporary(file.name) && !this.#done.has(fingerprint(file))
    );
    if (first.length === 0) return 0;
    await delay(this.#options.settleMilliseconds);
    const second = new Set((await mailbox.list()).map(fingerprint));
    let taken = 0;
    const failures: unknown[] = [];
    for (const file of first.filter((one) => second.has(fingerprint(one)))) {
      try {
        if (await this.#take(mailbox, file)) taken += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    if (taken > 0) this.#wake.after();
    if (failures.length > 0) throw failures[0];
    return taken;
  }

  async #take(mailbox: Mailbox, file: RemoteFile): Promise<boolean> {
    const { tenant, mailbox: name, mode } = this.#options;
    const refusal = refusalOf(file.name);
    const shown = { ...file, name: printable(file.name) };
    const known = !this.#moved.has(fingerprint(file)) && (await this.#files.knows(tenant, name, shown));
    if (!known && !(await (refusal === null ? this.#store(mailbox, file) : this.#refuse(file, shown, refusal))))
      return false;
    if (refusal === null && mode === 'move') {
      await mailbox.acknowledge(file.name, otherName(file.name));
      this.#remember(fingerprint(file));
    } else if (this.#done.size < REMEMBERED) this.#done.add(fingerprint(file));
    return !known;
  }

  #remember(moved: string): void {
    const [oldest] = this.#moved;
    if (this.#moved.size >= REMEMBERED && oldest !== undefined) this.#moved.delete(oldest);
    this.#moved.add(moved);
  }

  async #store(mailbox: Mailbox, file: RemoteFile): Promise<boolean> {
    await prepareSpool(this.#options.spoolDirectory);
    const spool = spoolFile(this.#options.spoolDirectory);
    try {
      await mailbox.download(file.name, spool);
      if ((await stat(spool)).size !== file.size) return false;
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(spool)) hash.update(chunk as Buffer);
      await this.#receive(file, hash.digest('hex'), createReadStream(spool, { highWaterMark: CHUNK }), null);
      return true;
    } finally {
      await rm(spool, { force: true });
    }
  }

  async #refuse(file: RemoteFile, shown: RemoteFile, why: string): Promise<boolean> {
    const message = `The mailbox lists a file whose name is not accepted, because ${why}; it was not fetched.`;
    await this.#receive(shown, hashOf('refused', fingerprint(file)), [], message);
    return true;
  }

  async #receive(
    file: RemoteFile,
    sha256: string,
    chunks: AsyncIterable<Uint8Array> | [],
    refusal: string | null
  ): Promise<void> {
    const { tenant, mailbox } = this.#options;
    const { fileId, receipts } = await this.#files.receive(
      { tenant, mailbox, file, sha256, chunks, receivedAt: new Date(), refusal },
      this.#wake.inside
    );
    this.#log.info({ tenant, fileId, size: file.size, receipts }, refusal === null ? 'file received' : 'file refused');
  }
}

const fingerprint = (file: RemoteFile) => `${file.name}\0${file.size}\0${file.modifiedAt}`;

/** A name that nothing else has, for one that is taken; short enough that servers take it. */
function otherName(name: string): string {
  const time = new Date().toISOString().replace(/\W/g, '');
  return `${time}-${randomUUID().slice(0, 8)}-${name.slice(-100)}`;
}
