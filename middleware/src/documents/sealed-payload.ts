import type { Insertable } from 'kysely';
import type { DocumentRow, DocumentTable } from '../db/schema.ts';
import type { Seal } from '../db/seal.ts';
import type { DocumentDraft } from './draft.ts';
import { newRevision } from './keys.ts';
import type { Payload } from './payload.ts';

const placeOf = (documentKey: string) => `document ${documentKey}`;

/** A draft as its row in the journal. */
export function rowOf({ payload, ...row }: DocumentDraft, seal: Seal): Insertable<DocumentTable> {
  return { ...row, revision: newRevision(), body: sealPayload(row.document_key, payload, seal) };
}

export function sealPayload(documentKey: string, payload: string, seal: Seal): Buffer {
  return seal.seal(Buffer.from(payload), placeOf(documentKey));
}

type SealedRow = Pick<DocumentRow, 'document_key' | 'body'>;

/**
 * The payload as text.
 * @throws SealError when its key is not here
 */
export function openText(row: SealedRow, seal: Seal): string {
  return seal.open(row.body, placeOf(row.document_key)).toString();
}

/** @throws SealError when its key is not here */
export function openPayload(row: SealedRow, seal: Seal): Payload {
  return JSON.parse(openText(row, seal)) as Payload;
}
