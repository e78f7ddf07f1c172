import type { Journal } from '../db/schema.ts';
import type { LensEntry } from '../tradinggrid/lens.ts';

export type Match = { state: 'matched'; documentKey: string } | { state: 'ambiguous' | 'missing' };

interface Candidate {
  document_key: string;
  type: string | null;
  sender: string | null;
  receiver: string | null;
  order_number: string | null;
}

const ORDER_KEYS = ['purchase order number', 'po number'];

const fits = (wanted: string | null, found: string | null) => wanted === null || found === null || wanted === found;

/**
 * Finds the document that an entry of Lens tells of. The entries of its process name the file, which is known by name
 * and size; within it the document is known by addresses, type and content keys, since Lens shows no control numbers.
 * What is not one document alone is never guessed.
 */
export async function matchOf(
  journal: Journal,
  tenant: string,
  entry: LensEntry,
  process: readonly LensEntry[]
): Promise<Match> {
  const files = process
    .filter(({ transactionlevel }) => transactionlevel === 'File')
    .flatMap(({ receivefilename, insize, deliveryfilename, outsize }) => [
      { name: receivefilename, size: insize },
      { name: deliveryfilename, size: outsize }
    ])
    .filter((file): file is { name: string; size: number | null } => file.name !== null);
  if (files.length === 0) return { state: 'missing' };
  const rows = await journal
    .selectFrom('document')
    .innerJoin('received_file', 'received_file.id', 'document.file_id')
    .select(['document_key', 'document.type', 'document.sender', 'document.receiver', 'document.order_number'])
    .select(['received_file.name', 'received_file.size'])
    .where('document.tenant', '=', tenant)
    .where('received_file.tenant', '=', tenant)
    .where('received_file.mailbox', '!=', 'lens')
    .where(
      'received_file.name',
      'in',
      files.map(({ name }) => name)
    )
    .execute();
  const ofFile = rows.filter(({ name, size }) =>
    files.some((file) => file.name === name && (file.size === null || file.size === size))
  );
  return narrowed(entry, ofFile);
}

function narrowed(entry: LensEntry, candidates: readonly Candidate[]): Match {
  const orderNumber = entry.contentkeys?.find(({ key }) => ORDER_KEYS.includes(key.toLowerCase()))?.value ?? null;
  const fitting = candidates.filter(
    ({ type, sender, receiver }) =>
      fits(entry.editype, type) && fits(entry.senderaddress, sender) && fits(entry.receiveraddress, receiver)
  );
  const byNumber = fitting.filter((one) => one.order_number !== null && one.order_number === orderNumber);
  const rest = byNumber.length > 0 ? byNumber : fitting;
  const [only, ...others] = rest;
  if (!only) return { state: 'missing' };
  return others.length === 0 ? { state: 'matched', documentKey: only.document_key } : { state: 'ambiguous' };
}
