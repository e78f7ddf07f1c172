import { randomUUID } from 'node:crypto';
import { GridClock } from './clock.ts';
import type { Customer, Entry, Partner, Receipt, Relationship, Settings } from './model.ts';
import { DEFAULT_SETTINGS } from './model.ts';
import type { Collection, Store } from './store.ts';

/** Everything that the grid knows, in one place: every interface reads and changes this. */
export class GridState {
  readonly store: Store;
  readonly clock: GridClock;
  readonly customers: Collection<Customer>;
  readonly partners: Collection<Partner>;
  readonly relationships: Collection<Relationship>;
  readonly receipts: Collection<Receipt>;
  /** What went wrong inside the simulator; empty when all is well. */
  readonly problems: string[] = [];
  readonly #entries: Collection<Entry>;
  readonly #settings: Collection<Settings>;
  readonly #counters: Collection<{ last: number }>;
  readonly #byCorrelation = new Map<string, Entry[]>();
  readonly #inMailbox = new Map<string, string>();
  readonly #accepted = new Map<string, string>();
  readonly #byGroup = new Map<string, Entry[]>();
  /** In the order of their arrival. */
  readonly #ordered: Entry[] = [];

  constructor(store: Store) {
    this.store = store;
    this.clock = new GridClock(store, (error, { kind }) => {
      this.problems.push(`${kind}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
    this.customers = store.collection('customer');
    this.partners = store.collection('partner');
    this.relationships = store.collection('relationship');
    this.receipts = store.collection('receipt');
    this.#entries = store.collection('entry');
    this.#settings = store.collection('settings');
    this.#counters = store.collection('counter');
    const kept = this.#entries.values();
    kept.sort((a, b) => (a.internal.order ?? 0) - (b.internal.order ?? 0));
    for (const entry of kept) this.#index(entry);
  }

  get settings(): Settings {
    return { ...DEFAULT_SETTINGS, ...this.#settings.get('settings') };
  }

  changeSettings(changes: Partial<Settings>): Settings {
    return this.#settings.put('settings', { ...this.settings, ...changes });
  }

  /** The next number of a counter, beginning with 1; kept over restarts. */
  next(counter: string): number {
    const last = (this.#counters.get(counter)?.last ?? 0) + 1;
    this.#counters.put(counter, { last });
    return last;
  }

  /** In the form that the vendor's examples have. */
  newTransactionId(): string {
    return `TG16-SIM-${randomUUID()}`;
  }

  entries(): readonly Entry[] {
    return this.#ordered;
  }

  entry(transactionId: string): Entry | undefined {
    return this.#entries.get(transactionId);
  }

  correlated(correlationId: string): readonly Entry[] {
    return this.#byCorrelation.get(correlationId) ?? [];
  }

  /** The documents of a file, or of the file that a document belongs to. */
  documentsOf(entry: Entry): Entry[] {
    return this.correlated(entry.correlationid).filter(
      (one) => one.transactionlevel === 'Document' && one.sendertransactionid === entry.sendertransactionid
    );
  }

  /** The output file that lies, or lay last, under this name in a customer's outgoing folder. */
  outgoingFile(mailbox: string, fileName: string): Entry | undefined {
    return this.#entries.get(this.#inMailbox.get(`${mailbox}/${fileName}`) ?? '');
  }

  /** The correlation id under which a customer's file of this name was passed on, first of all. */
  acceptedUnderName(mailbox: string, fileName: string): string | undefined {
    return this.#accepted.get(`${mailbox}/${fileName}`);
  }

  /** The documents that an acknowledgement of a group, or of an EDIFACT interchange, means. */
  documentsInGroup(sender: string, receiver: string, group: string): readonly Entry[] {
    return this.#byGroup.get([sender, receiver, Number(group) || group].join('|')) ?? [];
  }

  add(entry: Entry): Entry {
    entry.internal.order = this.#ordered.length;
    this.#entries.put(entry.transactionid, entry);
    this.#index(entry);
    return entry;
  }

  /** Changes an entry; a changed status gets the time of the change. */
  update(entry: Entry, changes: Partial<Entry>): Entry {
    if (changes.status !== undefined && changes.status !== entry.status) entry.statusdate = this.clock.iso();
    if (changes.fastatus !== undefined && changes.fastatus !== entry.fastatus) entry.fastatusdate = this.clock.iso();
    Object.assign(entry, changes);
    return this.#entries.put(entry.transactionid, entry);
  }

  customerOf(mailbox: string): Customer {
    const customer = this.customers.get(mailbox);
    if (!customer) throw new RangeError(`There is no customer with mailbox "${mailbox}".`);
    return customer;
  }

  partnerAt(address: string): Partner | undefined {
    return this.partners.find(
      (partner) => addressText(partner) === address || partner.otherAddresses?.includes(address) === true
    );
  }

  relationship(mailbox: string, partnerKey: string): Relationship | undefined {
    return this.relationships.find((one) => one.mailbox === mailbox && one.partnerKey === partnerKey);
  }

  #index(entry: Entry): void {
    this.#ordered.push(entry);
    const together = this.#byCorrelation.get(entry.correlationid);
    if (together) together.push(entry);
    else this.#byCorrelation.set(entry.correlationid, [entry]);
    const { direction, stage, groupControlNumber } = entry.internal;
    if (entry.transactionlevel === 'File' && direction === 'toCustomer' && stage === 'output') {
      this.#inMailbox.set(`${entry.receivermailbox}/${entry.deliveryfilename}`, entry.transactionid);
    }
    if (entry.transactionlevel === 'File' && direction === 'toPartner' && stage === 'output') {
      const name = `${entry.internal.mailbox}/${entry.receivefilename}`;
      if (!this.#accepted.has(name)) this.#accepted.set(name, entry.correlationid);
    }
    if (groupControlNumber !== undefined && entry.status !== 'U' && entry.status !== 'V') {
      const { senderaddress, receiveraddress } = entry;
      const key = [senderaddress, receiveraddress, Number(groupControlNumber) || groupControlNumber].join('|');
      const group = this.#byGroup.get(key);
      if (group) group.push(entry);
      else this.#byGroup.set(key, [entry]);
    }
  }
}

export const addressText = ({ qualifier, id }: { qualifier: string; id: string }) =>
  qualifier === '' ? id : `${qualifier}:${id}`;
