import type { JournalCounts, OrgRecords, SentFile } from './count.ts';

/** How things stood while a fault lasted. */
export interface Counts {
  sent: number;
  inMailbox: number;
  documents: number;
  orders: number;
  requests: number;
  accepted: number;
}

export interface Evidence {
  sent: readonly SentFile[];
  records: OrgRecords;
  journal: JournalCounts;
  requests: number;
  /** Requests that the network took, and how often more than once. */
  accepted: number;
  doubled: number;
  /** Events beyond one for each file: of documents that were published again, of large orders, of statuses. */
  furtherEvents: number;
  before: Counts | undefined;
}

export interface Verdict {
  before: Counts | undefined;
  sent: number;
  stored: number;
  documents: number;
  orders: number;
  lost: number;
  doubled: number;
  furtherEvents: number;
  order: boolean;
  requests: number;
  accepted: number;
  doubledOut: number;
  lostOut: number;
  /** What is wrong, in words; empty when all is well. */
  faults: string[];
}

/** Concludes from the records, the journal and the network whether anything was lost, doubled or out of order. */
export function judge(evidence: Evidence): Verdict {
  const { sent, records, journal, requests, accepted, before, furtherEvents } = evidence;
  const byFile = new Map<string, OrgRecords['documents']>();
  for (const one of records.documents) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  const expected = new Map(sent.map(({ name, documents }) => [name, documents]));
  const lost = sent.filter(({ name, documents }) => (byFile.get(name)?.length ?? 0) < documents);
  const numbers = new Set(sent.flatMap(({ order }) => order ?? []));
  const doubledDocuments = [...byFile].filter(([name, found]) => found.length > (expected.get(name) ?? 1));
  const receivedAgain = records.documents.filter(({ receipts }) => receipts > 1);
  const disorder = [...numbers].flatMap((number) => disorderOf(number, evidence, byFile));
  const doubledOrders = Math.max(records.orders.length - numbers.size, 0);
  const lostOrders = Math.max(numbers.size - records.orders.length, 0);
  const faults = [
    ...lost.map(({ name }) => `${name} has too few records in the org`),
    ...doubledDocuments.map(([name, found]) => `${name} has ${found.length} records in the org`),
    ...receivedAgain.map(({ file, receipts }) => `${file} is told as received ${receipts} times`),
    ...(doubledOrders > 0 ? [`${doubledOrders} orders too many`] : []),
    ...(lostOrders > 0 ? [`${lostOrders} orders are missing`] : []),
    ...disorder,
    ...(journal.files === sent.length ? [] : [`the journal has ${journal.files} files of ${sent.length}`]),
    ...(journal.unproven > 0 ? [`${journal.unproven} documents are not known to have arrived`] : []),
    ...(accepted < requests ? [`${requests - accepted} requests never reached the Trading Grid`] : []),
    ...(evidence.doubled > 0 ? [`Trading Grid took ${evidence.doubled} requests more than once`] : [])
  ];
  return {
    before,
    sent: sent.length,
    stored: journal.files,
    documents: records.documents.length,
    orders: records.orders.length,
    lost: lost.length + lostOrders,
    doubled: doubledDocuments.length + receivedAgain.length + doubledOrders,
    furtherEvents,
    order: disorder.length === 0,
    requests,
    accepted,
    doubledOut: evidence.doubled,
    lostOut: requests - accepted,
    faults
  };
}

/** The versions of an order must have rising sequences, and its record must show the last one. */
function disorderOf(number: string, { sent, records }: Evidence, byFile: Map<string, OrgRecords['documents']>) {
  const files = sent.filter(({ order }) => order === number).map(({ name }) => name);
  // What stands before an interchange has a record of its own, which is older than the order's.
  const sequences = files.flatMap((file) => {
    const found = byFile.get(file) ?? [];
    return found.length === 0 ? [] : [Math.max(...found.map(({ sequence }) => sequence))];
  });
  const wrong: string[] = [];
  if (sequences.some((sequence, index) => index > 0 && sequence <= (sequences[index - 1] ?? 0)))
    wrong.push(`the versions of ${number} have the sequences ${sequences.join(', ')}`);
  const shown = records.orders.filter(({ file }) => files.includes(file));
  const last = files.at(-1);
  for (const { file, sequence } of shown)
    if (file !== last || sequence !== Math.max(...sequences))
      wrong.push(`${number} shows ${file} (${sequence}), its last version is ${String(last)}`);
  return wrong;
}
