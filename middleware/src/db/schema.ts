import type { ColumnType, Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { CanonicalDocument } from '../mappings/canonical/document.ts';

/** bigint: pg and PGlite are set up to give numbers, which the journal never outgrows (2^53). */
type Time = ColumnType<Date, Date, Date>;

export interface ReceivedFileTable {
  id: Generated<number>;
  tenant: string;
  mailbox: string;
  name: string;
  size: number;
  sha256: string;
  received_at: Time;
  receipts: Generated<number>;
  status: 'received' | 'translated' | 'failed';
  attempts: Generated<number>;
  reason: string | null;
  silent: Generated<boolean>;
  /** Key of the document that this file corrects. */
  corrects: string | null;
  corrected_by: string | null;
  correction_reason: string | null;
  /** W3C traceparent of its receipt. */
  trace: string | null;
}

export interface DocumentTable {
  document_key: string;
  tenant: string;
  file_id: number;
  sequence: number;
  interchange_index: number;
  group_index: number;
  type: string | null;
  standard: string | null;
  sender: string | null;
  receiver: string | null;
  interchange_control_number: string | null;
  group_control_number: string | null;
  set_control_number: string | null;
  /** Of its content; null where it has none. */
  kind: CanonicalDocument['kind'] | null;
  order_number: string | null;
  partner: string;
  partition_key: string;
  record_key: string | null;
  lane: number;
  outcome: 'translated' | 'recorded' | 'held' | 'rejected';
  hold: 'duplicate' | 'too-large' | null;
  reason: string | null;
  delivery: 'staged' | 'queued' | 'published' | 'arrived' | 'failed';
  attempts: Generated<number>;
  /** The payload, sealed. */
  body: Uint8Array;
  received_at: Time;
  published_at: Time | null;
  /** History: published last, and without notifications. */
  silent: Generated<boolean>;
  /** What Lens tells of it, as JSON. */
  lens: string | null;
  /** Whether someone let it go on as no duplicate. */
  released: Generated<boolean>;
  /** Ingest failures of the org that were told already, by their ids, between spaces. */
  failures_seen: Generated<string | null>;
  /** How often it was published again because the org did not have it. */
  republished: Generated<number>;
  /** Another number whenever it says something else (`newRevision`). */
  revision: Generated<number>;
}

export interface OutboundRequestTable {
  id: Generated<number>;
  tenant: string;
  message_key: string;
  kind: string;
  status: 'waiting' | 'sending' | 'done' | 'failed';
  attempts: Generated<number>;
  next_at: Time;
  progress: string | null;
  external_reference: string | null;
  reason: string | null;
  reported: Generated<boolean>;
  received_at: Time;
  sent_at: Time | null;
  finished_at: Time | null;
}

export interface Database {
  received_file: ReceivedFileTable;
  received_chunk: { file_id: number; position: number; bytes: Uint8Array };
  receipt: {
    id: Generated<number>;
    tenant: string;
    mailbox: string;
    name: string;
    size: number;
    modified_at: number;
    file_id: number;
    received_at: Time;
  };
  awaited_file: {
    tenant: string;
    mailbox: string;
    name: string;
    size: number;
    modified_at: number;
    file_id: number;
    since: Time;
  };
  document: DocumentTable;
  reread_document: {
    document_key: string;
    file_id: number;
    lens: string | null;
    released: boolean;
    failures_seen: string | null;
  };
  document_step: { id: Generated<number>; document_key: string; step: string; at: Time; reason: string | null };
  control_number: { tenant: string; partner: string; standard: string; last: number };
  interchange: {
    tenant: string;
    sender: string;
    receiver: string;
    control_number: string;
    file_id: number;
    interchange_index: number;
    received_at: Time;
  };
  lease: { name: string; holder: string; until: Time };
  parked_key: { tenant: string; partition_key: string; until: Time; reason: string };
  stream_position: { tenant: string; stream: string; position: Uint8Array; at: Time };
  undecodable_event: {
    id: Generated<number>;
    tenant: string;
    stream: string;
    position: Uint8Array;
    schema_id: string;
    bytes: Uint8Array;
    reason: string;
    at: Time;
  };
  outbound_request: OutboundRequestTable;
  grid_entry: {
    tenant: string;
    transaction_id: string;
    correlation_id: string | null;
    level: string;
    entry: string;
    statuses: string;
    told: string | null;
    due_at: Time | null;
    /** When Lens is asked for it again; null for one that is not under way any more. */
    ask_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    first_seen_at: Time;
    document_key: string | null;
    match: 'matched' | 'ambiguous' | 'missing' | null;
  };
  pause: { tenant: string; target: string; since: Time; by: string };
  tenant_config: { id: string; config: string; version: number; updated_at: Time; updated_by: string };
  schema_migration: { name: string; applied_at: Generated<Date> };
}

export type Journal = Kysely<Database>;
export type JournalTransaction = Transaction<Database>;
export type DocumentRow = Selectable<DocumentTable>;
export type OutboundRequestRow = Selectable<OutboundRequestTable>;
export type ReceivedFileRow = Selectable<ReceivedFileTable>;
