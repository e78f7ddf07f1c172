import { sql } from 'kysely';
import type { Journal } from './schema.ts';
import { fromNow } from './times.ts';

/** Another worker has the work now: whatever was under way must leave no trace. */
export class LeaseLostError extends Error {}

/** Leases: for a limited time one worker of all processes has the right to a lane, a mailbox or the translation. */
export class Leases {
  readonly #journal: Journal;
  readonly #holder: string;
  readonly #seconds: number;
  #renewal: NodeJS.Timeout | undefined;

  constructor(journal: Journal, holder: string, seconds: number) {
    this.#journal = journal;
    this.#holder = holder;
    this.#seconds = seconds;
  }

  /**
   * Extends what this worker holds for as long as it lives, so that long work keeps its lease and the lease of a killed
   * worker is free after seconds.
   * @param onError told when the database cannot be reached; the leases then run out
   */
  keepAlive(onError: (error: unknown) => void): void {
    this.#renewal = setInterval(
      () => {
        const until = fromNow(this.#seconds);
        this.#journal.updateTable('lease').set({ until }).where('holder', '=', this.#holder).execute().catch(onError);
      },
      (this.#seconds * 1000) / 3
    );
  }

  stop(): void {
    clearInterval(this.#renewal);
  }

  /** Frees every lease: for a database that only one process can open, where other holders must be dead. */
  async clear(): Promise<void> {
    await this.#journal.deleteFrom('lease').execute();
  }

  /**
   * Takes or extends a lease, by the database's clock; false while another worker holds it.
   * @param journal a transaction that must not be committed after the lease was lost: it cannot change hands before
   */
  async take(name: string, journal: Journal = this.#journal): Promise<boolean> {
    return (await this.takeAll([name], journal)).length > 0;
  }

  /** Takes or extends leases in one go. @returns those that this worker has now */
  async takeAll(names: readonly string[], journal: Journal = this.#journal): Promise<string[]> {
    if (names.length === 0) return [];
    const until = fromNow(this.#seconds);
    // In one order always: two workers that take the same rows crosswise would block each other.
    const rows = names.toSorted().map((name) => ({ name, holder: this.#holder, until }));
    const taken = await journal
      .insertInto('lease')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder: this.#holder, until })
          .where((where) =>
            where.or([where('lease.holder', '=', this.#holder), where('lease.until', '<', sql<Date>`now()`)])
          )
      )
      .returning('name')
      .execute();
    return taken.map(({ name }) => name);
  }

  async release(...names: string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#journal.deleteFrom('lease').where('name', 'in', names).where('holder', '=', this.#holder).execute();
  }
}
