import type { CanonicalDocument } from '../mappings/canonical/document.ts';

/** One document event, in our own words; an adapter gives it the CRM's names. */
export interface DocumentEvent {
  /** What the payload carries beside the document's envelope, `document` for nothing. */
  kind: CanonicalDocument['kind'] | 'document';
  /** `qualifier:id`, or null where the sender is unknown. */
  partner: string | null;
  partitionKey: string;
  documentKey: string;
  recordKey: string | null;
  sequence: number;
  part: number;
  parts: number;
  payloadVersion: number;
  payload: string;
  correlationId: string;
  receivedAt: Date;
  /** Whether the CRM should raise no notification for it. */
  silent: boolean;
}

/**
 * How a failure is to be handled.
 * - transient: the CRM did not take the event; the same will work later.
 * - ambiguous: nobody knows whether it took the event. It is sent again, since the CRM tells a repetition by document
 *   key and sequence.
 * - permanent: the CRM refused this event and always will.
 */
export type FailureClass = 'transient' | 'ambiguous' | 'permanent';

export type PublishOutcome =
  { accepted: true } | { accepted: false; failure: FailureClass; code: string; message: string };

/** The CRM could not be reached or used at all; nothing is known to be wrong with an event. */
export class CrmError extends Error {
  readonly failure: FailureClass;
  readonly code: string;

  constructor(failure: FailureClass, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.code = code;
  }
}

/** Where document events go to. */
export interface EventSink {
  /**
   * Publishes events in their order.
   * @returns an outcome for each event, in the same order
   * @throws CrmError when that holds for all of them
   */
  publish(events: readonly DocumentEvent[]): Promise<PublishOutcome[]>;
}

/** An allocation of the CRM: of an hour, a day. */
export interface Limit {
  max: number;
  remaining: number;
}

export interface CrmLimits {
  /** Events that may be published in an hour. */
  events: Limit;
  /** Calls of its API in a day. */
  calls: Limit;
}

/** A record that the CRM has of a document, or of its failure to make one. */
export interface Arrival {
  documentKey: string;
  sequence: number;
  /** Correlation id of the events that the record was last written from; of a failure null. */
  correlationId: string | null;
  /** Of a record that says why the CRM could make none of an event. */
  failure: { id: string; reason: string } | null;
}

/** How far the CRM's own reader of the document events is. */
export interface IngestState {
  /** stopped: someone must resume it. */
  state: 'running' | 'stopped' | 'unknown';
  /** Whether it has read everything that was published. */
  caughtUp: boolean;
  /** What it stopped for, as the CRM tells it. */
  error: string | null;
}

/** What the CRM knows of the documents that it was sent. */
export interface ArrivalLedger {
  limits(): Promise<CrmLimits>;
  /**
   * Documents by sequence, both ends included, 2,000 at most from the lower end.
   * @returns in the order of their sequence; `calls` of the CRM's API were spent
   */
  arrivals(from: number, to: number): Promise<{ arrivals: Arrival[]; calls: number }>;
  ingestState(): Promise<IngestState>;
}

/** Says that the CRM wants something of the Trading Grid; what it is stands in its outbox. */
export interface Bell {
  /** Names the request to everyone on its way. */
  messageKey: string;
  kind: string;
}

/** An event that cannot be read, kept as it came. */
export interface UndecodableEvent {
  position: Buffer;
  schemaId: string;
  bytes: Buffer;
  reason: string;
}

/** Some events of a stream, in their order. */
export interface BellBatch {
  bells: Bell[];
  undecodable: UndecodableEvent[];
  /** Where to go on after them; opaque. */
  position: Buffer;
}

export interface BellListener {
  /** The position that was stored last; null before the first event. */
  position(): Promise<Buffer | null>;
  /** Stores events and position in one transaction. */
  onBatch(batch: BellBatch): Promise<void>;
  /** Events may have been missed: the outbox must be read. */
  onGap(reason: string): Promise<void>;
}

/** A stream that is listened to. */
export interface Listening {
  /** Why nothing comes now; null while all is well. */
  readonly trouble: string | null;
  stop(): Promise<void>;
}

/** A request of the CRM to the Trading Grid. */
export interface OutboundMessage extends Bell {
  /** JSON. */
  payload: string;
  payloadVersion: number;
  documentKey: string | null;
  /** Whether the CRM holds it back for now, because its partner or an agreement does not allow it. */
  isHeld: boolean;
}

export interface OutboundReport {
  status: 'In Progress' | 'Done' | 'Failed';
  /** Why it failed, or what it waits for. */
  reason: string | null;
  /** JSON; null while there is none. */
  result: string | null;
  externalReference: string | null;
  attempts: number;
  sentAt: Date | null;
  completedAt: Date | null;
}

/** What the CRM asks of the Trading Grid. */
export interface OutboundSource {
  /** Listens until it is stopped, whatever happens to the connection. */
  listen(listener: BellListener): Listening;
  /** Requests by their keys, those that the CRM has. */
  messages(keys: readonly string[]): Promise<OutboundMessage[]>;
  /** Requests that nobody has begun, the oldest first. */
  pendingMessages(limit: number): Promise<Bell[]>;
  report(messageKey: string, report: OutboundReport): Promise<void>;
}

/** A customer relationship system. */
export interface Crm extends EventSink, ArrivalLedger, OutboundSource {
  close(): void;
}
