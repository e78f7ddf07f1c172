import type { AckStatus, Entry, ProcessingStatus } from '../state/model.ts';

/** Words that Lens returns for processing statuses; it can be asked for them by code and by word. */
export const STATUS_WORDS: Record<ProcessingStatus, string> = {
  B: 'Batched', C: 'Completed', S: 'Delivered', N: 'DeliveryDisabled', D: 'DeliveryInProgress', U: 'Duplicate',
  P: 'Processing', H: 'OnHold', R: 'ReadyForPickup', Unknown: 'Unknown', V: 'ValidationError', F: 'Failed'
}; // prettier-ignore

/** Words for functional acknowledgement statuses. C has none: it comes back as null, with a warning. */
export const ACK_WORDS: Record<AckStatus, string | null> = {
  A: 'Accepted/Received', C: null, E: 'Accepted with errors', M: 'Manually accepted', N: 'No FA expected',
  P: 'Partially accepted', R: 'Rejected', S: 'Suppressed', T: 'Timed Out (late FA)', W: 'Waiting for FA'
}; // prettier-ignore

export const TIME_FIELDS = [
  'arrivaltime', 'deliveryacktimestamp', 'deliverycompletedtimestamp', 'fastatusdate', 'firstbytetimestamp',
  'itinerarycompletedtimestamp', 'lastbytetimestamp', 'purgedate', 'readyforpickuptimestamp', 'statusdate'
] as const; // prettier-ignore

export const SIZE_FIELDS = ['insize', 'outsize'] as const;

const TEXT_FIELDS = [
  'arrivaltimefacetdaily', 'category', 'clientsource', 'clientstatus', 'correlationid', 'deliveryackstatus',
  'deliveryfilename', 'deliveryreceipt', 'deliverystatus', 'editype', 'envelopetype', 'errorcode', 'errortype',
  'externalerrormessage', 'fastatus', 'inagent', 'inboundpipelineid', 'informat', 'invoicetotalamount', 'labels',
  'outagent', 'outboundpipelineid', 'outformat', 'parenttransactionid', 'platform', 'pototalamount', 'processingcell',
  'processingcomputezone', 'processingregion', 'processingsubstatus', 'processingtime', 'processorid',
  'productionstatus', 'receiveackstatus', 'receivefilename', 'receiveraddress', 'receiverip', 'receivermailbox',
  'receivername', 'senderaddress', 'senderfilename', 'senderip', 'sendermailbox', 'sendername', 'senderreference',
  'sendertransactionid', 'servicetype', 'solutionid', 'standardversion', 'status', 'transactionid', 'transactionlevel',
  'type'
] as const; // prettier-ignore

/** The fields of a transaction that the vendor's collection and cheat sheet name, content keys apart. */
export const LENS_FIELDS = [...TIME_FIELDS, ...SIZE_FIELDS, ...TEXT_FIELDS] as const;
export type LensField = (typeof LENS_FIELDS)[number];

/** Names that the search box has for fields, where they differ. */
export const SEARCH_BOX_NAMES: Record<string, LensField> = {
  messagelevel: 'transactionlevel', hub: 'platform', ackcode: 'fastatus'
}; // prettier-ignore

/** What is the same for every entry of the simulator, so that it is not stored with each. */
const CONSTANT: Partial<Record<LensField, string>> = {
  platform: 'TG16-SIM', processingcell: '1', processingcomputezone: 'SIM1', processingregion: 'SIM', clientsource: 'TG'
}; // prettier-ignore

/**
 * The value of a field as it is stored: codes for statuses.
 * @param solutionId of the customer that asks
 */
export function valueOf(entry: Entry, field: LensField, solutionId: string): string | number | null {
  if (field === 'arrivaltimefacetdaily') return entry.arrivaltime.slice(0, 10);
  if (field === 'solutionid') return solutionId;
  const value = (entry as Partial<Record<LensField, unknown>>)[field] ?? CONSTANT[field];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** Everything that a field may be found by: statuses by code and by word. */
export function searchable(entry: Entry, field: LensField, solutionId: string): string[] {
  const value = valueOf(entry, field, solutionId);
  if (value === null) return [];
  const word =
    field === 'status' ? STATUS_WORDS[entry.status] : field === 'fastatus' ? ACK_WORDS[entry.fastatus ?? 'N'] : null;
  return word === null ? [String(value)] : [String(value), word];
}
