import type { QueuedDocument } from '../documents/outbox.ts';

/** What an org says about events that may be published in an hour. */
export interface PublishLimit {
  max: number;
  remaining: number;
}

export interface AllowanceOptions {
  /** Part of what remains that only documents with an exception may use: people wait for those. */
  reserve: number;
  /** How long an answer of the org is believed. */
  refreshMilliseconds: number;
  now: () => number;
}

interface Wanted {
  document: QueuedDocument;
  events: number;
}

export interface Allowed {
  documents: Set<QueuedDocument>;
  /** Before it is worth asking again. */
  waitSeconds: number;
}

const DEFAULTS: AllowanceOptions = { reserve: 0.05, refreshMilliseconds: 60_000, now: Date.now };
/** The org is asked again after so much of its hourly allocation was spent, however short the time. */
const SPENT_SHARE = 0.02;
const WAIT_SECONDS = 60;

/**
 * Spends an org's hourly allocation of events, which other publishers in the org share. The org's own figure is
 * authoritative and asked for again and again; in between what was sent is subtracted.
 */
export class Allowance {
  readonly #ask: () => Promise<PublishLimit>;
  readonly #options: AllowanceOptions;
  #limit: PublishLimit | undefined;
  #askedAt = 0;
  #spent = 0;

  /** @param ask reads the limit from the org; where it fails, the last answer holds */
  constructor(ask: () => Promise<PublishLimit>, options: Partial<AllowanceOptions> = {}) {
    this.#ask = ask;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** What is left for documents without and with an exception; null while the org has not said. */
  get left(): { normal: number; exceptions: number; max: number } | null {
    if (!this.#limit) return null;
    const left = Math.max(this.#limit.remaining - this.#spent, 0);
    const reserve = Math.ceil(this.#limit.max * this.#options.reserve);
    return { normal: Math.max(left - reserve, 0), exceptions: left, max: this.#limit.max };
  }

  /** Takes documents from the front for as long as the allocation lasts; those with an exception may use the reserve. */
  async take(wanted: readonly Wanted[]): Promise<Allowed> {
    await this.#refresh();
    const left = this.left;
    const documents = new Set<QueuedDocument>();
    if (!left) return { documents: new Set(wanted.map(({ document }) => document)), waitSeconds: 0 };
    const held = new Set<string>();
    for (const { document, events } of wanted) {
      const room = hasException(document) ? left.exceptions : left.normal;
      // What waits holds the later documents of its key, so that their order stays.
      if (events > room || held.has(document.partition_key)) {
        held.add(document.partition_key);
        continue;
      }
      documents.add(document);
      left.exceptions -= events;
      left.normal = Math.max(left.normal - events, 0);
      this.#spent += events;
    }
    return { documents, waitSeconds: WAIT_SECONDS };
  }

  async #refresh(): Promise<void> {
    const age = this.#options.now() - this.#askedAt;
    const much = this.#limit !== undefined && this.#spent > this.#limit.max * SPENT_SHARE;
    if (this.#limit && age < this.#options.refreshMilliseconds && !much) return;
    try {
      this.#limit = await this.#ask();
      this.#spent = 0;
      this.#askedAt = this.#options.now();
    } catch {
      // The publishing itself will say what is wrong with the org; until then the old figure is the best one.
      this.#askedAt = this.#options.now();
    }
  }
}

const hasException = ({ outcome }: QueuedDocument) => outcome === 'rejected' || outcome === 'held';
