import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { type App, startApp } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { signatureOf } from '../intake/push.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { orderFile } from '../testing/edi.ts';
import { type Environment, prepare } from '../testing/environment.ts';
import { until } from '../testing/wait.ts';

const SECRET = 'push-secret';
const TOKENS = { viewer: 'view', agent: 'act', stranger: 'strange' };
let environment: Environment;
let app: App;
let crm: CrmFake;
let secretsDirectory: string;
let control = 0;

beforeAll(async () => {
  environment = await prepare(undefined, { pollSeconds: 3600 }, (config, { directory }) => {
    secretsDirectory = path.join(directory, 'tenant-secrets');
    const [tenant] = config.tenants;
    const push = { type: 'push', secrets: [{ file: 'push' }, { file: 'push-old' }], maxBytes: 100_000 };
    const clients = [
      { name: 'monitor', role: 'viewer', token: { file: 'viewer' } },
      { name: 'package', role: 'agent', token: { file: 'agent' }, tenants: ['acme'] },
      { name: 'other org', role: 'agent', token: { file: 'stranger' }, tenants: ['elsewhere'] }
    ];
    return {
      ...config,
      http: { ...config.http, clients, requestsPerMinute: 400, tenantSecrets: secretsDirectory },
      tenants: [{ ...tenant, channels: [...(tenant?.channels ?? []), push] }]
    };
  });
  for (const [name, token] of Object.entries(TOKENS)) await writeFile(path.join(environment.directory, name), token);
  await writeFile(path.join(environment.directory, 'push'), SECRET);
  await writeFile(path.join(environment.directory, 'push-old'), 'push-secret-before');
  crm = new CrmFake();
  app = await startApp(loadConfig(environment.configFile), createLogger('silent'), crm);
}, 60_000);

afterAll(async () => {
  await app.stop();
  await environment.close();
});

beforeEach(() => {
  crm.events.length = 0;
  control += 1;
});

interface Asked {
  method?: string;
  token?: string | null;
  body?: unknown;
}

async function ask(route: string, { method = 'GET', token = 'operator', body }: Asked = {}) {
  const response = await fetch(`http://127.0.0.1:${app.httpPort}${route}`, {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  });
  const text = await response.text();
  const json: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
  return { status: response.status, text, json, headers: response.headers };
}

interface Push {
  name?: string;
  id?: string;
  timestamp?: string;
  secret?: string;
  signature?: string;
  route?: string;
  bytes?: Buffer;
  headers?: Record<string, string>;
}

async function push(one: Push = {}) {
  const {
    name = `po-${control}.edi`,
    id = randomUUID(),
    timestamp = String(Math.floor(Date.now() / 1000)),
    secret = SECRET,
    route = '/push/acme/push',
    bytes = orderFile({ number: `PO-${control}`, control: String(control) }),
    headers = {}
  } = one;
  const signature = one.signature ?? signatureOf({ name, id, timestamp, bytes }, secret);
  const response = await fetch(`http://127.0.0.1:${app.httpPort}${route}`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: {
      'content-type': 'application/octet-stream',
      'x-tgrid-file': encodeURIComponent(name),
      'x-tgrid-id': id,
      'x-tgrid-timestamp': timestamp,
      'x-tgrid-signature': signature,
      ...headers
    }
  });
  return { status: response.status, body: (await response.json()) as { repeated?: boolean; detail?: string } };
}

async function aDocument() {
  await push();
  const event = await until('it is published', () => crm.events[0]);
  return { key: event.documentKey, base: `/v1/tenants/acme/documents/${event.documentKey}` };
}

describe('files that are pushed', () => {
  test('come in once, however often the request is sent', async () => {
    const request = { id: randomUUID(), timestamp: String(Math.floor(Date.now() / 1000)) };
    const [first, second] = [await push(request), await push(request)];
    expect([first, second]).toMatchObject([
      { status: 202, body: { repeated: false } },
      { status: 200, body: { repeated: true } }
    ]);
    await until('the order is published', () => crm.events[0]);
    // Tried again later it has another time and signature.
    const later = await push({ ...request, timestamp: String(Number(request.timestamp) + 1) });
    expect(later).toMatchObject({ status: 200, body: { repeated: true } });
    // Another file under the same id is no repetition, and must not be dropped.
    const bytes = orderFile({ number: `PO-${control}-B`, control: `9${control}` });
    expect(await push({ ...request, bytes })).toMatchObject({ status: 202 });
    expect(JSON.parse(crm.events[0]?.payload ?? '{}')).toMatchObject({
      document: { receipts: 1, fileName: `po-${control}.edi` }
    });
  });

  test('a key that is being replaced still counts', async () => {
    expect((await push({ secret: 'push-secret-before' })).status).toBe(202);
  });

  test.each([
    ['another key', { secret: 'guess' }, 401],
    ['no signature', { signature: '' }, 401],
    ['a signature of another length', { signature: 'ab' }, 401],
    ['a time long past', { timestamp: '1000000000' }, 401],
    ['a time far ahead', { timestamp: String(Math.floor(Date.now() / 1000) + 4000) }, 401],
    ['no time', { timestamp: 'now' }, 401],
    ['a channel that there is not', { route: '/push/acme/other' }, 401],
    ['a tenant that there is not', { route: '/push/nobody/push' }, 401],
    ['a name that leads elsewhere', { name: '../../etc/cron.d/x' }, 400],
    ['a name with a line break', { name: 'a\nb' }, 400],
    ['an id that is none', { id: 'x' }, 400],
    ['more bytes than it may have', { bytes: Buffer.alloc(100_001) }, 413],
    ['compressed bytes', { bytes: gzipSync(Buffer.alloc(1_000_000)), headers: { 'content-encoding': 'gzip' } }, 415]
  ])('%s is refused', async (_what, request, status) => {
    expect((await push(request)).status).toBe(status);
    expect((await push({ ...request, route: '/push/nobody/push' })).body.detail).not.toContain('nobody');
  });

  test('a signature does not fit another file, name, id or time', async () => {
    const bytes = orderFile({ number: 'X', control: '999' });
    const request = { name: 'a.edi', id: randomUUID(), timestamp: String(Math.floor(Date.now() / 1000)), bytes };
    const signature = signatureOf(request, SECRET);
    for (const change of [{ name: 'b.edi' }, { id: randomUUID() }, { bytes: Buffer.from('ISA') }])
      expect((await push({ ...request, signature, ...change })).status).toBe(401);
    expect((await push({ ...request, signature })).status).toBe(202);
  });
});

describe('who may do what', () => {
  test.each([
    [null, '/v1/tenants', 401],
    ['wrong', '/v1/tenants', 401],
    ['', '/v1/tenants', 401],
    ['view', '/v1/tenants', 200],
    ['view', '/metrics', 200],
    ['act', '/metrics', 403],
    ['act', '/v1/tenants/acme/documents', 200],
    ['strange', '/v1/tenants/acme/documents', 404],
    ['operator', '/v1/tenants/nobody/documents', 404],
    ['act', '/v1/tenants/acme/config', 403]
  ])('the token %s at %s gets %i', async (token, route, status) => {
    const { status: answered, headers, json } = await ask(route, { token });
    expect(answered).toBe(status);
    expect(headers.get('cache-control')).toBe('no-store');
    if (status >= 400) {
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(json).toMatchObject({ status, detail: expect.any(String) });
    }
  });

  test('a client sees its own tenants alone', async () => {
    expect((await ask('/v1/tenants', { token: 'strange' })).json).toEqual({ tenants: [] });
  });

  test('contents are for agents, and another tenant’s document is not there', async () => {
    const { base, key } = await aDocument();
    expect((await ask(`${base}/raw`, { token: 'view' })).status).toBe(403);
    expect((await ask(`${base}/raw`, { token: 'act' })).text).toContain('BEG*00*SA*PO-');
    expect((await ask(`/v1/tenants/elsewhere/documents/${key}/raw`, { token: 'strange' })).status).toBe(404);
    expect((await ask(`${base}/release`, { method: 'POST', token: 'view', body: { by: 'me' } })).status).toBe(403);
  });
});

describe('documents', () => {
  test('are found by order and control number, by page and by state', async () => {
    const { key } = await aDocument();
    const found = async (query: string) =>
      z
        .object({ documents: z.array(z.object({ key: z.string(), sequence: z.number() })) })
        .parse((await ask(`/v1/tenants/acme/documents?${query}`)).json).documents;
    for (const query of [
      `number=PO-${control}`,
      `number=${control}`,
      `number=${String(control).padStart(9, '0')}&type=850`
    ])
      expect((await found(query)).map((one) => one.key)).toContain(key);
    expect(await found(`number=PO-${control}&delivery=failed`)).toEqual([]);
    const [newest] = await found('limit=1');
    expect((await found(`limit=1&before=${newest?.sequence}`))[0]?.sequence).toBeLessThan(newest?.sequence ?? 0);
  });

  test.each(['limit=0', 'limit=x', 'limit=1001', 'delivery=lost', 'before=1;drop table document'])(
    '%s is refused',
    async (query) => {
      expect((await ask(`/v1/tenants/acme/documents?${query}`)).status).toBe(400);
    }
  );

  test('are published again, read again, and corrected with their lineage', async () => {
    const { base, key } = await aDocument();
    const by = { by: 'agent@acme' };
    await until('its publish is written down', async () => /published/.test((await ask(base)).text));
    expect((await ask(`${base}/replay`, { method: 'POST', body: by })).status).toBe(200);
    await until('it is published again', () => crm.events.length === 2);
    await until(
      'that is written down',
      async () => (JSON.parse((await ask(base)).text) as { delivery: string }).delivery === 'published'
    );
    expect((await ask(`${base}/reprocess`, { method: 'POST', body: by })).json).toEqual({ files: 1 });
    await until('it is read and published again', () => crm.events.length === 3);
    expect(new Set(crm.events.map(({ documentKey, sequence }) => `${documentKey} ${sequence}`)).size).toBe(1);
    const contents = orderFile({ number: `PO-${control}`, control: String(control), quantity: 7 }).toString('base64');
    const correction = { ...by, contents, reason: 'wrong quantity' };
    expect((await ask(`${base}/correct`, { method: 'POST', body: correction })).status).toBe(202);
    const corrected = await until('the corrected one is published', () => crm.events[3]);
    expect([corrected.kind, /"quantity":"(\d+)"/.exec(corrected.payload)?.[1]]).toEqual(['order', '7']);
    expect((await ask(base)).json).toMatchObject({ corrections: [corrected.documentKey] });
    expect((await ask(`/v1/tenants/acme/documents/${corrected.documentKey}`)).json).toMatchObject({
      corrects: key,
      correctedBy: 'agent@acme',
      correctionReason: 'wrong quantity'
    });
    const steps = (JSON.parse((await ask(base)).text) as { history: { step: string }[] }).history.map(
      ({ step }) => step
    );
    expect(steps).toEqual(expect.arrayContaining(['reprocessed', 'corrected', 'published']));
  });

  test('an unchanged correction, and one that is too large, are refused', async () => {
    const { base } = await aDocument();
    const contents = orderFile({ number: `PO-${control}`, control: String(control) }).toString('base64');
    expect((await ask(`${base}/correct`, { method: 'POST', body: { by: 'me', reason: 'x', contents } })).status).toBe(
      409
    );
    const large = Buffer.alloc(1_600_000).toString('base64');
    expect(
      (await ask(`${base}/correct`, { method: 'POST', body: { by: 'me', reason: 'x', contents: large } })).status
    ).toBe(413);
  });

  test('many are read again after a preview', async () => {
    await aDocument();
    const body = { by: 'me', number: `PO-${control}` };
    const preview = await ask('/v1/tenants/acme/reprocess', { method: 'POST', body });
    expect(preview.json).toMatchObject({ count: 1, files: 1 });
    expect(crm.events).toHaveLength(1);
    await ask('/v1/tenants/acme/reprocess', { method: 'POST', body: { ...body, preview: false } });
    await until('it is published again', () => crm.events.length === 2);
    expect((await ask('/v1/tenants/acme/reprocess', { method: 'POST', body: { by: 'me' } })).status).toBe(400);
  });
});

describe('pauses', () => {
  test('of a partner hold its documents until it goes on', async () => {
    const target = 'partner:ZZ:TGBUYER';
    const pauses = '/v1/tenants/acme/pauses';
    expect((await ask(pauses, { method: 'POST', body: { target, by: 'me' } })).status).toBe(200);
    expect((await ask(pauses)).json).toMatchObject({ pauses: [{ target, by: 'me' }] });
    await push();
    await until('it is translated', async () =>
      /queued/.test((await ask(`/v1/tenants/acme/documents?number=PO-${control}`)).text)
    );
    expect(crm.events).toEqual([]);
    expect((await ask(`${pauses}/${encodeURIComponent(target)}`, { method: 'DELETE' })).status).toBe(200);
    await until('it is published', () => crm.events[0]);
    expect((await ask(`${pauses}/${encodeURIComponent(target)}`, { method: 'DELETE' })).status).toBe(404);
  });

  test.each(['everything', 'channel:../x', 'channel:none'])('%s cannot be paused', async (target) => {
    const { status } = await ask('/v1/tenants/acme/pauses', { method: 'POST', body: { target, by: 'me' } });
    expect([400, 404]).toContain(status);
  });
});

describe('tenants', () => {
  const config = (changes: Record<string, unknown> = {}) => ({
    id: 'newco',
    identifiers: [{ qualifier: 'ZZ', id: 'NEWCO' }],
    channels: [{ type: 'push', secrets: [{ file: path.join(secretsDirectory, 'push') }] }],
    salesforce: {
      loginUrl: 'https://login.salesforce.com',
      clientId: 'c',
      username: 'u@example.com',
      privateKey: { file: path.join(secretsDirectory, 'key') },
      pubsub: { endpoint: 'api.pubsub.salesforce.com:7443' }
    },
    ...changes
  });

  beforeAll(async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(secretsDirectory);
    await writeFile(path.join(secretsDirectory, 'push'), 'newco-secret');
    await writeFile(path.join(secretsDirectory, 'key'), 'key');
  });

  const put = (id: string, given: unknown) =>
    ask(`/v1/tenant-configs/${id}`, { method: 'PUT', body: { config: given, by: 'me' } });

  test('come and go without a restart, and the others go on', async () => {
    expect((await put('newco', config())).json).toEqual({ version: 1 });
    expect((await put('newco', config({ parties: [] }))).status).toBe(400);
    const route = '/push/newco/push';
    await push({ route, secret: 'newco-secret' });
    await until('its order is published', () => crm.events[0]);
    await push({ bytes: orderFile({ number: 'OLD', control: '777777' }) });
    await until('the other tenant’s as well', () => crm.events[1]);
    expect((await ask('/v1/tenant-configs/newco', { method: 'DELETE' })).status).toBe(200);
    expect((await push({ route, secret: 'newco-secret' })).status).toBe(401);
  });

  test.each([
    ['of the file', 'acme', () => config({ id: 'acme' }), 409],
    ['under another name', 'other', () => config(), 400],
    [
      'that leads into our network',
      'newco',
      () =>
        config({ grid: { url: 'http://169.254.169.254/', clientId: 'c', clientSecret: { env: 'TGRID_TENANT_X' } } }),
      400
    ],
    [
      'whose secret is a file of the machine',
      'newco',
      () => config({ channels: [{ type: 'push', secrets: [{ file: '/etc/shadow' }] }] }),
      400
    ],
    [
      'whose secret is missing',
      'newco',
      () => config({ channels: [{ type: 'push', secrets: [{ env: 'TGRID_TENANT_NONE' }] }] }),
      400
    ]
  ])('one %s is refused with the reason', async (_what, id, given, status) => {
    const answer = await put(id, given());
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ detail: expect.any(String) })]);
  });

  test('the configuration file is read again when it changes, and an invalid one changes nothing', async () => {
    const before = await readFile(environment.configFile, 'utf8');
    await writeFile(environment.configFile, '{ broken');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await push()).status).toBe(202);
    const changed = JSON.parse(before) as { tenants: { channels: { type: string }[] }[] };
    for (const tenant of changed.tenants) tenant.channels = tenant.channels.filter(({ type }) => type !== 'push');
    await writeFile(environment.configFile, JSON.stringify(changed));
    await until('the channel is gone', async () => (await push()).status === 401);
    await writeFile(environment.configFile, before);
    await until('it is back', async () => (await push()).status === 202);
  });
});

describe('the interface describes itself', () => {
  test('in OpenAPI 3.1, with every answer as it is', async () => {
    const { json } = await ask('/openapi.json', { token: null });
    const document = z
      .object({
        openapi: z.literal('3.1.0'),
        paths: z.record(
          z.string(),
          z.record(z.string(), z.looseObject({ summary: z.string(), responses: z.record(z.string(), z.any()) }))
        )
      })
      .parse(json);
    const { base } = await aDocument();
    const ajv = new Ajv2020.default({ strict: false, formats: { 'date-time': true } });
    const examples: [string, string][] = [
      ['/healthz', '/healthz'],
      ['/readyz', '/readyz'],
      ['/v1/tenants', '/v1/tenants'],
      ['/v1/tenants/{tenant}/documents', '/v1/tenants/acme/documents'],
      ['/v1/tenants/{tenant}/documents/{key}', base],
      ['/v1/tenants/{tenant}/pauses', '/v1/tenants/acme/pauses']
    ];
    for (const [route, url] of examples) {
      const responses = document.paths[route]?.['get']?.responses as Record<
        string,
        { content: Record<string, { schema: object }> }
      >;
      const schema = responses['200']?.content['application/json']?.schema ?? { not: {} };
      const validate = ajv.compile(schema);
      validate((await ask(url)).json);
      expect([route, validate.errors]).toEqual([route, null]);
    }
  });
});

describe('what a service must withstand', () => {
  test('broken JSON, an unknown route and a stack are answered as problems', async () => {
    const broken = await fetch(`http://127.0.0.1:${app.httpPort}/v1/tenants/acme/pauses`, {
      method: 'POST',
      body: '{',
      headers: { authorization: 'Bearer operator', 'content-type': 'application/json' }
    });
    expect(broken.status).toBe(400);
    const unknown = await ask('/../../etc/passwd');
    expect([unknown.status, unknown.text]).toEqual([404, expect.not.stringContaining('node_modules')]);
  });

  test('nothing listens on other interfaces than loopback', async () => {
    const { networkInterfaces } = await import('node:os');
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outer = others.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (!outer) return;
    await expect(fetch(`http://${outer.address}:${app.httpPort}/healthz`)).rejects.toThrow();
  });

  test('who asks too often is told to wait, and is not let in', async () => {
    const answers = await Promise.all(Array.from({ length: 450 }, () => ask('/v1/tenants', { token: 'wrong' })));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await ask('/v1/tenants')).status).toBe(200);
  });

  test('a request that never ends does not hold the service up', async () => {
    const open = http.request({
      port: app.httpPort,
      method: 'POST',
      path: '/push/acme/push',
      headers: { 'content-length': 1000 }
    });
    open.on('error', () => undefined);
    open.write('x');
    expect((await ask('/healthz')).status).toBe(200);
    open.destroy();
  });

  test('no file is left behind', async () => {
    expect(await readdir(path.join(environment.directory, 'spool')).catch(() => [])).toEqual([]);
  });
});
