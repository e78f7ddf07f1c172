import type { Journal, JournalTransaction, ReceivedFileRow } from '../db/schema.ts';

/** A file as the mailbox lists it. */
export interface RemoteFile {
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modifiedAt: number;
}

/** Enqueues work in the transaction that makes it necessary: a file to translate, or documents to publish again. */
export type Wake = (work: 'translate' | 'publish', trx: JournalTransaction) => Promise<void>;

export interface ReceivedBytes {
  tenant: string;
  mailbox: string;
  file: RemoteFile;
  sha256: string;
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  receivedAt: Date;
  /** Why the file was not fetched; null for one that was. */
  refusal: string | null;
}

/** The bytes that were received, untouched, and every receipt of them. */
export class FileStore {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Stores a file, or counts one more receipt of bytes that are here already and queues their documents to tell the CRM
   * the new count; `wake` enqueues the work in the same transaction: after the commit neither can be lost, before it
   * neither exists.
   */
  async receive(received: ReceivedBytes, wake: Wake): Promise<{ fileId: number; receipts: number }> {
    return this.#journal.transaction().execute(async (trx) => {
      const { tenant, mailbox, file, sha256, receivedAt } = received;
      const stored = await trx
        .insertInto('received_file')
        .values({
          tenant,
          mailbox,
          name: file.name,
          size: file.size,
          sha256,
          received_at: receivedAt,
          status: 'received',
          reason: received.refusal
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant', 'sha256'])
            .doUpdateSet((row) => ({ receipts: row('received_file.receipts', '+', 1) }))
        )
        .returning(['id', 'receipts'])
        .executeTakeFirstOrThrow();
      if (stored.receipts === 1) {
        let position = 0;
        for await (const bytes of received.chunks) {
          await trx.insertInto('received_chunk').values({ file_id: stored.id, position, bytes }).execute();
          position += 1;
        }
        await wake('translate', trx);
      } else {
        await queueAgain(trx, stored.id);
        await wake('publish', trx);
      }
      const receipt = { name: file.name, size: file.size, modified_at: file.modifiedAt, file_id: stored.id };
      await trx
        .insertInto('receipt')
        .values({ tenant, mailbox, received_at: receivedAt, ...receipt })
        .execute();
      return { fileId: stored.id, receipts: stored.receipts };
    });
  }

  /** Whether this file of a mailbox was received before: same name, size and time of change. */
  async knows(tenant: string, mailbox: string, file: RemoteFile): Promise<boolean> {
    const found = await this.#journal
      .selectFrom('receipt')
      .select('id')
      .where('tenant', '=', tenant)
      .where('mailbox', '=', mailbox)
      .where('name', '=', file.name)
      .where('size', '=', file.size)
      .where('modified_at', '=', file.modifiedAt)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** The bytes in their order, one stored chunk at a time. */
  async *chunks(fileId: number): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; position += 1) {
      const chunk = await this.#journal
        .selectFrom('received_chunk')
        .select('bytes')
        .where('file_id', '=', fileId)
        .where('position', '=', position)
        .executeTakeFirst();
      if (!chunk) return;
      yield chunk.bytes;
    }
  }

  /** The file that was received first of those that wait for translation. */
  async nextToTranslate(tenant: string): Promise<ReceivedFileRow | undefined> {
    return this.#journal
      .selectFrom('received_file')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('status', '=', 'received')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  }
}

async function queueAgain(trx: JournalTransaction, fileId: number): Promise<void> {
  await trx
    .updateTable('document')
    .set({ delivery: 'queued', attempts: 0 })
    .where('file_id', '=', fileId)
    .where('delivery', '=', 'published')
    .execute();
}
