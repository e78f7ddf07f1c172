import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  FileStore,
  fingerprint,
  type RemoteFile,
  type Source,
  type Wake,
  type WholeFile
} from '../documents/file-store.ts';
import type { Places } from '../documents/places.ts';
import type { Logger } from '../telemetry/log.ts';
import { batchesOf } from './batches.ts';
import { fetchLarge, fetchWhole } from './fetch.ts';
import type { Mailbox } from './mailbox.ts';
import { isTemporary, printable, refusalOf } from './names.ts';
import { Setbacks } from './setbacks.ts';

export interface IntakeOptions extends Source {
  mode: 'move' | 'keep';
  spoolDirectory: string;
  /** Between the two looks that must agree on a file's size and time before it is taken. */
  settleMilliseconds: number;
}

/** Tells translator and publisher that there is work. */
export interface WakeUp {
  /** Enqueued in the transaction that stores the file, so that it cannot be lost. */
  inside: Wake;
  /** After a commit that stored something: the one who waits looks at once. */
  after: () => void;
}

interface Fetched {
  /** Files that are in the journal already. */
  known: ReadonlySet<RemoteFile>;
  /** Files that were fetched. */
  whole: ReadonlyMap<RemoteFile, WholeFile>;
}

/** Listings that name the same refused file again and again are remembered up to here. */
const REMEMBERED = 10_000;
/** Requests that wait for the mailbox's server at the same time. */
const IN_FLIGHT = 16;

/** Takes the files of a mailbox into the journal: stored first, acknowledged after the commit. */
export class Intake {
  readonly #files: FileStore;
  readonly #wake: WakeUp;
  readonly #options: IntakeOptions;
  readonly #log: Logger;
  readonly #onReceived: (count: number) => void;
  readonly #setbacks = new Setbacks();
  readonly #places: Places;
  readonly #done = new Set<string>();
  /** Files that this process moved away: one that looks the same afterwards was sent again, within the second that servers tell. */
  readonly #moved = new Set<string>();

  /** @param onReceived counts files that were stored */
  constructor(
    files: FileStore,
    wake: WakeUp,
    options: IntakeOptions,
    log: Logger,
    onReceived: (count: number) => void = () => undefined
  ) {
    this.#files = files;
    this.#wake = wake;
    this.#options = options;
    this.#log = log;
    this.#onReceived = onReceived;
    this.#places = files.places(options);
  }

  /** What cannot be fetched or moved, and why; null while all is well. */
  get trouble(): string | null {
    return this.#setbacks.trouble;
  }

  /**
   * Looks into the mailbox once. A file that cannot be fetched or moved holds nothing up: it is tried again later.
   * @param mayGoOn asked before every batch, so that a pause or a full journal stops the intake and nothing else
   * @returns how many files were stored or counted
   * @throws when the mailbox cannot be listed, or the journal not be written
   */
  async poll(mailbox: Mailbox, mayGoOn: () => Promise<boolean> = () => Promise.resolve(true)): Promise<number> {
    const listed = await mailbox.list();
    this.#setbacks.keepOnly(listed.map(fingerprint));
    await this.#places.keepOnly(listed);
    const first = listed.filter((file) => {
      const print = fingerprint(file);
      return !isTemporary(file.name) && !this.#done.has(print) && this.#setbacks.isDue(print);
    });
    if (first.length === 0) return 0;
    await delay(this.#options.settleMilliseconds);
    const second = new Set((await mailbox.list()).map(fingerprint));
    const settled = first.filter((one) => second.has(fingerprint(one)));
    const batches = [...batchesOf(settled)];
    let taken = 0;
    let acknowledged = Promise.resolve();
    // While one batch is written to the journal, the next one is on its way and the last one is being moved.
    let fetched = this.#fetchAll(mailbox, batches[0]);
    for (const [index, batch] of batches.entries()) {
      const { known, whole } = await fetched;
      fetched = this.#fetchAll(mailbox, batches[index + 1]);
      // It is awaited later, or never where something else fails first; nobody may call its rejection unhandled.
      fetched.catch(() => undefined);
      if (!(await mayGoOn())) break;
      const stored = await this.#storeAll(
        mailbox,
        batch.filter((file) => !known.has(file)),
        whole
      );
      this.#onReceived(stored.length);
      if (stored.length > 0) this.#wake.after();
      taken += stored.length;
      await acknowledged;
      acknowledged = this.#each([...known, ...stored], (file) => this.#acknowledge(mailbox, file));
    }
    await Promise.all([acknowledged, fetched]);
    return taken;
  }

  /** Fetches the small files of a batch that are not in the journal yet. */
  async #fetchAll(mailbox: Mailbox, batch: readonly RemoteFile[] = []): Promise<Fetched> {
    const known = await this.#known(batch);
    const whole = new Map<RemoteFile, WholeFile>();
    const fresh = batch.filter((file) => !known.has(file) && FileStore.isSmall(file.size));
    await this.#each(fresh, async (file) => {
      const one = await fetchWhole(this.#options, mailbox, file);
      if (one) whole.set(file, one);
    });
    return { known, whole };
  }

  #known(batch: readonly RemoteFile[]): Promise<Set<RemoteFile>> {
    const byShown = new Map(
      batch
        .filter((file) => !this.#moved.has(fingerprint(file)))
        .map((file) => [{ ...file, name: printable(file.name) }, file])
    );
    return this.#files
      .known(this.#options, [...byShown.keys()])
      .then((known) => new Set([...known].flatMap((shown) => byShown.get(shown) ?? [])));
  }

  /** @returns the files that are in the journal now */
  async #storeAll(mailbox: Mailbox, batch: readonly RemoteFile[], whole: Fetched['whole']): Promise<RemoteFile[]> {
    const [only] = batch;
    if (only && !FileStore.isSmall(only.size)) return this.#storeLarge(mailbox, only);
    // In the order of the listing, whatever came back first.
    const stored = batch.filter((file) => whole.has(file));
    const missing = batch.filter((file) => !whole.has(file) && this.#setbacks.has(fingerprint(file)));
    const places = await (missing.length === 0 ? this.#places.of(stored) : this.#places.take(batch, missing));
    const received = await this.#files.receiveAll(
      this.#options,
      stored.flatMap((file) => {
        const one = whole.get(file);
        return one ? [{ ...one, place: places.get(file) }] : [];
      }),
      this.#wake.inside
    );
    this.#places.forget(stored);
    for (const [index, { fileId, receipts }] of received.entries()) this.#tell(stored[index], fileId, receipts);
    return stored;
  }

  async #storeLarge(mailbox: Mailbox, file: RemoteFile): Promise<RemoteFile[]> {
    const large: RemoteFile[] = [];
    const place = (await this.#places.of([file])).get(file);
    await this.#each([file], async () => {
      if (await this.#fetchLarge(mailbox, file, place)) large.push(file);
    });
    if (large.length > 0) this.#places.forget(large);
    else if (this.#setbacks.has(fingerprint(file))) await this.#places.take([file], [file]);
    return large;
  }

  async #fetchLarge(mailbox: Mailbox, file: RemoteFile, place: number | undefined): Promise<boolean> {
    if (refusalOf(file.name) !== null) {
      const refused = await fetchWhole(this.#options, mailbox, file);
      if (refused) await this.#files.receiveAll(this.#options, [refused], this.#wake.inside);
      return true;
    }
    const received = await fetchLarge(this.#options.spoolDirectory, mailbox, file, (arrived) =>
      this.#files.receive(this.#options, { ...arrived, place }, this.#wake.inside)
    );
    if (received) this.#tell(file, received.fileId, received.receipts);
    return received !== undefined;
  }

  async #acknowledge(mailbox: Mailbox, file: RemoteFile): Promise<void> {
    if (refusalOf(file.name) === null && this.#options.mode === 'move') {
      await mailbox.acknowledge(file.name, otherName(file.name));
      this.#remember(fingerprint(file));
    } else if (this.#done.size < REMEMBERED) this.#done.add(fingerprint(file));
  }

  #remember(moved: string): void {
    const [oldest] = this.#moved;
    if (this.#moved.size >= REMEMBERED && oldest !== undefined) this.#moved.delete(oldest);
    this.#moved.add(moved);
  }

  /** Works on all, some at the same time; one that fails is tried again later. */
  async #each(files: readonly RemoteFile[], work: (file: RemoteFile) => Promise<void>): Promise<void> {
    const queue = files.values();
    const worker = async () => {
      for (const file of queue) {
        try {
          await work(file);
          this.#setbacks.forget(fingerprint(file));
        } catch (error) {
          this.#setbacks.note(fingerprint(file), error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, files.length) }, worker));
  }

  #tell(file: RemoteFile | undefined, fileId: number, receipts: number): void {
    this.#log.info({ tenant: this.#options.tenant, fileId, size: file?.size, receipts }, 'file received');
  }
}

/** A name that nothing else has, for one that is taken; short enough that servers take it. */
function otherName(name: string): string {
  const time = new Date().toISOString().replace(/\W/g, '');
  return `${time}-${randomUUID().slice(0, 8)}-${name.slice(-100)}`;
}
