import { sql } from 'kysely';
import type { Journal } from '../db/schema.ts';

export interface RetentionRules {
  tenant: string;
  /** Days after which the received bytes are removed; what was made of them stays. */
  bytesDays: number;
  /** Days after which a document is removed with its history. */
  documentsDays: number;
}

export interface Purged {
  files: number;
  documents: number;
}

const BATCH = 500;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Removes what is older than the policy allows to keep, in small transactions. What still waits for
 * something or someone stays, however old: a document that was not published, and the bytes that it came from.
 */
export async function purge(journal: Journal, rules: RetentionRules, now = Date.now()): Promise<Purged> {
  const purged: Purged = { files: 0, documents: 0 };
  const before = (days: number) => new Date(now - days * DAY_MILLISECONDS);
  for (let removed = BATCH; removed === BATCH; purged.documents += removed)
    removed = await removeDocuments(journal, rules.tenant, before(rules.documentsDays));
  for (let removed = BATCH; removed === BATCH; purged.files += removed)
    removed = await removeBytes(journal, rules.tenant, before(rules.bytesDays));
  return purged;
}

async function removeDocuments(journal: Journal, tenant: string, before: Date): Promise<number> {
  return journal.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('document')
      .select('document_key')
      .where('tenant', '=', tenant)
      .where('received_at', '<', before)
      .where('delivery', 'in', ['arrived', 'published'])
      .limit(BATCH)
      .execute();
    const keys = rows.map(({ document_key }) => document_key);
    if (keys.length === 0) return 0;
    await trx.deleteFrom('document_step').where('document_key', 'in', keys).execute();
    await trx.deleteFrom('document').where('document_key', 'in', keys).execute();
    return keys.length;
  });
}

async function removeBytes(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('received_file')
    .select('id')
    .where('tenant', '=', tenant)
    .where('received_at', '<', before)
    .where('status', '=', 'translated')
    .where((where) =>
      where.exists(
        where
          .selectFrom('received_chunk')
          .select(sql`1`.as('one'))
          .whereRef('received_chunk.file_id', '=', 'received_file.id')
      )
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('document')
            .select(sql`1`.as('one'))
            .whereRef('document.file_id', '=', 'received_file.id')
            .where('document.delivery', 'not in', ['arrived', 'published'])
        )
      )
    )
    .limit(BATCH)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await journal.deleteFrom('received_chunk').where('file_id', 'in', ids).execute();
  return ids.length;
}
