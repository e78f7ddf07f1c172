import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { randomUUID } from 'node:crypto';
import { mailboxOf } from '../http/tokens.ts';
import type { Network, Sent } from '../network/network.ts';
import { parseAddress } from '../partners.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Entry, Partner, Relationship } from '../state/model.ts';
import type { Collection } from '../state/store.ts';
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
import type { PartnerInput, Provisioning, ProvisioningRequest, RelationshipInput } from './provisioning.ts';

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

/** Reported to the client with its code. */
class Problem extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const invalid = (message: string) => new Problem(400, 'invalidRequest', message);

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
            one.otherAddresses?.includes(String(identifier))
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
        items: agreements.of(mailbox, typeof partnerId === 'string' ? partnerId : undefined).map(agreementWire)
      });
    },
    getAgreement: (request, mailbox) => ok(agreementWire(agreementOf(request, mailbox))),
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
      return ok(agreementWire(agreements.change(agreement, changes)));
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
      return ok(agreementWire(agreements.setMilestone(agreement, milestone)));
    }
  };
}

const requestWire = ({ mailbox: _mailbox, input: _input, ...request }: ProvisioningRequest) => request;
const agreementWire = ({ mailbox: _mailbox, ...agreement }: Agreement) => agreement;
const relationshipWire = ({ mailbox: _mailbox, partnerKey, ...rest }: Relationship) => ({
  partnerId: partnerKey,
  ...rest
});

const keyOf = (request: Request) => request.get('idempotency-key') ?? '';

function bytesOf(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function bodyOf(request: Request): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(bytesOf(request).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Told below, in the same words as for JSON of another shape.
  }
  throw invalid('The body is no JSON object.');
}

function fileNameOf(request: Request): string | undefined {
  const { fileName } = request.query;
  if (fileName === undefined) return undefined;
  if (typeof fileName === 'string' && /^[^/\\\p{Cc}]{1,240}$/u.test(fileName) && /[^.]/.test(fileName)) return fileName;
  throw invalid('fileName is a name of 1 to 240 characters, without a path.');
}

function text(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw invalid(`${name} is text.`);
}

function time(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value).toISOString();
  throw invalid(`${name} is an ISO 8601 time.`);
}

function partnerInput(body: Record<string, unknown>): PartnerInput {
  const { companyName, role, identifiers, standard, version, externalKey, contact, routing } = body;
  if (typeof companyName !== 'string' || companyName.trim() === '') throw invalid('companyName is missing.');
  if (role !== 'buyer' && role !== 'supplier' && role !== 'carrier')
    throw invalid('role is buyer, supplier or carrier.');
  if (standard !== undefined && standard !== 'X12' && standard !== 'EDIFACT')
    throw invalid('standard is X12 or EDIFACT.');
  if (!Array.isArray(identifiers) || identifiers.length === 0) throw invalid('identifiers needs one at least.');
  const list = identifiers.map((one: { qualifier?: unknown; id?: unknown } | null) => {
    const { qualifier, id } = one ?? {};
    if (
      typeof qualifier !== 'string' ||
      qualifier.length > 4 ||
      typeof id !== 'string' ||
      !/^[^\p{Cc}]{2,35}$/u.test(id)
    ) {
      throw invalid('an identifier has a qualifier of up to 4 and an id of 2 to 35 characters.');
    }
    return { qualifier, id };
  });
  const optional = {
    ...(standard !== undefined && { standard: standard as PartnerInput['standard'] & string }),
    ...(typeof version === 'string' && { version }),
    ...(typeof externalKey === 'string' && { externalKey }),
    ...(typeof contact === 'object' && contact !== null && { contact }),
    ...(typeof routing === 'object' && routing !== null && { routing })
  };
  return { companyName: companyName.trim(), role, identifiers: list, ...optional };
}

function relationshipInput({ partnerId, documentTypes, usage }: Record<string, unknown>): RelationshipInput {
  if (typeof partnerId !== 'string' || partnerId === '') throw invalid('partnerId is missing.');
  if (!Array.isArray(documentTypes) || documentTypes.some((type) => typeof type !== 'string')) {
    throw invalid('documentTypes is a list of types, empty for all.');
  }
  if (usage !== undefined && usage !== 'test' && usage !== 'production') throw invalid('usage is test or production.');
  return { partnerId, documentTypes: documentTypes as string[], ...(usage !== undefined && { usage }) };
}
