import { type RawBuilder, sql } from 'kysely';
import { CrmError, type OutboundMessage, type OutboundReport, type OutboundSource } from '../crm/port.ts';
import type { Leases } from '../db/lease.ts';
import { fromNow } from '../db/times.ts';
import type { Journal, JournalTransaction, OutboundRequestRow } from '../db/schema.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import { type Action, type ActionOutcome, GridError } from './action.ts';
import { storeRequests } from './inbox.ts';

export interface OutboundParts {
  journal: Journal;
  leases: Leases;
  crm: OutboundSource;
  /** By kind of request. */
  actions: ReadonlyMap<string, Action>;
  log: Logger;
  /** Counts what became of requests. */
  onState?: (kind: string, state: ActionOutcome['state']) => void;
}

const BATCH = 50;
const SWEEP = 200;
/** For so long a request that was read is taken as it was. */
const FRESH_SECONDS = 2;
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 600;
/** Tries at a request that the other side cannot take; a person must look then. */
const ATTEMPTS = 50;

type Change = Partial<
  Pick<OutboundRequestRow, 'status' | 'progress' | 'external_reference' | 'reason' | 'attempts' | 'reported'>
> & { next_at?: RawBuilder<Date>; sent_at?: Date; finished_at?: Date };

/** Does what the CRM asks of the Trading Grid, one request after the other, and tells the CRM what became of each. */
export class OutboundWorker {
  readonly #parts: OutboundParts;
  readonly #tenant: string;
  trouble: string | null = null;

  constructor(parts: OutboundParts, tenant: string) {
    this.#parts = parts;
    this.#tenant = tenant;
  }

  /** Works until nothing is due. @returns seconds until something is; null when nothing waits */
  async run(): Promise<number | null> {
    const lease = `outbound:${this.#tenant}`;
    if (!(await this.#parts.leases.take(lease))) return FIRST_PAUSE_SECONDS;
    try {
      for (;;) {
        await this.#reportAll();
        const due = await this.#due();
        if (due.length === 0) return await this.#secondsToNext();
        await this.#all(due);
        this.trouble = null;
        await this.#parts.leases.take(lease);
      }
    } catch (error) {
      this.trouble = messageOf(error);
      throw error;
    } finally {
      await this.#parts.leases.release(lease);
    }
  }

  /** Reads the requests again where those before them took long: a partner may have been suspended meanwhile. */
  async #all(due: readonly OutboundRequestRow[]): Promise<void> {
    let byKey = new Map<string, OutboundMessage>();
    let readAt = -Infinity;
    for (const [index, request] of due.entries()) {
      if (performance.now() - readAt > FRESH_SECONDS * 1000) {
        const found = await this.#parts.crm.messages(due.slice(index).map(({ message_key }) => message_key));
        byKey = new Map(found.map((message) => [message.messageKey, message]));
        readAt = performance.now();
      }
      await this.#one(request, byKey.get(request.message_key));
    }
  }

  /**
   * Takes up requests that nobody rang for: an event that was lost, or one from before we listened.
   * @param wake enqueues the work, inside the transaction that stores the requests
   * @returns how many there were
   */
  async sweep(wake: (trx: JournalTransaction) => Promise<void>): Promise<number> {
    const pending = await this.#parts.crm.pendingMessages(SWEEP);
    return this.#parts.journal.transaction().execute(async (trx) => {
      const found = await storeRequests(trx, this.#tenant, pending);
      if (found > 0) await wake(trx);
      return found;
    });
  }

  #due(): Promise<OutboundRequestRow[]> {
    return this.#parts.journal
      .selectFrom('outbound_request')
      .selectAll()
      .where('tenant', '=', this.#tenant)
      .where('status', 'in', ['waiting', 'sending'])
      .where('next_at', '<=', sql<Date>`now()`)
      .orderBy('id')
      .limit(BATCH)
      .execute();
  }

  async #secondsToNext(): Promise<number | null> {
    const { seconds } = await this.#parts.journal
      .selectFrom('outbound_request')
      .select(sql<number | null>`ceil(extract(epoch from min(next_at) - now()))::integer`.as('seconds'))
      .where('tenant', '=', this.#tenant)
      .where('status', 'in', ['waiting', 'sending'])
      .executeTakeFirstOrThrow();
    return seconds === null ? null : Math.max(seconds, 1);
  }

  async #one(request: OutboundRequestRow, message: OutboundMessage | undefined): Promise<void> {
    // What has gone out already goes on; nobody can call it back.
    if (message?.isHeld && request.sent_at === null) return this.#hold(request);
    const outcome = message ? await this.#perform(request, message) : GONE;
    if (outcome === 'again') return;
    const { log, onState } = this.#parts;
    onState?.(request.kind, outcome.state);
    log.info(
      { tenant: this.#tenant, messageKey: request.message_key, kind: request.kind, state: outcome.state },
      'request'
    );
    const now = new Date();
    if (outcome.state === 'in-progress') {
      await this.#change(request, {
        status: 'waiting',
        progress: JSON.stringify(outcome.progress),
        external_reference: outcome.externalReference,
        reason: outcome.reason,
        next_at: fromNow(outcome.waitSeconds),
        sent_at: request.sent_at ?? now,
        reported: false
      });
      return;
    }
    await this.#change(request, {
      status: outcome.state,
      progress: JSON.stringify(outcome.result ?? null),
      external_reference: outcome.state === 'done' ? outcome.externalReference : request.external_reference,
      reason: outcome.state === 'failed' ? outcome.reason : null,
      attempts: request.attempts + 1,
      finished_at: now,
      ...(outcome.state === 'done' ? { sent_at: request.sent_at ?? now } : {}),
      reported: false
    });
  }

  /**
   * A request that was not begun is given back: it rings again when the CRM lets it go. One that was begun keeps what it
   * has, its control number for example, and is looked at again.
   */
  async #hold(request: OutboundRequestRow): Promise<void> {
    const { journal, log } = this.#parts;
    log.info({ tenant: this.#tenant, messageKey: request.message_key, kind: request.kind }, 'request held by the CRM');
    if (request.status === 'sending' || request.progress !== null) {
      await this.#change(request, { next_at: fromNow(LONGEST_PAUSE_SECONDS) });
      return;
    }
    await journal
      .deleteFrom('outbound_request')
      .where('tenant', '=', this.#tenant)
      .where('message_key', '=', request.message_key)
      .execute();
  }

  async #perform(request: OutboundRequestRow, message: OutboundMessage): Promise<ActionOutcome | 'again'> {
    const action = this.#parts.actions.get(request.kind);
    if (!action) return failed(`This middleware does not know requests of the kind ${request.kind}: update it.`);
    if (message.payloadVersion !== 1)
      return failed(`The request has payload version ${message.payloadVersion}; this middleware reads version 1.`);
    let payload: unknown;
    try {
      payload = JSON.parse(message.payload);
    } catch {
      return failed('The payload of the request is no JSON.');
    }
    // From here on its outcome is uncertain, until it is written down: a killed process leaves it so.
    const uncertain = request.status === 'sending';
    await this.#change(request, { status: 'sending' });
    const save = (progress: unknown) => this.#change(request, { progress: JSON.stringify(progress) });
    const progress: unknown = request.progress === null ? null : JSON.parse(request.progress);
    try {
      return await action.perform({ message, payload, progress, uncertain, save });
    } catch (error) {
      return this.#failed(request, error);
    }
  }

  async #failed(request: OutboundRequestRow, error: unknown): Promise<ActionOutcome | 'again'> {
    const failure = error instanceof GridError || error instanceof CrmError ? error.failure : 'ambiguous';
    const reason = messageOf(error);
    const attempts = request.attempts + 1;
    const { log } = this.#parts;
    log.warn({ tenant: this.#tenant, messageKey: request.message_key, failure, attempts, reason }, 'request failed');
    if (failure === 'permanent') return failed(reason);
    if (attempts >= ATTEMPTS) return failed(`${reason} It was tried ${attempts} times.`);
    const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
    await this.#change(request, {
      status: failure === 'ambiguous' ? 'sending' : 'waiting',
      attempts,
      reason,
      next_at: fromNow(pause),
      reported: false
    });
    return 'again';
  }

  async #change(request: Pick<OutboundRequestRow, 'message_key'>, change: Change): Promise<void> {
    await this.#parts.journal
      .updateTable('outbound_request')
      .set(change)
      .where('tenant', '=', this.#tenant)
      .where('message_key', '=', request.message_key)
      .execute();
  }

  /** Tells the CRM of every state that it has not been told of. */
  async #reportAll(): Promise<void> {
    const { journal, crm, log } = this.#parts;
    const rows = await journal
      .selectFrom('outbound_request')
      .selectAll()
      .where('tenant', '=', this.#tenant)
      .where('reported', '=', false)
      .orderBy('id')
      .execute();
    for (const row of rows) {
      try {
        await crm.report(row.message_key, reportOf(row));
      } catch (error) {
        if (!(error instanceof CrmError) || error.failure !== 'permanent') throw error;
        // A message that was deleted has nobody to be told; whatever else it is, trying again would not help.
        log.error(
          { tenant: this.#tenant, messageKey: row.message_key, code: error.code },
          'result cannot be written back'
        );
      }
      // A document that was shown is not kept here: the journal has it, sealed.
      const isShown = row.kind === 'document-content' && row.status === 'done';
      await this.#change(row, { reported: true, ...(isShown ? { progress: null } : {}) });
    }
  }
}

const failed = (reason: string): ActionOutcome => ({ state: 'failed', reason, result: null });
const GONE = failed('The request is not in the outbox any more.');

function reportOf(row: OutboundRequestRow): OutboundReport {
  const finished = row.status === 'done' || row.status === 'failed';
  return {
    status: row.status === 'done' ? 'Done' : row.status === 'failed' ? 'Failed' : 'In Progress',
    reason: row.reason,
    result: row.progress,
    externalReference: row.external_reference,
    attempts: row.attempts,
    sentAt: row.sent_at,
    completedAt: finished ? row.finished_at : null
  };
}
