import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { Connection } from 'jsforce';
import { ADMIN_USERNAME } from '../platform/base-data.ts';
import { startServer } from './start-server.ts';
import type { RunningServer } from './start-server.ts';
import { assertion, testContext } from './testing.ts';
import type { TestContext } from './testing.ts';

const VERSION = '67.0';

async function serve(namespace: string): Promise<{ context: TestContext; server: RunningServer }> {
  const context = testContext(namespace);
  const page = express.Router().get('/lightning/page', (_request, response) => response.send('page'));
  return { context, server: await startServer({ context, port: 0, routers: [page] }) };
}

describe.each(['', 'acme'])('jsforce against the REST API, namespace "%s"', (namespace) => {
  let context: TestContext;
  let server: RunningServer;
  let connection: Connection;
  const name = (text: string): string =>
    namespace === '' ? text : text.replaceAll(/\w+__[cre]\b/g, `${namespace}__$&`);
  const record = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));

  beforeAll(async () => {
    ({ context, server } = await serve(namespace));
    connection = new Connection({ instanceUrl: server.url, accessToken: context.token, version: VERSION });
  });
  afterAll(async () => {
    await server.close();
    context.org.close();
  });

  test('create, retrieve, update, delete', async () => {
    const created = await connection.sobject('Account').create({ Name: 'Acme' });
    expect(created).toMatchObject({ success: true, errors: [] });
    const id = created.id ?? '';
    await connection.sobject('Account').update({ Id: id, Phone: '123' });
    expect(await connection.sobject('Account').retrieve(id)).toMatchObject({
      Id: id,
      Name: 'Acme',
      Phone: '123',
      attributes: { type: 'Account' }
    });
    await connection.sobject('Account').delete(id);
    await expect(connection.sobject('Account').retrieve(id)).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  test('upsert by external id, with a parent by its key', async () => {
    await connection.sobject('Account').upsert(record({ Name: 'Depot', Depot_Code__c: 'D1' }), name('Depot_Code__c'));
    const parcel = record({ Key__c: 'k-1', Name: 'one', Account__r: record({ Depot_Code__c: 'D1' }) });
    const first = await connection.sobject(name('Parcel__c')).upsert(parcel, name('Key__c'));
    expect(first).toMatchObject({ success: true, created: true });
    const again = await connection
      .sobject(name('Parcel__c'))
      .upsert(record({ Key__c: 'k-1', Name: 'uno' }), name('Key__c'));
    expect(again).toMatchObject({ id: first.id, created: false });
    const { records } = await connection.query(
      name("SELECT Name, Account__r.Name, (SELECT Id FROM Items__r) FROM Parcel__c WHERE Key__c = 'k-1'")
    );
    expect(records).toEqual([
      {
        attributes: {
          type: name('Parcel__c'),
          url: expect.stringMatching(/^\/services\/data\/v67\.0\/sobjects\/\w+\/\w{18}$/)
        },
        Name: 'uno',
        [name('Account__r')]: { attributes: expect.objectContaining({ type: 'Account' }), Name: 'Depot' },
        [name('Items__r')]: null
      }
    ]);
  });

  test('collections: partial success, all or none, events among them', async () => {
    const rows = [{ Name: 'good' }, { Phone: '1' }];
    const partial = await connection.sobject('Account').create(rows);
    expect(partial.map(({ success }) => success)).toEqual([true, false]);
    expect(partial[1]?.errors[0]).toMatchObject({ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] });
    const none = await connection.sobject('Account').create(rows, { allOrNone: true });
    expect(none).toMatchObject([
      { errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }
    ]);
    const [event] = await connection.sobject(name('Parcel_Event__e')).create([record({ Key__c: 'e1' })]);
    expect(event).toMatchObject({ success: true, errors: [{ statusCode: 'OPERATION_ENQUEUED' }] });
  });

  test('an event published alone is on the bus', async () => {
    const tip = context.org.bus.tip(context.t.object('Parcel_Event__e'));
    await connection.sobject(name('Parcel_Event__e')).create(record({ Key__c: 'e2', Amount__c: 1.5 }));
    const [event] = context.org.bus.read(context.t.object('Parcel_Event__e'), tip, 10);
    expect(event?.fields.get(name('Amount__c'))).toBe(1.5);
  });

  test('results of more than 2,000 rows come in pages', async () => {
    context.t.dml(
      'insert',
      Array.from({ length: 2500 }, (_, i) => context.t.row('Contact', { LastName: `n${i}` }))
    );
    const first = await connection.query('SELECT LastName FROM Contact');
    expect(first).toMatchObject({ totalSize: 2500, done: false });
    expect(first.records).toHaveLength(2000);
    const rest = await connection.queryMore(first.nextRecordsUrl ?? '');
    expect(rest).toMatchObject({ done: true });
    expect(rest.records).toHaveLength(500);
    expect(await connection.query('SELECT COUNT() FROM Contact')).toMatchObject({ totalSize: 2500, records: [] });
    const grouped = await connection.query('SELECT COUNT(Id) n FROM Contact');
    expect(grouped.records[0]).toEqual({ attributes: { type: 'AggregateResult' }, n: 2500 });
  });

  test('describe, identity, limits', async () => {
    const describe = await connection.describe(name('Parcel__c'));
    expect(describe.fields.find((field) => field.name === name('Account__c'))).toMatchObject({
      type: 'reference',
      referenceTo: ['Account']
    });
    expect((await connection.describeGlobal()).sobjects.map((object) => object.name)).toContain(name('Parcel__c'));
    expect(await connection.identity()).toMatchObject({
      username: ADMIN_USERNAME,
      organization_id: context.org.organizationId
    });
    const before = (await connection.limits()) as unknown as Record<string, { Remaining: number }>;
    const after = (await connection.limits()) as unknown as Record<string, { Remaining: number }>;
    expect(after.DailyApiRequests?.Remaining).toBe((before.DailyApiRequests?.Remaining ?? 0) - 1);
    expect(after.HourlyPublishedPlatformEvents?.Remaining).toBe(250_000 - 2);
  });

  test.each([
    ['SELECT Nope FROM Account', 'INVALID_FIELD'],
    ['SELECT Id FROM Nope', 'INVALID_TYPE'],
    ['SELECT Id FRM', 'MALFORMED_QUERY'],
    ['SELECT Id FROM Account WHERE Id = :x', 'MALFORMED_QUERY']
  ])('%s answers %s', async (soql, errorCode) => {
    await expect(connection.query(soql)).rejects.toMatchObject({ errorCode });
  });
});

describe('names, sessions and tokens', () => {
  let context: TestContext;
  let server: RunningServer;
  beforeAll(async () => {
    ({ context, server } = await serve('acme'));
  });
  afterAll(async () => {
    await server.close();
    context.org.close();
  });
  const get = (path: string, token = context.token) =>
    fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
  const login = async (form: Record<string, string>) => {
    const response = await fetch(`${server.url}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form)
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const jwt = async (claims: Record<string, unknown>) =>
    login({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertion(context.privateKey, claims)
    });
  const soon = (): number => Math.floor(Date.now() / 1000) + 120;

  test('names without their namespace are unknown outside', async () => {
    const response = await get(`/services/data/v${VERSION}/query?q=SELECT+Id+FROM+Parcel__c`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual([expect.objectContaining({ errorCode: 'INVALID_TYPE' })]);
    expect((await get(`/services/data/v${VERSION}/sobjects/Parcel__c/describe`)).status).toBe(404);
  });

  test('no session, doubled slashes, unknown resources, mounted pages', async () => {
    const refused = await get(`/services/data/v${VERSION}/limits`, 'wrong');
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
    expect((await get(`//services/data/v${VERSION}//limits`)).status).toBe(200);
    expect((await get(`/services/data/v${VERSION}/jobs/ingest`)).status).toBe(501);
    expect((await get('/services/data/v12.0/limits')).status).toBe(404);
    expect(await (await get('/lightning/page')).text()).toBe('page');
  });

  test('JWT bearer: the token works; exp in milliseconds and a trailing slash in aud are understood', async () => {
    for (const claims of [
      { iss: 'middleware', sub: ADMIN_USERNAME, aud: 'https://login.salesforce.com', exp: soon() },
      { iss: 'middleware', sub: ADMIN_USERNAME, aud: `${server.url}/`, exp: soon() * 1000 }
    ]) {
      const { status, body } = await jwt(claims);
      expect(status).toBe(200);
      expect(body.instance_url).toBe(server.url);
      expect((await get('/services/oauth2/userinfo', body.access_token)).status).toBe(200);
    }
  });

  test.each([
    ['an unknown consumer', { iss: 'nobody' }, 'invalid_client_id'],
    ['another audience', { aud: 'https://example.com' }, 'invalid_grant'],
    ['an old assertion', { exp: 1_000_000 }, 'invalid_grant'],
    ['an unknown user', { sub: 'nobody@example.com' }, 'invalid_grant']
  ])('JWT bearer refuses %s', async (_, claims, error) => {
    const { status, body } = await jwt({
      iss: 'middleware',
      sub: ADMIN_USERNAME,
      aud: server.url,
      exp: soon(),
      ...claims
    });
    expect([status, body.error]).toEqual([400, error]);
  });

  test('JWT bearer refuses a foreign signature', async () => {
    const foreign = testContext();
    const claims = { iss: 'middleware', sub: ADMIN_USERNAME, aud: server.url, exp: soon() };
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertion(foreign.privateKey, claims)
    };
    expect((await login(form)).body.error).toBe('invalid_grant');
    foreign.org.close();
  });

  test('client credentials', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'middleware', client_secret: 'test-secret' };
    expect((await login(form)).body.token_type).toBe('Bearer');
    expect((await login({ ...form, client_secret: 'wrong' })).body.error).toBe('invalid_client');
    expect((await login({ grant_type: 'authorization_code' })).body.error).toBe('unsupported_grant_type');
  });
});
