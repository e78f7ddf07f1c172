import { fromKysely, type PgBoss } from 'pg-boss';
import type { JournalTransaction } from '../db/schema.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';

export type QueueName = 'translate' | 'publish';
const QUEUES: QueueName[] = ['translate', 'publish'];
/** Retries of a wake-up: the work behind it is in the journal and waits for as long as it must. */
const FOREVER = 1_000_000;

/**
 * Wake-ups and retries. The journal holds the work and its order; a job only says that there is some, so a job that is
 * done twice or comes late does no harm.
 */
export class Queues {
  readonly #boss: PgBoss;
  readonly #log: Logger;
  readonly #workers = new Map<QueueName, string>();

  constructor(boss: PgBoss, log: Logger) {
    this.#boss = boss;
    this.#log = log;
  }

  async start(handlers: Record<QueueName, () => Promise<void>>): Promise<void> {
    this.#boss.on('error', (error) => this.#log.error({ reason: messageOf(error) }, 'job queue'));
    await this.#boss.start();
    for (const queue of QUEUES) {
      await this.#boss.createQueue(queue, {
        retryLimit: FOREVER,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 10
      });
      // With a cold cache the first send inside a transaction would ask the database outside it, and wait for ever.
      await this.#boss.fetch(queue);
      await this.#boss.send(queue, {});
      const worker = await this.#boss.work(queue, { batchSize: 100, pollingIntervalSeconds: 0.5 }, () =>
        handlers[queue]()
      );
      this.#workers.set(queue, worker);
    }
  }

  /** Enqueues a wake-up in the transaction that stores the work. */
  async wake(queue: QueueName, trx: JournalTransaction): Promise<void> {
    await this.#boss.send(queue, {}, { db: fromKysely(trx) });
  }

  /** Enqueues a wake-up for later. */
  async wakeAfter(queue: QueueName, seconds: number): Promise<void> {
    await this.#boss.send(queue, {}, { startAfter: seconds });
  }

  /** Lets the worker look now instead of at its next interval. */
  nudge(queue: QueueName): void {
    const worker = this.#workers.get(queue);
    if (worker !== undefined) this.#boss.notifyWorker(worker);
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 10_000, close: false });
  }
}
