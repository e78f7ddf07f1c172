import type { Request } from 'express';
import type { PartnerInput, RelationshipInput } from './provisioning.ts';

/** Reported to the client with its code. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string) => new Problem(400, 'invalidRequest', message);

export const keyOf = (request: Request) => request.get('idempotency-key') ?? '';

/** The body as it came. */
export function bytesOf(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The body as a JSON object. @throws Problem for anything else */
export function bodyOf(request: Request): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(bytesOf(request).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Told below, in the same words as for JSON of another shape.
  }
  throw invalid('The body is no JSON object.');
}

/** The file name of the query, undefined without one. @throws Problem for one that cannot be */
export function fileNameOf(request: Request): string | undefined {
  const { fileName } = request.query;
  if (fileName === undefined) return undefined;
  if (typeof fileName === 'string' && /^[^/\\\p{Cc}]{1,240}$/u.test(fileName) && /[^.]/.test(fileName)) return fileName;
  throw invalid('fileName is a name of 1 to 240 characters, without a path.');
}

/** Optional text; null when it is not given. */
export function text(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw invalid(`${name} is text.`);
}

/** An optional time in ISO 8601, in UTC; null when it is not given. */
export function time(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return new Date(value).toISOString();
  throw invalid(`${name} is an ISO 8601 time.`);
}

/** What a partner is to be made of. @throws Problem that names what is missing */
export function partnerInput(body: Record<string, unknown>): PartnerInput {
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
  const optional: Omit<PartnerInput, 'companyName' | 'role' | 'identifiers'> = {
    ...(standard !== undefined && { standard }),
    ...(typeof version === 'string' && { version }),
    ...(typeof externalKey === 'string' && { externalKey }),
    ...(typeof contact === 'object' && contact !== null && { contact }),
    ...(typeof routing === 'object' && routing !== null && { routing })
  };
  return { companyName: companyName.trim(), role, identifiers: list, ...optional };
}

/** What a relationship is to be made of. @throws Problem that names what is missing */
export function relationshipInput({ partnerId, documentTypes, usage }: Record<string, unknown>): RelationshipInput {
  if (typeof partnerId !== 'string' || partnerId === '') throw invalid('partnerId is missing.');
  if (!isTextList(documentTypes)) {
    throw invalid('documentTypes is a list of types, empty for all.');
  }
  if (usage !== undefined && usage !== 'test' && usage !== 'production') throw invalid('usage is test or production.');
  return { partnerId, documentTypes, ...(usage !== undefined && { usage }) };
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
