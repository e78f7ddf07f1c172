/** Codes of the Lens cheat sheet. */
export type ProcessingStatus = 'B' | 'C' | 'S' | 'N' | 'D' | 'U' | 'P' | 'H' | 'R' | 'Unknown' | 'V' | 'F';
export type AckStatus = 'A' | 'C' | 'E' | 'M' | 'N' | 'P' | 'R' | 'S' | 'T' | 'W';

/** A company whose mailbox the grid keeps: the connector's side of every exchange. */
export interface Customer {
  /** Name of the mailbox, and of its SFTP account. */
  mailbox: string;
  companyId: string;
  companyName: string;
  /** `QUALIFIER:ID`; the first is the one that partners send to. */
  addresses: string[];
  clientId: string;
  /** Cartographer's. */
  solutionId: string;
}

export type Outcome = 'accept' | 'acceptWithErrors' | 'partial' | 'reject' | 'received' | 'change' | 'short';

export interface Reaction {
  /** Type of the customer's document. */
  on: string;
  /** Type of what the partner sends then. */
  send: string;
  afterSeconds: number;
  outcome?: Outcome | null;
  /** Key of the partner that sends it, when it is another: a carrier. */
  from?: string | null;
  fault?: string | null;
}

export interface Behaviour {
  silent: boolean;
  /** Delivery to the partner fails. */
  unreachable: boolean;
  acknowledge: { afterSeconds: number; outcome: Outcome } | null;
  reactions: Reaction[];
}

export interface Partner {
  key: string;
  company: string;
  companyId: string;
  qualifier: string;
  id: string;
  role: 'buyer' | 'supplier' | 'carrier';
  standard: 'X12' | 'EDIFACT';
  /** GS08, or release such as D96A. */
  version: string;
  /** More addresses, `QUALIFIER:ID`. */
  otherAddresses?: string[];
  /** The customer's own key for the partner, when it was made over the gateway. */
  externalKey: string | null;
  behaviour: Behaviour;
}

/** A customer and a partner may exchange documents. */
export interface Relationship {
  id: string;
  mailbox: string;
  partnerKey: string;
  status: 'Active' | 'Suspended';
  /** Empty for all. */
  documentTypes: string[];
  usage: 'test' | 'production';
  reason: string | null;
  createdAt: string;
}

/** One entry of Lens. Fields that Lens shows have Lens's names, and codes instead of words. */
export interface Entry {
  transactionid: string;
  correlationid: string;
  /** Shared by a file and its documents, not by input and output. */
  sendertransactionid: string;
  parenttransactionid?: string;
  transactionlevel: 'File' | 'Document';
  arrivaltime: string;
  status: ProcessingStatus;
  statusdate: string;
  fastatus?: AckStatus;
  fastatusdate?: string;
  deliverystatus?: string;
  deliverycompletedtimestamp?: string;
  readyforpickuptimestamp?: string;
  editype: string;
  type: string;
  envelopetype?: string;
  standardversion?: string;
  senderaddress?: string;
  sendername?: string;
  sendermailbox?: string;
  senderreference?: string;
  senderfilename?: string;
  receiveraddress?: string;
  receivername?: string;
  receivermailbox?: string;
  receivefilename: string;
  deliveryfilename?: string;
  deliveryreceipt?: string;
  insize: number;
  outsize?: number;
  inagent?: string;
  outagent?: string;
  informat?: string;
  outformat?: string;
  firstbytetimestamp?: string;
  lastbytetimestamp?: string;
  errorcode?: string;
  errortype?: string;
  externalerrormessage?: string;
  pototalamount?: string;
  invoicetotalamount?: string;
  productionstatus?: string;
  processingsubstatus?: string;
  contentkeys?: [key: string, value: string][];
  /** What Lens does not show. */
  internal: {
    /** Its place among all entries: several arrive in one millisecond. */
    order?: number;
    /** Whose entry it is. */
    mailbox: string;
    direction: 'toPartner' | 'toCustomer';
    stage: 'input' | 'output';
    partnerKey?: string;
    /** Where its bytes are kept. */
    payload: string;
    /** Part of the payload: an output file may be one interchange of several. */
    range?: [start: number, end: number];
    interchangeControlNumber?: string;
    groupControlNumber?: string;
    setControlNumber?: string;
    attempts?: number;
    /** Sent once more on purpose: neither its name nor its control numbers count as duplicates. */
    again?: boolean;
  };
}

/** How often a control number came from a customer. */
export interface Receipt {
  mailbox: string;
  sender: string;
  receiver: string;
  controlNumber: string;
  accepted: number;
  duplicates: number;
  rejected: number;
  files: string[];
}

export interface Settings {
  /** Of what partners make up. */
  seed: number;
  sweepSeconds: number;
  processingSeconds: number;
  duplicateCheck: boolean;
  duplicateCheckInbound: boolean;
  ackTimeoutSeconds: number;
  partnerPickupSeconds: number;
  /** From one state of a provisioning request to the next. */
  requestSeconds: number;
  failRequests: string | null;
}

export const DEFAULT_SETTINGS: Settings = {
  seed: 1,
  sweepSeconds: 1,
  processingSeconds: 0,
  duplicateCheck: true,
  duplicateCheckInbound: false,
  ackTimeoutSeconds: 86_400,
  partnerPickupSeconds: 60,
  requestSeconds: 2,
  failRequests: null
};
