import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { declare, libraryClass } from '../types/library.ts';
import { present } from '../runtime/operators.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject } from '../runtime/values/objects.ts';

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

declare({
  name: 'Blob',
  methods: {
    'Integer size()': (self: ApexBlob) => self.bytes.length,
    'String toString()': (self: ApexBlob) => self.bytes.toString('utf8')
  },
  statics: { 'Blob valueOf(String text)': (text: string) => blob(Buffer.from(present(text), 'utf8')) }
});

declare({
  name: 'Crypto',
  statics: {
    'Blob generateDigest(String algorithm, Blob input)': (algorithm: string, input: ApexBlob) =>
      blob(createHash(digest(algorithm)).update(present(input).bytes).digest()),
    'Blob generateMac(String algorithm, Blob input, Blob key)': (algorithm: string, input: ApexBlob, key: ApexBlob) =>
      blob(
        createHmac(digest(algorithm.replace(/^hmac/i, '')), key.bytes)
          .update(input.bytes)
          .digest()
      ),
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

declare({
  name: 'UUID',
  methods: { 'String toString()': (self: NativeObject<{ text: string }>) => self.data.text },
  statics: { 'UUID randomUUID()': () => new NativeObject(present(libraryClass('UUID')), { text: randomUUID() }) }
});
