import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';

let context: TestContext;
let server: RunningServer;
let call: Call;
let account: string;
let contact: string;

beforeAll(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
  account = context.t.insert('Account', { Name: 'Harbour Works', Site: 'north' });
  contact = context.t.insert('Contact', { LastName: 'Harbour', Email: 'pilot@example.com' });
});
afterAll(async () => {
  await server.close();
  context.org.close();
});

const search = (sosl: string) => call('GET', `/search?q=${encodeURIComponent(sosl)}`);

describe('searches', () => {
  test('records of several objects, each with its fields', async () => {
    const { status, body } = await search('FIND {harbour} IN ALL FIELDS RETURNING Account(Name, Site), Contact(Email)');
    expect(status).toBe(200);
    expect(body).toEqual({
      searchRecords: [
        {
          attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${account}` },
          Name: 'Harbour Works',
          Site: 'north'
        },
        {
          attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${contact}` },
          Email: 'pilot@example.com'
        }
      ]
    });
  });

  test('without objects, the ids of whatever is found', async () => {
    const { body } = (await search('FIND {harbour}')) as { body: { searchRecords: { Id: string }[] } };
    expect(body.searchRecords.map(({ Id }) => Id).sort()).toEqual([account, contact].sort());
  });

  test('the fields of a group, and limits', async () => {
    expect((await search('FIND {pilot*} IN EMAIL FIELDS RETURNING Account, Contact')).body).toMatchObject({
      searchRecords: [{ Id: contact }]
    });
    expect((await search('FIND {harbour} RETURNING Account, Contact LIMIT 1')).body).toMatchObject({
      searchRecords: [{ Id: account }]
    });
  });

  test.each([
    ['FIND {h}', 400, 'MALFORMED_SEARCH'],
    ['FIND :text RETURNING Account', 400, 'MALFORMED_SEARCH'],
    ['FIND {harbour} RETURNING Nope', 400, 'INVALID_TYPE'],
    ['FIND {harbour} RETURNING Account(Nope)', 400, 'INVALID_FIELD'],
    ['FIND {harbour} RETURNING Account WITH SNIPPET', 501, 'NOT_EMULATED']
  ])('%s is refused', async (sosl, status, errorCode) => {
    expect(await search(sosl)).toMatchObject({ status, body: [{ errorCode }] });
  });

  test('a parameterized search, by address and by body', async () => {
    const byAddress = await call(
      'GET',
      '/parameterizedSearch?q=harbour&sobject=Account,Contact&Account.fields=Id,Name&Account.limit=5&Contact.fields=Email'
    );
    const byBody = await call('POST', '/parameterizedSearch', {
      q: 'harbour',
      in: 'ALL',
      sobjects: [
        { name: 'Account', fields: ['Id', 'Name'], limit: 5 },
        { name: 'Contact', fields: ['Email'] }
      ]
    });
    expect(byAddress.body).toMatchObject({
      searchRecords: [{ Id: account, Name: 'Harbour Works' }, { Email: 'pilot@example.com' }]
    });
    expect(byBody.body).toEqual(byAddress.body);
    expect(await call('GET', '/parameterizedSearch?q=harbour&snippet=1')).toMatchObject({ status: 501 });
  });
});
