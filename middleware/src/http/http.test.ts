import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { orderFile } from '../testing/edi.ts';
import { HttpService } from '../testing/http-service.ts';
import { until } from '../testing/wait.ts';
import type { Route } from './route.ts';
import { serviceRoutes, type ServiceParts } from './routes/service.ts';

let service: HttpService;

beforeAll(async () => {
  service = await HttpService.start();
}, 60_000);

beforeEach(() => service.next());

afterAll(() => service.stop());

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
    const { status: answered, headers, json } = await service.ask(route, { token });
    expect(answered).toBe(status);
    expect(headers.get('cache-control')).toBe('no-store');
    if (status >= 400) {
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(json).toMatchObject({ status, detail: expect.any(String) });
    }
  });

  test('a client sees its own tenants alone', async () => {
    expect((await service.ask('/v1/tenants', { token: 'strange' })).json).toEqual({ tenants: [] });
  });

  test('contents are for agents, and another tenant’s document is not there', async () => {
    const { base, key } = await service.document();
    expect((await service.ask(`${base}/raw`, { token: 'view' })).status).toBe(403);
    expect((await service.ask(`${base}/raw`, { token: 'act' })).text).toContain('BEG*00*SA*PO-');
    expect((await service.ask(`/v1/tenants/elsewhere/documents/${key}/raw`, { token: 'strange' })).status).toBe(404);
    expect((await service.ask(`${base}/release`, { method: 'POST', token: 'view', body: { by: 'me' } })).status).toBe(
      403
    );
  });
});

describe('documents', () => {
  test('are found by order and control number, by page and by state', async () => {
    const { key } = await service.document();
    const found = async (query: string) =>
      z
        .object({ documents: z.array(z.object({ key: z.string(), sequence: z.number() })) })
        .parse((await service.ask(`/v1/tenants/acme/documents?${query}`)).json).documents;
    for (const query of [
      `number=PO-${service.control}`,
      `number=${service.control}`,
      `number=${String(service.control).padStart(9, '0')}&type=850`
    ])
      expect((await found(query)).map((one) => one.key)).toContain(key);
    expect(await found(`number=PO-${service.control}&delivery=failed`)).toEqual([]);
    const [newest] = await found('limit=1');
    expect((await found(`limit=1&before=${newest?.sequence}`))[0]?.sequence).toBeLessThan(newest?.sequence ?? 0);
  });

  test.each(['limit=0', 'limit=x', 'limit=1001', 'delivery=lost', 'before=1;drop table document'])(
    '%s is refused',
    async (query) => {
      expect((await service.ask(`/v1/tenants/acme/documents?${query}`)).status).toBe(400);
    }
  );

  test('are published again, read again, and corrected with their lineage', async () => {
    const { base, key } = await service.document();
    const by = { by: 'agent@acme' };
    await until('its publish is written down', async () => /published/.test((await service.ask(base)).text));
    expect((await service.ask(`${base}/replay`, { method: 'POST', body: by })).status).toBe(200);
    await until('it is published again', () => service.crm.events.length === 2);
    await until(
      'that is written down',
      async () => (JSON.parse((await service.ask(base)).text) as { delivery: string }).delivery === 'published'
    );
    expect((await service.ask(`${base}/reprocess`, { method: 'POST', body: by })).json).toEqual({ files: 1 });
    await until('it is read and published again', () => service.crm.events.length === 3);
    expect(new Set(service.crm.events.map(({ documentKey, sequence }) => `${documentKey} ${sequence}`)).size).toBe(1);
    const contents = orderFile({
      number: `PO-${service.control}`,
      control: String(service.control),
      quantity: 7
    }).toString('base64');
    const correction = { ...by, contents, reason: 'wrong quantity' };
    expect((await service.ask(`${base}/correct`, { method: 'POST', body: correction })).status).toBe(202);
    const corrected = await until('the corrected one is published', () => service.crm.events[3]);
    expect([corrected.kind, /"quantity":"(\d+)"/.exec(corrected.payload)?.[1]]).toEqual(['order', '7']);
    expect((await service.ask(base)).json).toMatchObject({ corrections: [corrected.documentKey] });
    expect((await service.ask(`/v1/tenants/acme/documents/${corrected.documentKey}`)).json).toMatchObject({
      corrects: key,
      correctedBy: 'agent@acme',
      correctionReason: 'wrong quantity'
    });
    const steps = (JSON.parse((await service.ask(base)).text) as { history: { step: string }[] }).history.map(
      ({ step }) => step
    );
    expect(steps).toEqual(expect.arrayContaining(['reprocessed', 'corrected', 'published']));
  });

  test('an unchanged correction, and one that is too large, are refused', async () => {
    const { base } = await service.document();
    const contents = orderFile({ number: `PO-${service.control}`, control: String(service.control) }).toString(
      'base64'
    );
    expect(
      (await service.ask(`${base}/correct`, { method: 'POST', body: { by: 'me', reason: 'x', contents } })).status
    ).toBe(409);
    const large = Buffer.alloc(1_600_000).toString('base64');
    expect(
      (await service.ask(`${base}/correct`, { method: 'POST', body: { by: 'me', reason: 'x', contents: large } }))
        .status
    ).toBe(413);
  });

  test('many are read again after a preview', async () => {
    await service.document();
    const body = { by: 'me', number: `PO-${service.control}` };
    const preview = await service.ask('/v1/tenants/acme/reprocess', { method: 'POST', body });
    expect(preview.json).toMatchObject({ count: 1, files: 1 });
    expect(service.crm.events).toHaveLength(1);
    await service.ask('/v1/tenants/acme/reprocess', { method: 'POST', body: { ...body, preview: false } });
    await until('it is published again', () => service.crm.events.length === 2);
    expect((await service.ask('/v1/tenants/acme/reprocess', { method: 'POST', body: { by: 'me' } })).status).toBe(400);
  });
});

describe('pauses', () => {
  test('of a partner hold its documents until it goes on', async () => {
    const target = 'partner:ZZ:TGBUYER';
    const pauses = '/v1/tenants/acme/pauses';
    expect((await service.ask(pauses, { method: 'POST', body: { target, by: 'me' } })).status).toBe(200);
    expect((await service.ask(pauses)).json).toMatchObject({ pauses: [{ target, by: 'me' }] });
    await service.push();
    await until('it is translated', async () =>
      /queued/.test((await service.ask(`/v1/tenants/acme/documents?number=PO-${service.control}`)).text)
    );
    expect(service.crm.events).toEqual([]);
    expect((await service.ask(`${pauses}/${encodeURIComponent(target)}`, { method: 'DELETE' })).status).toBe(200);
    await until('it is published', () => service.crm.events[0]);
    expect((await service.ask(`${pauses}/${encodeURIComponent(target)}`, { method: 'DELETE' })).status).toBe(404);
  });

  test.each(['everything', 'channel:../x', 'channel:none'])('%s cannot be paused', async (target) => {
    const { status } = await service.ask('/v1/tenants/acme/pauses', { method: 'POST', body: { target, by: 'me' } });
    expect([400, 404]).toContain(status);
  });
});

describe('tenants', () => {
  const config = (changes: Record<string, unknown> = {}) => ({
    id: 'newco',
    identifiers: [{ qualifier: 'ZZ', id: 'NEWCO' }],
    channels: [{ type: 'push', secrets: [{ file: path.join(service.secretsDirectory, 'push') }] }],
    salesforce: {
      loginUrl: 'https://login.salesforce.com',
      clientId: 'c',
      username: 'u@example.com',
      privateKey: { file: path.join(service.secretsDirectory, 'key') },
      pubsub: { endpoint: 'api.pubsub.salesforce.com:7443' }
    },
    ...changes
  });

  beforeAll(async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(service.secretsDirectory);
    await writeFile(path.join(service.secretsDirectory, 'push'), 'newco-secret');
    await writeFile(path.join(service.secretsDirectory, 'key'), 'key');
  });

  const put = (id: string, given: unknown) =>
    service.ask(`/v1/tenant-configs/${id}`, { method: 'PUT', body: { config: given, by: 'me' } });

  test('come and go without a restart, and the others go on', async () => {
    expect((await put('newco', config())).json).toEqual({ version: 1 });
    expect((await put('newco', config({ parties: [] }))).status).toBe(400);
    const route = '/push/newco/push';
    await service.push({ route, secret: 'newco-secret' });
    await until('its order is published', () => service.crm.events[0]);
    await service.push({ bytes: orderFile({ number: 'OLD', control: '777777' }) });
    await until('the other tenant’s as well', () => service.crm.events[1]);
    expect((await service.ask('/v1/tenant-configs/newco', { method: 'DELETE' })).status).toBe(200);
    expect((await service.push({ route, secret: 'newco-secret' })).status).toBe(401);
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
    const before = await readFile(service.environment.configFile, 'utf8');
    await writeFile(service.environment.configFile, '{ broken');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await service.push()).status).toBe(202);
    const changed = JSON.parse(before) as { tenants: { channels: { type: string }[] }[] };
    for (const tenant of changed.tenants) tenant.channels = tenant.channels.filter(({ type }) => type !== 'push');
    await writeFile(service.environment.configFile, JSON.stringify(changed));
    await until('the channel is gone', async () => (await service.push()).status === 401);
    await writeFile(service.environment.configFile, before);
    await until('it is back', async () => (await service.push()).status === 202);
  });
});

describe('readiness', () => {
  test('is told to everyone, and what is wrong to clients alone', async () => {
    service.crm.down = true;
    await service.push();
    const told = await until('the org is found to be down', async () => {
      const answer = await service.ask('/readyz');
      return (answer.json as { state: string }).state === 'degraded' && answer;
    });
    // One part of one tenant must not take the service away from all.
    expect([told.status, told.json]).toEqual([
      200,
      { ready: true, state: 'degraded', troubles: { salesforce: 'the org is down' } }
    ]);
    for (const token of [null, 'wrong'])
      expect((await service.ask('/readyz', { token })).json).toEqual({ ready: true, state: 'degraded' });
    expect((await service.ask('/readyz', { token: 'strange' })).json).toMatchObject({ troubles: {} });
    service.crm.down = false;
    await until('the order is published', () => service.crm.events[0]);
    expect((await service.ask('/readyz', { token: null })).json).toEqual({ ready: true, state: 'ready' });
  });

  const answerOf = async (ping: () => Promise<unknown>, usable: boolean[]) => {
    const tenants = { all: usable.map((isUsable) => ({ isUsable })), troubles: () => ({ sftp: 'away' }) };
    const routes = serviceRoutes({ tenants, ping } as unknown as ServiceParts);
    const response = { code: 200, status: (code: number) => (response.code = code) };
    const one = routes.find(({ path: route }) => route === '/readyz');
    const body = await one?.handle({ response, client: { name: '' } } as unknown as Parameters<Route['handle']>[0]);
    return [response.code, body];
  };
  const alive = () => Promise.resolve();
  const unusable = [503, { ready: false, state: 'unusable' }];

  test('ends with the database, also with one that does not answer, and with the last tenant that works', async () => {
    expect(await answerOf(() => Promise.reject(new Error('away')), [true])).toEqual(unusable);
    expect(await answerOf(() => new Promise(() => undefined), [true])).toEqual(unusable);
    expect(await answerOf(alive, [false, false])).toEqual(unusable);
    expect(await answerOf(alive, [false, true])).toEqual([200, { ready: true, state: 'degraded' }]);
  });
});

describe('the interface describes itself', () => {
  test('whole: every route of every file is described, and what is described is there', async () => {
    const { json } = await service.ask('/openapi.json', { token: null });
    const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), z.any())) }).parse(json);
    const described = Object.entries(paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method} ${route}`)
    );
    const folder = new URL('routes/', import.meta.url);
    const made: string[] = [];
    for (const name of await readdir(folder)) {
      const module = (await import(new URL(name, folder).href)) as Record<string, unknown>;
      for (const [exported, make] of Object.entries(module))
        if (exported.endsWith('Routes') && typeof make === 'function')
          made.push(
            ...(make as (...parts: object[]) => Route[])({}, {}).map(({ method, path: route }) => `${method} ${route}`)
          );
    }
    expect(made.length).toBeGreaterThan(15);
    expect(described.toSorted()).toEqual([...made, 'post /push/{tenant}/{channel}'].toSorted());
    for (const one of described) {
      const [method = '', route = ''] = one.split(' ');
      const url = route.replaceAll(/\{\w+\}/g, 'x');
      const { text } = await service.ask(url, { method: method.toUpperCase(), token: null });
      expect([one, text]).toEqual([one, expect.not.stringContaining('There is nothing here')]);
    }
  });

  test('in OpenAPI 3.1, with every answer as it is', async () => {
    const { json } = await service.ask('/openapi.json', { token: null });
    const document = z
      .object({
        openapi: z.literal('3.1.0'),
        paths: z.record(
          z.string(),
          z.record(z.string(), z.looseObject({ summary: z.string(), responses: z.record(z.string(), z.any()) }))
        )
      })
      .parse(json);
    const { base } = await service.document();
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
      validate((await service.ask(url)).json);
      expect([route, validate.errors]).toEqual([route, null]);
    }
  });
});

describe('what a service must withstand', () => {
  test('broken JSON, an unknown route and a stack are answered as problems', async () => {
    const broken = await fetch(`http://127.0.0.1:${service.app.httpPort}/v1/tenants/acme/pauses`, {
      method: 'POST',
      body: '{',
      headers: { authorization: 'Bearer operator', 'content-type': 'application/json' }
    });
    expect(broken.status).toBe(400);
    const unknown = await service.ask('/../../etc/passwd');
    expect([unknown.status, unknown.text]).toEqual([404, expect.not.stringContaining('node_modules')]);
  });

  test('nothing listens on other interfaces than loopback', async () => {
    const { networkInterfaces } = await import('node:os');
    const others = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outer = others.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (!outer) return;
    await expect(fetch(`http://${outer.address}:${service.app.httpPort}/healthz`)).rejects.toThrow();
  });

  test('who asks too often is told to wait, and is not let in', async () => {
    const answers = await Promise.all(
      Array.from({ length: 450 }, () => service.ask('/v1/tenants', { token: 'wrong' }))
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await service.ask('/v1/tenants')).status).toBe(200);
  });

  test('a request that never ends does not hold the service up', async () => {
    const open = http.request({
      port: service.app.httpPort,
      method: 'POST',
      path: '/push/acme/push',
      headers: { 'content-length': 1000 }
    });
    open.on('error', () => undefined);
    open.write('x');
    expect((await service.ask('/healthz')).status).toBe(200);
    open.destroy();
  });

  test('no file is left behind', async () => {
    expect(await readdir(path.join(service.environment.directory, 'spool')).catch(() => [])).toEqual([]);
  });
});
