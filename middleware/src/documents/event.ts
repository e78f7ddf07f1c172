import type { DocumentEvent } from '../crm/port.ts';
import type { QueuedDocument } from './outbox.ts';
import { type Payload, PAYLOAD_VERSION } from './payload.ts';

/** The event of a document as it stands now: one that is held tells of itself, without its order. */
export function eventOf(row: QueuedDocument): DocumentEvent {
  const stored = JSON.parse(row.payload) as Payload;
  const document = { ...stored.document, receipts: row.receipts, reason: row.reason ?? stored.document.reason };
  const order = row.outcome === 'translated' ? stored.order : undefined;
  return {
    kind: order ? 'order' : 'document',
    partner: row.partner === '' ? null : row.partner,
    partitionKey: row.partition_key,
    documentKey: row.document_key,
    recordKey: order ? row.record_key : null,
    sequence: row.sequence,
    part: 1,
    parts: 1,
    payloadVersion: PAYLOAD_VERSION,
    payload: JSON.stringify(order ? { document, order } : { document }),
    correlationId: `${row.tenant}:${row.file_id}`,
    receivedAt: row.received_at,
    silent: false
  };
}
