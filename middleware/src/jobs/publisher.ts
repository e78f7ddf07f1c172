import type { Crm, DocumentEvent, PublishOutcome } from '../crm/port.ts';
import type { Leases } from '../db/lease.ts';

import { eventOf } from '../documents/event.ts';
import type { Outbox, QueuedDocument } from '../documents/outbox.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';

/** What the Pub/Sub API recommends for one request. */
const MOST_EVENTS = 200;
const MOST_BYTES = 3_000_000;

/** Before a lane is looked at again that another worker had. */
const LEASED_PAUSE_SECONDS = 5;
/** Attempts at an event that the CRM answers with a failure of its own. */
const ATTEMPTS = 8;

type Refusal = Extract<PublishOutcome, { accepted: false }>;

const NO_RESULT: Refusal = {
  accepted: false,
  failure: 'ambiguous',
  code: 'NO_RESULT',
  message: 'The CRM gave no result for an event.'
};

/** Publishes the queued documents of a tenant, lane by lane, in the order of their sequence. */
export class Publisher {
  readonly #outbox: Outbox;
  readonly #leases: Leases;
  readonly #crm: Crm;
  readonly #tenant: string;
  readonly #log: Logger;
  /** Why the last attempt failed; null while all is well. */
  trouble: string | null = null;

  constructor(outbox: Outbox, leases: Leases, crm: Crm, tenant: string, log: Logger) {
    this.#outbox = outbox;
    this.#leases = leases;
    this.#crm = crm;
    this.#tenant = tenant;
    this.#log = log;
  }

  /**
   * Works until every lane is empty, parked or another worker's. One request carries documents of all lanes that this
   * worker has, so that many small files cost few requests; within each business key their order is kept.
   * @returns seconds after which to look again: a parked key is free then, or another worker's lease; null when nothing
   *   waits
   * @throws when the CRM cannot be used now, so that the job is tried again with a growing delay
   */
  async run(): Promise<number | null> {
    let busy: number[];
    while ((busy = await this.#outbox.busyLanes(this.#tenant)).length > 0) {
      const leases = new Map(busy.map((lane) => [`lane:${this.#tenant}:${lane}`, lane]));
      const names = [...leases.keys()];
      try {
        const taken = await this.#drain(names, leases);
        if (taken < names.length) return LEASED_PAUSE_SECONDS;
      } finally {
        await this.#leases.release(...names);
      }
    }
    this.trouble = null;
    return this.#outbox.secondsToNextRelease(this.#tenant);
  }

  /** Publishes what the leased lanes hold. @returns how many of the leases this worker had at the end */
  async #drain(names: readonly string[], leases: ReadonlyMap<string, number>): Promise<number> {
    for (;;) {
      const taken = await this.#leases.takeAll(names);
      const lanes = taken.flatMap((name) => leases.get(name) ?? []);
      if (lanes.length === 0) return 0;
      const documents = fitting(await this.#outbox.next(this.#tenant, lanes, MOST_EVENTS));
      if (documents.length === 0) return taken.length;
      await this.#publish(documents);
      this.trouble = null;
    }
  }

  async #publish(documents: QueuedDocument[]): Promise<void> {
    const outcomes = await this.#send(documents.map(eventOf));
    const accepted: QueuedDocument[] = [];
    let later: Refusal | undefined;
    for (const [index, document] of documents.entries()) {
      const outcome = outcomes[index];
      if (outcome?.accepted) accepted.push(document);
      else if (outcome?.failure === 'permanent') {
        await this.#outbox.fail(document, `${outcome.message} (${outcome.code})`);
        this.#log.error({ documentKey: document.document_key, code: outcome.code }, 'document refused by the CRM');
      } else {
        const known = outcome ?? NO_RESULT;
        later ??= known;
        await this.#again(document, known);
      }
    }
    await this.#outbox.published(accepted);
    if (accepted.length > 0)
      this.#log.info({ tenant: this.#tenant, documents: accepted.length }, 'documents published');
    if (later) throw new Error(`${later.message} (${later.code}, ${later.failure})`);
  }

  /** One event that fails while its neighbours pass must not hold its lane up for ever. */
  async #again(document: QueuedDocument, outcome: Refusal): Promise<void> {
    if (document.attempts + 1 >= ATTEMPTS) {
      await this.#outbox.fail(document, `${outcome.message} (${outcome.code}, tried ${ATTEMPTS} times)`);
    } else await this.#outbox.countAttempt(document);
  }

  async #send(events: DocumentEvent[]): Promise<PublishOutcome[]> {
    try {
      return await this.#crm.publish(events);
    } catch (error) {
      this.trouble = messageOf(error);
      this.#log.warn({ tenant: this.#tenant, reason: this.trouble }, 'CRM cannot be used; documents wait');
      throw error;
    }
  }
}

/** As many documents from the front as one request takes. */
function fitting(documents: QueuedDocument[]): QueuedDocument[] {
  let bytes = 0;
  const end = documents.findIndex(({ payload }) => {
    bytes += Buffer.byteLength(payload) + 1000;
    return bytes > MOST_BYTES;
  });
  return end < 0 ? documents : documents.slice(0, Math.max(end, 1));
}
