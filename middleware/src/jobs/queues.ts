import { fromKysely, type PgBoss } from 'pg-boss';
import type { JournalTransaction } from '../db/schema.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import { Rounds } from './rounds.ts';

/** Retries of a wake-up: the work behind it is in the journal and waits for as long as it must. */
const FOREVER = 1_000_000;

const OPTIONS = {
  retryLimit: FOREVER,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 10,
  // Wakes the workers of other processes at once; where the database cannot, they look at their next interval.
  notify: true,
  // Long work (a backlog, a large file) is no reason to give its job to another worker, as after the default of 15
  // minutes; a process that is gone is: its jobs are tried again when it gave no sign of life for so long.
  expireInSeconds: 86_400,
  heartbeatSeconds: 60
};
const WORK = { batchSize: 100, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 5 };

/**
 * Wake-ups and retries. The journal holds the work and its order; a job only says that there is some, so a job that is
 * done twice or comes late does no harm. Each tenant has queues of its own, so that none waits for another's.
 */
export class Queues {
  readonly #boss: PgBoss;
  readonly #log: Logger;
  readonly #options: typeof OPTIONS;
  readonly #workers = new Map<string, string>();
  readonly #rounds = new Map<string, Rounds>();

  /** @param options in the place of the usual ones of every queue */
  constructor(boss: PgBoss, log: Logger, options: Partial<typeof OPTIONS> = {}) {
    this.#boss = boss;
    this.#log = log;
    this.#options = { ...OPTIONS, ...options };
  }

  async start(): Promise<void> {
    this.#boss.on('error', (error) => this.#log.error({ reason: messageOf(error) }, 'job queue'));
    await this.#boss.start();
  }

  /**
   * Begins to work at a queue; what is left of an earlier run is looked for at once.
   * @param handler works until nothing waits; gives the seconds after which to look again, null for not before a wake-up
   */
  async work(queue: string, handler: () => Promise<number | null>): Promise<void> {
    await this.#boss.createQueue(queue, this.#options);
    await this.#boss.updateQueue(queue, this.#options);
    // With a cold cache the first send inside a transaction would ask the database outside it, and wait for ever.
    await this.#boss.fetch(queue);
    await this.#boss.send(queue, {});
    const rounds = new Rounds(handler, (error) =>
      this.#log.warn({ queue, reason: messageOf(error) }, 'work failed; it is tried again')
    );
    this.#rounds.set(queue, rounds);
    const work = async () => {
      const seconds = await rounds.run();
      if (seconds !== null) await this.wakeAfter(queue, seconds);
    };
    this.#workers.set(queue, await this.#boss.work(queue, WORK, work));
  }

  /** Ends after the work that is under way. */
  async end(queue: string): Promise<void> {
    this.#workers.delete(queue);
    await this.#boss.offWork(queue, { wait: true });
    await this.#rounds.get(queue)?.end();
    this.#rounds.delete(queue);
  }

  /** Enqueues a wake-up in the transaction that stores the work. */
  async wake(queue: string, trx: JournalTransaction): Promise<void> {
    await this.#boss.send(queue, {}, { db: fromKysely(trx) });
  }

  /** Enqueues a wake-up for later. */
  async wakeAfter(queue: string, seconds: number): Promise<void> {
    await this.#boss.send(queue, {}, { startAfter: seconds });
  }

  /** Lets the worker look now instead of at its next interval. */
  nudge(queue: string): void {
    const worker = this.#workers.get(queue);
    if (worker !== undefined) this.#boss.notifyWorker(worker);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#rounds.values()].map((rounds) => rounds.end()));
    await this.#boss.stop({ graceful: true, timeout: 10_000, close: false });
  }
}
