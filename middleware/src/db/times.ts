import { type RawBuilder, sql } from 'kysely';

/**
 * A time from now by the database's clock, which decides what is due and what has run out: the clocks of workers may be
 * off. Written so that every back end understands it.
 */
export const fromNow = (seconds: number): RawBuilder<Date> =>
  sql<Date>`now() + cast(${seconds} as double precision) * interval '1 second'`;
