import { setTimeout as delay } from 'node:timers/promises';
import type { Leases } from '../db/lease.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';

export interface PeriodicOptions {
  /** Name of the lease: of all processes one does the work. */
  name: string;
  everySeconds: number;
  /** @returns what is wrong; null where all is well */
  work: () => Promise<string | null>;
  /** Another process has the lease: what was kept open by the work is closed. */
  onLost?: () => Promise<void>;
}

/** Does something again and again, while it holds the lease for it. */
export class Periodic {
  readonly #leases: Leases;
  readonly #options: PeriodicOptions;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  /** What went wrong the last time; null while all is well. */
  trouble: string | null = null;

  constructor(leases: Leases, options: PeriodicOptions, log: Logger) {
    this.#leases = leases;
    this.#options = options;
    this.#log = log;
  }

  start(): void {
    this.#running ??= this.#loop();
  }

  /** Ends after the work that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#leases.release(this.#options.name);
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(this.#options.everySeconds * 1000, undefined, { signal }).catch(() => undefined);
      if (!this.#stop.signal.aborted) await this.#once();
    }
  }

  async #once(): Promise<void> {
    const before = this.trouble;
    try {
      if (await this.#leases.take(this.#options.name)) this.trouble = await this.#options.work();
      else {
        // Whatever went wrong here is another process's to try now.
        this.trouble = null;
        await this.#options.onLost?.();
      }
    } catch (error) {
      this.trouble = messageOf(error);
    }
    if (this.trouble !== null && this.trouble !== before)
      this.#log.warn({ work: this.#options.name, reason: this.trouble }, 'periodic work failed');
  }
}
