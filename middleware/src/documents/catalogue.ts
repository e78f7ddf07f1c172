import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database, DocumentRow, Journal } from '../db/schema.ts';
import { documentCounts } from './counts.ts';

/** A document as the operator sees it: never its contents. */
export interface DocumentSummary {
  key: string;
  tenant: string;
  sequence: number;
  /** What matters most about it: held, rejected, or how far it is on its way. */
  status: string;
  delivery: DocumentRow['delivery'];
  outcome: DocumentRow['outcome'];
  reason: string | null;
  type: string | null;
  standard: string | null;
  sender: string | null;
  receiver: string | null;
  partner: string;
  interchangeControlNumber: string | null;
  groupControlNumber: string | null;
  setControlNumber: string | null;
  orderNumber: string | null;
  fileName: string;
  channel: string;
  size: number;
  receipts: number;
  receivedAt: Date;
  publishedAt: Date | null;
}

/** A document with every step of its life, and the documents that correct it or that it corrects. */
export interface DocumentTrace extends DocumentSummary {
  history: { step: string; at: Date; reason: string | null }[];
  corrects: string | null;
  correctedBy: string | null;
  correctionReason: string | null;
  corrections: string[];
}

/** What documents are looked for by; each given one must fit. */
export interface DocumentFilter {
  /** Undefined: of all tenants. */
  tenant?: string | undefined;
  /** Finds order numbers and interchange, group and set control numbers; control numbers with or without zeros. */
  number?: string | undefined;
  /** `qualifier:id` */
  partner?: string | undefined;
  type?: string | undefined;
  delivery?: DocumentRow['delivery'] | undefined;
  outcome?: DocumentRow['outcome'] | undefined;
  /** Only documents of a lower sequence: the next page. */
  before?: number | undefined;
}

/** What the operator asks of the journal. */
export class Catalogue {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The newest documents first. */
  async list(limit: number, filter: DocumentFilter = {}): Promise<DocumentSummary[]> {
    const rows = await filtered(this.#rows(), filter).orderBy('document.sequence', 'desc').limit(limit).execute();
    return rows.map(summaryOf);
  }

  /** @param tenant undefined: of whichever tenant */
  async show(key: string, tenant?: string): Promise<DocumentTrace | undefined> {
    const row = await filtered(this.#rows(), { tenant }).where('document.document_key', '=', key).executeTakeFirst();
    if (!row) return undefined;
    const history = await this.#journal
      .selectFrom('document_step')
      .select(['step', 'at', 'reason'])
      .where('document_key', '=', key)
      .orderBy('id')
      .execute();
    const corrections = await this.#journal
      .selectFrom('document')
      .innerJoin('received_file', 'received_file.id', 'document.file_id')
      .select('document_key')
      .where('received_file.corrects', '=', key)
      .orderBy('sequence')
      .execute();
    const { corrects, corrected_by: correctedBy, correction_reason: correctionReason } = row;
    const lineage = { corrects, correctedBy, correctionReason };
    return { ...summaryOf(row), history, ...lineage, corrections: corrections.map(({ document_key }) => document_key) };
  }

  /** How many documents stand where, and how many files wait for translation. */
  async counts(tenant?: string): Promise<Record<string, number>> {
    const deliveries: Record<string, number> = {};
    for (const { delivery, count } of await documentCounts(this.#journal, tenant))
      deliveries[delivery] = (deliveries[delivery] ?? 0) + count;
    const { waiting } = await this.#journal
      .selectFrom('received_file')
      .select(sql<number>`count(*)::integer`.as('waiting'))
      .where('status', '=', 'received')
      .$if(tenant !== undefined, (query) => query.where('tenant', '=', tenant ?? ''))
      .executeTakeFirstOrThrow();
    return { waiting, ...deliveries };
  }

  #rows() {
    return this.#journal
      .selectFrom('document')
      .innerJoin('received_file', 'received_file.id', 'document.file_id')
      .selectAll('document')
      .select(['received_file.name', 'received_file.size', 'received_file.receipts', 'received_file.mailbox'])
      .select(['received_file.corrects', 'received_file.corrected_by', 'received_file.correction_reason']);
  }
}

type Tables = 'document' | 'received_file';

/** Narrows a query of documents; also what is done to many at once is told by such a filter. */
export function filtered<O>(query: SelectQueryBuilder<Database, Tables, O>, filter: DocumentFilter) {
  const { tenant, number, partner, type, delivery, outcome, before } = filter;
  return query
    .$if(tenant !== undefined, (some) => some.where('document.tenant', '=', tenant ?? ''))
    .$if(partner !== undefined, (some) => some.where('document.partner', '=', partner ?? ''))
    .$if(type !== undefined, (some) => some.where('document.type', '=', type ?? ''))
    .$if(delivery !== undefined, (some) => some.where('document.delivery', '=', delivery ?? 'queued'))
    .$if(outcome !== undefined, (some) => some.where('document.outcome', '=', outcome ?? 'held'))
    .$if(before !== undefined, (some) => some.where('document.sequence', '<', before ?? 0))
    .$if(number !== undefined, (some) =>
      some.where((where) => {
        const text = number ?? '';
        const padded = /^\d{1,9}$/.test(text) ? [text, text.padStart(9, '0')] : [text];
        return where.or([
          where('document.order_number', '=', text),
          where('document.interchange_control_number', 'in', padded),
          where('document.group_control_number', '=', text),
          where('document.set_control_number', '=', text)
        ]);
      })
    );
}

type SummaryRow = DocumentRow & { name: string; size: number; receipts: number; mailbox: string };

function summaryOf(row: SummaryRow): DocumentSummary {
  const telling = row.outcome === 'held' || row.outcome === 'rejected';
  return {
    key: row.document_key,
    tenant: row.tenant,
    sequence: row.sequence,
    status: telling && row.delivery !== 'failed' ? row.outcome : row.delivery,
    delivery: row.delivery,
    outcome: row.outcome,
    reason: row.reason,
    type: row.type,
    standard: row.standard,
    sender: row.sender,
    receiver: row.receiver,
    partner: row.partner,
    interchangeControlNumber: row.interchange_control_number,
    groupControlNumber: row.group_control_number,
    setControlNumber: row.set_control_number,
    orderNumber: row.order_number,
    fileName: row.name,
    channel: row.mailbox,
    size: row.size,
    receipts: row.receipts,
    receivedAt: row.received_at,
    publishedAt: row.published_at
  };
}
