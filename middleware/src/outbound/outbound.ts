import type { Listening, OutboundSource } from '../crm/port.ts';
import type { JournalTransaction } from '../db/schema.ts';
import { Periodic } from '../jobs/periodic.ts';
import { OutboundInbox } from './inbox.ts';
import { type OutboundParts, OutboundWorker } from './worker.ts';

/** The outbox is read so often for what no event has told. */
const SWEEP_SECONDS = 120;

/**
 * The way from the CRM to the Trading Grid: listens to the events, reads the outbox for what they did not tell, and
 * does what is asked. Of all processes one listens.
 */
export class Outbound {
  readonly worker: OutboundWorker;
  readonly #parts: OutboundParts;
  readonly #crm: OutboundSource;
  readonly #inbox: OutboundInbox;
  readonly #listen: Periodic;
  #listening: Listening | undefined;
  #lastSweep = 0;
  readonly #wake: (trx: JournalTransaction) => Promise<void>;
  #nudge: () => void = () => undefined;

  /** @param wake enqueues the work, in the transaction that stores it */
  constructor(parts: OutboundParts, tenant: string, wake: (trx: JournalTransaction) => Promise<void>) {
    this.#parts = parts;
    this.#crm = parts.crm;
    this.#wake = wake;
    this.worker = new OutboundWorker(parts, tenant);
    this.#inbox = new OutboundInbox(parts.journal, tenant, wake, () => this.#sweep(), parts.log);
    const name = `listen:${tenant}`;
    const work = () => this.#keepListening();
    const onLost = () => this.#stopListening();
    this.#listen = new Periodic(parts.leases, { name, everySeconds: 1, work, onLost }, parts.log);
  }

  get trouble(): string | null {
    return this.#listening?.trouble ?? this.#listen.trouble ?? this.worker.trouble;
  }

  /** @param nudge lets the worker of this process look at once */
  start(nudge: () => void): void {
    this.#nudge = nudge;
    this.#listen.start();
  }

  async stop(): Promise<void> {
    await this.#listen.stop();
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.stop();
  }

  /** Runs while this process has the lease: whoever loses it stops to listen. */
  async #keepListening(): Promise<string | null> {
    this.#listening ??= this.#crm.listen(this.#inbox);
    if (Date.now() - this.#lastSweep > SWEEP_SECONDS * 1000) await this.#sweep();
    return null;
  }

  async #sweep(): Promise<void> {
    this.#lastSweep = Date.now();
    const found = await this.worker.sweep(this.#wake);
    if (found > 0) {
      this.#parts.log.info({ requests: found }, 'requests found in the outbox');
      this.#nudge();
    }
  }
}
