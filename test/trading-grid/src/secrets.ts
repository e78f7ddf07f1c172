import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a secret of the data directory, making it once; only its owner may read the file. */
export function keptSecret(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** What the simulator's servers authenticate with. The secrets lie in files that only their owner may read. */
export interface Secrets {
  hostKey: string;
  password: string;
  passwordFile: string;
  clientSecret: string;
  clientSecretFile: string;
}

export function loadSecrets(directory: string): Secrets {
  const passwordFile = path.join(directory, 'sftp-password');
  const clientSecretFile = path.join(directory, 'client-secret');
  return {
    hostKey: keptSecret(path.join(directory, 'host-key.pem'), newHostKey),
    password: keptSecret(passwordFile, newPassword),
    passwordFile,
    clientSecret: keptSecret(clientSecretFile, newPassword),
    clientSecretFile
  };
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
