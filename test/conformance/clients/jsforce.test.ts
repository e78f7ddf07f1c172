import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { ADMIN_USERNAME } from '../../local-org/src/platform/base-data.ts';
import { assertion } from '../../local-org/src/server/testing.ts';
import { APEX_META, packageXml, zipOf } from '../../local-org/src/server/testing/zip.ts';
import { ConformanceOrg } from './org.ts';

let org: ConformanceOrg;
let connection: Connection;

beforeAll(async () => {
  org = await ConformanceOrg.start();
  connection = new Connection({ loginUrl: org.server.url, version: '67.0' });
  const expires = Math.floor(Date.now() / 1000) + 120;
  const claims = { iss: 'middleware', sub: ADMIN_USERNAME, aud: org.server.url, exp: expires };
  await connection.authorize({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await assertion(org.context.privateKey, claims)
  });
});
afterAll(() => org.stop());

test('logged in by JWT bearer, knows who it is and refreshes by an own function', async () => {
  expect(await connection.identity()).toMatchObject({ username: ADMIN_USERNAME });
  let refreshed = 0;
  const renewing = new Connection({
    instanceUrl: org.server.url,
    accessToken: 'expired',
    version: '67.0',
    refreshFn: (_, done) => {
      refreshed += 1;
      done(null, org.context.token);
    }
  });
  expect(await renewing.query('SELECT Id FROM Organization')).toMatchObject({ totalSize: 1 });
  expect(refreshed).toBe(1);
});

test('CRUD with collections of more than 200, upsert, retrieve many, delete many', async () => {
  const rows = Array.from({ length: 250 }, (_, i) => ({ Name: `Bulk ${String(i).padStart(3, '0')}` }));
  const created = await connection.sobject('Account').create(rows, { allowRecursive: true });
  expect(created.filter(({ success }) => success)).toHaveLength(250);
  const ids = created.map(({ id }) => id ?? '');
  const [first = ''] = ids;
  await connection.sobject('Account').update(ids.slice(0, 2).map((Id) => ({ Id, Site: 'updated' })));
  const read = await connection.sobject('Account').retrieve(ids.slice(0, 2));
  expect(read).toMatchObject([{ Id: first, Site: 'updated' }, { Site: 'updated' }]);
  const upserted = await connection.sobject('Account').upsert(
    [
      { Name: 'K', Key__c: 'k1' },
      { Name: 'L', Key__c: 'k2' }
    ],
    'Key__c'
  );
  expect(upserted).toMatchObject([
    { success: true, created: true },
    { success: true, created: true }
  ]);
  const deleted = await connection.sobject('Account').del(ids, { allowRecursive: true });
  expect(deleted.filter(({ success }) => success)).toHaveLength(250);
});

test('queries that fetch all pages, in order', async () => {
  org.context.t.dml(
    'insert',
    Array.from({ length: 2100 }, (_, i) => org.context.t.row('Contact', { LastName: `c${i}` }))
  );
  const names: string[] = [];
  await new Promise<void>((resolve, reject) => {
    connection
      .query('SELECT LastName FROM Contact')
      .on('record', (record: { LastName: string }) => names.push(record.LastName))
      .on('end', resolve)
      .on('error', reject)
      .run({ autoFetch: true, maxFetch: 10_000 });
  });
  expect(names).toHaveLength(2100);
  const found = await connection
    .sobject('Contact')
    .find({ LastName: { $like: 'c209%' } }, ['Id', 'LastName'])
    .sort({ LastName: -1 })
    .limit(3);
  expect(found.map(({ LastName }) => LastName)).toEqual(['c2099', 'c2098', 'c2097']);
});

test('describe global and of one object', async () => {
  const { sobjects } = await connection.describeGlobal();
  expect(sobjects.find(({ name }) => name === 'Account')).toMatchObject({ queryable: true, keyPrefix: '001' });
  const { fields } = await connection.describe('Account');
  expect(fields.find(({ name }) => name === 'Key__c')).toMatchObject({ externalId: true, unique: true, length: 40 });
});

test('composite requests with references', async () => {
  const body = await connection.requestPost<{ compositeResponse: { httpStatusCode: number }[] }>(
    '/services/data/v67.0/composite',
    {
      compositeRequest: [
        { method: 'POST', url: '/services/data/v67.0/sobjects/Account', referenceId: 'a', body: { Name: 'Comp' } },
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Contact',
          referenceId: 'c',
          body: { LastName: 'Osite', AccountId: '@{a.id}' }
        }
      ]
    }
  );
  expect(body.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201]);
});

test('Apex REST, Tooling and anonymous Apex', async () => {
  expect(await connection.apex.post('/echo/', { text: 'ab', times: 2 })).toEqual({ text: 'abab' });
  expect(await connection.tooling.query("SELECT Name FROM ApexClass WHERE Name = 'Echo'")).toMatchObject({
    totalSize: 1
  });
  expect(await connection.tooling.executeAnonymous('System.debug(1);')).toMatchObject({ success: true });
});

test('metadata deployments', async () => {
  const zip = zipOf({
    'package.xml': packageXml({ ApexClass: ['Later'] }),
    'classes/Later.cls':
      "@RestResource(urlMapping='/later') global class Later { @HttpGet global static String get() { return 'later'; } }",
    'classes/Later.cls-meta.xml': APEX_META('ApexClass')
  });
  connection.metadata.pollInterval = 20;
  const result = await connection.metadata
    .deploy(zip, { testLevel: 'RunSpecifiedTests', runTests: ['EchoTest'] })
    .complete(true);
  expect(result).toMatchObject({ status: 'Succeeded', numberTestsCompleted: 1 });
  expect(await connection.apex.get('/later')).toBe('later');
});

test('search', async () => {
  const { id } = await connection.sobject('Account').create({ Name: 'Findable Works' });
  const { searchRecords } = await connection.search('FIND {findable} IN ALL FIELDS RETURNING Account(Id, Name)');
  expect(searchRecords).toMatchObject([{ Id: id, Name: 'Findable Works' }]);
});

test('what is not emulated says so', async () => {
  await expect(connection.bulk2.query('SELECT Id FROM Account')).rejects.toThrow(/not emulated/);
});
