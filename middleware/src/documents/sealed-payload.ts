import type { Insertable } from 'kysely';
import type { DocumentTable } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { DocumentDraft } from './draft.ts';
import type { Payload } from './payload.ts';

const placeOf = (documentKey: string) => `document ${documentKey}`;

/** A draft as its row in the journal. */
export function rowOf({ payload, ...row }: DocumentDraft, seal: Seal): Insertable<DocumentTable> {
  return { ...row, body: sealPayload(row.document_key, payload, seal) };
}

export function sealPayload(documentKey: string, payload: string, seal: Seal): Buffer {
  return seal.seal(Buffer.from(payload), placeOf(documentKey));
}

/** @throws SealError when its key is not here */
export function openPayload(row: { document_key: string; body: Uint8Array }, seal: Seal): Payload {
  return JSON.parse(seal.open(row.body, placeOf(row.document_key)).toString()) as Payload;
}
