import { sql } from 'kysely';
import type { Journal } from './schema.ts';

/** Leases: for a limited time one worker of all processes has the right to a lane, a mailbox or the translation. */
export class Leases {
  readonly #journal: Journal;
  readonly #holder: string;
  readonly #seconds: number;

  constructor(journal: Journal, holder: string, seconds: number) {
    this.#journal = journal;
    this.#holder = holder;
    this.#seconds = seconds;
  }

  /** Takes or extends a lease, by the database's clock; false while another worker holds it. */
  async take(name: string): Promise<boolean> {
    const until = sql<Date>`now() + make_interval(secs => ${this.#seconds})`;
    const taken = await this.#journal
      .insertInto('lease')
      .values({ name, holder: this.#holder, until })
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
    return taken.length > 0;
  }

  async release(name: string): Promise<void> {
    await this.#journal.deleteFrom('lease').where('name', '=', name).where('holder', '=', this.#holder).execute();
  }
}
