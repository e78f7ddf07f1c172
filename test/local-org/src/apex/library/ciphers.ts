import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify
} from 'node:crypto';
import { raise } from '../runtime/values/exceptions.ts';

const CIPHERS: Record<string, { name: string; bytes: number }> = {
  AES128: { name: 'aes-128-cbc', bytes: 16 },
  AES192: { name: 'aes-192-cbc', bytes: 24 },
  AES256: { name: 'aes-256-cbc', bytes: 32 }
};
const IV_BYTES = 16;

function cipherOf(algorithm: string, key: Buffer, iv: Buffer): string {
  const found = CIPHERS[algorithm.toUpperCase()];
  if (!found) {
    raise('InvalidParameterValueException', `Invalid algorithm: ${algorithm}`);
  }
  if (key.length !== found.bytes) {
    raise('InvalidParameterValueException', `Invalid private key. Must be ${String(found.bytes)} bytes.`);
  }
  if (iv.length !== IV_BYTES) {
    raise('InvalidParameterValueException', 'Invalid initialization vector. Must be 16 bytes.');
  }
  return found.name;
}

/** AES in CBC mode with PKCS#5 padding, as `Crypto.encrypt` documents. Throws InvalidParameterValueException. */
export function encrypt(algorithm: string, key: Buffer, iv: Buffer, clear: Buffer): Buffer {
  const cipher = createCipheriv(cipherOf(algorithm, key, iv), key, iv);
  return Buffer.concat([cipher.update(clear), cipher.final()]);
}

/** The reverse of {@link encrypt}. Throws SecurityException where the data does not fit the key. */
export function decrypt(algorithm: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const cipher = createDecipheriv(cipherOf(algorithm, key, iv), key, iv);
  try {
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch {
    raise(
      'SecurityException',
      'Given final block not properly padded. Such issues can arise if a bad key is used during decryption.'
    );
  }
}

interface Signature {
  hash: string;
  encoding: 'der' | 'ieee-p1363';
}

const SIGNATURES: Record<string, Signature> = {
  RSA: { hash: 'RSA-SHA1', encoding: 'der' },
  'RSA-SHA1': { hash: 'RSA-SHA1', encoding: 'der' },
  'RSA-SHA256': { hash: 'RSA-SHA256', encoding: 'der' },
  'RSA-SHA384': { hash: 'RSA-SHA384', encoding: 'der' },
  'RSA-SHA512': { hash: 'RSA-SHA512', encoding: 'der' },
  'ECDSA-SHA256': { hash: 'SHA256', encoding: 'der' },
  'ECDSA-SHA384': { hash: 'SHA384', encoding: 'der' },
  'ECDSA-SHA512': { hash: 'SHA512', encoding: 'der' },
  'ECDSA-SHA256-P1363': { hash: 'SHA256', encoding: 'ieee-p1363' }
};

function signatureOf(algorithm: string): Signature {
  return SIGNATURES[algorithm.toUpperCase()] ?? raise('NoSuchElementException', `Invalid algorithm: ${algorithm}`);
}

/** `key` is PKCS#8 in DER form. Throws InvalidParameterValueException where it is not. */
export function sign(algorithm: string, input: Buffer, key: Buffer): Buffer {
  const { hash, encoding } = signatureOf(algorithm);
  const parsed = readKey(() => createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  return createSign(hash).update(input).sign({ key: parsed, dsaEncoding: encoding });
}

/** `key` is an X.509 SubjectPublicKeyInfo in DER form. */
export function verify(algorithm: string, input: Buffer, signature: Buffer, key: Buffer): boolean {
  const { hash, encoding } = signatureOf(algorithm);
  const parsed = readKey(() => createPublicKey({ key, format: 'der', type: 'spki' }));
  return createVerify(hash).update(input).verify({ key: parsed, dsaEncoding: encoding }, signature);
}

function readKey<T>(read: () => T): T {
  try {
    return read();
  } catch {
    raise('InvalidParameterValueException', 'Invalid crypto key');
  }
}
