import { sql } from 'kysely';
import type { DocumentRow, Journal } from '../db/schema.ts';
import { laneOf } from './keys.ts';

/** A document as the operator sees it: never its contents. */
export interface DocumentSummary {
  key: string;
  sequence: number;
  /** staged, queued, published, failed; or held, rejected: what matters most about it. */
  status: string;
  delivery: DocumentRow['delivery'];
  outcome: DocumentRow['outcome'];
  reason: string | null;
  type: string | null;
  sender: string | null;
  receiver: string | null;
  interchangeControlNumber: string | null;
  groupControlNumber: string | null;
  setControlNumber: string | null;
  orderNumber: string | null;
  fileName: string;
  size: number;
  receipts: number;
  receivedAt: Date;
  publishedAt: Date | null;
}

export interface DocumentHistory extends DocumentSummary {
  history: { step: string; at: Date; reason: string | null }[];
}

export type Release = 'released' | 'unknown' | 'not-held' | 'too-large';

/** What the operator asks of the journal. */
export class Catalogue {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The newest documents first. */
  async list(limit: number): Promise<DocumentSummary[]> {
    const rows = await this.#rows().orderBy('document.sequence', 'desc').limit(limit).execute();
    return rows.map(summaryOf);
  }

  async show(key: string): Promise<DocumentHistory | undefined> {
    const row = await this.#rows().where('document.document_key', '=', key).executeTakeFirst();
    if (!row) return undefined;
    const history = await this.#journal
      .selectFrom('document_step')
      .select(['step', 'at', 'reason'])
      .where('document_key', '=', key)
      .orderBy('id')
      .execute();
    return { ...summaryOf(row), history };
  }

  /** How many documents stand where, and how many files wait for translation. */
  async counts(): Promise<Record<string, number>> {
    const deliveries = await this.#journal
      .selectFrom('document')
      .select(['delivery', sql<number>`count(*)::integer`.as('count')])
      .groupBy('delivery')
      .execute();
    const { waiting } = await this.#journal
      .selectFrom('received_file')
      .select(sql<number>`count(*)::integer`.as('waiting'))
      .where('status', '=', 'received')
      .executeTakeFirstOrThrow();
    return { waiting, ...Object.fromEntries(deliveries.map(({ delivery, count }) => [delivery, count])) };
  }

  /** Lets a held document, or one that the CRM refused, go on: it is published again, as what it is. */
  async release(key: string): Promise<Release> {
    return this.#journal.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('document')
        .selectAll()
        .where('document_key', '=', key)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return 'unknown';
      if (row.outcome !== 'held' && row.delivery !== 'failed') return 'not-held';
      if (row.hold === 'too-large' && row.delivery !== 'failed') return 'too-large';
      const outcome = row.hold === 'duplicate' ? (row.record_key === null ? 'recorded' : 'translated') : row.outcome;
      const hold = row.hold === 'duplicate' ? null : row.hold;
      const changed = {
        outcome,
        hold,
        reason: null,
        delivery: 'queued',
        attempts: 0,
        lane: laneOf(row.partition_key)
      } as const;
      await trx.updateTable('document').set(changed).where('document_key', '=', key).execute();
      await trx
        .deleteFrom('parked_key')
        .where('tenant', '=', row.tenant)
        .where('partition_key', '=', row.partition_key)
        .execute();
      const at = new Date();
      const steps = ['released', 'queued'].map((step) => ({ document_key: key, step, at, reason: null }));
      await trx.insertInto('document_step').values(steps).execute();
      return 'released';
    });
  }

  #rows() {
    return this.#journal
      .selectFrom('document')
      .innerJoin('received_file', 'received_file.id', 'document.file_id')
      .selectAll('document')
      .select(['received_file.name', 'received_file.size', 'received_file.receipts']);
  }
}

function summaryOf(row: DocumentRow & { name: string; size: number; receipts: number }): DocumentSummary {
  const telling = row.outcome === 'held' || row.outcome === 'rejected';
  return {
    key: row.document_key,
    sequence: row.sequence,
    status: telling && row.delivery !== 'failed' ? row.outcome : row.delivery,
    delivery: row.delivery,
    outcome: row.outcome,
    reason: row.reason,
    type: row.type,
    sender: row.sender,
    receiver: row.receiver,
    interchangeControlNumber: row.interchange_control_number,
    groupControlNumber: row.group_control_number,
    setControlNumber: row.set_control_number,
    orderNumber: row.order_number,
    fileName: row.name,
    size: row.size,
    receipts: row.receipts,
    receivedAt: row.received_at,
    publishedAt: row.published_at
  };
}
