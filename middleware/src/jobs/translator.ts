import { LeaseLostError, type Leases } from '../db/lease.ts';
import type { Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';
import { FileStore } from '../documents/file-store.ts';
import type { Translation } from '../documents/translation.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import type { Turns } from './turns.ts';

/** Attempts at a file before it is recorded as one that we failed on, so that the files behind it go on. */
const ATTEMPTS = 5;

export interface TranslatorParts {
  journal: Journal;
  files: FileStore;
  translation: Translation;
  leases: Leases;
  /** Shared by the tenants of a process. */
  turns: Turns;
  /** Wakes the publisher in the transaction that gives it work. */
  wake: (trx: JournalTransaction) => Promise<void>;
  /** Told after a commit that made documents ready, how many. */
  onReady: (documents: number) => void;
  log: Logger;
}

/** Translates the stored files of a tenant, in the order of receipt. */
export class Translator {
  readonly #parts: TranslatorParts;
  readonly #tenant: string;

  constructor(parts: TranslatorParts, tenant: string) {
    this.#parts = parts;
    this.#tenant = tenant;
  }

  /** Works until nothing waits. @returns whether another worker has the lease, who may die with work left */
  async run(): Promise<boolean> {
    const { leases, files, turns } = this.#parts;
    const lease = this.#lease;
    try {
      while (await leases.take(lease)) {
        const waiting = await files.nextToTranslate(this.#tenant);
        if (waiting.length === 0) return false;
        this.#parts.onReady(await turns.take(() => this.#translate(waiting)));
      }
      return true;
    } finally {
      await leases.release(lease);
    }
  }

  get #lease(): string {
    return `translate:${this.#tenant}`;
  }

  /** @returns how many documents were made */
  async #translate(files: readonly ReceivedFileRow[]): Promise<number> {
    const readable = files.filter(({ reason }) => reason === null);
    for (const file of files) {
      if (file.reason === null) continue;
      const refusal = { code: 'FILE_NAME_REFUSED', message: file.reason } as const;
      await this.#parts.translation.refuse(file, refusal, this.#parts.wake);
    }
    const [only] = readable;
    const refused = files.length - readable.length;
    if (!only) return refused;
    const small = FileStore.isSmall(only.size) && only.attempts === 0;
    return refused + (await (small ? this.#small(readable) : this.#one(only)));
  }

  async #small(files: readonly ReceivedFileRow[]): Promise<number> {
    const { translation, wake, log } = this.#parts;
    const failed: [ReceivedFileRow, unknown][] = [];
    const fresh = files.filter(({ attempts }) => attempts === 0);
    const together = (some: readonly ReceivedFileRow[]) =>
      translation.translateSmall(some, wake, (file, error) => failed.push([file, error]));
    let documents = 0;
    try {
      documents = await together(fresh);
    } catch {
      // The journal refuses something of one of them: each by itself, so that the others go on.
      failed.length = 0;
      for (const file of fresh) {
        try {
          documents += await together([file]);
        } catch (error) {
          failed.push([file, error]);
        }
      }
    }
    log.info({ tenant: this.#tenant, files: fresh.length - failed.length, documents }, 'files translated');
    for (const [file, error] of failed) await this.#failed(file, messageOf(error));
    return documents;
  }

  async #one(file: ReceivedFileRow): Promise<number> {
    const { translation, leases, wake, log } = this.#parts;
    try {
      const documents = await translation.translate(file, wake, (trx) => leases.take(this.#lease, trx));
      log.info({ tenant: this.#tenant, fileId: file.id, files: 1, documents }, 'files translated');
      return documents;
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      await this.#failed(file, messageOf(error));
      return 1;
    }
  }

  async #failed(file: ReceivedFileRow, reason: string): Promise<void> {
    const { journal, translation, wake, log } = this.#parts;
    const attempts = file.attempts + 1;
    log.error({ tenant: file.tenant, fileId: file.id, attempts, reason }, 'file could not be translated');
    if (attempts >= ATTEMPTS) {
      const message = `The file could not be translated because of an internal error (${reason}). Its bytes are kept.`;
      await translation.refuse(file, { code: 'INTERNAL_ERROR', message }, wake);
      return;
    }
    await journal.updateTable('received_file').set({ attempts }).where('id', '=', file.id).execute();
    throw new Error(`File ${file.id} could not be translated: ${reason}`);
  }
}
