import { sql } from 'kysely';
import type { Journal, JournalTransaction } from '../db/schema.ts';

/** What is known of a document beyond its bytes. */
export interface Known {
  /** What Lens told. */
  lens: string | null;
  /** Whether someone let it go on as no duplicate. */
  released: boolean;
  /** Ingest failures of the org that were told already. */
  failures_seen: string | null;
}

/**
 * Removes what an interrupted translation has left, or what is read again. What is known beyond the bytes stays in the
 * journal until the documents are there again, whatever happens meanwhile; their keys stay the same.
 */
export async function forget(journal: Journal, ids: readonly number[]): Promise<void> {
  const known = journal
    .selectFrom('document')
    .select(['document_key', 'file_id', 'lens', 'released', 'failures_seen'])
    .where('file_id', 'in', ids)
    .where('delivery', '=', 'staged')
    .where((where) =>
      where.or([where('lens', 'is not', null), where('released', '=', true), where('failures_seen', 'is not', null)])
    );
  await journal
    .insertInto('reread_document')
    .columns(['document_key', 'file_id', 'lens', 'released', 'failures_seen'])
    .expression(known)
    .onConflict((conflict) =>
      conflict.column('document_key').doUpdateSet({
        lens: sql<string | null>`coalesce(excluded.lens, reread_document.lens)`,
        released: sql<boolean>`excluded.released or reread_document.released`,
        failures_seen: sql<string | null>`coalesce(excluded.failures_seen, reread_document.failures_seen)`
      })
    )
    .execute();
  await journal.deleteFrom('document').where('file_id', 'in', ids).where('delivery', '=', 'staged').execute();
  await journal.deleteFrom('interchange').where('file_id', 'in', ids).execute();
}

/** Takes up what is known of the documents of some files, by their keys, for those that are written now. */
export async function recall(trx: JournalTransaction, ids: readonly number[]): Promise<Map<string, Known>> {
  const rows = await trx
    .deleteFrom('reread_document')
    .where('file_id', 'in', ids)
    .returning(['document_key', 'lens', 'released', 'failures_seen'])
    .execute();
  return new Map(rows.map(({ document_key, ...known }) => [document_key, known]));
}

/** As `recall`, for the documents of one file that are in the journal already. */
export async function recallInto(trx: JournalTransaction, id: number): Promise<void> {
  await trx
    .updateTable('document')
    .from('reread_document')
    .set({
      // Lens may have told something while the file was read.
      lens: sql<string | null>`coalesce(document.lens, reread_document.lens)`,
      released: sql<boolean>`reread_document.released`,
      failures_seen: sql<string | null>`reread_document.failures_seen`
    })
    .whereRef('document.document_key', '=', 'reread_document.document_key')
    .where('reread_document.file_id', '=', id)
    .execute();
  await trx.deleteFrom('reread_document').where('file_id', '=', id).execute();
}

/** Documents of some files that someone let go on as no duplicates, by key. */
export async function releasedOf(journal: Journal, ids: readonly number[]): Promise<Set<string>> {
  const rows = await journal
    .selectFrom('document')
    .select('document_key')
    .where('file_id', 'in', ids)
    .where('released', '=', true)
    .union(
      journal
        .selectFrom('reread_document')
        .select('document_key')
        .where('file_id', 'in', ids)
        .where('released', '=', true)
    )
    .execute();
  return new Set(rows.map(({ document_key }) => document_key));
}
