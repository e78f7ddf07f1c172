import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';
import { decrypt, encrypt, sign, verify } from './ciphers.ts';

const blob = (bytes: Buffer): ApexBlob => new ApexBlob(bytes);

const DIGESTS: Record<string, string> = {
  MD5: 'md5',
  SHA1: 'sha1',
  'SHA-1': 'sha1',
  SHA256: 'sha256',
  'SHA-256': 'sha256',
  SHA384: 'sha384',
  'SHA-384': 'sha384',
  SHA512: 'sha512',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-512': 'sha3-512'
};

function digest(name: string): string {
  const found = DIGESTS[present(name).toUpperCase()];
  if (found === undefined) {
    raise('NoSuchElementException', `Invalid algorithm: ${name}`);
  }
  return found;
}

function mac(algorithm: string, input: ApexBlob, key: ApexBlob): ApexBlob {
  const name = digest(present(algorithm).replace(/^hmac-?/i, ''));
  return blob(createHmac(name, present(key).bytes).update(present(input).bytes).digest());
}

/** The platform takes a Blob as an argument of its methods, which shows where there is none. */
function bytesOf(self: ApexBlob | null): Buffer {
  return self === null ? raise('NullPointerException', 'Argument cannot be null.') : self.bytes;
}

declare({
  name: 'Blob',
  methods: {
    'Integer size()': (self: ApexBlob | null) => bytesOf(self).length,
    'String toString()': (self: ApexBlob | null) => bytesOf(self).toString('utf8')
  },
  statics: { 'Blob valueOf(String text)': (text: string) => blob(Buffer.from(present(text), 'utf8')) }
});

declare({
  name: 'Crypto',
  statics: {
    'Blob generateDigest(String algorithm, Blob input)': (algorithm: string, input: ApexBlob) =>
      blob(createHash(digest(algorithm)).update(present(input).bytes).digest()),
    'Blob generateMac(String algorithm, Blob input, Blob key)': mac,
    'Boolean verifyHMac(String algorithm, Blob input, Blob key, Blob mac)': (
      algorithm: string,
      input: ApexBlob,
      key: ApexBlob,
      given: ApexBlob
    ) => {
      const expected = mac(algorithm, input, key).bytes;
      return expected.length === present(given).bytes.length && timingSafeEqual(expected, given.bytes);
    },
    'Blob encrypt(String algorithm, Blob key, Blob iv, Blob clear)': (
      algorithm: string,
      key: ApexBlob,
      iv: ApexBlob,
      clear: ApexBlob
    ) => blob(encrypt(algorithm, present(key).bytes, present(iv).bytes, present(clear).bytes)),
    'Blob decrypt(String algorithm, Blob key, Blob iv, Blob cipher)': (
      algorithm: string,
      key: ApexBlob,
      iv: ApexBlob,
      cipher: ApexBlob
    ) => blob(decrypt(algorithm, present(key).bytes, present(iv).bytes, present(cipher).bytes)),
    'Blob encryptWithManagedIV(String algorithm, Blob key, Blob clear)': (
      algorithm: string,
      key: ApexBlob,
      clear: ApexBlob
    ) => {
      const iv = randomBytes(16);
      return blob(Buffer.concat([iv, encrypt(algorithm, present(key).bytes, iv, present(clear).bytes)]));
    },
    'Blob decryptWithManagedIV(String algorithm, Blob key, Blob cipher)': (
      algorithm: string,
      key: ApexBlob,
      cipher: ApexBlob
    ) => {
      const { bytes } = present(cipher);
      return blob(decrypt(algorithm, present(key).bytes, bytes.subarray(0, 16), bytes.subarray(16)));
    },
    'Blob sign(String algorithm, Blob input, Blob privateKey)': (algorithm: string, input: ApexBlob, key: ApexBlob) =>
      blob(sign(algorithm, present(input).bytes, present(key).bytes)),
    'Boolean verify(String algorithm, Blob input, Blob signature, Blob publicKey)': (
      algorithm: string,
      input: ApexBlob,
      signature: ApexBlob,
      key: ApexBlob
    ) => verify(algorithm, present(input).bytes, present(signature).bytes, present(key).bytes),
    'Integer getRandomInteger()': () => randomBytes(4).readInt32BE(),
    'Long getRandomLong()': () => randomBytes(8).readBigInt64BE(),
    'Blob generateAesKey(Integer bits)': (bits: number) => blob(randomBytes(bits / 8))
  }
});

declare({
  name: 'EncodingUtil',
  statics: {
    'String base64Encode(Blob input)': (input: ApexBlob) => present(input).bytes.toString('base64'),
    'Blob base64Decode(String text)': (text: string) => blob(Buffer.from(present(text), 'base64')),
    'String convertToHex(Blob input)': (input: ApexBlob) => present(input).bytes.toString('hex'),
    'Blob convertFromHex(String text)': (text: string) => blob(Buffer.from(present(text), 'hex')),
    'String urlEncode(String text, String charset)': (text: string) =>
      encodeURIComponent(present(text))
        .replaceAll('%20', '+')
        .replaceAll(/[!'()~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    'String urlDecode(String text, String charset)': (text: string) =>
      decodeURIComponent(present(text).replaceAll('+', ' '))
  }
});

type ApexUuid = NativeObject<{ text: string }>;

const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuid = (text: string): ApexUuid => new NativeObject(present(libraryClass('UUID')), { text });

declare({
  name: 'UUID',
  methods: {
    'String toString()': (self: ApexUuid) => self.data.text,
    'Boolean equals(Object other)': (self: ApexUuid, other: unknown) =>
      other instanceof NativeObject && other.symbol === self.symbol && (other as ApexUuid).data.text === self.data.text,
    'Integer hashCode()': (self: ApexUuid) => Number.parseInt(self.data.text.slice(0, 8), 16) | 0
  },
  statics: {
    'UUID randomUUID()': () => uuid(randomUUID()),
    'UUID fromString(String text)': (text: string) =>
      UUID_TEXT.test(present(text))
        ? uuid(text.toLowerCase())
        : raise('IllegalArgumentException', `Invalid UUID string: ${text}`)
  }
});
