import { type ExpressionBuilder, sql } from 'kysely';
import type { Database, Journal } from '../db/schema.ts';

/** Rows that are removed in one transaction. */
export const BATCH = 500;

export async function removeDocuments(journal: Journal, tenant: string, before: Date): Promise<number> {
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

/** Removes the bytes of files whose documents wait for nothing. */
export async function removeBytes(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('received_file')
    .select('id')
    .where('tenant', '=', tenant)
    .where('received_at', '<', before)
    .where('status', '=', 'translated')
    .where((where) => where.exists(ofFile(where, 'received_chunk')))
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

/** Removes the records of files of which nothing else is left: no bytes, documents, receipts or interchanges. */
export async function removeFiles(journal: Journal, tenant: string, before: Date): Promise<number> {
  return journal.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('received_file')
      .select('id')
      .where('tenant', '=', tenant)
      .where('received_at', '<', before)
      .where('status', '=', 'translated')
      .where((where) =>
        where.not(
          where.or([
            where.exists(ofFile(where, 'received_chunk')),
            where.exists(ofFile(where, 'document')),
            where.exists(ofFile(where, 'receipt')),
            where.exists(ofFile(where, 'interchange'))
          ])
        )
      )
      .limit(BATCH)
      // Whoever receives the same bytes now has the row, and makes it live again.
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await trx.deleteFrom('received_file').where('id', 'in', ids).execute();
    return ids.length;
  });
}

const ofFile = (
  where: ExpressionBuilder<Database, 'received_file'>,
  table: 'received_chunk' | 'document' | 'receipt' | 'interchange'
) =>
  where
    .selectFrom(table)
    .select(sql`1`.as('one'))
    .whereRef(`${table}.file_id`, '=', 'received_file.id');
