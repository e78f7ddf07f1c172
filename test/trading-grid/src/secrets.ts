import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a secret of the data directory, making it once; only its owner may read the file. */
export function keptSecret(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** What a customer authenticates with. The secrets lie in files that only their owner may read. */
export interface Secrets {
  password: string;
  passwordFile: string;
  clientSecret: string;
  clientSecretFile: string;
  cartographerPassword: string;
  cartographerPasswordFile: string;
}

/**
 * The secrets of a customer, made at the first start.
 * @param name ends the names of the files; empty for the first customer
 */
export function customerSecrets(directory: string, name: string): Secrets {
  const suffix = name === '' ? '' : `-${name}`;
  const passwordFile = path.join(directory, `sftp-password${suffix}`);
  const clientSecretFile = path.join(directory, `client-secret${suffix}`);
  const cartographerPasswordFile = path.join(directory, `cartographer-password${suffix}`);
  return {
    password: keptSecret(passwordFile, newPassword),
    passwordFile,
    clientSecret: keptSecret(clientSecretFile, newPassword),
    clientSecretFile,
    cartographerPassword: keptSecret(cartographerPasswordFile, newPassword),
    cartographerPasswordFile
  };
}

/** The host key of the SFTP server, made at the first start. */
export function hostKeyOf(directory: string): string {
  return keptSecret(path.join(directory, 'host-key.pem'), newHostKey);
}

/** A new host key in the place of the old one. */
export function replaceHostKey(directory: string): string {
  rmSync(path.join(directory, 'host-key.pem'), { force: true });
  return hostKeyOf(directory);
}

/** The token of the control API. */
export function controlToken(directory: string): { token: string; file: string } {
  const file = path.join(directory, 'control-token');
  return { token: keptSecret(file, newPassword), file };
}

const newPassword = () => randomBytes(24).toString('base64url');

const newHostKey = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' }
  }).privateKey;

/** SHA-256 of a public key in SSH wire form, base64 without padding, as OpenSSH prints it after `SHA256:`. */
export function fingerprint(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '');
}
