/** One document event, in our own words; an adapter gives it the CRM's names. */
export interface DocumentEvent {
  kind: 'order' | 'document';
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

/** A customer relationship system that document events go to. */
export interface Crm {
  /**
   * Publishes events in their order.
   * @returns an outcome for each event, in the same order
   * @throws CrmError when that holds for all of them
   */
  publish(events: readonly DocumentEvent[]): Promise<PublishOutcome[]>;
  close(): void;
}
