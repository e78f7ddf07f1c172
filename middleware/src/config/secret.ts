import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Where a secret is, never the secret itself: an environment variable, or a file (relative to the configuration). */
export const secretReference = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) })
]);

export type SecretReference = z.infer<typeof secretReference>;

export class SecretError extends Error {}

/**
 * Reads a secret by its reference.
 * @param base directory that relative file names start from
 * @throws SecretError when there is nothing at that place; the message names the place, never a value
 */
export function readSecret(reference: SecretReference, base: string): string {
  if ('env' in reference) {
    const value = process.env[reference.env];
    if (!value)
      throw new SecretError(
        `The environment variable ${reference.env} is not set, but the configuration refers to it.`
      );
    return value;
  }
  const file = path.resolve(base, reference.file);
  try {
    const value = readFileSync(file, 'utf8').trim();
    if (value !== '') return value;
  } catch (error) {
    throw new SecretError(`The secret file ${file} cannot be read. Create it, or correct the configuration.`, {
      cause: error
    });
  }
  throw new SecretError(`The secret file ${file} is empty.`);
}
