import { sql } from 'kysely';
import type { Journal } from '../db/schema.ts';

/** What X12 can count to; the count then begins again, as it does everywhere. */
const MOST = 999_999_999;

/**
 * The next interchange control number of ours to a partner. It is never given twice before the count begins again; one
 * that is not used in the end leaves a gap, which is no fault.
 */
export async function nextControlNumber(
  journal: Journal,
  tenant: string,
  partner: string,
  standard: string
): Promise<number> {
  const { last } = await journal
    .insertInto('control_number')
    .values({ tenant, partner, standard, last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'partner', 'standard'])
        .doUpdateSet({ last: sql<number>`control_number.last % ${sql.lit(MOST)} + 1` })
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}
