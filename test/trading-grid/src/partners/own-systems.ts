import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Interchange, readInterchanges } from '../edi/read.ts';
import { writeEdifact, writeX12 } from '../edi/write.ts';
import type { Network } from '../network/network.ts';
import { parseAddress } from '../partners.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Entry, Partner } from '../state/model.ts';
import { type Business, businessOf } from './business.ts';
import { EDIFACT_WRITERS } from './documents/edifact.ts';
import { days, short } from './documents/writing.ts';
import { X12_WRITERS } from './documents/x12.ts';

/** An order that a customer got from a partner. */
export interface ReceivedOrder {
  /** Of its Document entry. */
  transactionId: string;
  purchaseOrder: string;
  company: string;
  receivedAt: string;
}

export interface OwnDocument {
  /** Of the order that it is about. */
  transactionId: string;
  kind: 'answer' | 'shipNotice' | 'invoice';
  /** Nine tenths of the quantities instead of all. */
  isShort?: boolean;
  /** Days after today that it is dated. */
  daysLater?: number;
  /** Prices a tenth above the order's. */
  isOvercharged?: boolean;
}

const TYPES = {
  X12: { answer: '855', shipNotice: '856', invoice: '810' },
  EDIFACT: { answer: 'ORDRSP', shipNotice: 'DESADV', invoice: 'INVOIC' }
} as const;
const PREFIXES = { answer: 'OA', shipNotice: 'DN', invoice: 'RE' } as const;
const ORDERS = new Set(['850', 'ORDERS']);
/** What the customer's other software sends under its addresses has control numbers of its own. */
const FIRST_CONTROL_NUMBER = 700_000_000;

/**
 * The customer's own business software, as far as it speaks to the network: it answers orders of partners, announces
 * their shipment and sends the invoice. As such software is set up to, it lays a copy of each file into a folder, for
 * whoever wants to know what was sent.
 */
export class OwnSystems {
  readonly #state: GridState;
  readonly #network: Network;
  readonly #copies: string | undefined;

  /** @param copies folder that gets a copy of each file */
  constructor(state: GridState, network: Network, copies?: string) {
    this.#state = state;
    this.#network = network;
    this.#copies = copies;
  }

  /** Orders of partners, the newest first. */
  orders(mailbox: string): ReceivedOrder[] {
    return this.#state
      .entries()
      .filter((entry) => isOrderTo(mailbox, entry))
      .map((entry) => ({
        transactionId: entry.transactionid,
        purchaseOrder: entry.contentkeys?.find(([key]) => key === 'purchase order number')?.[1] ?? '',
        company: entry.sendername ?? entry.senderaddress ?? '',
        receivedAt: entry.arrivaltime
      }))
      .toReversed();
  }

  /**
   * Writes a document about an order and sends it to the partner.
   * @throws RangeError where there is no such order, or its sender is no partner
   */
  async send(mailbox: string, wanted: OwnDocument): Promise<{ fileName: string; reference: string }> {
    const entry = this.#state.entry(wanted.transactionId);
    const partner = this.#state.partnerAt(entry?.senderaddress ?? '');
    if (!entry || !isOrderTo(mailbox, entry)) throw new RangeError(`There is no order ${wanted.transactionId}.`);
    if (!partner) throw new RangeError(`${entry.senderaddress ?? 'Its sender'} is no partner of this network.`);
    const order = await this.#orderOf(entry);
    const type = TYPES[order.interchange.standard][wanted.kind];
    const reference = this.#reference(mailbox, wanted.kind);
    const bytes = this.#write(type, reference, order, partner, wanted);
    const fileName = `erp-${type.toLowerCase()}-${reference.toLowerCase()}.edi`;
    await this.#network.fromCustomer(mailbox, fileName, bytes);
    await this.#copy(fileName, bytes);
    return { fileName, reference };
  }

  #write(
    type: string,
    reference: string,
    { business, interchange }: { business: Business; interchange: Interchange },
    partner: Partner,
    { isShort, daysLater = 0, isOvercharged }: OwnDocument
  ): Buffer {
    const { standard, receiver: own, sender, test } = interchange;
    const now = new Date(this.#state.clock.now());
    const writers = standard === 'X12' ? X12_WRITERS : EDIFACT_WRITERS;
    const customer = this.#state.customers.find(({ addresses }) => addresses.includes(own));
    const segments = writers[type]?.(asInvoiced(business, type, isShort === true, isOvercharged === true), {
      at: days(now, daysLater),
      reference,
      outcome: isShort ? (type === '855' || type === 'ORDRSP' ? 'change' : 'short') : 'accept',
      sender: customer?.companyName ?? own,
      receiver: partner.company
    });
    const envelope = {
      sender: parseAddress(own),
      receiver: parseAddress(sender),
      controlNumber: FIRST_CONTROL_NUMBER + this.#state.next(`own interchange|${own}|${sender}`),
      version: partner.version,
      test,
      at: now
    };
    const write = standard === 'X12' ? writeX12 : writeEdifact;
    return Buffer.from(write(envelope, [{ type, segments: segments ?? [] }]), 'latin1');
  }

  async #orderOf(entry: Entry): Promise<{ business: Business; interchange: Interchange }> {
    const interchanges = readInterchanges(await this.#network.payload(entry));
    for (const interchange of interchanges) {
      const set = interchange.sets.find(
        ({ type, controlNumber }) => ORDERS.has(type) && controlNumber === entry.internal.setControlNumber
      );
      if (set) return { business: { ...businessOf(set, interchange), reference: '' }, interchange };
    }
    throw new RangeError(`The payload of ${entry.transactionid} has no order.`);
  }

  #reference(mailbox: string, kind: OwnDocument['kind']): string {
    const count = this.#state.next(`own document|${mailbox}|${kind}`);
    return `${PREFIXES[kind]}-${String(10_000 + count)}`;
  }

  /** It appears whole, so that nobody reads half of it. */
  async #copy(fileName: string, bytes: Buffer): Promise<void> {
    if (this.#copies === undefined) return;
    await mkdir(this.#copies, { recursive: true, mode: 0o700 });
    const unfinished = path.join(this.#copies, `.${fileName}.part`);
    await writeFile(unfinished, bytes, { mode: 0o600 });
    await rename(unfinished, path.join(this.#copies, fileName));
  }
}

const isOrderTo = (mailbox: string, { transactionlevel, editype, internal }: Entry) =>
  transactionlevel === 'Document' &&
  internal.direction === 'toCustomer' &&
  internal.mailbox === mailbox &&
  ORDERS.has(editype);

/** Ship notices tell what was ordered beside what is shipped; an invoice tells what it asks for alone. */
function asInvoiced(business: Business, type: string, isShort: boolean, isOvercharged: boolean): Business {
  if (type !== '810' && type !== 'INVOIC') return business;
  const lines = business.lines.map((line) => ({
    ...line,
    quantity: isShort ? short(line.quantity) : line.quantity,
    price: isOvercharged ? Math.round(line.price * 110) / 100 : line.price
  }));
  return { ...business, lines, total: null };
}
