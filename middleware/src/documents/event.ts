import type { DocumentEvent } from '../crm/port.ts';
import type { QueuedDocument } from './outbox.ts';
import { partsOf } from './parts.ts';
import { PAYLOAD_VERSION } from './payload.ts';

/**
 * The events of a document as it stands now: one that is held tells of itself, without its order; a large order comes
 * in parts.
 */
export function eventsOf(row: QueuedDocument): DocumentEvent[] {
  const { payload: stored } = row;
  const document = { ...stored.document, receipts: row.receipts, reason: row.reason ?? stored.document.reason };
  const order = row.outcome === 'translated' ? stored.order : undefined;
  const parts = partsOf(order ? { document, order } : { document }) ?? [{ document }];
  return parts.map((payload, index) => ({
    kind: order ? 'order' : 'document',
    partner: row.partner === '' ? null : row.partner,
    partitionKey: row.partition_key,
    documentKey: row.document_key,
    recordKey: order ? row.record_key : null,
    sequence: row.sequence,
    part: index + 1,
    parts: parts.length,
    payloadVersion: PAYLOAD_VERSION,
    payload: JSON.stringify(payload),
    correlationId: `${row.tenant}:${row.file_id}`,
    receivedAt: row.received_at,
    silent: row.silent
  }));
}
