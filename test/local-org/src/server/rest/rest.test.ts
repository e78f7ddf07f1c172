import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROFILES } from '../../platform/access/rights.ts';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import { caller, rawGet } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';

let context: TestContext;
let server: RunningServer;
let call: Call;

beforeAll(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
});
afterAll(async () => {
  await server.close();
  context.org.close();
});

const insert = (object: string, values: Record<string, string | number | boolean | null>): string =>
  context.t.insert(object, values);
const names = (where: string): unknown[] =>
  context.t.select(`SELECT Name FROM Account WHERE ${where} ORDER BY Name`).map((row) => row.Name);
const errorCodes = (body: unknown): string[] => (body as { errorCode: string }[]).map((error) => error.errorCode);

describe('versions and resources', () => {
  test('all versions that Salesforce serves, with their releases', async () => {
    const { body } = await call('GET', '/services/data');
    const versions = body as { version: string; label: string; url: string }[];
    expect(versions[0]).toEqual({ version: '31.0', label: "Summer '14", url: '/services/data/v31.0' });
    expect(versions.at(-1)).toEqual({ version: '67.0', label: "Summer '26", url: '/services/data/v67.0' });
    expect((await call('GET', '/services/data/v51.0/limits')).status).toBe(200);
    expect((await call('GET', '/services/data/v30.0/limits')).status).toBe(404);
  });

  test('a method that a resource lacks, an unknown resource, a body that is no JSON', async () => {
    const put = await call('PUT', '/sobjects/Account/001000000000000AAA', {});
    expect([put.status, errorCodes(put.body)]).toEqual([405, ['METHOD_NOT_ALLOWED']]);
    expect((await call('GET', '/jobs/ingest')).status).toBe(501);
    const broken = await call('POST', '/sobjects/Account', '{"Name":', {
      headers: { 'content-type': 'application/json' }
    });
    expect([broken.status, errorCodes(broken.body)]).toEqual([400, ['JSON_PARSER_ERROR']]);
  });

  test('gzip in both directions', async () => {
    const path = '/services/data/v67.0/sobjects/Account/describe';
    const headers = { authorization: `Bearer ${context.token}`, 'accept-encoding': 'gzip' };
    const { encoding, bytes } = await rawGet(server.url + path, headers);
    expect(encoding).toBe('gzip');
    expect(JSON.parse(gunzipSync(bytes).toString('utf8'))).toMatchObject({ name: 'Account' });
    const response = await fetch(`${server.url}/services/data/v67.0/sobjects/Account`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify({ Name: 'zipped' })))
    });
    expect(response.status).toBe(201);
  });

  test('limits: every documented one, counted ones move', async () => {
    const read = async () => (await call('GET', '/limits')).body as Record<string, { Max: number; Remaining: number }>;
    const before = await read();
    expect(Object.keys(before).length).toBeGreaterThan(45);
    const after = await read();
    expect(after.DailyApiRequests?.Remaining).toBe((before.DailyApiRequests?.Remaining ?? 0) - 1);
    const answer = await call('GET', '/recent');
    expect(answer.headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/100000$/);
  });
});

describe('records', () => {
  test('create answers with the address of the record; HEAD-less PATCH by a POST', async () => {
    const { status, body, headers } = await call('POST', '/sobjects/Account', { Name: 'Acme' });
    const { id } = body as { id: string };
    expect([status, headers.get('location')]).toEqual([201, `/services/data/v67.0/sobjects/Account/${id}`]);
    expect((await call('POST', `/sobjects/Account/${id}?_HttpMethod=PATCH`, { Phone: '7' })).status).toBe(204);
    const { body: read } = await call('GET', `/sobjects/Account/${id}?fields=Name,Phone`);
    expect(read).toMatchObject({ Name: 'Acme', Phone: '7' });
    expect(Object.keys(read as object).sort()).toEqual(['Name', 'Phone', 'attributes']);
  });

  test('by external id: upsert, read, delete; other fields are no keys; several records answer 300', async () => {
    const path = '/sobjects/Account/Depot_Code__c/D%2F1';
    expect((await call('PATCH', `${path}?updateOnly=true`, { Name: 'none' })).status).toBe(404);
    expect((await call('PATCH', path, { Name: 'first' })).status).toBe(201);
    const again = await call('PATCH', `${path}?updateOnly=true`, { Name: 'second' });
    expect([again.status, again.body]).toEqual([200, expect.objectContaining({ created: false, success: true })]);
    expect((await call('PATCH', `/services/data/v45.0${path}`, { Name: 'third' })).status).toBe(204);
    expect((await call('GET', path)).body).toMatchObject({ Name: 'third', Depot_Code__c: 'D/1' });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect(errorCodes((await call('GET', '/sobjects/Contact/LastName/a')).body)).toEqual(['NOT_FOUND']);
    const ids = ['one', 'two'].map((Name) => insert('Account', { Name, Depot_Code__c: 'double' }));
    for (const [method, body] of [['GET'], ['PATCH', { Name: 'x' }], ['DELETE']] as const) {
      const several = await call(method, '/sobjects/Account/Depot_Code__c/double', body);
      const urls = ids.map((id) => `/services/data/v67.0/sobjects/Account/${id}`);
      expect([several.status, several.body]).toEqual([300, urls]);
    }
  });

  test('what changed and what was deleted in a time', async () => {
    const kept = insert('Contact', { LastName: 'kept' });
    const gone = insert('Contact', { LastName: 'gone' });
    await call('DELETE', `/sobjects/Contact/${gone}`);
    const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString();
    const range = `start=${day(-1)}&end=${day(1)}`;
    const updated = (await call('GET', `/sobjects/Contact/updated?${range}`)).body as { ids: string[] };
    expect(updated.ids).toContain(kept);
    expect(updated.ids).not.toContain(gone);
    const { deletedRecords } = (await call('GET', `/sobjects/Contact/deleted?${range}`)).body as {
      deletedRecords: { id: string }[];
    };
    expect(deletedRecords.map((record) => record.id)).toContain(gone);
  });

  test('a binary field goes in by multipart and comes out as bytes', async () => {
    const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);
    const form = new FormData();
    const values = { Name: 'a.bin', ParentId: insert('Account', { Name: 'holder' }) };
    form.set('entity_attachment', new Blob([JSON.stringify(values)], { type: 'application/json' }));
    form.set('Body', new Blob([bytes], { type: 'application/octet-stream' }), 'a.bin');
    const { status, body } = await call('POST', '/sobjects/Attachment', form);
    expect(status).toBe(201);
    const { id } = body as { id: string };
    const { body: record } = await call('GET', `/sobjects/Attachment/${id}`);
    const { Body: address } = record as { Body: string };
    expect(address).toBe(`/services/data/v67.0/sobjects/Attachment/${id}/Body`);
    const response = await fetch(server.url + address, { headers: { authorization: `Bearer ${context.token}` } });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test('errors of a record name their fields', async () => {
    const { status, body } = await call('POST', '/sobjects/Contact', { FirstName: 'x' });
    expect(status).toBe(400);
    expect(body).toEqual([
      { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'], message: 'Required fields are missing: [LastName]' }
    ]);
  });
});

describe('queries', () => {
  test('batch size by header, pages by locator, other users have no part in it', async () => {
    context.t.dml(
      'insert',
      Array.from({ length: 450 }, (_, i) => context.t.row('Lead', { LastName: `l${i}`, Company: 'c' }))
    );
    const headers = { 'sforce-query-options': 'batchSize=200' };
    const first = await call('GET', '/query?q=SELECT+Id+FROM+Lead', undefined, { headers });
    const page = first.body as { records: unknown[]; nextRecordsUrl: string; totalSize: number };
    expect([page.records.length, page.totalSize]).toEqual([200, 450]);
    const last = (await call('GET', page.nextRecordsUrl.replace('-200', '-400'))).body;
    expect(last).toMatchObject({ done: true, records: { length: 50 } });
    const clerk = insertUser('clerk@shop.example', PROFILES.standard);
    const stranger = await call('GET', page.nextRecordsUrl, undefined, { token: context.sessions.create(clerk).token });
    expect(errorCodes(stranger.body)).toEqual(['INVALID_QUERY_LOCATOR']);
  });

  test('queryAll brings what was deleted', async () => {
    const id = insert('Account', { Name: 'binned' });
    await call('DELETE', `/sobjects/Account/${id}`);
    const find = async (resource: string) =>
      (await call('GET', `/${resource}?q=${encodeURIComponent("SELECT Id FROM Account WHERE Name = 'binned'")}`)).body;
    expect(await find('query')).toMatchObject({ totalSize: 0 });
    expect(await find('queryAll')).toMatchObject({ totalSize: 1 });
  });

  test('columns instead of rows', async () => {
    const soql = 'SELECT Id, Account.Name, Account.Owner.Name, (SELECT Id FROM Cases) FROM Contact';
    const { body } = await call('GET', `/query?q=${encodeURIComponent(soql)}&columns=true`);
    expect(body).toMatchObject({ entityName: 'Contact', idSelected: true, groupBy: false, keyPrefix: '003' });
    const shape = (columns: Record<string, unknown>[]): unknown[] =>
      columns.map((column) => {
        const joined = column.joinColumns as Record<string, unknown>[];
        return joined.length === 0 ? column.columnName : [column.columnName, ...shape(joined)];
      });
    expect(shape((body as { columnMetadata: Record<string, unknown>[] }).columnMetadata)).toEqual([
      'Id',
      ['Account', 'Name', ['Owner', 'Name']],
      ['Cases', 'Id']
    ]);
    const counted = await call('GET', '/query?q=SELECT+COUNT(Id)+n,Name+FROM+Account+GROUP+BY+Name&columns=true');
    expect(counted.body).toMatchObject({
      groupBy: true,
      columnMetadata: [
        { columnName: 'n', aggregate: true, numberType: true },
        { columnName: 'Name', aggregate: false, textType: true }
      ]
    });
  });
});

function insertUser(username: string, profile: string): string {
  return insert('User', {
    Username: username,
    LastName: username,
    Alias: username.slice(0, 8),
    Email: username,
    ProfileId: profileId(profile),
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8'
  });
}

function profileId(name: string): string {
  const [row] = context.t.select(`SELECT MAX(Id) id FROM Profile WHERE Name = '${name}'`);
  return String(row?.id);
}

describe('composite', () => {
  const account = (referenceId: string, body: object, method = 'POST') => ({
    method,
    url: '/services/data/v67.0/sobjects/Account',
    referenceId,
    body
  });
  const contact = (referenceId: string, body: object) => ({
    ...account(referenceId, body),
    url: '/services/data/v67.0/sobjects/Contact'
  });
  interface Results {
    compositeResponse: { httpStatusCode: number; referenceId: string; body: never; httpHeaders: object }[];
  }
  const statuses = (body: unknown): number[] =>
    (body as Results).compositeResponse.map(({ httpStatusCode }) => httpStatusCode);
  test('later parts refer to earlier answers, in URLs and bodies, over lists too', async () => {
    const { status, body } = await call('POST', '/composite', {
      compositeRequest: [
        account('one', { Name: 'Referred & Sons' }),
        contact('two', { LastName: 'Person', AccountId: '@{one.id}' }),
        { method: 'GET', url: '/services/data/v67.0/sobjects/Account/@{one.id}?fields=Name', referenceId: 'three' },
        {
          method: 'GET',
          url: "/services/data/v67.0/query?q=SELECT+AccountId+FROM+Contact+WHERE+Account.Name='@{three.Name}'",
          referenceId: 'four'
        },
        contact('five', { LastName: 'Other of @{three.Name}', AccountId: '@{four.records[0].AccountId}' })
      ]
    });
    expect([status, statuses(body)]).toEqual([200, [201, 201, 200, 200, 201]]);
    expect((body as Results).compositeResponse[0]).toMatchObject({
      referenceId: 'one',
      httpHeaders: { Location: expect.stringContaining('/sobjects/Account/001') }
    });
    expect(context.t.select("SELECT LastName FROM Contact WHERE Account.Name = 'Referred & Sons'")).toEqual([
      { LastName: 'Person' },
      { LastName: 'Other of Referred & Sons' }
    ]);
  });

  test('a failure stays alone, and what refers to it is halted', async () => {
    const { body } = await call('POST', '/composite', {
      compositeRequest: [
        account('bad', { Phone: '1' }),
        contact('dependent', { LastName: 'x', AccountId: '@{bad.id}' }),
        account('good', { Name: 'composite good' })
      ]
    });
    expect(statuses(body)).toEqual([400, 400, 201]);
    expect((body as Results).compositeResponse[1]?.body).toEqual([
      { errorCode: 'PROCESSING_HALTED', message: 'Invalid reference specified. No value for bad.id found in bad' }
    ]);
    expect(names("Name = 'composite good'")).toHaveLength(1);
  });

  test('allOrNone undoes everything', async () => {
    const { body } = await call('POST', '/composite', {
      allOrNone: true,
      compositeRequest: [
        account('a', { Name: 'undone' }),
        account('b', { Phone: '1' }),
        account('c', { Name: 'undone' })
      ]
    });
    expect(statuses(body)).toEqual([400, 400, 400]);
    expect((body as Results).compositeResponse.map((part) => errorCodes(part.body)[0])).toEqual([
      'PROCESSING_HALTED',
      'REQUIRED_FIELD_MISSING',
      'PROCESSING_HALTED'
    ]);
    expect(names("Name = 'undone'")).toEqual([]);
  });

  test('too many parts, doubled references', async () => {
    const many = Array.from({ length: 26 }, (_, i) => account(`r${i}`, { Name: 'never' }));
    expect((await call('POST', '/composite', { compositeRequest: many })).status).toBe(400);
    const doubled = [account('same', { Name: 'never' }), account('same', { Name: 'never' })];
    expect((await call('POST', '/composite', { compositeRequest: doubled })).status).toBe(400);
    expect(names("Name = 'never'")).toEqual([]);
  });

  test('each graph is all or nothing', async () => {
    const { body } = await call('POST', '/composite/graph', {
      graphs: [
        {
          graphId: 'g1',
          compositeRequest: [
            account('a', { Name: 'graph good' }),
            contact('b', { LastName: 'x', AccountId: '@{a.id}' })
          ]
        },
        { graphId: 'g2', compositeRequest: [account('a', { Name: 'graph bad' }), account('b', { Phone: '1' })] }
      ]
    });
    expect((body as { graphs: { graphId: string; isSuccessful: boolean }[] }).graphs).toMatchObject([
      { graphId: 'g1', isSuccessful: true, graphResponse: { compositeResponse: [{ httpStatusCode: 201 }, {}] } },
      { graphId: 'g2', isSuccessful: false }
    ]);
    expect(names("Name LIKE 'graph %'")).toEqual(['graph good']);
  });

  test('a batch goes on after a failure, unless it shall halt', async () => {
    const batchRequests = [
      { method: 'POST', url: 'v67.0/sobjects/Account', richInput: { Name: 'batched' } },
      { method: 'GET', url: 'v67.0/sobjects/Account/nope' },
      { method: 'GET', url: 'v67.0/limits' }
    ];
    const going = await call('POST', '/composite/batch', { batchRequests });
    const codes = (body: unknown) =>
      (body as { results: { statusCode: number }[] }).results.map((one) => one.statusCode);
    expect(codes(going.body)).toEqual([201, 404, 200]);
    expect(going.body).toMatchObject({ hasErrors: true });
    const halting = await call('POST', '/composite/batch', { haltOnError: true, batchRequests });
    expect(codes(halting.body)).toEqual([201, 404, 412]);
    expect(names("Name = 'batched'")).toHaveLength(2);
  });

  test('a tree is saved with its children, or not at all', async () => {
    const tree = (lastName: string | null) => ({
      records: [
        {
          attributes: { type: 'Account', referenceId: 'top' },
          Name: 'tree',
          Contacts: {
            records: [{ attributes: { type: 'Contact', referenceId: 'leaf' }, LastName: lastName }]
          }
        }
      ]
    });
    const failed = await call('POST', '/composite/tree/Account', tree(null));
    expect([failed.status, failed.body]).toEqual([
      400,
      {
        hasErrors: true,
        results: [{ referenceId: 'leaf', errors: [expect.objectContaining({ statusCode: 'REQUIRED_FIELD_MISSING' })] }]
      }
    ]);
    expect(names("Name = 'tree'")).toEqual([]);
    const saved = await call('POST', '/composite/tree/Account', tree('Leaf'));
    expect([saved.status, saved.body]).toEqual([
      201,
      {
        hasErrors: false,
        results: [
          { referenceId: 'top', id: expect.stringMatching(/^001/) },
          { referenceId: 'leaf', id: expect.stringMatching(/^003/) }
        ]
      }
    ]);
    expect(context.t.select("SELECT LastName FROM Contact WHERE Account.Name = 'tree'")).toEqual([
      { LastName: 'Leaf' }
    ]);
  });
});

describe('collections', () => {
  test('all or none spans objects', async () => {
    const { body } = await call('POST', '/composite/sobjects', {
      allOrNone: true,
      records: [
        { attributes: { type: 'Account' }, Name: 'mixed' },
        { attributes: { type: 'Contact' }, FirstName: 'no last name' }
      ]
    });
    expect(body).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }
    ]);
    expect(names("Name = 'mixed'")).toEqual([]);
  });

  test('read many, by GET and POST, in the order asked for', async () => {
    const ids = [insert('Account', { Name: 'r1' }), insert('Account', { Name: 'r2' })];
    const wanted = [ids[1], '001LO0000099999', ids[0]];
    const expected = [expect.objectContaining({ Name: 'r2' }), null, expect.objectContaining({ Name: 'r1' })];
    expect((await call('GET', `/composite/sobjects/Account?ids=${wanted.join(',')}&fields=Name`)).body).toEqual(
      expected
    );
    expect((await call('POST', '/composite/sobjects/Account', { ids: wanted, fields: ['Name'] })).body).toEqual(
      expected
    );
  });

  test('update, upsert by external id, delete; more than 200 are refused', async () => {
    const { body: upserted } = await call('PATCH', '/composite/sobjects/Account/Depot_Code__c', {
      records: [
        { attributes: { type: 'Account' }, Name: 'u1', Depot_Code__c: 'u1' },
        { attributes: { type: 'Account' }, Phone: '1', Depot_Code__c: 'u2' }
      ]
    });
    expect(upserted).toMatchObject([{ success: true, created: true }, { success: false }]);
    const id = (upserted as { id: string }[])[0]?.id ?? '';
    const records = [{ attributes: { type: 'Account' }, id, Phone: '42' }];
    expect((await call('PATCH', '/composite/sobjects', { records })).body).toMatchObject([{ id, success: true }]);
    expect((await call('DELETE', `/composite/sobjects?ids=${id}`)).body).toMatchObject([{ id, success: true }]);
    const tooMany = Array.from({ length: 201 }, () => ({ attributes: { type: 'Account' }, Name: 'x' }));
    expect(errorCodes((await call('POST', '/composite/sobjects', { records: tooMany })).body)).toEqual([
      'EXCEEDED_ID_LIMIT'
    ]);
  });
});

describe('rights of the session', () => {
  test('field and object permissions of its user count', async () => {
    const clerk = insertUser('limited@shop.example', PROFILES.standard);
    const token = context.sessions.create(clerk).token;
    const parcel = await call('POST', '/sobjects/Parcel__c', { Key__c: 'k' }, { token });
    expect(parcel.status).toBeGreaterThanOrEqual(400);
    expect((await call('GET', '/sobjects/Parcel__c/describe', undefined, { token })).status).toBe(404);
    const hidden = await call('GET', '/query?q=SELECT+Depot_Code__c+FROM+Account', undefined, { token });
    expect(errorCodes(hidden.body)).toEqual(['INVALID_FIELD']);
    expect((await call('POST', '/sobjects/Account', { Name: 'x', Depot_Code__c: 'x' }, { token })).status).toBe(400);
  });
});
