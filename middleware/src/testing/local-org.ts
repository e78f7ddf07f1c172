import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import jsforce from 'jsforce';
import { startService, stopService } from '../../../scripts/lib/child.ts';
import { loadSampleData } from '../../../scripts/sample-data.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CLIENT_ID = 'client';
const USERNAME = 'integration@acme-seller.example';

/** The package in a local org of its own, with the sample data, and a login for the middleware. */
export interface TestOrg {
  url: string;
  /** Of the Pub/Sub API, in plain text. */
  endpoint: string;
  clientId: string;
  username: string;
  /** PEM. */
  privateKey: string;
  /** As an administrator. */
  admin: jsforce.Connection;
  /** @see test/local-org/README.md, "Faults on demand" */
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  advanceClock(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalOrg(namespace: '' | 'tgrid' = ''): Promise<TestOrg> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tgrid-org-'));
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  });
  writeFileSync(path.join(folder, 'key.pub'), pair.publicKey);
  const tokenFile = path.join(folder, 'token');
  const service = await startService({
    name: 'local org',
    arguments: [
      path.join(ROOT, 'test/local-org/src/cli/main.ts'),
      'start',
      '--status-lines',
      ...['--project', ROOT, '--namespace', namespace, '--cache', path.join(ROOT, '.cache', 'local-org')],
      ...['--token-file', tokenFile, '--tls-certificate', path.join(folder, 'tls.pem')],
      ...['--consumer', `${CLIENT_ID}=${path.join(folder, 'key.pub')}`]
    ],
    environment: { NODE_OPTIONS: '' },
    logFile: path.join(folder, 'log')
  });
  const url = String(service.status['url']);
  const accessToken = readFileSync(tokenFile, 'utf8').trim();
  await loadSampleData({ url, accessToken, namespace });
  const control = async (route: string, method: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(new URL(`/local-org/${route}`, url), { method, headers, ...sent });
    if (!response.ok) throw new Error(`${route}: ${await response.text()}`);
  };
  return {
    url,
    endpoint: String(service.status['pubSub']),
    clientId: CLIENT_ID,
    username: USERNAME,
    privateKey: pair.privateKey,
    admin: new jsforce.Connection({ instanceUrl: url, accessToken, version: '67.0' }),
    fault: (fault) => control('faults', 'POST', fault),
    clearFaults: () => control('faults', 'DELETE'),
    advanceClock: (advanceSeconds) => control('clock', 'POST', { advanceSeconds }),
    stop: async () => {
      await stopService(service);
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
