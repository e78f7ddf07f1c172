import { createHash } from 'node:crypto';

/** A value with the tag that clients tell its changes by. */
export function tagged<T extends object>(value: T): T & { eTag: string } {
  const eTag = createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
  return { ...value, eTag };
}
