import type { FaultRequest, Faults } from '../faults.ts';
import type { Mailboxes } from '../mailbox.ts';
import { FOLDERS } from '../mailbox.ts';
import type { Incoming } from '../network/incoming.ts';
import { defaultBehaviour } from '../partners/defaults.ts';
import type { PartnerEngine, SendRequest } from '../partners/engine.ts';
import type { OwnDocument, OwnSystems, ReceivedOrder } from '../partners/own-systems.ts';
import { type GridState } from '../state/grid-state.ts';
import { without } from '../state/without.ts';
import { type Behaviour, DEFAULT_SETTINGS, type Entry, type Partner, type Settings } from '../state/model.ts';

export interface NewCustomer {
  mailbox: string;
  companyName?: string;
  addresses: string[];
}

/** What a client of a customer needs; secrets by their files. */
export interface CustomerAccess {
  mailbox: string;
  companyId: string;
  addresses: string[];
  solutionId: string;
  clientId: string;
  clientSecretFile: string;
  sftpUser: string;
  sftpPasswordFile: string;
  cartographerUser: string;
  cartographerPasswordFile: string;
}

export interface ControlParts {
  state: GridState;
  mailboxes: Mailboxes;
  incoming: Incoming;
  engine: PartnerEngine;
  ownSystems: OwnSystems;
  faults: Faults;
  expireTokens(): void;
  changeHostKey(): string;
  addCustomer(customer: NewCustomer): Promise<CustomerAccess>;
}

const STATUSES = ['B', 'C', 'S', 'N', 'D', 'U', 'P', 'H', 'R', 'Unknown', 'V', 'F'];
const ACK_STATUSES = ['A', 'C', 'E', 'M', 'N', 'P', 'R', 'S', 'T', 'W'];

/** What tests and people do to the simulator that nobody can do to the real network. HTTP offers the same. */
export class Control {
  readonly #parts: ControlParts;
  readonly faults: Faults;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.faults = parts.faults;
  }

  clock() {
    const { clock } = this.#parts.state;
    const pending = clock.pending.map(({ dueAt, kind }) => ({ dueAt: new Date(dueAt).toISOString(), kind }));
    return { now: clock.iso(), offsetSeconds: clock.offsetMilliseconds / 1000, pending };
  }

  /** Moves the clock; when it comes back, everything that fell due has been done. */
  async advance(advanceSeconds: number): Promise<{ now: string; done: number }> {
    if (!Number.isFinite(advanceSeconds) || advanceSeconds < 0) throw new RangeError('advanceSeconds is 0 or more');
    const done = await this.#parts.state.clock.advance(advanceSeconds);
    return { now: this.#parts.state.clock.iso(), done };
  }

  settings(): Settings {
    return this.#parts.state.settings;
  }

  /** @throws RangeError for a setting that there is not, or of another type */
  changeSettings(changes: Partial<Settings>): Settings {
    for (const [name, value] of Object.entries(changes)) {
      const known = (DEFAULT_SETTINGS as Partial<Settings>)[name as keyof Settings];
      if (known === undefined) throw new RangeError(`there is no setting "${name}"`);
      const isText = known === null && (value === null || typeof value === 'string');
      if (!isText && typeof value !== typeof known) throw new RangeError(`${name} is a ${typeof known}`);
      if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} is 0 or more`);
    }
    return this.#parts.state.changeSettings(changes);
  }

  partners(): Partner[] {
    return this.#parts.state.partners.values();
  }

  /** Makes a partner, or replaces one; customers have no relationship with a new one yet. */
  putPartner(key: string, partner: Partial<Partner> & Pick<Partner, 'qualifier' | 'id'>): Partner {
    const { role = 'buyer', standard = 'X12' } = partner;
    const number = this.#parts.state.next('company') + 1000;
    return this.#parts.state.partners.put(key, {
      company: key,
      companyId: `GCSIM${String(number).padStart(7, '0')}`,
      version: standard === 'X12' ? '004010' : 'D96A',
      externalKey: null,
      ...partner,
      key,
      role,
      standard,
      behaviour: { ...defaultBehaviour(role, standard), ...partner.behaviour }
    });
  }

  changePartner(
    key: string,
    changes: { behaviour?: Partial<Behaviour> } & Partial<Omit<Partner, 'behaviour' | 'key'>>
  ): Partner {
    const partner = this.#parts.engine.partner(key);
    const behaviour = { ...partner.behaviour, ...changes.behaviour };
    return this.#parts.state.partners.put(key, { ...partner, ...changes, key, behaviour });
  }

  send(key: string, request: SendRequest) {
    return this.#parts.engine.send(key, request);
  }

  /** Orders that a customer got, the newest first. */
  orders(mailbox: string): ReceivedOrder[] {
    return this.#parts.ownSystems.orders(mailbox);
  }

  /** Lets the customer's own business software send something about an order. */
  sendOwn(mailbox: string, document: OwnDocument) {
    return this.#parts.ownSystems.send(mailbox, document);
  }

  /** What a partner got from customers, with the sets in it. */
  async received(key: string) {
    this.#parts.engine.partner(key);
    const files = await this.#parts.engine.received(key);
    return files.map(({ file, interchange }) => ({
      transactionId: file.transactionid,
      correlationId: file.correlationid,
      mailbox: file.internal.mailbox,
      fileName: file.receivefilename,
      controlNumber: interchange.controlNumber,
      receivedAt: file.deliverycompletedtimestamp,
      sets: interchange.sets.map(({ type, controlNumber, segments }) => ({ type, controlNumber, segments }))
    }));
  }

  accepted(mailbox?: string) {
    const all = this.#parts.state.receipts.values();
    return mailbox === undefined ? all : all.filter((one) => one.mailbox === mailbox);
  }

  async mailboxes() {
    const names = await this.#parts.mailboxes.names();
    const listings = names.map(async (mailbox) => {
      const folders = FOLDERS.map(
        async (folder) => [folder, await this.#parts.mailboxes.files(mailbox, folder)] as const
      );
      return { mailbox, folders: Object.fromEntries(await Promise.all(folders)) };
    });
    return Promise.all(listings);
  }

  /** The Lens entries of one process, whoever's they are. */
  entriesOf(correlationId: string) {
    return this.#parts.state.correlated(correlationId).map((entry) => without(entry, 'internal'));
  }

  /** Sets statuses and errors of a Lens entry, as support staff of the network may. */
  changeTransaction(
    id: string,
    changes: Partial<Pick<Entry, 'status' | 'fastatus' | 'errorcode' | 'errortype' | 'externalerrormessage'>>
  ): Entry {
    const entry = this.#parts.state.entry(id);
    if (!entry) throw new RangeError(`There is no transaction ${id}.`);
    const { status, fastatus, errorcode, errortype, externalerrormessage } = changes;
    if (status !== undefined && !STATUSES.includes(status))
      throw new RangeError(`status is one of ${STATUSES.join(', ')}`);
    if (fastatus !== undefined && !ACK_STATUSES.includes(fastatus)) {
      throw new RangeError(`fastatus is one of ${ACK_STATUSES.join(', ')}`);
    }
    const all = { status, fastatus, errorcode, errortype, externalerrormessage };
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return this.#parts.state.update(entry, given);
  }

  /** Takes what lies in the incoming folders now. */
  async sweep(): Promise<void> {
    for (const name of await this.#parts.mailboxes.names()) await this.#parts.incoming.sweep(name);
  }

  expireTokens(): void {
    this.#parts.expireTokens();
  }

  /** Returns the fingerprint that a client must pin from now on. */
  changeHostKey(): string {
    return this.#parts.changeHostKey();
  }

  addCustomer(customer: NewCustomer): Promise<CustomerAccess> {
    return this.#parts.addCustomer(customer);
  }

  addFault(fault: FaultRequest) {
    return this.faults.add(fault);
  }

  /** What went wrong inside the simulator; empty when all is well. */
  problems(): readonly string[] {
    return this.#parts.state.problems;
  }
}
