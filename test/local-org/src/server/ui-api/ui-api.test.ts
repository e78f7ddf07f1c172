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
let contacts: string[];

beforeAll(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  call = caller(server, context.token);
  account = context.t.insert('Account', { Name: 'Acme', NumberOfEmployees: 1200 });
  contacts = ['Beta', 'Alpha', 'Gamma'].map((LastName) =>
    context.t.insert('Contact', { LastName, AccountId: account })
  );
});
afterAll(async () => {
  await server.close();
  context.org.close();
});

const get = async (path: string) => call('GET', `/ui-api${path}`);

describe('records', () => {
  test('fields with what is shown, over lookups; optional ones that cannot be seen are left out', async () => {
    const { body } = await get(
      `/records/${contacts[0] ?? ''}?fields=Contact.LastName,Contact.Account.Name,Contact.Account.Owner.Name&optionalFields=Contact.Nope__c,Contact.Phone`
    );
    expect(body).toMatchObject({
      apiName: 'Contact',
      id: contacts[0],
      recordTypeId: '012000000000000AAA',
      eTag: expect.stringMatching(/^[0-9a-f]{32}$/),
      fields: {
        LastName: { displayValue: null, value: 'Beta' },
        Phone: { displayValue: null, value: null },
        Account: {
          displayValue: 'Acme',
          value: {
            apiName: 'Account',
            id: account,
            fields: { Name: { value: 'Acme' }, Owner: { displayValue: 'Administrator', value: { apiName: 'User' } } }
          }
        }
      }
    });
    expect(Object.keys((body as { fields: object }).fields).sort()).toEqual(['Account', 'LastName', 'Phone']);
    const numbers = await get(`/records/${account}?fields=Account.NumberOfEmployees`);
    expect(numbers.body).toMatchObject({ fields: { NumberOfEmployees: { displayValue: '1,200', value: 1200 } } });
  });

  test('fields that do not exist or are of another object, and records that do not exist', async () => {
    expect(await get(`/records/${account}?fields=Account.Nope`)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }]
    });
    expect(await get(`/records/${account}?fields=Contact.Name`)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }]
    });
    expect(await get(`/records/${account}`)).toMatchObject({ status: 400 });
    expect(await get('/records/001LO0000099999?fields=Account.Name')).toMatchObject({ status: 404 });
    const batch = await get(`/records/batch/${account},001LO0000099999?fields=Account.Name`);
    expect(batch.body).toMatchObject({ hasErrors: true, results: [{ statusCode: 200 }, { statusCode: 404 }] });
  });

  test('create, update and delete; errors stand at their fields', async () => {
    const refused = await call('POST', '/ui-api/records', { apiName: 'Contact', fields: { FirstName: 'x' } });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        enhancedErrorType: 'RecordError',
        output: {
          errors: [],
          fieldErrors: {
            LastName: [{ errorCode: 'REQUIRED_FIELD_MISSING', field: 'LastName', fieldLabel: 'Last Name' }]
          }
        }
      }
    });
    const created = await call('POST', '/ui-api/records', { apiName: 'Contact', fields: { LastName: 'New' } });
    expect(created).toMatchObject({ status: 201, body: { fields: { LastName: { value: 'New' } } } });
    const { id } = created.body as { id: string };
    expect(await call('PATCH', `/ui-api/records/${id}`, { fields: { LastName: 'Newer' } })).toMatchObject({
      status: 200,
      body: { fields: { LastName: { value: 'Newer' } } }
    });
    expect((await call('DELETE', `/ui-api/records/${id}`)).status).toBe(204);
    expect((await get(`/records/${id}?fields=Contact.Name`)).status).toBe(404);
  });
});

test('object info and picklist values', async () => {
  expect((await get('/object-info/Contact')).body).toMatchObject({
    apiName: 'Contact',
    keyPrefix: '003',
    nameFields: ['Name'],
    fields: {
      AccountId: {
        dataType: 'Reference',
        relationshipName: 'Account',
        referenceToInfos: [{ apiName: 'Account', nameFields: ['Name'] }]
      },
      LastName: { dataType: 'String', required: true }
    },
    childRelationships: expect.arrayContaining([
      expect.objectContaining({ childObjectApiName: 'Case', relationshipName: 'Cases' })
    ])
  });
  const parcel = (await get('/object-info/Parcel__c')).body as {
    recordTypeInfos: Record<string, { name: string }>;
    defaultRecordTypeId: string;
  };
  expect(parcel.recordTypeInfos[parcel.defaultRecordTypeId]).toMatchObject({ name: 'Letter', master: false });
  const status = (await get('/object-info/Case/picklist-values/012000000000000AAA/Status')).body;
  expect(status).toMatchObject({
    values: expect.arrayContaining([{ attributes: null, label: 'New', validFor: [], value: 'New' }]),
    defaultValue: { value: 'New' }
  });
  const all = (await get('/object-info/Case/picklist-values/012000000000000AAA')).body as {
    picklistFieldValues: object;
  };
  expect(Object.keys(all.picklistFieldValues)).toEqual(expect.arrayContaining(['Status', 'Priority', 'Origin']));
  expect((await get('/object-info/Nope')).status).toBe(404);
});

test('record types have picklist values and defaults of their own', async () => {
  const { recordTypeInfos, defaultRecordTypeId } = (await get('/object-info/Parcel__c')).body as {
    recordTypeInfos: Record<string, { name: string; defaultRecordTypeMapping: boolean }>;
    defaultRecordTypeId: string;
  };
  const crate = Object.keys(recordTypeInfos).find((id) => recordTypeInfos[id]?.name === 'Crate') ?? '';
  expect(recordTypeInfos[crate]).toMatchObject({ available: true, defaultRecordTypeMapping: false });
  expect((await get(`/object-info/Parcel__c/picklist-values/${crate}/Status__c`)).body).toMatchObject({
    values: [{ value: 'Sent' }, { value: 'Arrived' }],
    defaultValue: { value: 'Arrived' }
  });
  expect((await get(`/object-info/Parcel__c/picklist-values/${defaultRecordTypeId}/Status__c`)).body).toMatchObject({
    values: [{ value: 'New' }, { value: 'Sent' }, { value: 'Arrived' }],
    defaultValue: { value: 'New' }
  });
  expect((await get('/object-info/Parcel__c/picklist-values/012LO0000000099/Status__c')).status).toBe(404);
  const defaults = async (query: string): Promise<unknown> =>
    ((await get(`/record-defaults/create/Parcel__c${query}`)).body as { record: unknown }).record;
  expect(await defaults('')).toMatchObject({
    recordTypeId: defaultRecordTypeId,
    fields: { Status__c: { value: 'New' } }
  });
  expect(await defaults(`?recordTypeId=${crate}`)).toMatchObject({
    recordTypeId: crate,
    fields: { Status__c: { value: 'Arrived' } }
  });
  const made = await call('POST', '/ui-api/records', { apiName: 'Parcel__c', fields: { RecordTypeId: crate } });
  expect(made).toMatchObject({
    status: 201,
    body: { recordTypeId: crate, recordTypeInfo: { name: 'Crate' }, fields: { Status__c: { value: 'Arrived' } } }
  });
  await call('DELETE', `/ui-api/records/${(made.body as { id: string }).id}`);
});

test('what was looked at is remembered, where it is asked for', async () => {
  const recent = async () => (await call('GET', '/recent')).body;
  expect(await recent()).toEqual([]);
  await get(`/records/${account}?fields=Account.Name`);
  expect(await recent()).toEqual([]);
  await get(`/records/${account}?fields=Account.Name&updateMru=true`);
  const seen = [{ attributes: { type: 'Account', url: expect.stringContaining(account) }, Id: account, Name: 'Acme' }];
  expect(await recent()).toEqual(seen);
  expect((await call('GET', '/sobjects/Account')).body).toMatchObject({ recentItems: seen });
  expect((await call('GET', '/sobjects/Contact')).body).toMatchObject({ recentItems: [] });
});

test('record-ui and defaults bring record, object info and layout', async () => {
  const { body } = await get(`/record-ui/${account}?layoutTypes=Full&modes=Edit`);
  expect(body).toMatchObject({
    objectInfos: { Account: { label: 'Account' } },
    records: { [account]: { fields: { Name: { value: 'Acme' } } } },
    layouts: {
      Account: {
        '012000000000000AAA': { Full: { Edit: { sections: [{ columns: 2 }, { heading: 'System Information' }] } } }
      }
    }
  });
  const { layouts } = body as {
    layouts: {
      Account: Record<
        string,
        { Full: { Edit: { sections: { layoutRows: { layoutItems: { label: string; required: boolean }[] }[] }[] } } }
      >;
    };
  };
  const items = layouts.Account['012000000000000AAA']?.Full.Edit.sections[0]?.layoutRows.flatMap(
    (row) => row.layoutItems
  );
  expect(items?.find((item) => item.label === 'Name')).toMatchObject({ required: true });
  expect((await get('/record-defaults/create/Case')).body).toMatchObject({
    record: { apiName: 'Case', fields: { Status: { value: 'New' } } }
  });
});

test('related lists, sorted and in pages', async () => {
  const path = `/related-list-records/${account}/Contacts?fields=Contact.LastName&sortBy=Contact.LastName&pageSize=2`;
  const names = (body: unknown) =>
    (body as { records: { fields: { LastName: { value: string } } }[] }).records.map(
      (one) => one.fields.LastName.value
    );
  const first = await get(path);
  expect(names(first.body)).toEqual(['Alpha', 'Beta']);
  const { nextPageUrl } = first.body as { nextPageUrl: string };
  const second = await call('GET', nextPageUrl);
  expect([names(second.body), (second.body as { nextPageToken: null }).nextPageToken]).toEqual([['Gamma'], null]);
  const posted = await call('POST', `/ui-api/related-list-records/${account}/Contacts`, {
    fields: ['Contact.LastName'],
    sortBy: ['-LastName'],
    pageSize: 1
  });
  expect(names(posted.body)).toEqual(['Gamma']);
  expect((await get(`/related-list-records/${account}/Nope__r?fields=X.Y`)).status).toBe(404);
});

test('list views', async () => {
  context.t.insert('Parcel__c', { Name: 'p1', Key__c: 'ui-1', Weight__c: 1 });
  expect((await get('/list-ui/Parcel__c')).body).toMatchObject({ count: 1, lists: [{ apiName: 'All' }] });
  const { body } = await get('/list-ui/Parcel__c/All');
  expect(body).toMatchObject({
    info: { listReference: { listViewApiName: 'All' } },
    records: { count: 1, records: [{ apiName: 'Parcel__c' }] }
  });
  const columns = (body as { info: { displayColumns: { fieldApiName: string }[] } }).info.displayColumns.map(
    (column) => column.fieldApiName
  );
  const [record] = (body as { records: { records: { fields: object }[] } }).records.records;
  expect(Object.keys(record?.fields ?? {})).toEqual(expect.arrayContaining(columns));
  expect((await get('/list-records/Parcel__c/Nope')).status).toBe(404);
});

test('actions, and what is not emulated', async () => {
  expect((await get(`/actions/record/${account}`)).body).toMatchObject({
    actions: { [account]: { actions: [{ apiName: 'Edit' }, { apiName: 'Delete' }] } }
  });
  expect((await get('/favorites')).status).toBe(501);
});
