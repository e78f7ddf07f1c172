import type { DocumentEvent } from '../crm/port.ts';
import type { QueuedDocument } from './outbox.ts';
import { partsOf } from './parts.ts';
import { contentOf, type LensPart, type Payload, PAYLOAD_LIMIT, payloadOf, PAYLOAD_VERSION } from './payload.ts';

/**
 * The events of a document as it stands now: one that is held tells of itself, without its content; a large one
 * comes in parts.
 */
export function eventsOf(row: QueuedDocument): DocumentEvent[] {
  const parts = payloadsOf(row);
  return parts.map((payload, index) => ({
    kind: carriesContent(row) ? (row.kind ?? 'document') : 'document',
    partner: row.partner === '' ? null : row.partner,
    partitionKey: row.partition_key,
    documentKey: row.document_key,
    recordKey: carriesContent(row) ? row.record_key : null,
    sequence: row.sequence,
    part: index + 1,
    parts: parts.length,
    payloadVersion: PAYLOAD_VERSION,
    payload,
    correlationId: `${row.tenant}:${row.file_id}`,
    receivedAt: row.received_at,
    silent: row.silent
  }));
}

const carriesContent = (row: QueuedDocument) => row.outcome === 'translated';

/** The payload of each event. */
function payloadsOf(row: QueuedDocument): string[] {
  const { outcome, receipts, reason, payload, lens } = row;
  // What the translation wrote still holds, which is so for almost all.
  if (outcome !== 'held' && receipts === 1 && reason === null && lens === null && payload.length <= PAYLOAD_LIMIT)
    return [payload];
  const stored = JSON.parse(payload) as Payload;
  const held = outcome === 'held' && row.hold !== null ? { hold: row.hold } : {};
  const told = { receipts, reason: reason ?? stored.document.reason, ...held };
  const document = { ...stored.document, ...told, ...(lens === null ? {} : { lens: JSON.parse(lens) as LensPart }) };
  const whole = payloadOf(document, carriesContent(row) ? contentOf(stored) : null);
  return (partsOf(whole) ?? [{ document }]).map((part) => JSON.stringify(part));
}
