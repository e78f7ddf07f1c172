import type { Finding, Verdict } from '../edi/finding.ts';
import type { ContentKind, PublishedContent } from './content.ts';

/** Version of the payload's shape, told to the package in every event. */
export const PAYLOAD_VERSION = 1;
/** Characters that the event's long text field holds. */
export const PAYLOAD_LIMIT = 131_072;

export interface Address {
  qualifier: string;
  id: string;
}

type PayloadFinding = Omit<Finding, 'offset'>;

/** What Lens tells of a document, in its words. */
export interface LensPart {
  transactionId: string;
  correlationId: string | null;
  status: string | null;
  statusAt: string | null;
  acknowledgement: string | null;
  acknowledgementAt: string | null;
  deliveryStatus: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** Whether the document was found among those that came to us. */
  match: 'matched' | 'ambiguous' | 'missing';
  link: string;
}

/** The document part of a payload: what is known of a document, whether it could be translated or not. */
export interface DocumentPart {
  type: string | null;
  standard: 'X12' | 'EDIFACT' | 'IDoc' | null;
  version: string | null;
  direction: 'Inbound' | 'Outbound';
  sender: Address | null;
  receiver: Address | null;
  groupSender: string | null;
  groupReceiver: string | null;
  interchangeControlNumber: string | null;
  groupControlNumber: string | null;
  setControlNumber: string | null;
  usage: 'Production' | 'Test';
  validationStatus: 'Accepted' | 'Accepted with errors' | 'Rejected';
  /** One sentence, or null when there is nothing to say. */
  reason: string | null;
  receivedAt: string;
  fileName: string;
  size: number;
  receipts: number;
  findings: PayloadFinding[];
  /** Why it is held, where it is. */
  hold?: 'duplicate' | 'too-large';
  /** Key of the document in whose place someone sent this one. */
  corrects?: string;
  lens?: LensPart;
}

/** What an event says of a document: its envelope, and its content under the name of its kind. */
export type Payload = { document: DocumentPart } & {
  [K in ContentKind]?: Extract<PublishedContent, { kind: K }>;
};

/** The content of a payload; null where the document could not be translated. */
export function contentOf(payload: Payload): PublishedContent | null {
  const content = Object.entries(payload).find(([name]) => name !== 'document')?.[1] as PublishedContent | undefined;
  return content ?? null;
}

/** A payload that carries this content. */
export const payloadOf = (document: DocumentPart, content: PublishedContent | null): Payload =>
  content === null ? { document } : { document, [content.kind]: content };

const STATUS = {
  accepted: 'Accepted',
  'accepted-with-errors': 'Accepted with errors',
  rejected: 'Rejected'
} as const;

export const validationStatus = (verdict: Verdict) => STATUS[verdict];

export function payloadFindings(findings: readonly Finding[]): PayloadFinding[] {
  return findings.map(({ code, severity, segmentPosition, segment, element, message }) => ({
    code,
    severity,
    segmentPosition,
    segment,
    element,
    message
  }));
}

/** The sentence that explains a rejection: the message of the first error. */
export function rejectionReason(findings: readonly { severity: string; message: string }[]): string | null {
  return findings.find(({ severity }) => severity === 'error')?.message ?? null;
}
