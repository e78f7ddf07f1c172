import { components, type Interchange, type TransactionSet } from '../edi/read.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Entry } from '../state/model.ts';
import { applicationKeys, contentKeys, typeName } from './content-keys.ts';

/** What all entries of one passage have in common. */
export interface Passage {
  correlationid: string;
  direction: Entry['internal']['direction'];
  mailbox: string;
  fileName: string;
  payload: string;
  size: number;
  parent?: string;
}

type EntryStart = Pick<Entry, 'transactionlevel' | 'editype' | 'type' | 'status'> &
  Partial<Omit<Entry, 'internal'>> & { internal: Pick<Entry['internal'], 'stage'> & Partial<Entry['internal']> };

/** Makes the entries of Lens for what passes through the network. */
export class EntryMaker {
  readonly #state: GridState;

  constructor(state: GridState) {
    this.#state = state;
  }

  file(
    passage: Passage,
    of: Interchange | undefined,
    bytes: Buffer,
    start: Omit<EntryStart, 'transactionlevel' | 'editype' | 'type'>
  ): Entry {
    const types = [...new Set(of?.sets.map(({ type }) => type))];
    const application = of ? undefined : applicationKeys(bytes);
    const editype = application?.type ?? types[0] ?? (of?.acknowledgements.length ? 'TA1' : '');
    const keys = application && application.keys.length > 0 ? { contentkeys: application.keys } : {};
    return this.#add(passage, {
      transactionlevel: 'File',
      editype,
      type: typeName(editype),
      envelopetype: of === undefined ? 'BIN' : of.standard === 'X12' ? 'ISA' : 'UNA',
      ...(of && { standardversion: of.version, productionstatus: of.test ? 'Test' : 'Production' }),
      ...this.#parties(of),
      ...keys,
      ...start
    });
  }

  document(
    passage: Passage,
    of: Interchange,
    set: TransactionSet,
    start: Omit<EntryStart, 'transactionlevel' | 'editype' | 'type'>
  ): Entry {
    const keys = contentKeys(set, of);
    const total = keys.find(([key]) => key === 'total amount')?.[1];
    const isOrder = ['850', 'ORDERS'].includes(set.type);
    const isInvoice = ['810', 'INVOIC'].includes(set.type);
    return this.#add(passage, {
      transactionlevel: 'Document',
      editype: set.type,
      type: typeName(set.type),
      ...this.#parties(of),
      ...(keys.length > 0 && { contentkeys: keys }),
      ...(total !== undefined && isOrder && { pototalamount: total }),
      ...(total !== undefined && isInvoice && { invoicetotalamount: total }),
      productionstatus: of.test ? 'Test' : 'Production',
      ...start,
      internal: {
        interchangeControlNumber: of.controlNumber,
        // EDIFACT acknowledges an interchange where X12 acknowledges a group.
        groupControlNumber: of.standard === 'X12' ? set.groupControlNumber : of.controlNumber,
        setControlNumber: set.controlNumber,
        ...start.internal
      }
    });
  }

  #add(passage: Passage, { internal, ...start }: EntryStart): Entry {
    const now = this.#state.clock.iso();
    const { correlationid, direction, mailbox, payload } = passage;
    const id = this.#state.newTransactionId();
    return this.#state.add({
      transactionid: id,
      correlationid,
      sendertransactionid: id,
      arrivaltime: now,
      statusdate: now,
      receivefilename: passage.fileName,
      insize: passage.size,
      ...(passage.parent !== undefined && { parenttransactionid: passage.parent }),
      ...start,
      internal: { mailbox, direction, payload, ...internal }
    });
  }

  #parties(of: Interchange | undefined): Partial<Entry> {
    if (!of) return {};
    const [sendername, receivername] = [this.#nameAt(of.sender), this.#nameAt(of.receiver)];
    return {
      senderaddress: of.sender,
      receiveraddress: of.receiver,
      ...(sendername !== undefined && { sendername }),
      ...(receivername !== undefined && { receivername })
    };
  }

  #nameAt(address: string): string | undefined {
    const customer = this.#state.customers.find(({ addresses }) => addresses.includes(address));
    return customer?.companyName ?? this.#state.partnerAt(address)?.company;
  }
}

/** The acknowledgements in an interchange: which set of which group, and its status; all sets where none is named. */
export function acknowledged(
  of: Interchange
): { group: string; set?: string; status: NonNullable<Entry['fastatus']> }[] {
  const found: ReturnType<typeof acknowledged> = [];
  const x12Status = (code = '') => (({ A: 'A', E: 'E', P: 'P', R: 'R', M: 'R', W: 'R', X: 'R' }) as const)[code.trim()];
  for (const { type, segments } of of.sets) {
    let group = '';
    let set: string | undefined;
    let named = false;
    for (const segment of segments) {
      const [tag, first = '', second = ''] = segment;
      if (type === '997' || type === '999') {
        if (tag === 'AK1') group = second.trim();
        if (tag === 'AK2') set = second.trim();
        const status = x12Status(first);
        if ((tag === 'AK5' || tag === 'IK5') && status && set !== undefined) {
          found.push({ group, set, status });
          named = true;
        }
        if (tag === 'AK9' && status && !named) found.push({ group, status });
      } else if (type === 'CONTRL') {
        const status = ({ '4': 'R', '7': 'A', '8': 'C' } as const)[
          components(segment[tag === 'UCI' ? 4 : 3], of)[0] ?? ''
        ];
        if (tag === 'UCI') {
          group = first;
          if (status && !segments.some(([name]) => name === 'UCM')) found.push({ group, status });
        } else if (tag === 'UCM' && status) found.push({ group, set: first, status });
      }
    }
  }
  return found;
}
