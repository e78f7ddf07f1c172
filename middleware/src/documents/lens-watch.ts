import type { Journal, JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { LensEntry, LensQuery } from '../tradinggrid/lens.ts';
import { moodOf, timeOf } from '../tradinggrid/statuses.ts';
import { LensEntries, type Timing } from './lens-entries.ts';
import { LensTelling } from './lens-telling.ts';
import type { Address } from './payload.ts';

/** What is asked of Lens. */
export interface LensSearch {
  search(query: LensQuery): Promise<{ entries: LensEntry[]; total: number }>;
}

export interface LensWatchOptions {
  tenant: string;
  own: readonly Address[];
  overlapSeconds: number;
  /** Changes within so long are told together. */
  settleSeconds: number;
  /** So long a document may be under way, or wait for its acknowledgement, before that is told. */
  patienceSeconds?: number;
  /** So long the file of an entry may take to reach us before the document is told without it. */
  missingSeconds?: number;
  /** A transaction that is under way is not asked for any more after so long. */
  openDays?: number;
  now?: () => number;
}

export interface Watched {
  /** Entries whose statuses are other ones than before. */
  changed: number;
  /** Documents that the CRM is told of. */
  told: number;
}

const PAGE = 1000;
/** Transactions that one query asks for by their ids. */
const ASKED_TOGETHER = 100;
const FIRST_LOOK_MILLISECONDS = 86_400_000;
const LONGEST_PAUSE_MILLISECONDS = 86_400_000;
/** Both move on: a document's own status, and later that of its acknowledgement. */
const CLOCKS = ['statusdate', 'fastatusdate'] as const;
const FAR = '9999-12-31T23:59:59Z';

/**
 * Follows in Lens what happens to documents. Each look goes back behind the last one, since entries come late; what
 * changed is told after a while, so that a document's statuses come together and cost about one event. Transactions that
 * are under way are asked for by their ids as well: a status that came later than the looks go back is found so.
 */
export class LensWatch {
  readonly #lens: LensSearch;
  readonly #options: Required<LensWatchOptions>;
  readonly #entries: LensEntries;
  readonly #telling: LensTelling;

  constructor(
    journal: Journal,
    seal: Seal,
    lens: LensSearch,
    options: LensWatchOptions,
    wake: (trx: JournalTransaction) => Promise<void>
  ) {
    this.#lens = lens;
    this.#options = { patienceSeconds: 900, missingSeconds: 3600, openDays: 30, now: Date.now, ...options };
    this.#entries = new LensEntries(journal, options.tenant, this.#options.now);
    this.#telling = new LensTelling(journal, seal, this.#entries, this.#options, wake);
  }

  /** Looks once, and tells what is due. */
  async run(): Promise<Watched> {
    let changed = 0;
    for (const clock of CLOCKS) changed += await this.#look(clock);
    changed += await this.#askAgain();
    return { changed, told: await this.#telling.run() };
  }

  async #look(clock: (typeof CLOCKS)[number]): Promise<number> {
    const stream = `lens:${clock}`;
    const last = await this.#entries.position(stream);
    const begin = (last ?? this.#options.now() - FIRST_LOOK_MILLISECONDS) - this.#options.overlapSeconds * 1000;
    const query = (since: string) => ({
      ranges: [{ field: clock, from: since, to: FAR }],
      sortby: { field: clock, type: 'ASC' as const },
      count: PAGE
    });
    let from = new Date(begin).toISOString();
    let newest = last ?? 0;
    let changed = 0;
    let offset = 0;
    for (;;) {
      const { entries } = await this.#lens.search({ ...query(from), offset });
      changed += await this.#entries.store(entries, (entry) => this.#timing(entry));
      if (entries.length < PAGE) {
        newest = Math.max(newest, timeOf(entries.at(-1)?.[clock]) ?? 0);
        break;
      }
      // Entries move while they are read, so the next page begins at a time and not behind a number of them.
      const end = entries.at(-1)?.[clock] ?? from;
      offset = end === from ? offset + PAGE : 0;
      from = end;
      newest = Math.max(newest, timeOf(end) ?? 0);
    }
    // A date that lies ahead would hide everything before it.
    if (newest > 0) await this.#entries.remember(stream, Math.min(newest, this.#options.now()));
    return changed;
  }

  /** Asks for the transactions whose turn it is. @returns how many changed */
  async #askAgain(): Promise<number> {
    const open = await this.#entries.open(ASKED_TOGETHER);
    if (open.length === 0) return 0;
    const values = open.map(({ transaction_id: value }) => ({ value }));
    const { entries } = await this.#lens.search({
      filters: [{ field: 'transactionid', values }],
      count: open.length
    });
    const changed = await this.#entries.store(entries, (entry) => this.#timing(entry));
    const moods = new Map(entries.map((entry) => [entry.transactionid, moodOf(entry)]));
    for (const { transaction_id, first_seen_at } of open)
      await this.#entries.asked(
        transaction_id,
        (moods.get(transaction_id) ?? 'open') === 'open' ? this.#nextAsk(first_seen_at.getTime()) : null
      );
    return changed;
  }

  /** The longer it is under way, the more seldom. */
  #nextAsk(firstSeen: number): Date | null {
    const { patienceSeconds, openDays, now } = this.#options;
    const age = now() - firstSeen;
    if (age > openDays * 86_400_000) return null;
    return new Date(now() + Math.min(Math.max(patienceSeconds * 1000, age / 2), LONGEST_PAUSE_MILLISECONDS));
  }

  #timing(entry: LensEntry): Timing {
    if (entry.transactionlevel === 'File') return { due_at: null, ask_at: null };
    const { settleSeconds, patienceSeconds, now } = this.#options;
    if (moodOf(entry) !== 'open') return { due_at: new Date(now() + settleSeconds * 1000), ask_at: null };
    return { due_at: new Date(now() + patienceSeconds * 1000), ask_at: this.#nextAsk(now()) };
  }
}
