import type { DocumentEvent, EventSink, PublishOutcome } from '../crm/port.ts';
import type { Leases } from '../db/lease.ts';
import { eventsOf } from '../documents/event.ts';
import { LANES } from '../documents/keys.ts';
import type { Outbox, QueuedDocument } from '../documents/outbox.ts';
import { correlationOf } from '../documents/publication.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import { beginStep } from '../telemetry/tracing.ts';
import type { Allowance } from './allowance.ts';

/** What the Pub/Sub API recommends for one request. */
const MOST_EVENTS = 200;
const MOST_BYTES = 3_000_000;
/** What an event's other fields and its Avro framing take at most. */
const EVENT_OVERHEAD = 1000;

/** Before a lane is looked at again that another worker had. */
const LEASED_PAUSE_SECONDS = 5;
/** Attempts at an event that the CRM answers with a failure of its own. */
const ATTEMPTS = 8;

type Refusal = Extract<PublishOutcome, { accepted: false }>;

/** Counts what happens. */
export interface PublishObserver {
  published(documents: readonly QueuedDocument[]): void;
  refused(refusal: Refusal): void;
}

const UNOBSERVED: PublishObserver = { published: () => undefined, refused: () => undefined };

/** A document with the events that carry it. */
interface Parcel {
  document: QueuedDocument;
  events: DocumentEvent[];
}

const NO_RESULT: Refusal = {
  accepted: false,
  failure: 'ambiguous',
  code: 'NO_RESULT',
  message: 'The CRM gave no result for an event.'
};

const SEVERITY = { permanent: 3, ambiguous: 2, transient: 1 } as const;

/** Publishes the queued documents of a tenant, lane by lane, in the order of their sequence. */
export class Publisher {
  readonly #outbox: Outbox;
  readonly #leases: Leases;
  readonly #crm: EventSink;
  readonly #tenant: string;
  readonly #log: Logger;
  readonly #allowance: Allowance | undefined;
  readonly #observer: PublishObserver;
  /** Why the last attempt failed; null while all is well. */
  trouble: string | null = null;

  /** @param allowance what the org lets us publish; without one everything goes at once */
  constructor(
    outbox: Outbox,
    leases: Leases,
    crm: EventSink,
    tenant: string,
    log: Logger,
    allowance?: Allowance,
    observer: PublishObserver = UNOBSERVED
  ) {
    this.#outbox = outbox;
    this.#leases = leases;
    this.#crm = crm;
    this.#tenant = tenant;
    this.#log = log;
    this.#allowance = allowance;
    this.#observer = observer;
  }

  /**
   * Works until every lane is empty, parked or another worker's. One request carries documents of all lanes that this
   * worker has, so that many small files cost few requests; within each business key their order is kept.
   * @returns seconds after which to look again: a parked key is free then, another worker's lease, or the allowance;
   *   null when nothing waits
   * @throws when the CRM cannot be used now, so that the job is tried again with a growing delay
   */
  async run(): Promise<number | null> {
    if (!(await this.#outbox.hasWork(this.#tenant))) {
      this.trouble = null;
      return this.#outbox.secondsToNextRelease(this.#tenant);
    }
    const leases = new Map(Array.from({ length: LANES }, (_, lane) => [`lane:${this.#tenant}:${lane}`, lane]));
    const names = [...leases.keys()];
    try {
      for (;;) {
        const lanes = (await this.#leases.takeAll(names)).flatMap((name) => leases.get(name) ?? []);
        const documents = await this.#outbox.next(this.#tenant, lanes, MOST_EVENTS);
        if (documents.length === 0) {
          this.trouble = null;
          if (lanes.length < LANES && (await this.#outbox.hasWork(this.#tenant))) return LEASED_PAUSE_SECONDS;
          return await this.#outbox.secondsToNextRelease(this.#tenant);
        }
        const wait = await this.#publishWithin(documents);
        if (wait === null) continue;
        // People wait for exceptions: they may use the reserve, also from behind what has to wait.
        const exceptions = await this.#outbox.next(this.#tenant, lanes, MOST_EVENTS, true);
        if (exceptions.length === 0 || (await this.#publishWithin(exceptions)) !== null) return wait;
      }
    } finally {
      await this.#leases.release(...names);
    }
  }

  /** Publishes from the front what one request takes. @returns seconds to wait where the allowance is spent */
  async #publishWithin(documents: readonly QueuedDocument[]): Promise<number | null> {
    const parcels = fitting(documents.map(parcelOf));
    const allowed = await this.#allowance?.take(
      parcels.map(({ document, events }) => ({ document, events: events.length }))
    );
    const now = allowed ? parcels.filter(({ document }) => allowed.documents.has(document)) : parcels;
    if (now.length > 0) await this.#publish(now);
    return allowed && now.length < parcels.length ? allowed.waitSeconds : null;
  }

  async #publish(parcels: readonly Parcel[]): Promise<void> {
    const steps = parcels.map(({ document }) =>
      beginStep('publish document', document.trace, {
        'tgrid.tenant': this.#tenant,
        'tgrid.document': document.document_key,
        'tgrid.sequence': document.sequence
      })
    );
    const outcomes = await this.#send(parcels.flatMap(({ events }) => events)).catch((error: unknown) => {
      for (const step of steps) step.end(error);
      throw error;
    });
    const accepted: QueuedDocument[] = [];
    const again: [QueuedDocument, Refusal][] = [];
    let next = 0;
    for (const [index, { document, events }] of parcels.entries()) {
      const refusal = worstOf(events.map(() => outcomes[next++] ?? NO_RESULT));
      steps[index]?.end(refusal);
      if (refusal) this.#observer.refused(refusal);
      if (!refusal) accepted.push(document);
      else if (refusal.failure === 'permanent') {
        await this.#outbox.fail(document, `${refusal.message} (${refusal.code})`);
        this.#log.error({ documentKey: document.document_key, code: refusal.code }, 'document refused by the CRM');
      } else {
        again.push([document, refusal]);
      }
    }
    await this.#outbox.published(accepted);
    this.#observer.published(accepted);
    if (accepted.length > 0)
      this.#log.info({ tenant: this.#tenant, documents: accepted.length }, 'documents published');
    // Where nothing passes the org is at fault, and no document shall be set aside for that.
    if (accepted.length > 0) for (const [document, refusal] of again) await this.#again(document, refusal);
    const later = again[0]?.[1];
    if (later) {
      this.trouble = `${later.message} (${later.code}, ${later.failure})`;
      throw new Error(this.trouble);
    }
    this.trouble = null;
  }

  /** One event that fails while its neighbours pass must not hold its lane up for ever. */
  async #again(document: QueuedDocument, outcome: Refusal): Promise<void> {
    if (document.attempts + 1 >= ATTEMPTS) {
      await this.#outbox.fail(document, `${outcome.message} (${outcome.code}, tried ${ATTEMPTS} times)`);
    } else await this.#outbox.countAttempt(document);
  }

  async #send(events: DocumentEvent[]): Promise<PublishOutcome[]> {
    try {
      const outcomes: PublishOutcome[] = [];
      for (const request of requestsOf(events)) outcomes.push(...(await this.#crm.publish(request)));
      return outcomes;
    } catch (error) {
      this.trouble = messageOf(error);
      this.#log.warn({ tenant: this.#tenant, reason: this.trouble }, 'CRM cannot be used; documents wait');
      throw error;
    }
  }
}

/** Every event says which version of the document it tells, so that this one can be looked up. */
function parcelOf(document: QueuedDocument): Parcel {
  const correlationId = correlationOf(document);
  return { document, events: eventsOf(document).map((event) => ({ ...event, correlationId })) };
}

/** What decides over a document of several events: the worst that happened to one of them. */
function worstOf(outcomes: readonly PublishOutcome[]): Refusal | undefined {
  const refusals = outcomes.filter((outcome): outcome is Refusal => !outcome.accepted);
  return refusals.sort((one, other) => SEVERITY[other.failure] - SEVERITY[one.failure])[0];
}

/** The events of one document may need more than one request. */
function* requestsOf(events: readonly DocumentEvent[]): Generator<DocumentEvent[]> {
  let request: DocumentEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const size = sizeOf(event);
    if (request.length > 0 && (request.length >= MOST_EVENTS || bytes + size > MOST_BYTES)) {
      yield request;
      request = [];
      bytes = 0;
    }
    request.push(event);
    bytes += size;
  }
  if (request.length > 0) yield request;
}

const sizeOf = ({ payload }: DocumentEvent) => Buffer.byteLength(payload) + EVENT_OVERHEAD;

/** As many documents from the front as one request takes, and one at least. */
function fitting(parcels: readonly Parcel[]): Parcel[] {
  let bytes = 0;
  let events = 0;
  const end = parcels.findIndex((parcel) => {
    events += parcel.events.length;
    bytes += parcel.events.reduce((sum, event) => sum + sizeOf(event), 0);
    return bytes > MOST_BYTES || events > MOST_EVENTS;
  });
  return end < 0 ? [...parcels] : parcels.slice(0, Math.max(end, 1));
}
