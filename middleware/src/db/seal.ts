import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes
} from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Recent } from './recent.ts';

/** A key is missing, or what is stored was changed by someone. */
export class SealError extends Error {}

const COMPRESSED = 1;
const ENCRYPTED = 2;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;
/** What is sealed here is opened again soon, most of it by the same process, which has not forgotten it then. */
const REMEMBERED_BYTES = 16 * 1024 * 1024;
/** Shorter contents grow by being compressed. */
const WORTH_COMPRESSING = 128;

const idOf = (key: Buffer) =>
  createHash('sha256').update('tgrid-key-id').update(key).digest().subarray(0, KEY_ID_BYTES);

/**
 * Reads a key of 32 bytes, written in base64 or in hexadecimal.
 * @throws SealError that says how to make one
 */
export function keyFrom(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === 32) return key;
  throw new SealError('A journal key has 32 bytes, in base64 or hexadecimal. Make one by "openssl rand -base64 32".');
}

/** All of it, so that what was changed since is not taken for what it was. */
const nameOf = (sealed: Uint8Array, context: string) =>
  `${context} ${Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length).toString('latin1')}`;

/** Told the size, Zstandard takes tables and a buffer that fit; its own are made for what is a hundred times as long. */
function compress(contents: Uint8Array): Buffer {
  return zstdCompressSync(contents, { pledgedSrcSize: contents.length, chunkSize: Math.max(64, contents.length) });
}

/**
 * How contents lie in the journal: compressed (Zstandard), and encrypted (AES-256-GCM) where keys are given. Every
 * sealed value says by which key it can be opened, so that a key is changed without touching what is stored.
 *
 * Layout: a byte of flags (1 compressed, 2 encrypted); if encrypted 8 bytes of the key's id, 12 of nonce, 16 of
 * authentication tag; then the contents.
 */
export class Seal {
  readonly #keys = new Map<string, KeyObject>();
  readonly #current: { id: Buffer; key: KeyObject } | undefined;
  readonly #recent = new Recent(REMEMBERED_BYTES);

  /**
   * @param keys the first one seals, all of them open; none leaves the contents readable
   * @param encrypts false where the keys are there for what was sealed earlier only
   */
  constructor(keys: readonly Buffer[] = [], encrypts = true) {
    for (const key of keys) this.#keys.set(idOf(key).toString('hex'), createSecretKey(key));
    const [first] = keys;
    if (encrypts && first) this.#current = { id: idOf(first), key: createSecretKey(first) };
  }

  /**
   * @param contents nobody may change them afterwards
   * @param context where the value belongs: it cannot be opened for another place
   */
  seal(contents: Uint8Array, context: string): Buffer {
    const packed = contents.length < WORTH_COMPRESSING ? contents : compress(contents);
    const smaller = packed.length < contents.length;
    const body = smaller ? packed : contents;
    const flags = smaller ? COMPRESSED : 0;
    if (!this.#current) return Buffer.concat([Buffer.of(flags), body]);
    const { id, key } = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${flags} ${context}`));
    const encrypted = Buffer.concat([cipher.update(body), cipher.final()]);
    const sealed = Buffer.concat([Buffer.of(flags | ENCRYPTED), id, nonce, cipher.getAuthTag(), encrypted]);
    this.#recent.put(nameOf(sealed, context), contents);
    return sealed;
  }

  /** @throws SealError when its key is not here, or when it was changed or moved */
  open(sealed: Uint8Array, context: string): Buffer {
    const flags = sealed[0] ?? 0;
    const known = flags & ENCRYPTED ? this.#recent.take(nameOf(sealed, context)) : undefined;
    if (known) return Buffer.from(known.buffer, known.byteOffset, known.length);
    const body = flags & ENCRYPTED ? this.#decrypt(Buffer.from(sealed), context) : sealed.subarray(1);
    return flags & COMPRESSED ? zstdDecompressSync(body) : Buffer.from(body);
  }

  /** Id of the key that a sealed value needs; null for one that is not encrypted. */
  static keyOf(sealed: Uint8Array): string | null {
    if (((sealed[0] ?? 0) & ENCRYPTED) === 0) return null;
    return Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).toString('hex');
  }

  #decrypt(sealed: Buffer, context: string): Buffer {
    const id = Seal.keyOf(sealed) ?? '';
    const key = this.#keys.get(id);
    if (!key)
      throw new SealError(`The journal key ${id} is needed to read what is stored: name it in database.previousKeys.`);
    const nonce = sealed.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + NONCE_BYTES);
    const flags = (sealed[0] ?? 0) & ~ENCRYPTED;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${flags} ${context}`));
    decipher.setAuthTag(sealed.subarray(HEADER_BYTES - TAG_BYTES, HEADER_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new SealError(`What the journal stores for ${context} was changed outside of this service.`, { cause });
    }
  }
}
