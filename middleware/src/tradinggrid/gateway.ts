import { z } from 'zod';
import { GATEWAY_PATHS, type GatewayPaths } from '../config/grid.ts';
import type { GridHttp, GridRequest } from './grid-http.ts';

const provisioningRequest = z.object({
  id: z.string(),
  status: z.enum(['accepted', 'inProgress', 'done', 'failed']),
  result: z.object({ partnerId: z.string().optional(), relationshipId: z.string().optional() }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable()
});
export type ProvisioningRequest = z.infer<typeof provisioningRequest>;

const submission = z.object({
  transactionId: z.string(),
  correlationId: z.string(),
  fileName: z.string(),
  duplicate: z.boolean()
});
export type Submission = z.infer<typeof submission>;

const agreements = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

const anything = z.record(z.string(), z.unknown());

/** The customer-specific interface. What is asked for twice under the same key is done once. */
export class Gateway {
  readonly #http: GridHttp;
  readonly #paths: GatewayPaths;

  constructor(http: GridHttp, paths: Partial<GatewayPaths> = {}) {
    this.#http = http;
    this.#paths = { ...GATEWAY_PATHS, ...paths };
  }

  createPartner(partner: unknown, key: string): Promise<ProvisioningRequest> {
    return this.#http.json(provisioningRequest, this.#paths.createPartner, keyed('POST', partner, key));
  }

  updatePartner(partnerId: string, partner: unknown, key: string): Promise<ProvisioningRequest> {
    const path = filled(this.#paths.updatePartner, { partnerId });
    return this.#http.json(provisioningRequest, path, keyed('PUT', partner, key));
  }

  createRelationship(relationship: unknown, key: string): Promise<ProvisioningRequest> {
    return this.#http.json(provisioningRequest, this.#paths.createRelationship, keyed('POST', relationship, key));
  }

  changeRelationship(relationshipId: string, change: unknown): Promise<Record<string, unknown>> {
    const path = filled(this.#paths.changeRelationship, { relationshipId });
    // Doing it again changes nothing, so no key is needed.
    return this.#http.json(anything, path, { method: 'PATCH', body: change });
  }

  getRequest(requestId: string): Promise<ProvisioningRequest> {
    return this.#http.json(provisioningRequest, filled(this.#paths.getRequest, { requestId }));
  }

  /** What was asked for under a key; undefined where nothing was. */
  async findRequest(idempotencyKey: string): Promise<ProvisioningRequest | undefined> {
    const answer = z.object({ items: z.array(provisioningRequest) });
    return (await this.#http.json(answer, this.#paths.findRequests, { query: { idempotencyKey } })).items[0];
  }

  reprocess(transactionId: string, key: string): Promise<Submission> {
    return this.#http.json(submission, filled(this.#paths.reprocess, { transactionId }), keyed('POST', {}, key));
  }

  resubmit(transactionId: string, fileName: string, bytes: Uint8Array, key: string): Promise<Submission> {
    const path = filled(this.#paths.resubmit, { transactionId });
    return this.#http.json(submission, path, { ...keyed('POST', bytes, key), query: { fileName } });
  }

  publishEvent(transactionId: string, event: unknown, key: string): Promise<Record<string, unknown>> {
    return this.#http.json(anything, filled(this.#paths.publishEvent, { transactionId }), keyed('POST', event, key));
  }

  /** Agreements with a partner; all of the customer's without one. */
  async listAgreements(partnerId: string | undefined): Promise<Record<string, unknown>[]> {
    const query = partnerId === undefined ? {} : { partnerId };
    return (await this.#http.json(agreements, this.#paths.listAgreements, { query })).items;
  }

  changeAgreement(agreementId: string, change: unknown, key: string): Promise<Record<string, unknown>> {
    return this.#http.json(anything, filled(this.#paths.changeAgreement, { agreementId }), keyed('PATCH', change, key));
  }

  setMilestone(agreementId: string, name: string, milestone: unknown): Promise<Record<string, unknown>> {
    const path = filled(this.#paths.setMilestone, { agreementId, name });
    return this.#http.json(anything, path, { method: 'PUT', body: milestone });
  }
}

const keyed = (method: 'POST' | 'PATCH' | 'PUT', body: unknown, key: string): GridRequest => ({
  method,
  body,
  headers: { 'idempotency-key': key }
});

const filled = (path: string, values: Record<string, string>) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
