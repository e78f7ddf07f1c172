import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createCertificate } from '../../../test/local-org/src/server/pubsub/certificate.ts';
import { type TenantConfig, tenantSchema } from '../config/schema.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Seal } from '../db/seal.ts';
import { FileStore } from '../documents/file-store.ts';
import { Translation } from '../documents/translation.ts';
import { orderFile } from '../testing/edi.ts';
import { ALERT_CODES, alertsOf, certificateEnd } from './alerts.ts';

const HOUR = 3_600_000;
const nothing = () => Promise.resolve();
let directory: string;
let database: OpenDatabase;
let tenants = 0;
let config: TenantConfig;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-alerts-'));
  await writeFile(path.join(directory, 'key.pem'), 'a key without a certificate');
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  tenants += 1;
  config = tenantSchema.parse({
    id: `tenant-${tenants}`,
    identifiers: [{ qualifier: 'ZZ', id: 'TGSELLER' }],
    partners: [{ identifier: { qualifier: 'ZZ', id: 'TGBUYER' }, silenceHours: 24 }],
    channels: [{ type: 'push', name: 'push', secrets: [{ env: 'X' }], silenceHours: 6 }],
    salesforce: {
      loginUrl: 'https://login.salesforce.com',
      clientId: 'c',
      username: 'u',
      privateKey: { file: 'key.pem' },
      pubsub: { endpoint: 'h:1' }
    }
  });
  const files = new FileStore(database.journal, new Seal());
  const bytes = orderFile({ number: 'PO', control: String(tenants) });
  const file = { name: 'a.edi', size: bytes.length, modifiedAt: 1 };
  await files.receiveAll(
    { tenant: config.id, mailbox: 'push' },
    [{ file, sha256: config.id, bytes, refusal: null }],
    nothing
  );
  const rules = { own: [], duplicates: config.duplicates };
  const translation = new Translation(database.journal, files, new Seal(), rules);
  await translation.translateSmall(await files.nextToTranslate(config.id), nothing, () => undefined);
});

const set = (change: Record<string, unknown>) =>
  database.journal.updateTable('document').set(change).where('tenant', '=', config.id).execute();

/** Codes of what is raised so many hours later. */
async function raised(later = 0, allowance: { exceptions: number; max: number } | null = null): Promise<string[]> {
  const now = Date.now() + later * HOUR;
  const alerts = await alertsOf({ journal: database.journal, config, base: directory, allowance, now });
  return alerts.map(({ code }) => code);
}

describe('alerts', () => {
  test('are none while all is well', async () => {
    expect(await raised()).toEqual([]);
  });

  test.each([
    ['a channel', 7, ['CHANNEL_SILENT', 'PUBLISH_DELAYED']],
    ['a partner', 25, ['CHANNEL_SILENT', 'PARTNER_SILENT', 'PUBLISH_DELAYED']],
    ['the publisher', 1, ['PUBLISH_DELAYED']]
  ])('tell when %s has been silent for too long', async (_what, later, codes) => {
    expect(await raised(later)).toEqual(codes);
  });

  test.each([
    [{ delivery: 'failed' }, ['DOCUMENTS_FAILED']],
    [{ delivery: 'arrived', outcome: 'held' }, ['DOCUMENTS_HELD']],
    [{ delivery: 'published', published_at: new Date(Date.now() - HOUR) }, ['INGEST_BEHIND']]
  ])('tell of documents with %j', async (change, codes) => {
    await set(change);
    expect(await raised()).toEqual(codes);
  });

  test('tell when hardly an event is left in the hour', async () => {
    expect(await raised(0, { exceptions: 9, max: 100 })).toEqual(['ALLOCATION_SPENT']);
    expect(await raised(0, { exceptions: 50, max: 100 })).toEqual([]);
  });

  test('tell of files that nobody translates, requests that failed and events that nobody can read', async () => {
    await database.journal
      .updateTable('received_file')
      .set({ status: 'received' })
      .where('tenant', '=', config.id)
      .execute();
    await set({ delivery: 'arrived' });
    expect(await raised(1)).toEqual(['TRANSLATION_DELAYED']);
    const at = new Date();
    const request = {
      tenant: config.id,
      message_key: 'k',
      kind: 'status',
      status: 'failed' as const,
      next_at: at,
      received_at: at
    };
    const empty = { progress: null, external_reference: null, reason: null, sent_at: null };
    await database.journal
      .insertInto('outbound_request')
      .values({ ...request, ...empty, finished_at: at })
      .execute();
    const event = { stream: 's', position: Buffer.from('1'), schema_id: 's', bytes: Buffer.from('x'), reason: 'r', at };
    await database.journal
      .insertInto('undecodable_event')
      .values({ tenant: config.id, ...event })
      .execute();
    expect(await raised()).toEqual(['REQUESTS_FAILED', 'EVENTS_UNDECODABLE']);
  });

  test('tell of a certificate that ends soon, where it stands beside the key', async () => {
    const { certificate } = createCertificate();
    const end = certificateEnd(`key\n${certificate}`);
    await writeFile(path.join(directory, 'key.pem'), `key\n${certificate}`);
    await set({ delivery: 'arrived' });
    const hours = ((end ?? 0) - Date.now()) / HOUR;
    const soon = await raised(hours - 29 * 24);
    expect(soon).toContain('CERTIFICATE_EXPIRES');
    expect(await raised(hours - 31 * 24)).not.toContain('CERTIFICATE_EXPIRES');
  });

  test('tell of a key that cannot be read, and are told all the same', async () => {
    await set({ delivery: 'arrived' });
    const broken = { ...config, salesforce: { ...config.salesforce, privateKey: { file: 'gone.pem' } } };
    const alerts = await alertsOf({ journal: database.journal, config: broken, base: directory, allowance: null });
    expect(alerts).toMatchObject([{ code: 'CERTIFICATE_EXPIRES', message: expect.stringContaining('cannot be read') }]);
  });

  test('each has a place in the runbook with its remedy', async () => {
    const runbook = await readFile(new URL('../../RUNBOOK.md', import.meta.url), 'utf8');
    for (const code of ALERT_CODES) expect(runbook).toContain(`### ${code}\n`);
  });
});
