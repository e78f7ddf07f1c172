import type { Journal } from '../db/schema.ts';
import { BATCH, removeBytes, removeDocuments, removeFiles } from './purge-documents.ts';
import {
  removeInterchanges,
  removeParkedKeys,
  removeReceipts,
  removeRequests,
  removeStatuses,
  removeUndecodable
} from './purge-traces.ts';

/** For how many days what is kept. */
export interface RetentionRules {
  tenant: string;
  /** The received bytes; what was made of them stays. */
  bytesDays: number;
  /** Documents, with their history. */
  documentsDays: number;
  /** What Lens told. */
  statusesDays: number;
  /** Requests of the CRM that are finished, and events that could not be read. */
  requestsDays: number;
  receiptsDays: number;
  /** How far duplicates are looked for. */
  lookBackDays: number;
  /** Channels whose mailboxes are only read: their receipts say what was read, and stay. */
  readOnly: readonly string[];
}

/** How much was removed. */
export interface Purged {
  /** Files whose bytes were removed. */
  files: number;
  documents: number;
  receipts: number;
  interchanges: number;
  statuses: number;
  requests: number;
  undecodable: number;
  parkedKeys: number;
  /** Files of which nothing was left. */
  fileRecords: number;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * Removes what is older than the policy allows to keep, in small transactions. What still waits for
 * something or someone stays, however old: a document that was not published, and the bytes that it came from.
 */
export async function purge(journal: Journal, rules: RetentionRules, now = Date.now()): Promise<Purged> {
  const { tenant, readOnly, lookBackDays, bytesDays, documentsDays, receiptsDays } = rules;
  const before = (days: number) => new Date(now - days * DAY_MILLISECONDS);
  // A file may be read again for as long as its bytes are there, and is then compared with what came before it.
  const comparedDays = lookBackDays + Math.max(bytesDays, documentsDays);
  return {
    documents: await whole(() => removeDocuments(journal, tenant, before(documentsDays))),
    files: await whole(() => removeBytes(journal, tenant, before(bytesDays))),
    receipts: await whole(() => removeReceipts(journal, tenant, before(receiptsDays), readOnly)),
    interchanges: await whole(() => removeInterchanges(journal, tenant, before(comparedDays))),
    statuses: await whole(() => removeStatuses(journal, tenant, before(rules.statusesDays))),
    requests: await whole(() => removeRequests(journal, tenant, before(rules.requestsDays))),
    undecodable: await whole(() => removeUndecodable(journal, tenant, before(rules.requestsDays))),
    parkedKeys: await whole(() => removeParkedKeys(journal, tenant)),
    // Last, since they go when nothing of them is left.
    fileRecords: await whole(() => removeFiles(journal, tenant, before(documentsDays)))
  };
}

/** Removes batch by batch, until one is not full. */
async function whole(removeBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const removed = await removeBatch();
    total += removed;
    if (removed < BATCH) return total;
  }
}
