import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { randomUUID } from 'node:crypto';
import { mailboxOf } from '../http/tokens.ts';
import type { Network, Sent } from '../network/network.ts';
import { parseAddress } from '../partners.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Entry, Partner, Relationship } from '../state/model.ts';
import type { Collection } from '../state/store.ts';
import { without } from '../state/without.ts';
import {
  type Agreement,
  AGREEMENT_STATUSES,
  type AgreementStatus,
  type Agreements,
  type Milestone,
  MILESTONE_STATUSES
} from './agreements.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import { expressPath, type GatewayPaths, operations } from './openapi.ts';
import {
  bodyOf,
  bytesOf,
  fileNameOf,
  invalid,
  keyOf,
  partnerInput,
  Problem,
  relationshipInput,
  text,
  time
} from './input.ts';
import type { Provisioning, ProvisioningRequest } from './provisioning.ts';

interface Event {
  id: string;
  transactionId: string;
  name: string;
  status: string | null;
  occurredAt: string;
  note: string | null;
  recordedAt: string;
}

export interface GatewayParts {
  state: GridState;
  network: Network;
  agreements: Agreements;
  provisioning: Provisioning;
  idempotency: Idempotency;
  paths: GatewayPaths;
}

type Handler = (request: Request, mailbox: string) => Promise<Answer> | Answer;

const ok = (body: unknown): Answer => ({ status: 200, body });

/** The customer-specific interface of our own; see `middleware/openapi/customer-gateway.json`. */
export function gatewayRoutes(parts: GatewayParts, authorised: RequestHandler): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: '500mb' });
  const handlers = allHandlers(parts);
  for (const { id, method, path } of operations(parts.paths)) {
    const handler = handlers[id];
    if (!handler) throw new Error(`the gateway has no handler for ${id}`);
    router[method](expressPath(path), authorised, raw, async (request, response) => {
      try {
        await handle(id, handler, parts.idempotency, request, response);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        response.status(error.status).json({ error: { code: error.code, message: error.message } });
      }
    });
  }
  return router;
}

const IDEMPOTENT = [
  'createPartner',
  'updatePartner',
  'createRelationship',
  'submitDocument',
  'reprocess',
  'resubmit',
  'publishEvent',
  'changeAgreement'
];

async function handle(
  id: string,
  handler: Handler,
  idempotency: Idempotency,
  request: Request,
  response: Response
): Promise<void> {
  const mailbox = mailboxOf(response);
  const work = async () => handler(request, mailbox);
  let answer: Answer & { replayed?: boolean };
  if (IDEMPOTENT.includes(id)) {
    const key = request.get('idempotency-key');
    if (!key) throw invalid('The header Idempotency-Key is missing.');
    const content = Buffer.concat([Buffer.from(request.originalUrl), bytesOf(request)]);
    answer = await idempotency.once([mailbox, id, key].join('|'), content, work);
  } else answer = await work();
  if (answer.replayed === true) response.set('idempotency-replayed', 'true');
  if (Buffer.isBuffer(answer.body)) response.status(answer.status).type('application/octet-stream').send(answer.body);
  else response.status(answer.status).json(answer.body);
}

function allHandlers({ state, network, agreements, provisioning }: GatewayParts): Record<string, Handler> {
  const events: Collection<Event> = state.store.collection('transaction event');

  const partnerWire = (partner: Partner) => {
    const { contact = null, routing = null } = provisioning.detailsOf(partner.key);
    const { key, company, companyId, role, standard, version, externalKey, otherAddresses = [] } = partner;
    const identifiers = [{ qualifier: partner.qualifier, id: partner.id }, ...otherAddresses.map(parseAddress)];
    return {
      id: key,
      companyName: company,
      companyId,
      role,
      identifiers,
      standard,
      version,
      externalKey,
      contact,
      routing
    };
  };
  const entryOf = (request: Request, mailbox: string): Entry => {
    const id = String(request.params['transactionId']);
    const entry = state.entry(id);
    if (entry?.internal.mailbox !== mailbox) throw new Problem(404, 'notFound', `There is no transaction ${id}.`);
    return entry;
  };
  const agreementOf = (request: Request, mailbox: string): Agreement => {
    const id = String(request.params['agreementId']);
    const agreement = agreements.find(mailbox, id);
    if (!agreement) throw new Problem(404, 'notFound', `There is no agreement ${id}.`);
    return agreement;
  };
  const accepted = (body: unknown): Answer => ({ status: 202, body });
  const submission = ({ transactionId, correlationId, fileName, duplicate }: Sent) =>
    accepted({ transactionId, correlationId, fileName, duplicate });

  return {
    listPartners: (request) => {
      const { externalKey, identifier } = request.query;
      const found = state.partners
        .values()
        .filter((one) => externalKey === undefined || one.externalKey === externalKey)
        .filter(
          (one) =>
            identifier === undefined ||
            addressText(one) === identifier ||
            (typeof identifier === 'string' && one.otherAddresses?.includes(identifier))
        );
      return ok({ items: found.map(partnerWire) });
    },
    getPartner: (request) => {
      const partner = state.partners.get(String(request.params['partnerId']));
      if (!partner) throw new Problem(404, 'notFound', `There is no partner ${String(request.params['partnerId'])}.`);
      return ok(partnerWire(partner));
    },
    createPartner: (request, mailbox) => {
      const input = partnerInput(bodyOf(request));
      return accepted(requestWire(provisioning.begin(mailbox, 'createPartner', keyOf(request), input)));
    },
    updatePartner: (request, mailbox) => {
      const partnerId = String(request.params['partnerId']);
      if (!state.partners.get(partnerId)) throw new Problem(404, 'notFound', `There is no partner ${partnerId}.`);
      const input = { ...partnerInput(bodyOf(request)), partnerId };
      return accepted(requestWire(provisioning.begin(mailbox, 'updatePartner', keyOf(request), input)));
    },
    listRelationships: (request, mailbox) => {
      const { partnerId } = request.query;
      const own = state.relationships.values().filter((one) => one.mailbox === mailbox);
      return ok({
        items: own.filter((one) => partnerId === undefined || one.partnerKey === partnerId).map(relationshipWire)
      });
    },
    createRelationship: (request, mailbox) => {
      const input = relationshipInput(bodyOf(request));
      return accepted(requestWire(provisioning.begin(mailbox, 'createRelationship', keyOf(request), input)));
    },
    changeRelationship: (request, mailbox) => {
      const id = String(request.params['relationshipId']);
      const relationship = state.relationships.get(id);
      if (relationship?.mailbox !== mailbox) throw new Problem(404, 'notFound', `There is no relationship ${id}.`);
      const { status, reason } = bodyOf(request);
      if (status !== 'Active' && status !== 'Suspended') throw invalid('status is Active or Suspended.');
      const changed = { ...relationship, status, reason: text(reason, 'reason') } as const;
      return ok(relationshipWire(state.relationships.put(id, changed)));
    },
    getRequest: (request, mailbox) => {
      const id = String(request.params['requestId']);
      const found = provisioning.find(mailbox, id);
      if (!found) throw new Problem(404, 'notFound', `There is no request ${id}.`);
      return ok(requestWire(found));
    },
    findRequests: (request, mailbox) => {
      const { idempotencyKey } = request.query;
      if (typeof idempotencyKey !== 'string') throw invalid('idempotencyKey is missing.');
      return ok({ items: provisioning.withKey(mailbox, idempotencyKey).map(requestWire) });
    },
    submitDocument: async (request, mailbox) => {
      const name = fileNameOf(request);
      const bytes = bytesOf(request);
      if (name === undefined) throw invalid('fileName is missing.');
      if (bytes.length === 0) throw invalid('The body has no bytes.');
      return submission(await network.fromCustomer(mailbox, name, bytes, { agent: 'HTTP' }));
    },
    reprocess: async (request, mailbox) => submission(await network.sendAgain(entryOf(request, mailbox))),
    resubmit: async (request, mailbox) => {
      const bytes = bytesOf(request);
      const entry = entryOf(request, mailbox);
      return submission(await network.sendAgain(entry, fileNameOf(request), bytes.length > 0 ? bytes : undefined));
    },
    getPayload: async (request, mailbox) => ok(await network.payload(entryOf(request, mailbox))),
    listEvents: (request, mailbox) => {
      const { transactionid } = entryOf(request, mailbox);
      const own = events.values().filter(({ transactionId }) => transactionId === transactionid);
      return ok({ items: own.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1)) });
    },
    publishEvent: (request, mailbox) => {
      const entry = entryOf(request, mailbox);
      const { name, status, occurredAt, note } = bodyOf(request);
      if (typeof name !== 'string' || name === '') throw invalid('name is missing.');
      const recordedAt = state.clock.iso();
      const event = {
        id: randomUUID(), transactionId: entry.transactionid, name, status: text(status, 'status'),
        occurredAt: time(occurredAt, 'occurredAt') ?? recordedAt, note: text(note, 'note'), recordedAt
      }; // prettier-ignore
      if (name === 'Resolved') state.update(entry, { processingsubstatus: 'Resolved' });
      return { status: 201, body: events.put(event.id, event) };
    },
    listAgreements: (request, mailbox) => {
      const { partnerId } = request.query;
      return ok({
        items: agreements
          .of(mailbox, typeof partnerId === 'string' ? partnerId : undefined)
          .map((one) => agreementWire(one, request))
      });
    },
    getAgreement: (request, mailbox) => ok(agreementWire(agreementOf(request, mailbox), request)),
    changeAgreement: (request, mailbox) => {
      const agreement = agreementOf(request, mailbox);
      const { status, validTo } = bodyOf(request);
      const until = time(validTo, 'validTo');
      if (status === undefined && until === null) throw invalid('Give status or validTo.');
      if (status !== undefined && !AGREEMENT_STATUSES.includes(status as AgreementStatus)) {
        throw invalid(`status is one of ${AGREEMENT_STATUSES.join(', ')}.`);
      }
      const changes = {
        ...(status !== undefined && { status: status as AgreementStatus }),
        ...(until !== null && { validTo: until })
      };
      return ok(agreementWire(agreements.change(agreement, changes), request));
    },
    setMilestone: (request, mailbox) => {
      const agreement = agreementOf(request, mailbox);
      const { status, dueAt, note } = bodyOf(request);
      if (!MILESTONE_STATUSES.includes(status as Milestone['status'])) {
        throw invalid(`status is one of ${MILESTONE_STATUSES.join(', ')}.`);
      }
      const milestone = {
        name: String(request.params['name']), status: status as Milestone['status'], dueAt: time(dueAt, 'dueAt'),
        note: text(note, 'note')
      }; // prettier-ignore
      return ok(agreementWire(agreements.setMilestone(agreement, milestone), request));
    }
  };
}

const requestWire = (request: ProvisioningRequest) => without(request, 'mailbox', 'input');
/** With the address of the simulator's page, where a real gateway names the place that people read it at. */
const agreementWire = (agreement: Agreement, request: Request) => ({
  ...without(agreement, 'mailbox'),
  link: `${request.protocol}://${request.get('host') ?? ''}/?agreement=${encodeURIComponent(agreement.id)}`
});
const relationshipWire = (relationship: Relationship) => ({
  partnerId: relationship.partnerKey,
  ...without(relationship, 'mailbox', 'partnerKey')
});
