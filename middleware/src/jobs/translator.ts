import type { Leases } from '../db/lease.ts';
import type { Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';
import type { FileStore } from '../documents/file-store.ts';
import type { Translation } from '../documents/translation.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';

/** Attempts at a file before it is recorded as one that we failed on, so that the files behind it go on. */
const ATTEMPTS = 5;

/** Translates the stored files of a tenant one after the other, in the order of receipt. */
export class Translator {
  readonly #journal: Journal;
  readonly #files: FileStore;
  readonly #translation: Translation;
  readonly #leases: Leases;
  readonly #tenant: string;
  readonly #wake: (trx: JournalTransaction) => Promise<void>;
  readonly #log: Logger;

  constructor(
    parts: { journal: Journal; files: FileStore; translation: Translation; leases: Leases },
    tenant: string,
    wake: (trx: JournalTransaction) => Promise<void>,
    log: Logger
  ) {
    this.#journal = parts.journal;
    this.#files = parts.files;
    this.#translation = parts.translation;
    this.#leases = parts.leases;
    this.#tenant = tenant;
    this.#wake = wake;
    this.#log = log;
  }

  /** Works until nothing waits. @returns whether another worker has the lease, who may die with work left */
  async run(): Promise<boolean> {
    const lease = `translate:${this.#tenant}`;
    try {
      while (await this.#leases.take(lease)) {
        const file = await this.#files.nextToTranslate(this.#tenant);
        if (!file) return false;
        await this.#one(file);
      }
      return true;
    } finally {
      await this.#leases.release(lease);
    }
  }

  async #one(file: ReceivedFileRow): Promise<void> {
    if (file.reason !== null) {
      await this.#translation.refuse(file, { code: 'FILE_NAME_REFUSED', message: file.reason }, this.#wake);
      return;
    }
    try {
      const documents = await this.#translation.translate(file, this.#wake);
      this.#log.info({ tenant: file.tenant, fileId: file.id, documents }, 'file translated');
    } catch (error) {
      await this.#failed(file, messageOf(error));
    }
  }

  async #failed(file: ReceivedFileRow, reason: string): Promise<void> {
    const attempts = file.attempts + 1;
    this.#log.error({ tenant: file.tenant, fileId: file.id, attempts, reason }, 'file could not be translated');
    if (attempts >= ATTEMPTS) {
      const message = `The file could not be translated because of an internal error (${reason}). Its bytes are kept.`;
      await this.#translation.refuse(file, { code: 'INTERNAL_ERROR', message }, this.#wake);
      return;
    }
    await this.#journal.updateTable('received_file').set({ attempts }).where('id', '=', file.id).execute();
    throw new Error(`File ${file.id} could not be translated: ${reason}`);
  }
}
