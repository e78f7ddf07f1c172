import { hash, randomInt } from 'node:crypto';

/** SHA-256 in hexadecimal (64 characters) of the parts; where one ends and the next begins is part of it. */
export function hashOf(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}

/** Marks what a document says, so that who publishes it knows whether it was changed meanwhile. */
export const newRevision = () => randomInt(1, 2 ** 47);

/** Lanes that the business keys of a tenant are spread over: as many publishers can work at once. */
export const LANES = 16;

export function laneOf(partitionKey: string): number {
  return Number.parseInt(partitionKey.slice(0, 8), 16) % LANES;
}

/** Room for documents in a file: a file's position in the order of receipt is multiplied by it. */
const DOCUMENTS_PER_FILE = 1_000_000;

/** History that is brought in later is older than anything that arrived meanwhile: its sequences are negative. */
const HISTORY = 4e15;

/**
 * A document's place in the order of receipt, then position in its file. It follows from those two alone, so that a
 * file that is translated again gives the same numbers.
 */
export function sequenceOf(fileId: number, position: number, silent = false): number {
  if (position >= DOCUMENTS_PER_FILE) throw new RangeError(`A file holds at most ${DOCUMENTS_PER_FILE} documents.`);
  const sequence = fileId * DOCUMENTS_PER_FILE + position;
  return silent ? sequence - HISTORY : sequence;
}
