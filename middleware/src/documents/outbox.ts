import { type ExpressionBuilder, sql } from 'kysely';
import type { Database, DocumentRow, Journal, JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import { fromNow } from '../db/times.ts';
import { openText } from './sealed-payload.ts';

/** A document to publish: its payload as text, and how often its bytes have been received by now. */
export type QueuedDocument = Omit<DocumentRow, 'body'> & { receipts: number; payload: string; trace: string | null };

/** The documents of the journal that are to be published, by lane and sequence. */
export class Outbox {
  readonly #journal: Journal;
  readonly #seal: Seal;
  readonly #parkSeconds: number;

  constructor(journal: Journal, seal: Seal, parkSeconds: number) {
    this.#journal = journal;
    this.#seal = seal;
    this.#parkSeconds = parkSeconds;
  }

  /**
   * The first documents of some lanes together, by sequence, without those whose key is parked.
   * @param exceptionsOnly leaves out those that people do not wait for
   */
  async next(
    tenant: string,
    lanes: readonly number[],
    limit: number,
    exceptionsOnly = false
  ): Promise<QueuedDocument[]> {
    if (lanes.length === 0) return [];
    const rows = await this.#waiting(tenant)
      .$if(exceptionsOnly, (some) => some.where('document.outcome', 'in', ['rejected', 'held']))
      .innerJoin('received_file', 'received_file.id', 'document.file_id')
      .selectAll('document')
      .select(['received_file.receipts', 'received_file.trace'])
      .where('lane', 'in', lanes)
      .orderBy('document.silent')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(({ body, ...row }) => ({ ...row, payload: openText({ ...row, body }, this.#seal) }));
  }

  /** Whether anything could be published now, in whichever lane. */
  async hasWork(tenant: string): Promise<boolean> {
    const found = await this.#waiting(tenant).select('sequence').limit(1).executeTakeFirst();
    return found !== undefined;
  }

  /**
   * Marks documents as published. What was read again, released or told of by Lens meanwhile says something else than
   * what was sent, and stays queued; those whose bytes came again are queued once more, to tell the new count.
   */
  async published(documents: readonly QueuedDocument[]): Promise<void> {
    if (documents.length === 0) return;
    const keys = documents.map((document) => document.document_key);
    await this.#journal.transaction().execute(async (trx) => {
      const now = new Date();
      await trx
        .updateTable('document')
        .set({
          delivery: 'published',
          // By the database's clock: another process looks for it, whose clock may be another one.
          published_at: sql<Date>`now()`
        })
        .where((where) =>
          where(
            where.refTuple('document_key', 'revision'),
            'in',
            documents.map(({ document_key, revision }) => where.tuple(document_key, revision))
          )
        )
        .where('delivery', '=', 'queued')
        .execute();
      const steps = keys.map((document_key) => ({ document_key, step: 'published', at: now, reason: null }));
      await trx.insertInto('document_step').values(steps).execute();
      await requeueReceivedAgain(trx, documents);
    });
  }

  /** Sets a document aside that the CRM refuses, and lets its business key rest, so that someone can look first. */
  async fail(document: QueuedDocument, reason: string): Promise<void> {
    await this.#journal.transaction().execute(async (trx) => {
      const { document_key, tenant, partition_key } = document;
      await trx
        .updateTable('document')
        .set({ delivery: 'failed', reason })
        .where('document_key', '=', document_key)
        .where('revision', '=', document.revision)
        .where('delivery', '=', 'queued')
        .execute();
      await trx.insertInto('document_step').values({ document_key, step: 'failed', at: new Date(), reason }).execute();
      const until = fromNow(this.#parkSeconds);
      await trx
        .insertInto('parked_key')
        .values({ tenant, partition_key, until, reason })
        .onConflict((conflict) => conflict.columns(['tenant', 'partition_key']).doUpdateSet({ until, reason }))
        .execute();
    });
  }

  async countAttempt({ document_key, attempts }: QueuedDocument): Promise<void> {
    await this.#journal
      .updateTable('document')
      .set({ attempts: attempts + 1 })
      .where('document_key', '=', document_key)
      .execute();
  }

  async secondsToNextRelease(tenant: string): Promise<number | null> {
    const { seconds } = await this.#journal
      .selectFrom('parked_key')
      .select(sql<number | null>`ceil(extract(epoch from min(until) - now()))::integer`.as('seconds'))
      .where('tenant', '=', tenant)
      .where('until', '>', sql<Date>`now()`)
      .executeTakeFirstOrThrow();
    return seconds;
  }

  #waiting(tenant: string) {
    return this.#journal
      .selectFrom('document')
      .where('document.tenant', '=', tenant)
      .where('document.delivery', '=', 'queued')
      .where((expression) => expression.not(expression.exists(parkedKey(expression))))
      .where((expression) => expression.not(expression.exists(pausedPartner(expression))));
  }
}

async function requeueReceivedAgain(trx: JournalTransaction, documents: readonly QueuedDocument[]): Promise<void> {
  const files = await trx
    .selectFrom('received_file')
    .select(['id', 'receipts'])
    .where('id', 'in', [...new Set(documents.map(({ file_id }) => file_id))])
    .execute();
  const receipts = new Map(files.map((file) => [file.id, file.receipts]));
  const stale = documents.filter((document) => receipts.get(document.file_id) !== document.receipts);
  if (stale.length === 0) return;
  await trx
    .updateTable('document')
    .set({ delivery: 'queued' })
    .where(
      'document_key',
      'in',
      stale.map(({ document_key }) => document_key)
    )
    .where('delivery', '=', 'published')
    .execute();
}

const pausedPartner = (expression: ExpressionBuilder<Database, 'document'>) =>
  expression
    .selectFrom('pause')
    .select('pause.tenant')
    .whereRef('pause.tenant', '=', 'document.tenant')
    .where('pause.target', '=', sql<string>`'partner:' || document.partner`);

const parkedKey = (expression: ExpressionBuilder<Database, 'document'>) =>
  expression
    .selectFrom('parked_key')
    .select('parked_key.tenant')
    .whereRef('parked_key.tenant', '=', 'document.tenant')
    .whereRef('parked_key.partition_key', '=', 'document.partition_key')
    .where('parked_key.until', '>', sql<Date>`now()`);
