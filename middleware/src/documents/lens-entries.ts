import { sql } from 'kysely';
import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { LensEntry } from '../tradinggrid/lens.ts';
import { statusesOf } from '../tradinggrid/statuses.ts';
import type { Match } from './lens-matching.ts';

/** An entry as the journal keeps it. */
export interface EntryRow {
  transaction_id: string;
  entry: string;
  told: string | null;
  statuses: string;
  first_seen_at: Date;
  document_key: string | null;
  correlation_id: string | null;
  match: Match['state'] | null;
}

/** When an entry is to be told to the CRM, and when Lens is asked for it again; null for not at all. */
export interface Timing {
  due_at: Date | null;
  ask_at: Date | null;
}

const PAGE = 1000;

/** The entries of Lens that the journal keeps for a tenant, and how far the looks have come. */
export class LensEntries {
  readonly #journal: Journal;
  readonly #tenant: string;
  readonly #now: () => number;

  constructor(journal: Journal, tenant: string, now: () => number) {
    this.#journal = journal;
    this.#tenant = tenant;
    this.#now = now;
  }

  /** How far a look has come, in milliseconds since 1970; null before the first one. */
  async position(stream: string): Promise<number | null> {
    const row = await this.#journal
      .selectFrom('stream_position')
      .select('position')
      .where('tenant', '=', this.#tenant)
      .where('stream', '=', stream)
      .executeTakeFirst();
    return row ? Number(Buffer.from(row.position).toString()) : null;
  }

  async remember(stream: string, newest: number): Promise<void> {
    const values = { position: Buffer.from(String(newest)), at: new Date() };
    await this.#journal
      .insertInto('stream_position')
      .values({ tenant: this.#tenant, stream, ...values })
      .onConflict((conflict) => conflict.columns(['tenant', 'stream']).doUpdateSet(values))
      .execute();
  }

  /**
   * Keeps entries as they are now.
   * @returns how many changed
   */
  async store(entries: readonly LensEntry[], timing: (entry: LensEntry) => Timing): Promise<number> {
    if (entries.length === 0) return 0;
    const tenant = this.#tenant;
    const now = new Date(this.#now());
    const rows = entries.map((entry) => ({
      tenant,
      transaction_id: entry.transactionid,
      correlation_id: entry.correlationid,
      level: entry.transactionlevel ?? 'Document',
      entry: JSON.stringify(entry),
      statuses: statusesOf(entry),
      told: null,
      ...timing(entry),
      first_seen_at: now,
      document_key: null,
      match: null
    }));
    const stored = await this.#journal
      .insertInto('grid_entry')
      .values([...new Map(rows.map((row) => [row.transaction_id, row])).values()])
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'transaction_id'])
          .doUpdateSet((row) => ({
            entry: row.ref('excluded.entry'),
            statuses: row.ref('excluded.statuses'),
            correlation_id: row.ref('excluded.correlation_id'),
            // What is told soonest is told with everything that came until then.
            due_at: sql<Date | null>`least(grid_entry.due_at, excluded.due_at)`,
            ask_at: row.ref('excluded.ask_at')
          }))
          .whereRef('grid_entry.statuses', '!=', 'excluded.statuses')
      )
      .returning('transaction_id')
      .execute();
    return stored.length;
  }

  /** Those that are to be told by now, some of them. */
  due(): Promise<EntryRow[]> {
    return this.#journal
      .selectFrom('grid_entry')
      .select(['transaction_id', 'entry', 'told', 'statuses', 'first_seen_at'])
      .select(['document_key', 'correlation_id', 'match'])
      .where('tenant', '=', this.#tenant)
      .where('due_at', '<=', new Date(this.#now()))
      .orderBy('due_at')
      .limit(PAGE)
      .execute();
  }

  /** Transactions that are under way and are to be asked for by now, those first that wait longest. */
  open(limit: number): Promise<Pick<EntryRow, 'transaction_id' | 'first_seen_at'>[]> {
    return this.#journal
      .selectFrom('grid_entry')
      .select(['transaction_id', 'first_seen_at'])
      .where('tenant', '=', this.#tenant)
      .where('ask_at', '<=', new Date(this.#now()))
      .orderBy('ask_at')
      .limit(limit)
      .execute();
  }

  /** @param ask_at when it is asked for again; null for not any more */
  async asked(transactionId: string, ask_at: Date | null): Promise<void> {
    await this.#journal
      .updateTable('grid_entry')
      .set({ ask_at })
      .where('tenant', '=', this.#tenant)
      .where('transaction_id', '=', transactionId)
      .execute();
  }

  /** All entries of the process that an entry belongs to. */
  async process({ correlation_id }: EntryRow, entry: LensEntry): Promise<LensEntry[]> {
    if (correlation_id === null) return [entry];
    const rows = await this.#journal
      .selectFrom('grid_entry')
      .select('entry')
      .where('tenant', '=', this.#tenant)
      .where('correlation_id', '=', correlation_id)
      .execute();
    return rows.map((row) => JSON.parse(row.entry) as LensEntry);
  }

  async update(
    { transaction_id }: EntryRow,
    change: { match: Match['state']; due_at: Date | null; document_key?: string; told?: string },
    journal: Journal | JournalTransaction = this.#journal
  ): Promise<void> {
    await journal
      .updateTable('grid_entry')
      .set(change)
      .where('tenant', '=', this.#tenant)
      .where('transaction_id', '=', transaction_id)
      .execute();
  }
}
