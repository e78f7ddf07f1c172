import { sql } from 'kysely';
import type { DocumentRow, Journal } from '../db/schema.ts';

const DELIVERIES = ['staged', 'queued', 'published', 'arrived', 'failed'] as const;

export interface DocumentCount {
  tenant: string;
  delivery: DocumentRow['delivery'];
  count: number;
}

/** How many documents of each tenant stand where; where none does, nothing is told. @param tenant all unless given */
export async function documentCounts(journal: Journal, tenant?: string): Promise<DocumentCount[]> {
  const counts = await Promise.all(
    DELIVERIES.map(async (delivery) => {
      const rows = await journal
        .selectFrom('document')
        .select(['tenant', sql<number>`count(*)::integer`.as('count')])
        // As a literal, so that the index of documents in this state fits.
        .where('delivery', '=', sql.lit(delivery))
        .$if(tenant !== undefined, (query) => query.where('tenant', '=', tenant ?? ''))
        .groupBy('tenant')
        .execute();
      return rows.map((row) => ({ ...row, delivery }));
    })
  );
  return counts.flat();
}
