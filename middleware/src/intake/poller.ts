import { setTimeout as delay } from 'node:timers/promises';
import type { Leases } from '../db/lease.ts';
import { type Logger, messageOf } from '../telemetry/log.ts';
import type { Intake } from './intake.ts';
import type { Mailbox } from './mailbox.ts';

export interface PollerOptions {
  name: string;
  pollSeconds: number;
  open: () => Promise<Mailbox>;
  /** Asked before every batch of files. */
  mayGoOn: () => Promise<boolean>;
}

const LONGEST_PAUSE_SECONDS = 60;

/** Looks into one mailbox again and again, while it holds the mailbox's lease; reconnects when the server is away. */
export class Poller {
  readonly #intake: Intake;
  readonly #leases: Leases;
  readonly #options: PollerOptions;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #mailbox: Mailbox | undefined;
  #failures = 0;
  /** Why the last look failed; null while all is well. */
  trouble: string | null = null;

  constructor(intake: Intake, leases: Leases, options: PollerOptions, log: Logger) {
    this.#intake = intake;
    this.#leases = leases;
    this.#options = options;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#loop();
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#leases.release(this.#lease);
  }

  get name(): string {
    return this.#options.name;
  }

  get #lease(): string {
    return `mailbox:${this.#options.name}`;
  }

  async #loop(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#look();
      const seconds = Math.min(this.#options.pollSeconds * 2 ** Math.min(this.#failures, 6), LONGEST_PAUSE_SECONDS);
      await delay(seconds * 1000, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    await this.#disconnect();
  }

  async #look(): Promise<void> {
    try {
      if (!(await this.#leases.take(this.#lease))) {
        this.#failures = 0;
        this.trouble = null;
        await this.#disconnect();
        return;
      }
      this.#mailbox ??= await this.#options.open();
      await this.#intake.poll(this.#mailbox, () => this.#mayGoOn());
      this.#failures = 0;
      this.trouble = this.#intake.trouble;
    } catch (error) {
      this.#failures += 1;
      this.trouble = messageOf(error);
      this.#log.warn(
        { mailbox: this.#options.name, failures: this.#failures, reason: this.trouble },
        'mailbox cannot be read'
      );
      await this.#disconnect();
    }
  }

  /** A process that was stopped for longer than its lease must leave the rest to whoever has it now. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#stop.signal.aborted || !(await this.#leases.take(this.#lease))) return false;
    return this.#options.mayGoOn();
  }

  async #disconnect(): Promise<void> {
    const mailbox = this.#mailbox;
    this.#mailbox = undefined;
    // The connection may be dead already, which is why it is closed.
    await mailbox?.close().catch(() => undefined);
  }
}
