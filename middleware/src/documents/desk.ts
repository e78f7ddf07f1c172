import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Journal, ReceivedFileRow } from '../db/schema.ts';
import { type DocumentFilter, filtered } from './catalogue.ts';
import type { FileStore, Received, Wake } from './file-store.ts';
import { laneOf, newRevision } from './keys.ts';

/** Why something cannot be done with a document, for a person; `conflict` where the document's state forbids it. */
export class DeskError extends Error {
  readonly why: 'unknown' | 'conflict';

  constructor(why: DeskError['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** What a request would change. */
export interface Affected {
  /** Documents. */
  count: number;
  files: number;
  /** Those of the files that cannot be read again. */
  withoutBytes: number;
  /** Of the first documents. */
  keys: string[];
}

export interface Correction {
  bytes: Buffer;
  by: string;
  reason: string;
}

const CHANNEL = 'desk';
/** Files that are read again by one transaction. */
const PAGE = 500;
/** Keys that a preview tells. */
const KEYS = 20;

/** What people do with single documents: look into them, let them go on, read or send them again. */
export class Desk {
  readonly #journal: Journal;
  readonly #files: FileStore;
  readonly #wake: (tenant: string) => Wake;

  /** @param wake enqueues the work of a tenant, inside the transaction that makes it necessary */
  constructor(journal: Journal, files: FileStore, wake: (tenant: string) => Wake) {
    this.#journal = journal;
    this.#files = files;
    this.#wake = wake;
  }

  /** The bytes of the file that a document came in, untouched. @throws DeskError when they are not kept any more */
  async raw(tenant: string, key: string): Promise<{ name: string; bytes: AsyncGenerator<Buffer> }> {
    const file = await this.#fileOf(tenant, key);
    return { name: file.name, bytes: this.#files.chunks(file) };
  }

  /** Lets a held document, or one that the CRM refused, go on: it is published again, as what it is. */
  async release(tenant: string, key: string, by: string): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('document')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('document_key', '=', key)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw unknown();
      if (row.outcome !== 'held' && row.delivery !== 'failed')
        throw new DeskError('conflict', 'The document is not held, so there is nothing to release.');
      if (row.hold === 'too-large' && row.delivery !== 'failed')
        throw new DeskError('conflict', 'A line of the order is too large for an event: the order stays held.');
      const duplicate = row.hold === 'duplicate';
      const changed = {
        outcome: duplicate ? (row.record_key === null ? 'recorded' : 'translated') : row.outcome,
        hold: duplicate ? null : row.hold,
        released: duplicate || row.released,
        reason: null,
        delivery: 'queued',
        attempts: 0,
        revision: newRevision(),
        lane: laneOf(row.partition_key)
      } as const;
      await trx.updateTable('document').set(changed).where('document_key', '=', key).execute();
      await trx
        .deleteFrom('parked_key')
        .where('tenant', '=', tenant)
        .where('partition_key', '=', row.partition_key)
        .execute();
      const at = new Date();
      const steps = [
        { document_key: key, step: 'released', at, reason: `by ${by}` },
        { document_key: key, step: 'queued', at, reason: null }
      ];
      await trx.insertInto('document_step').values(steps).execute();
      await this.#wake(tenant)('publish', trx);
    });
  }

  /** What a request would change: documents, the first keys of them, their files, and those that cannot be read again. */
  async preview(tenant: string, filter: DocumentFilter): Promise<Affected> {
    const { count, files } = await this.#matching(tenant, filter)
      .select([
        sql<number>`count(*)::integer`.as('count'),
        sql<number>`count(distinct document.file_id)::integer`.as('files')
      ])
      .executeTakeFirstOrThrow();
    const first = await this.#matching(tenant, filter)
      .select('document.document_key')
      .orderBy('document.sequence')
      .limit(KEYS)
      .execute();
    const { readable } = await this.#matching(tenant, filter)
      .select(sql<number>`count(distinct document.file_id)::integer`.as('readable'))
      .where((where) =>
        where.exists(
          where
            .selectFrom('received_chunk')
            .select('received_chunk.position')
            .whereRef('received_chunk.file_id', '=', 'document.file_id')
        )
      )
      .executeTakeFirstOrThrow();
    return { count, files, withoutBytes: files - readable, keys: first.map(({ document_key }) => document_key) };
  }

  /**
   * Reads the files of documents again, by the guides and maps of today; keys and sequences stay. A file is read whole,
   * so the other documents in it are read again as well.
   * @returns how many files are read again
   */
  async reprocess(tenant: string, filter: DocumentFilter & { key?: string }, by: string): Promise<{ files: number }> {
    let files = 0;
    let after = 0;
    for (;;) {
      const page = await this.#matching(tenant, filter)
        .select('document.file_id')
        .distinct()
        .where('document.file_id', '>', after)
        .orderBy('document.file_id')
        .limit(PAGE)
        .execute();
      const ids = page.map(({ file_id }) => file_id);
      if (filter.key !== undefined && ids.length === 0) throw unknown();
      const readable = await this.#withBytes(ids);
      if (filter.key !== undefined && readable.length === 0) throw gone();
      if (readable.length > 0) await this.#readAgain(tenant, readable, by);
      files += readable.length;
      if (ids.length < PAGE) return { files };
      after = ids.at(-1) ?? 0;
    }
  }

  async #readAgain(tenant: string, files: readonly number[], by: string): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      const documents = await trx
        .updateTable('document')
        .set({ delivery: 'staged' })
        .where('file_id', 'in', files)
        .returning('document_key')
        .execute();
      const at = new Date();
      const reason = `by ${by}`;
      const steps = documents.map(({ document_key }) => ({ document_key, step: 'reprocessed', at, reason }));
      for (let start = 0; start < steps.length; start += 1000)
        await trx
          .insertInto('document_step')
          .values(steps.slice(start, start + 1000))
          .execute();
      await trx
        .updateTable('received_file')
        .set({ status: 'received', attempts: 0 })
        .where('id', 'in', files)
        .execute();
      await this.#wake(tenant)('translate', trx);
    });
  }

  /** Publishes a document again as it is. */
  async replay(tenant: string, key: string, by: string): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      const moved = await trx
        .updateTable('document')
        .set({ delivery: 'queued', attempts: 0 })
        .where('tenant', '=', tenant)
        .where('document_key', '=', key)
        .where('delivery', 'in', ['published', 'arrived', 'failed'])
        .executeTakeFirst();
      if (moved.numUpdatedRows === 0n) {
        await this.#fileRow(tenant, key);
        throw new DeskError('conflict', 'The document is on its way already.');
      }
      await trx
        .insertInto('document_step')
        .values({ document_key: key, step: 'queued', at: new Date(), reason: `again, by ${by}` })
        .execute();
      await this.#wake(tenant)('publish', trx);
    });
  }

  /**
   * Takes an edited document in the place of one that was faulty: it comes in as a file of its own, which says what it
   * corrects, who corrected it and why. What was received stays as it is.
   */
  async correct(tenant: string, key: string, { bytes, by, reason }: Correction): Promise<Received> {
    const original = await this.#fileRow(tenant, key);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 === original.sha256)
      throw new DeskError('conflict', 'The document was not changed: to read it again as it is, reprocess it.');
    const file = { name: `corrected-${original.name}`.slice(0, 255), size: bytes.length, modifiedAt: Date.now() };
    const correction = { corrects: key, correctedBy: by, correctionReason: reason };
    const source = { tenant, mailbox: CHANNEL };
    const arrived = { file, sha256, bytes, refusal: null, correction };
    const [received] = await this.#files.receiveAll(source, [arrived], this.#wake(tenant));
    await this.#journal
      .insertInto('document_step')
      .values({ document_key: key, step: 'corrected', at: new Date(), reason: `by ${by}: ${reason}` })
      .execute();
    return received ?? { fileId: 0, receipts: 0 };
  }

  #matching(tenant: string, { key, ...filter }: DocumentFilter & { key?: string }) {
    const rows = this.#journal
      .selectFrom('document')
      .innerJoin('received_file', 'received_file.id', 'document.file_id');
    return filtered(rows, { ...filter, tenant }).$if(key !== undefined, (some) =>
      some.where('document.document_key', '=', key ?? '')
    );
  }

  async #withBytes(ids: readonly number[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const rows = await this.#journal
      .selectFrom('received_chunk')
      .select('file_id')
      .distinct()
      .where('file_id', 'in', ids)
      .execute();
    return rows.map(({ file_id }) => file_id);
  }

  async #fileRow(tenant: string, key: string): Promise<ReceivedFileRow> {
    const file = await this.#journal
      .selectFrom('received_file')
      .innerJoin('document', 'document.file_id', 'received_file.id')
      .selectAll('received_file')
      .where('document.tenant', '=', tenant)
      .where('document.document_key', '=', key)
      .executeTakeFirst();
    if (!file) throw unknown();
    return file;
  }

  async #fileOf(tenant: string, key: string): Promise<ReceivedFileRow> {
    const file = await this.#fileRow(tenant, key);
    if (file.size > 0 && (await this.#withBytes([file.id])).length === 0) throw gone();
    return file;
  }
}

const unknown = () => new DeskError('unknown', 'There is no document with this key.');
const gone = () =>
  new DeskError('conflict', 'The bytes of the document are not kept any more: see the retention in the configuration.');
