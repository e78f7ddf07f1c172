import type { DocumentRow } from '../db/schema.ts';

/** What tells one publication of a document from another: what it says, and how often its bytes had come. */
export type Publication = Pick<DocumentRow, 'tenant' | 'file_id' | 'revision'> & { receipts: number };

/**
 * The correlation id of a document's events: its file, and which version of the document they tell. The CRM keeps it
 * with the record, so that this very version can be proven to have arrived; key and sequence are those of all versions.
 */
export const correlationOf = ({ tenant, file_id, revision, receipts }: Publication): string =>
  `${tenant}:${file_id}:${revision.toString(36)}.${receipts}`;
