import { sql } from 'kysely';
import type { Arrival, ArrivalLedger } from '../crm/port.ts';
import type { DocumentRow, Journal, JournalTransaction } from '../db/schema.ts';
import { beginStep } from '../telemetry/tracing.ts';
import { correlationOf, type Publication } from './publication.ts';

export interface ReconciliationOptions {
  tenant: string;
  /** A published document that the CRM does not have after so long is published again. */
  afterSeconds: number;
  /** Part of the CRM's daily API calls that may be used. */
  apiShare: number;
  /** How far time is ahead of the database's clock, in milliseconds; for tests. */
  ahead?: () => number;
}

export interface Reconciled {
  /** Documents that the CRM has by now. */
  arrived: number;
  /** Of these, those that it could not make records of. */
  failed: number;
  /** Documents that it does not have and that are published again. */
  again: number;
  /** Documents that it does not have yet, which is no fault so far. */
  waiting: number;
  /** Why nothing more was looked up, or what is wrong; null where all is well. */
  trouble: string | null;
}

/** Documents of one round, and of one page of the CRM. */
const PAGE = 2000;
/** Events are kept by the org for 72 hours: what was not read by then is gone. */
const EVENTS_GONE_MILLISECONDS = 71 * 3_600_000;
/** Before a document that was just published is looked for. */
const SETTLE_SECONDS = 2;
const DAY_MILLISECONDS = 86_400_000;
/** Times that a document is published again before someone must look. */
const MOST_TIMES = 5;

type Outstanding = Publication &
  Pick<DocumentRow, 'document_key' | 'sequence' | 'published_at' | 'republished' | 'failures_seen'>;

/** A document whose last publication the CRM has. */
interface Proven {
  document: Outstanding;
  /** What the CRM could not make records of, and has said of this publication. */
  failures: { id: string; reason: string }[];
}

/**
 * Looks up in the CRM what was published: the proof that nothing was lost on the way. Only windows with outstanding
 * documents are asked for, by keyset on the sequence. What the CRM does not have is published again, once it is clear
 * that it did not only get behind.
 */
export class Reconciliation {
  readonly #journal: Journal;
  readonly #ledger: ArrivalLedger;
  readonly #options: ReconciliationOptions;
  /** By the database's clock, at the beginning of a round. */
  #time = 0;
  #callsOfDay = { day: 0, calls: 0, most: Infinity };

  constructor(journal: Journal, ledger: ArrivalLedger, options: ReconciliationOptions) {
    this.#journal = journal;
    this.#ledger = ledger;
    this.#options = options;
  }

  /** Looks up the outstanding documents once, from the oldest on. */
  async run(): Promise<Reconciled> {
    const result: Reconciled = { arrived: 0, failed: 0, again: 0, waiting: 0, trouble: null };
    this.#time = await this.#clock();
    let after = -Number.MAX_SAFE_INTEGER;
    for (;;) {
      const outstanding = await this.#outstanding(after);
      const [first] = outstanding;
      const last = outstanding.at(-1);
      if (!first || !last) return result;
      const spent = await this.#budgetTrouble();
      if (spent !== null) return { ...result, trouble: spent };
      const { arrivals, calls } = await this.#ledger.arrivals(first.sequence, last.sequence);
      this.#callsOfDay.calls += calls;
      // A full page ends before the window does.
      const end = arrivals.length < PAGE ? last.sequence : (arrivals.at(-1)?.sequence ?? last.sequence);
      const looked = outstanding.filter(({ sequence }) => sequence <= end);
      await this.#conclude(looked, arrivals, result);
      after = end;
    }
  }

  async #clock(): Promise<number> {
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(this.#journal);
    return (rows[0]?.now.getTime() ?? Date.now()) + (this.#options.ahead?.() ?? 0);
  }

  #outstanding(after: number): Promise<Outstanding[]> {
    return this.#journal
      .selectFrom('document')
      .innerJoin('received_file', 'received_file.id', 'document.file_id')
      .select(['document_key', 'sequence', 'published_at', 'republished', 'failures_seen', 'revision'])
      .select(['document.tenant', 'document.file_id', 'received_file.receipts'])
      .where('document.tenant', '=', this.#options.tenant)
      .where('delivery', '=', 'published')
      .where('sequence', '>', after)
      .where('published_at', '<', new Date(this.#time - SETTLE_SECONDS * 1000))
      .orderBy('sequence')
      .limit(PAGE)
      .execute();
  }

  async #conclude(looked: readonly Outstanding[], arrivals: readonly Arrival[], result: Reconciled): Promise<void> {
    const byKey = Map.groupBy(arrivals, ({ documentKey }) => documentKey);
    const proven = looked.flatMap((document) => proofOf(document, byKey.get(document.document_key) ?? []) ?? []);
    await this.#arrived(proven);
    result.arrived += proven.length;
    result.failed += proven.filter(({ failures }) => failures.length > 0).length;
    const found = new Set(proven.map(({ document }) => document.document_key));
    const missing = looked.filter(({ document_key }) => !found.has(document_key));
    const late = missing.filter(({ published_at }) => this.#age(published_at) > this.#options.afterSeconds * 1000);
    result.waiting += missing.length - late.length;
    if (late.length === 0) return;
    const { state, caughtUp, error } = await this.#ledger.ingestState();
    this.#callsOfDay.calls += 1;
    if (state === 'stopped') result.trouble = stoppedTrouble(error);
    // While the org only got behind, publishing again would lengthen the queue that it works off.
    const lost = late.filter(({ published_at }) => caughtUp || this.#age(published_at) > EVENTS_GONE_MILLISECONDS);
    await this.#again(lost, result);
    result.waiting += late.length - lost.length;
  }

  #age(publishedAt: Date | null): number {
    return this.#time - (publishedAt?.getTime() ?? 0);
  }

  async #arrived(proven: readonly Proven[]): Promise<void> {
    if (proven.length === 0) return;
    await this.#journal.transaction().execute(async (trx) => {
      const moved = await trx
        .updateTable('document')
        .set({ delivery: 'arrived' })
        .where((where) =>
          // What was changed since it was looked up is another publication.
          where(
            where.refTuple('document_key', 'revision'),
            'in',
            proven.map(({ document }) => where.tuple(document.document_key, document.revision))
          )
        )
        .where('delivery', '=', 'published')
        .returning('document_key')
        .execute();
      const keys = new Set(moved.map(({ document_key }) => document_key));
      const ours = proven.filter(({ document }) => keys.has(document.document_key));
      const at = new Date();
      const steps = ours.map(({ document, failures: [failure] }) => ({
        document_key: document.document_key,
        step: failure ? 'not ingested' : 'arrived',
        at,
        reason: failure?.reason ?? null
      }));
      if (steps.length > 0) await trx.insertInto('document_step').values(steps).execute();
      await traceArrivals(trx, [...keys], this.#options.tenant);
      for (const { document, failures } of ours) {
        const [failure] = failures;
        if (!failure) continue;
        const seen = [document.failures_seen, ...failures.map(({ id }) => id)].filter((one) => one !== null).join(' ');
        await trx
          .updateTable('document')
          .set({ reason: failure.reason, failures_seen: seen })
          .where('document_key', '=', document.document_key)
          .execute();
      }
    });
  }

  async #again(lost: readonly Outstanding[], result: Reconciled): Promise<void> {
    const tooOften = lost.filter(({ republished }) => republished >= MOST_TIMES);
    const rest = lost.filter(({ republished }) => republished < MOST_TIMES);
    const reason = `Salesforce took the event ${MOST_TIMES + 1} times and has no record of it. See the debug log of the trigger DocumentEventTrigger.`;
    await this.#move(tooOften, { delivery: 'failed', reason }, 'failed', reason);
    await this.#move(
      rest,
      { delivery: 'queued', attempts: 0, republished: sql<number>`republished + 1` },
      'published again',
      'The org does not have it.'
    );
    result.again += rest.length;
    if (tooOften.length > 0) result.trouble = reason;
  }

  async #move(
    documents: readonly Outstanding[],
    changed: Record<string, unknown>,
    step: string,
    reason: string
  ): Promise<void> {
    if (documents.length === 0) return;
    const keys = documents.map(({ document_key }) => document_key);
    await this.#journal.transaction().execute(async (trx) => {
      await trx
        .updateTable('document')
        .set(changed)
        .where('document_key', 'in', keys)
        .where('delivery', '=', 'published')
        .execute();
      const at = new Date();
      const steps = keys.map((document_key) => ({ document_key, step, at, reason }));
      await trx.insertInto('document_step').values(steps).execute();
    });
  }

  /** @returns what to say when the part of the org's daily calls is used up */
  async #budgetTrouble(): Promise<string | null> {
    const day = Math.floor(this.#time / DAY_MILLISECONDS);
    if (day !== this.#callsOfDay.day) {
      const { calls } = await this.#ledger.limits();
      this.#callsOfDay = { day, calls: 1, most: Math.floor(calls.max * this.#options.apiShare) };
    }
    const { calls, most } = this.#callsOfDay;
    if (calls < most) return null;
    return `Reconciliation has used its ${most} API calls of today; it goes on at midnight UTC. Raise salesforce.reconciliation.apiShare, or everySeconds.`;
  }
}

/**
 * Whether what the CRM has of a document comes of its last publication: a record that says so, or a failure that was not
 * there before. A record of an earlier one proves nothing, since the key and the sequence are the same.
 */
function proofOf(document: Outstanding, arrivals: readonly Arrival[]): Proven | undefined {
  const seen = new Set(document.failures_seen?.split(' '));
  const failures = arrivals.flatMap(({ failure }) => (failure && !seen.has(failure.id) ? [failure] : []));
  const stored = arrivals.some(({ correlationId }) => correlationId === correlationOf(document));
  return stored || failures.length > 0 ? { document, failures } : undefined;
}

/** The end of each document's trace: its record is there. */
async function traceArrivals(journal: JournalTransaction, keys: readonly string[], tenant: string): Promise<void> {
  if (keys.length === 0) return;
  const rows = await journal
    .selectFrom('document')
    .innerJoin('received_file', 'received_file.id', 'document.file_id')
    .select(['document_key', 'trace'])
    .where('document_key', 'in', keys)
    .where('trace', 'is not', null)
    .execute();
  for (const { document_key, trace } of rows)
    beginStep('record found', trace, { 'tgrid.tenant': tenant, 'tgrid.document': document_key }).end();
}

const stoppedTrouble = (error: string | null) =>
  `The org has stopped reading document events${error === null ? '' : `: ${error}`}. Resume the trigger DocumentEventTrigger in Setup, Platform Events, Document Event.`;
