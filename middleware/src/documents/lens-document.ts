import type { JournalTransaction } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { LensEntry } from '../tradinggrid/lens.ts';
import { timeOf } from '../tradinggrid/statuses.ts';
import { hashOf, laneOf, sequenceOf } from './keys.ts';
import type { Address, LensPart, Payload } from './payload.ts';
import { sealPayload } from './sealed-payload.ts';

/** A document that never came to us, made of what Lens knows of it. @returns its key */
export async function documentOfLens(
  trx: JournalTransaction,
  { tenant, own, seal, now }: { tenant: string; own: readonly Address[]; seal: Seal; now: number },
  entry: LensEntry,
  lens: LensPart
): Promise<string> {
  const key = hashOf('document', 'lens', tenant, entry.transactionid);
  const known = await trx
    .selectFrom('document')
    .select('document_key')
    .where('document_key', '=', key)
    .executeTakeFirst();
  if (known) return key;
  const received_at = new Date(timeOf(entry.arrivaltime) ?? now);
  const name = entry.deliveryfilename ?? entry.receivefilename ?? entry.transactionid;
  const file = await trx
    .insertInto('received_file')
    .values({
      tenant,
      mailbox: 'lens',
      name,
      size: 0,
      sha256: hashOf('lens', entry.transactionid),
      received_at,
      status: 'translated',
      reason: null,
      trace: null,
      corrects: null,
      corrected_by: null,
      correction_reason: null
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const [sender, receiver] = [addressOf(entry.senderaddress), addressOf(entry.receiveraddress)];
  const fromUs = own.some(({ qualifier, id }) => qualifier === sender?.qualifier && id === sender.id);
  const partner = (fromUs ? entry.receiveraddress : entry.senderaddress) ?? '';
  const partitionKey = hashOf('partition', tenant, partner, key);
  const payload: Payload = {
    document: {
      type: entry.editype,
      standard: null,
      version: null,
      direction: fromUs ? 'Outbound' : 'Inbound',
      sender,
      receiver,
      groupSender: null,
      groupReceiver: null,
      interchangeControlNumber: null,
      groupControlNumber: null,
      setControlNumber: null,
      usage: 'Production',
      validationStatus: 'Accepted',
      reason: 'Known from Lens alone: its contents did not come to a mailbox of ours.',
      receivedAt: received_at.toISOString(),
      fileName: name,
      size: 0,
      receipts: 1,
      findings: [],
      lens
    }
  };
  const sequence = sequenceOf(file.id, 0);
  await trx
    .insertInto('document')
    .values({
      document_key: key,
      tenant,
      file_id: file.id,
      sequence,
      interchange_index: -1,
      group_index: -1,
      type: entry.editype,
      standard: null,
      sender: entry.senderaddress,
      receiver: entry.receiveraddress,
      interchange_control_number: null,
      group_control_number: null,
      set_control_number: null,
      kind: null,
      order_number: null,
      partner,
      partition_key: partitionKey,
      record_key: null,
      lane: laneOf(partitionKey),
      outcome: 'recorded',
      hold: null,
      reason: null,
      delivery: 'queued',
      body: sealPayload(key, JSON.stringify(payload), seal),
      received_at,
      published_at: null,
      lens: null
    })
    .execute();
  return key;
}

function addressOf(text: string | null): Address | null {
  const [, qualifier, id] = /^([^:]*):(.+)$/.exec(text ?? '') ?? [];
  return qualifier === undefined || id === undefined ? null : { qualifier, id };
}
