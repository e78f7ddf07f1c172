import type { Journal } from '../db/schema.ts';

/** Files of a tenant that may wait for translation before its channels are read no further. */
const MOST_WAITING = 20_000;

/**
 * Whether a channel may be read now. An operator may have paused it; and while too much waits, the mailbox is the
 * better place for what is still there than the journal.
 */
export class Pauses {
  readonly #journal: Journal;
  readonly #mostWaiting: number;

  constructor(journal: Journal, mostWaiting = MOST_WAITING) {
    this.#journal = journal;
    this.#mostWaiting = mostWaiting;
  }

  async mayTake(tenant: string, channel: string): Promise<boolean> {
    const paused = await this.#journal
      .selectFrom('pause')
      .select('target')
      .where('tenant', '=', tenant)
      .where('target', '=', `channel:${channel}`)
      .executeTakeFirst();
    if (paused) return false;
    const overfull = await this.#journal
      .selectFrom('received_file')
      .select('id')
      .where('tenant', '=', tenant)
      .where('status', '=', 'received')
      .orderBy('silent')
      .orderBy('id')
      .offset(this.#mostWaiting)
      .limit(1)
      .executeTakeFirst();
    return overfull === undefined;
  }

  /** @param target `channel:NAME` or `partner:QUALIFIER:ID` */
  async pause(tenant: string, target: string, by: string): Promise<void> {
    await this.#journal
      .insertInto('pause')
      .values({ tenant, target, since: new Date(), by })
      .onConflict((conflict) => conflict.columns(['tenant', 'target']).doNothing())
      .execute();
  }

  /** @returns whether it was paused */
  async resume(tenant: string, target: string): Promise<boolean> {
    const { numDeletedRows } = await this.#journal
      .deleteFrom('pause')
      .where('tenant', '=', tenant)
      .where('target', '=', target)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  list(tenant: string) {
    return this.#journal
      .selectFrom('pause')
      .select(['target', 'since', 'by'])
      .where('tenant', '=', tenant)
      .orderBy('target')
      .execute();
  }
}
