import pg from 'pg';
import type { TestOrg } from '../../middleware/src/testing/local-org.ts';
import { openDatabase } from '../../middleware/src/db/database.ts';
import type { Simulator } from '../trading-grid/src/simulator.ts';

/** A file that was put into the mailbox. */
export interface SentFile {
  name: string;
  /** Number of the order in it; null for a file that no order comes of. */
  order: string | null;
  /** Records of documents that come of it. */
  documents: number;
}

/** What the org has of some files. */
export interface OrgRecords {
  documents: { key: string; sequence: number; file: string; receipts: number }[];
  orders: { key: string; sequence: number; file: string }[];
  failures: number;
}

interface DocumentRecord {
  Document_Key__c: string;
  Sequence__c: number;
  File_Name__c: string;
  Receipts__c: number | null;
}

interface OrderRecord {
  Order_Key__c: string;
  Sequence__c: number;
  Document__r: { File_Name__c: string };
}

/** Reads the records of files whose names begin so. */
export async function recordsOf({ admin }: TestOrg, prefix: string): Promise<OrgRecords> {
  const documents = await admin.query<DocumentRecord>(
    `SELECT Document_Key__c, Sequence__c, File_Name__c, Receipts__c FROM Trading_Document__c WHERE File_Name__c LIKE '${prefix}-%' LIMIT 2000`
  );
  const orders = await admin.query<OrderRecord>(
    `SELECT Order_Key__c, Sequence__c, Document__r.File_Name__c FROM Trading_Order__c WHERE Document__r.File_Name__c LIKE '${prefix}-%' LIMIT 2000`
  );
  const failures = await admin.query<object>(
    `SELECT Id FROM Ingest_Failure__c WHERE Document_Key__c LIKE '${prefix}-%'`
  );
  return {
    documents: documents.records.map((one) => ({
      key: one.Document_Key__c,
      sequence: one.Sequence__c,
      file: one.File_Name__c,
      receipts: one.Receipts__c ?? 1
    })),
    orders: orders.records.map((one) => ({
      key: one.Order_Key__c,
      sequence: one.Sequence__c,
      file: one.Document__r.File_Name__c
    })),
    failures: failures.records.length
  };
}

/** Events that the org took within the hour, by whomever. */
export async function publishedEvents({ admin }: TestOrg): Promise<number> {
  interface Limits {
    HourlyPublishedPlatformEvents: { Max: number; Remaining: number };
  }
  const { HourlyPublishedPlatformEvents: limit } = await admin.request<Limits>('/services/data/v67.0/limits');
  return limit.Max - limit.Remaining;
}

export interface JournalCounts {
  files: number;
  /** Documents that are not known to have arrived. */
  unproven: number;
}

const STORED = 'select count(*)::int as n from received_file';
const UNPROVEN = `select count(*)::int as n from document where delivery <> 'arrived'`;

/** Reads a journal that is on PostgreSQL. */
export async function serverJournal(url: string): Promise<JournalCounts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const count = async (text: string) => Number((await client.query<{ n: string }>(text)).rows[0]?.n ?? 0);
    return { files: await count(STORED), unproven: await count(UNPROVEN) };
  } finally {
    await client.end();
  }
}

/** Reads a journal that is in a directory which no process has open. */
export async function directoryJournal(directory: string): Promise<JournalCounts> {
  const database = await openDatabase({ directory }, { migrate: false });
  try {
    const { journal } = database;
    const { n: files } = await journal
      .selectFrom('received_file')
      .select((query) => query.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    const { n: unproven } = await journal
      .selectFrom('document')
      .select((query) => query.fn.countAll<number>().as('n'))
      .where('delivery', '<>', 'arrived')
      .executeTakeFirstOrThrow();
    return { files, unproven };
  } finally {
    await database.close();
  }
}

/** What the network took of the requests of a stage: files by control number, partners by the key they were asked under. */
export function acceptedBy(simulator: Simulator, controls: readonly number[], partners: readonly string[]) {
  const receipts = simulator.control.accepted(simulator.mailbox);
  const files = controls.map(
    (control) => receipts.find(({ controlNumber }) => Number(controlNumber) === control)?.accepted ?? 0
  );
  const made = simulator.control.partners();
  const counts = partners.map((key) => made.filter(({ externalKey }) => externalKey === key).length);
  const all = [...files, ...counts];
  return {
    accepted: all.filter((count) => count > 0).length,
    doubled: all.reduce((sum, count) => sum + Math.max(count - 1, 0), 0)
  };
}
