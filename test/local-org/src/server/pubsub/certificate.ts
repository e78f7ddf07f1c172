import { X509Certificate, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';

export interface Certificate {
  /** PEM */
  key: string;
  /** PEM */
  certificate: string;
}

const YEAR = 365 * 24 * 3_600_000;
const HOSTS = [
  { type: 2, value: 'localhost' },
  { type: 7, ip: '127.0.0.1' }
];

/** Missing in its types: what of a certificate is signed. */
const pki = forge.pki as typeof forge.pki & {
  getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
};

/** Signs by Node's own crypto: forge's arithmetic takes seconds for it. */
function signer(certificate: forge.pki.Certificate, privateKey: string): forge.pki.rsa.PrivateKey {
  const signed = (): string => {
    const body = forge.asn1.toDer(pki.getTBSCertificate(certificate)).getBytes();
    return sign('sha256', Buffer.from(body, 'latin1'), privateKey).toString('latin1');
  };
  return { sign: signed } as unknown as forge.pki.rsa.PrivateKey;
}

/** A certificate for this machine that signs itself, good for a year. */
export function createCertificate(now: number = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  certificate.validity.notBefore = new Date(now - 60_000);
  certificate.validity.notAfter = new Date(now + YEAR);
  const name = [{ name: 'commonName', value: 'local-org' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: HOSTS }
  ]);
  certificate.sign(signer(certificate, privateKey), forge.md.sha256.create());
  return { key: privateKey, certificate: forge.pki.certificateToPem(certificate) };
}

/** The certificate of a file, with its key beside it (`….key`); made where there is none, or none that is still good. */
export function certificateIn(file: string, now: number = Date.now()): Certificate {
  const keyFile = `${file}.key`;
  if (existsSync(file) && existsSync(keyFile)) {
    const certificate = readFileSync(file, 'utf8');
    if (Date.parse(new X509Certificate(certificate).validTo) > now) {
      return { key: readFileSync(keyFile, 'utf8'), certificate };
    }
  }
  const made = createCertificate(now);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, made.certificate);
  writeFileSync(keyFile, made.key, { mode: 0o600 });
  return made;
}
