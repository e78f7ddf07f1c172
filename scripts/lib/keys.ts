import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface KeyFiles {
  /** RSA private key in PEM, readable by its owner only: what the middleware logs in with. */
  privateKey: string;
  /** Its public key in PEM: what the org knows of the middleware. */
  publicKey: string;
}

/** The key pair of the middleware's External Client App; made once and kept. */
export function middlewareKeys(folder: string): KeyFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = { privateKey: path.join(folder, 'middleware.key'), publicKey: path.join(folder, 'middleware.pub') };
  if (!existsSync(files.privateKey)) {
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
    });
    writeFileSync(files.publicKey, pair.publicKey, { mode: 0o600 });
    writeFileSync(files.privateKey, pair.privateKey, { mode: 0o600 });
  }
  return files;
}

/** A file with a random secret; made once and kept. */
export function secretFile(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  }
  return file;
}
