import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { LensEntry } from '../tradinggrid/lens.ts';
import { bestError, hasAcknowledgement, moodOf } from '../tradinggrid/statuses.ts';
import { newRevision } from './keys.ts';
import { documentOfLens } from './lens-document.ts';
import type { EntryRow, LensEntries } from './lens-entries.ts';
import { type Match, matchOf } from './lens-matching.ts';
import type { Address, LensPart } from './payload.ts';

export interface TellingOptions {
  tenant: string;
  own: readonly Address[];
  /** So long the file of an entry may take to reach us before the document is told without it. */
  missingSeconds: number;
  now: () => number;
}

const LINK = 'https://tradinggrid.opentext.com/lens/app/transactions/';

/** Gives documents what Lens tells of them, and the CRM what is news. */
export class LensTelling {
  readonly #journal: Journal;
  readonly #seal: Seal;
  readonly #entries: LensEntries;
  readonly #options: TellingOptions;
  readonly #wake: (trx: JournalTransaction) => Promise<void>;

  constructor(
    journal: Journal,
    seal: Seal,
    entries: LensEntries,
    options: TellingOptions,
    wake: (trx: JournalTransaction) => Promise<void>
  ) {
    this.#journal = journal;
    this.#seal = seal;
    this.#entries = entries;
    this.#options = options;
    this.#wake = wake;
  }

  /** Tells what is due. @returns how many documents the CRM is told of */
  async run(): Promise<number> {
    let told = 0;
    for (const row of await this.#entries.due()) if (await this.#one(row)) told += 1;
    return told;
  }

  async #one(row: EntryRow): Promise<boolean> {
    const entry = JSON.parse(row.entry) as LensEntry;
    const process = await this.#entries.process(row, entry);
    const known = row.document_key;
    const match = known === null ? await matchOf(this.#journal, this.#options.tenant, entry, process) : null;
    const state = match?.state ?? row.match ?? 'matched';
    if (match && match.state !== 'matched' && this.#age(row) < this.#options.missingSeconds) {
      await this.#entries.update(row, { match: state, due_at: new Date(this.#options.now() + 60_000) });
      return false;
    }
    const lens = lensPart(entry, process, state);
    return this.#journal.transaction().execute(async (trx) => {
      const found = match?.state === 'matched' ? match.documentKey : known;
      const key = found ?? (await documentOfLens(trx, this.#documents(), entry, lens));
      const news = await this.#hand(trx, key, lens, found === null || isNews(entry, row.told));
      await this.#entries.update(row, { match: state, document_key: key, told: row.statuses, due_at: null }, trx);
      if (news) await this.#wake(trx);
      return news;
    });
  }

  #age({ first_seen_at }: EntryRow): number {
    return (this.#options.now() - first_seen_at.getTime()) / 1000;
  }

  #documents() {
    const { tenant, own, now } = this.#options;
    return { tenant, own, seal: this.#seal, now: now() };
  }

  /** Gives a document what Lens tells of it. @returns whether it is published for that */
  async #hand(trx: JournalTransaction, key: string, lens: LensPart, news: boolean): Promise<boolean> {
    const { tenant } = this.#options;
    const text = JSON.stringify(lens);
    const rows = trx.updateTable('document').where('tenant', '=', tenant).where('document_key', '=', key);
    await rows.set({ lens: text, revision: newRevision() }).execute();
    if (!news) return false;
    await rows.set({ delivery: 'queued', attempts: 0 }).where('delivery', 'in', ['published', 'arrived']).execute();
    const step = [lens.status, lens.acknowledgement].filter((one) => one !== null).join(', ');
    await trx
      .insertInto('document_step')
      .values({ document_key: key, step: 'grid status', at: new Date(), reason: step })
      .execute();
    return true;
  }
}

/**
 * Whether the CRM is told now. That a document which we have was delivered to us is none: it goes along with the next
 * event of the document.
 */
function isNews(entry: LensEntry, told: string | null): boolean {
  return told !== null || moodOf(entry) !== 'good' || hasAcknowledgement(entry);
}

function lensPart(entry: LensEntry, process: readonly LensEntry[], match: Match['state']): LensPart {
  const { code, message } = bestError([entry, ...process]);
  return {
    transactionId: entry.transactionid,
    correlationId: entry.correlationid,
    status: entry.status,
    statusAt: entry.statusdate,
    acknowledgement: entry.fastatus,
    acknowledgementAt: entry.fastatusdate,
    deliveryStatus: entry.deliverystatus,
    errorCode: code,
    errorMessage: message,
    match,
    link: `${LINK}${encodeURIComponent(entry.transactionid)}/details`
  };
}
