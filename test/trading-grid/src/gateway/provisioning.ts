import { randomUUID } from 'node:crypto';
import { defaultBehaviour } from '../partners/defaults.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Partner, Relationship } from '../state/model.ts';
import type { Collection } from '../state/store.ts';
import type { Agreements } from './agreements.ts';

export interface PartnerInput {
  companyName: string;
  role: Partner['role'];
  identifiers: { qualifier: string; id: string }[];
  standard?: Partner['standard'];
  version?: string;
  externalKey?: string;
  contact?: object;
  routing?: object;
}

export interface RelationshipInput {
  partnerId: string;
  documentTypes: string[];
  usage?: 'test' | 'production';
}

/** What a partner is to become. */
export type PartnerChange = PartnerInput & { partnerId: string };

/** Work that people do on the real network; here it takes a while on the clock. */
export interface ProvisioningRequest {
  id: string;
  mailbox: string;
  operation: 'createPartner' | 'updatePartner' | 'createRelationship';
  status: 'accepted' | 'inProgress' | 'done' | 'failed';
  idempotencyKey: string;
  createdAt: string;
  updatedAt: string;
  input: PartnerInput | PartnerChange | RelationshipInput;
  result: { partnerId?: string; relationshipId?: string } | null;
  error: { code: string; message: string } | null;
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Makes partners and relationships: accepted, in progress, then done or failed. */
export class Provisioning {
  readonly #state: GridState;
  readonly #agreements: Agreements;
  readonly #requests: Collection<ProvisioningRequest>;
  /** Contact and routing, as they were given. */
  readonly #details: Collection<Pick<PartnerInput, 'contact' | 'routing'>>;

  constructor(state: GridState, agreements: Agreements) {
    this.#state = state;
    this.#agreements = agreements;
    this.#requests = state.store.collection('provisioning request');
    this.#details = state.store.collection('partner details');
    state.clock.handle('request step', ({ id }) => this.#step(String(id)));
  }

  begin(
    mailbox: string,
    operation: ProvisioningRequest['operation'],
    idempotencyKey: string,
    input: ProvisioningRequest['input']
  ): ProvisioningRequest {
    const now = this.#state.clock.iso();
    const id = `REQ-${randomUUID()}`;
    this.#next(id);
    return this.#requests.put(id, {
      id, mailbox, operation, status: 'accepted', idempotencyKey, createdAt: now, updatedAt: now, input, result: null,
      error: null
    }); // prettier-ignore
  }

  find(mailbox: string, id: string): ProvisioningRequest | undefined {
    const request = this.#requests.get(id);
    return request?.mailbox === mailbox ? request : undefined;
  }

  withKey(mailbox: string, idempotencyKey: string): ProvisioningRequest[] {
    return this.#requests.values().filter((one) => one.mailbox === mailbox && one.idempotencyKey === idempotencyKey);
  }

  detailsOf(partnerKey: string): Pick<PartnerInput, 'contact' | 'routing'> {
    return this.#details.get(partnerKey) ?? {};
  }

  #next(id: string): void {
    this.#state.clock.after(this.#state.settings.requestSeconds, 'request step', { id });
  }

  #step(id: string): void {
    const request = this.#requests.get(id);
    if (!request) return;
    const change = (changes: Partial<ProvisioningRequest>) =>
      this.#requests.put(id, { ...request, ...changes, updatedAt: this.#state.clock.iso() });
    if (request.status === 'accepted') {
      change({ status: 'inProgress' });
      this.#next(id);
      return;
    }
    try {
      const { failRequests } = this.#state.settings;
      if (failRequests !== null) throw new Refusal('provisioningFailed', failRequests);
      change({ status: 'done', result: this.#carryOut(request) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      change({ status: 'failed', error: { code: error.code, message: error.message } });
    }
  }

  #carryOut({ mailbox, operation, input }: ProvisioningRequest): NonNullable<ProvisioningRequest['result']> {
    if (operation === 'createPartner') return { partnerId: this.#createPartner(input as PartnerInput) };
    if (operation === 'updatePartner') return { partnerId: this.#updatePartner(input as PartnerChange) };
    return { relationshipId: this.#createRelationship(mailbox, input as RelationshipInput) };
  }

  #createPartner(input: PartnerInput): string {
    const addresses = input.identifiers.map(addressText);
    for (const address of addresses) {
      const holder = this.#state.partnerAt(address);
      // A company that is on the network already is not made twice.
      if (holder?.company.toLowerCase() === input.companyName.toLowerCase()) return holder.key;
      if (holder) throw new Refusal('identifierTaken', `${address} belongs to ${holder.company}.`);
    }
    const [first = { qualifier: '', id: '' }] = input.identifiers;
    const stem = input.companyName.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '').slice(0, 20) || 'PARTNER'; // prettier-ignore
    const key = this.#state.partners.get(stem) ? `${stem}${this.#state.next('partner')}` : stem;
    const standard = input.standard ?? 'X12';
    this.#state.partners.put(key, {
      key,
      company: input.companyName,
      companyId: `GCSIM${String(this.#state.next('company') + 1000).padStart(7, '0')}`,
      qualifier: first.qualifier,
      id: first.id,
      otherAddresses: addresses.slice(1),
      role: input.role,
      standard,
      version: input.version ?? (standard === 'X12' ? '004010' : 'D96A'),
      externalKey: input.externalKey ?? null,
      behaviour: defaultBehaviour(input.role, standard)
    });
    this.#describe(key, input);
    return key;
  }

  /** Addresses, contact and routing become what was asked for; the company stays. */
  #updatePartner({ partnerId, ...input }: PartnerChange): string {
    const partner = this.#state.partners.get(partnerId);
    if (!partner) throw new Refusal('unknownPartner', `There is no partner ${partnerId}.`);
    const [first, ...others] = input.identifiers;
    for (const address of input.identifiers.map(addressText)) {
      const holder = this.#state.partnerAt(address);
      if (holder && holder.key !== partnerId)
        throw new Refusal('identifierTaken', `${address} belongs to ${holder.company}.`);
    }
    this.#state.partners.put(partnerId, {
      ...partner,
      ...(first && { qualifier: first.qualifier, id: first.id }),
      otherAddresses: others.map(addressText),
      role: input.role,
      standard: input.standard ?? partner.standard,
      version: input.version ?? partner.version
    });
    this.#describe(partnerId, input);
    return partnerId;
  }

  #describe(key: string, { contact, routing }: PartnerInput): void {
    this.#details.put(key, { ...(contact && { contact }), ...(routing && { routing }) });
  }

  #createRelationship(mailbox: string, { partnerId, documentTypes, usage }: RelationshipInput): string {
    if (!this.#state.partners.get(partnerId)) throw new Refusal('unknownPartner', `There is no partner ${partnerId}.`);
    const known = this.#state.relationship(mailbox, partnerId);
    const relationship: Relationship = {
      id: known?.id ?? `REL-${mailbox}-${partnerId}`,
      mailbox,
      partnerKey: partnerId,
      status: 'Active',
      documentTypes,
      usage: usage ?? 'production',
      reason: null,
      createdAt: known?.createdAt ?? this.#state.clock.iso()
    };
    this.#state.relationships.put(relationship.id, relationship);
    this.#agreements.begin(relationship);
    return relationship.id;
  }
}
