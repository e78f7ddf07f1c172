import { sql } from 'kysely';
import type { Bell, BellBatch, BellListener } from '../crm/port.ts';
import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { Logger } from '../telemetry/log.ts';

const STREAM = 'outbound';

/** Requests of the CRM as they come in: each is stored once, with the position of the stream that brought it. */
export class OutboundInbox implements BellListener {
  readonly #journal: Journal;
  readonly #tenant: string;
  readonly #wake: (trx: JournalTransaction) => Promise<void>;
  readonly #sweep: () => Promise<unknown>;
  readonly #log: Logger;

  /**
   * @param wake enqueues the work, inside the transaction that stores the requests
   * @param sweep reads the CRM's outbox for requests that nobody rang for
   */
  constructor(
    journal: Journal,
    tenant: string,
    wake: (trx: JournalTransaction) => Promise<void>,
    sweep: () => Promise<unknown>,
    log: Logger
  ) {
    this.#journal = journal;
    this.#tenant = tenant;
    this.#wake = wake;
    this.#sweep = sweep;
    this.#log = log;
  }

  async position(): Promise<Buffer | null> {
    const row = await this.#journal
      .selectFrom('stream_position')
      .select('position')
      .where('tenant', '=', this.#tenant)
      .where('stream', '=', STREAM)
      .executeTakeFirst();
    // What rang before the first position was stored is in the outbox alone.
    if (!row) await this.#sweep();
    return row ? Buffer.from(row.position) : null;
  }

  async onBatch({ bells, undecodable, position }: BellBatch): Promise<void> {
    const at = new Date();
    const place = { tenant: this.#tenant, stream: STREAM };
    await this.#journal.transaction().execute(async (trx) => {
      if ((await storeRequests(trx, this.#tenant, bells)) > 0) await this.#wake(trx);
      for (const event of undecodable) {
        const { schemaId, bytes, reason } = event;
        await trx
          .insertInto('undecodable_event')
          .values({ ...place, position: event.position, schema_id: schemaId, bytes, reason, at })
          .onConflict((conflict) => conflict.columns(['tenant', 'stream', 'position']).doNothing())
          .execute();
      }
      await trx
        .insertInto('stream_position')
        .values({ ...place, position, at })
        .onConflict((conflict) => conflict.columns(['tenant', 'stream']).doUpdateSet({ position, at }))
        .execute();
    });
    for (const { reason } of undecodable) this.#log.error({ tenant: this.#tenant, reason }, 'event set aside');
    if (bells.length > 0) this.#log.info({ tenant: this.#tenant, requests: bells.length }, 'requests received');
  }

  async onGap(reason: string): Promise<void> {
    this.#log.error({ tenant: this.#tenant, reason }, 'events may have been missed; the outbox is read');
    await this.#journal
      .deleteFrom('stream_position')
      .where('tenant', '=', this.#tenant)
      .where('stream', '=', STREAM)
      .execute();
    await this.#sweep();
  }
}

/** Stores requests that are not known yet. @returns how many of them are new */
export async function storeRequests(
  journal: Journal | JournalTransaction,
  tenant: string,
  bells: readonly Bell[]
): Promise<number> {
  if (bells.length === 0) return 0;
  const now = new Date();
  const rows = [...new Map(bells.map((bell) => [bell.messageKey, bell])).values()].map(({ messageKey, kind }) => ({
    tenant,
    message_key: messageKey,
    kind,
    status: 'waiting' as const,
    // By the database's clock, which decides what is due: the clocks of workers may be off.
    next_at: sql<Date>`now()`,
    progress: null,
    external_reference: null,
    reason: null,
    reported: true,
    received_at: now,
    sent_at: null,
    finished_at: null
  }));
  const stored = await journal
    .insertInto('outbound_request')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant', 'message_key']).doNothing())
    .returning('message_key')
    .execute();
  return stored.length;
}
