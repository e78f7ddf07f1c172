import { sql } from 'kysely';
import type { Journal } from '../db/schema.ts';
import { BATCH } from './purge-documents.ts';

export async function removeReceipts(
  journal: Journal,
  tenant: string,
  before: Date,
  readOnly: readonly string[]
): Promise<number> {
  const rows = await journal
    .selectFrom('receipt')
    .select('id')
    .where('tenant', '=', tenant)
    .where('received_at', '<', before)
    .$if(readOnly.length > 0, (some) => some.where('mailbox', 'not in', readOnly))
    .limit(BATCH)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await journal.deleteFrom('receipt').where('id', 'in', ids).execute();
  return ids.length;
}

/** Removes what duplicates are recognised by. */
export async function removeInterchanges(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('interchange')
    .select(['file_id', 'interchange_index'])
    .where('tenant', '=', tenant)
    .where('received_at', '<', before)
    .limit(BATCH)
    .execute();
  if (rows.length === 0) return 0;
  await journal
    .deleteFrom('interchange')
    .where((where) =>
      where(
        where.refTuple('file_id', 'interchange_index'),
        'in',
        rows.map(({ file_id, interchange_index }) => where.tuple(file_id, interchange_index))
      )
    )
    .execute();
  return rows.length;
}

/** Removes what Lens told, unless there is still something of it to tell. */
export async function removeStatuses(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('grid_entry')
    .select('transaction_id')
    .where('tenant', '=', tenant)
    .where('first_seen_at', '<', before)
    .where('due_at', 'is', null)
    .limit(BATCH)
    .execute();
  const ids = rows.map(({ transaction_id }) => transaction_id);
  if (ids.length > 0)
    await journal.deleteFrom('grid_entry').where('tenant', '=', tenant).where('transaction_id', 'in', ids).execute();
  return ids.length;
}

/** Removes requests that are finished, once the CRM was told. */
export async function removeRequests(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('outbound_request')
    .select('message_key')
    .where('tenant', '=', tenant)
    .where('status', 'in', ['done', 'failed'])
    .where('reported', '=', true)
    .where('finished_at', '<', before)
    .limit(BATCH)
    .execute();
  const keys = rows.map(({ message_key }) => message_key);
  if (keys.length > 0)
    await journal
      .deleteFrom('outbound_request')
      .where('tenant', '=', tenant)
      .where('message_key', 'in', keys)
      .execute();
  return keys.length;
}

export async function removeUndecodable(journal: Journal, tenant: string, before: Date): Promise<number> {
  const rows = await journal
    .selectFrom('undecodable_event')
    .select('id')
    .where('tenant', '=', tenant)
    .where('at', '<', before)
    .limit(BATCH)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await journal.deleteFrom('undecodable_event').where('id', 'in', ids).execute();
  return ids.length;
}

/** Removes parkings that are over, by the database's clock, which is the one that ended them. */
export async function removeParkedKeys(journal: Journal, tenant: string): Promise<number> {
  const rows = await journal
    .selectFrom('parked_key')
    .select('partition_key')
    .where('tenant', '=', tenant)
    .where('until', '<', sql<Date>`now()`)
    .limit(BATCH)
    .execute();
  const keys = rows.map(({ partition_key }) => partition_key);
  if (keys.length > 0)
    await journal
      .deleteFrom('parked_key')
      .where('tenant', '=', tenant)
      .where('partition_key', 'in', keys)
      // It may have been parked anew meanwhile.
      .where('until', '<', sql<Date>`now()`)
      .execute();
  return keys.length;
}
