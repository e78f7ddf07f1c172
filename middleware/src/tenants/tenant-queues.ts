import type { JournalTransaction } from '../db/schema.ts';
import type { Queues } from '../jobs/queues.ts';

export type Work = 'translate' | 'publish' | 'outbound';

/** The queues of one tenant: none waits for another's. */
export class TenantQueues {
  readonly #queues: Queues;
  readonly #tenant: string;

  constructor(queues: Queues, tenant: string) {
    this.#queues = queues;
    this.#tenant = tenant;
  }

  /** @param handler works until nothing waits; gives the seconds after which to look again, null for not before a wake-up */
  work(work: Work, handler: () => Promise<number | null>): Promise<void> {
    return this.#queues.work(this.#name(work), handler);
  }

  /** Wakes the worker, in whichever process, in the transaction that stores its work. */
  wake(work: Work, trx: JournalTransaction): Promise<void> {
    return this.#queues.wake(this.#name(work), trx);
  }

  wakeAfter(work: Work, seconds: number): Promise<void> {
    return this.#queues.wakeAfter(this.#name(work), seconds);
  }

  /** Lets the worker of this process look at once. */
  nudge(work: Work): void {
    this.#queues.nudge(this.#name(work));
  }

  /** Ends after the work that is under way. */
  async end(works: readonly Work[]): Promise<void> {
    await Promise.all(works.map((work) => this.#queues.end(this.#name(work))));
  }

  #name(work: Work): string {
    return `${work}/${this.#tenant}`;
  }
}
