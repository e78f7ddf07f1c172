import { Turns } from './turns.ts';

/** Nobody waits longer for work whose wake-up was lost. */
const LONGEST_SECONDS = 30;
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 10;

/**
 * Rounds of one kind of work in this process, one at a time: a job that has expired is given out again while its handler
 * goes on, and leases do not keep a process from itself. A job may be lost with the connection to its database, too,
 * when that ends while the job is out; so this process looks by itself as well, soon after a round that failed, and once
 * in a while after one that did not.
 */
export class Rounds {
  readonly #work: () => Promise<number | null>;
  readonly #onFailure: (error: unknown) => void;
  readonly #turns = new Turns();
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #ended = false;

  /**
   * @param work gives the seconds after which to look again; null for not before it is asked to
   * @param onFailure told when a round fails that nobody asked for
   */
  constructor(work: () => Promise<number | null>, onFailure: (error: unknown) => void) {
    this.#work = work;
    this.#onFailure = onFailure;
  }

  /** Works in its turn. */
  run(): Promise<number | null> {
    return this.#turns.take(async () => {
      if (this.#ended) return null;
      let next: number | null = null;
      try {
        next = await this.#work();
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        throw error;
      } finally {
        this.#arm(next);
      }
      return next;
    });
  }

  /** Ends after the work that is under way. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#turns.take(() => Promise.resolve());
    clearTimeout(this.#timer);
  }

  #arm(seconds: number | null): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    const pause =
      this.#failures > 0
        ? Math.min(FIRST_PAUSE_SECONDS * 2 ** (this.#failures - 1), LONGEST_PAUSE_SECONDS)
        : Math.min(Math.max(seconds ?? LONGEST_SECONDS, FIRST_PAUSE_SECONDS), LONGEST_SECONDS);
    this.#timer = setTimeout(() => {
      this.run().catch(this.#onFailure);
    }, pause * 1000);
  }
}
