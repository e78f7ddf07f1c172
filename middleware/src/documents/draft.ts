import type { SetContext } from '../edi/envelope.ts';
import type { Finding } from '../edi/finding.ts';
import { verdictOf } from '../edi/finding.ts';
import type { CanonicalDocument } from '../mappings/canonical/document.ts';
import type { DocumentTable, ReceivedFileRow } from '../db/schema.ts';
import type { Insertable } from 'kysely';
import { hashOf, laneOf, sequenceOf } from './keys.ts';
import { orderNumberOf, recordKeyOf, roleOf, withKeys } from './content.ts';
import { partsOf } from './parts.ts';
import {
  type Address,
  contentOf,
  type DocumentPart,
  type Payload,
  PAYLOAD_LIMIT,
  payloadFindings,
  payloadOf,
  rejectionReason,
  validationStatus
} from './payload.ts';

/** A document as it will stand in the journal, its payload not yet sealed. */
export type DocumentDraft = Omit<Insertable<DocumentTable>, 'body'> & { payload: string };

/** What a document is made from: where it stood, and what was found there. */
export interface DraftSource {
  file: ReceivedFileRow;
  own: readonly Address[];
  interchangeIndex: number;
  groupIndex: number;
  /** Position among the documents of the file. */
  position: number;
  interchange: SetContext['interchange'] | null;
  group: SetContext['group'] | null;
  set: { type: string; version: string; controlNumber: string } | null;
  findings: readonly Finding[];
  /** What the document says; null where it could not be translated. */
  content: CanonicalDocument | null;
  /** In the place of an interchange, where an application wrote the document. */
  application?: { standard: 'IDoc'; sender: Address; receiver: Address; isTest: boolean };
}

const orNull = (text: string | undefined) => (text === undefined || text === '' ? null : text);
const addressText = (address: Address | null) => (address ? `${address.qualifier}:${address.id}` : null);

function documentPart(source: DraftSource): DocumentPart {
  const { file, interchange, group, set, application } = source;
  const { sender, receiver } = interchange ?? application ?? {};
  const fromUs = source.own.some((own) => own.qualifier === sender?.qualifier && own.id === sender.id);
  return {
    type: orNull(set?.type),
    standard: interchange?.standard ?? application?.standard ?? null,
    version: orNull(set?.version),
    direction: fromUs ? 'Outbound' : 'Inbound',
    sender: sender ?? null,
    receiver: receiver ?? null,
    groupSender: orNull(group?.sender),
    groupReceiver: orNull(group?.receiver),
    interchangeControlNumber: orNull(interchange?.controlNumber),
    groupControlNumber: orNull(group?.controlNumber),
    setControlNumber: orNull(set?.controlNumber),
    usage: interchange?.usage === 'T' || application?.isTest === true ? 'Test' : 'Production',
    validationStatus: validationStatus(verdictOf(source.findings)),
    reason: rejectionReason(source.findings),
    receivedAt: file.received_at.toISOString(),
    fileName: file.name.slice(0, 255),
    size: file.size,
    receipts: file.receipts,
    findings: payloadFindings(source.findings),
    ...(file.corrects === null ? {} : { corrects: file.corrects })
  };
}

/** The journal's row of a document, ready to be staged. */
export function draftDocument(source: DraftSource): DocumentDraft {
  const { file } = source;
  const document = documentPart(source);
  const { sender, receiver } = document;
  const partner = (document.direction === 'Outbound' ? addressText(receiver) : addressText(sender)) ?? '';
  const content = document.validationStatus === 'Rejected' ? null : source.content;
  const documentKey = hashOf(
    'document',
    file.tenant,
    file.sha256,
    addressText(sender) ?? '',
    addressText(receiver) ?? '',
    document.interchangeControlNumber ?? '',
    document.groupControlNumber ?? '',
    document.setControlNumber ?? '',
    String(source.position)
  );
  const role = content && roleOf(content.kind, document.direction);
  const scope = role && { tenant: file.tenant, role, partner, isTest: document.usage === 'Test' };
  const recordKey = content && recordKeyOf(content, scope, documentKey);
  const orderNumber = content && orderNumberOf(content);
  // What is about one order is published in the order of receipt, whatever kind it is.
  const partitionKey = hashOf('partition', file.tenant, partner, orderNumber ?? recordKey ?? documentKey);
  const payload = payloadOf(document, content && withKeys(content, recordKey ?? documentKey, scope));
  return {
    document_key: documentKey,
    tenant: file.tenant,
    file_id: file.id,
    sequence: sequenceOf(file.id, source.position, file.silent),
    interchange_index: source.interchangeIndex,
    group_index: source.groupIndex,
    type: document.type,
    standard: document.standard,
    sender: addressText(sender),
    receiver: addressText(receiver),
    interchange_control_number: document.interchangeControlNumber,
    group_control_number: document.groupControlNumber,
    set_control_number: document.setControlNumber,
    kind: content?.kind ?? null,
    order_number: orderNumber,
    partner,
    partition_key: partitionKey,
    record_key: recordKey,
    lane: laneOf(partitionKey),
    ...outcomeOf(payload),
    delivery: 'staged',
    received_at: file.received_at,
    published_at: null,
    lens: null,
    silent: file.silent
  };
}

/** What becomes of a payload: one of which not even a line fits into an event is held, and told without it. */
export function outcomeOf(payload: Payload): Pick<DocumentDraft, 'outcome' | 'hold' | 'reason' | 'payload'> {
  const { document } = payload;
  const text = JSON.stringify(payload);
  if (document.validationStatus === 'Rejected') {
    return { outcome: 'rejected', hold: null, reason: document.reason, payload: JSON.stringify({ document }) };
  }
  if (text.length > PAYLOAD_LIMIT && partsOf(payload) === null) {
    const reason = `The document has a header or a line of more than the ${PAYLOAD_LIMIT} characters that an event can carry.`;
    const held = { ...document, reason };
    return { outcome: 'held', hold: 'too-large', reason, payload: JSON.stringify({ document: held }) };
  }
  return { outcome: contentOf(payload) ? 'translated' : 'recorded', hold: null, reason: null, payload: text };
}
