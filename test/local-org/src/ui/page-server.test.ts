import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { loadProject } from '../metadata/load-project.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import { parseSoql } from '../soql/parse.ts';
import type { AuraCall } from './page-options.ts';
import { pageServer } from './page-server.ts';
import { pageUsers } from './page-users.ts';

const project = loadProject(fileURLToPath(new URL('../../../..', import.meta.url)), {});

class ApexFailure extends Error {
  readonly exceptionType = 'System.AuraHandledException';
  readonly isUserDefinedException = false;
  readonly stackTrace = 'Class.Some.method: line 1, column 1';
}

describe('the page server', () => {
  const testOrg = openTestOrg({ project });
  const { org } = testOrg;
  let server: Server;
  let url: string;
  let account: string;
  const calls: AuraCall[] = [];

  beforeAll(async () => {
    account = testOrg.insert('Account', { Name: 'Acme </script>' });
    testOrg.insert('Trading_Document__c', { Document_Key__c: 'a', Match_Status__c: 'Unmatched', Type__c: '850' });
    testOrg.insert('Trading_Document__c', { Document_Key__c: 'b', Match_Status__c: 'Matched', Type__c: '850' });
    const app = express();
    app.use(
      pageServer({
        org,
        project,
        vendor: { folder: tmpdir(), modules: {} },
        app: { folder: tmpdir(), imports: {} },
        users: pageUsers(org, undefined),
        invokeAura: (call) => {
          calls.push(call);
          if (call.methodName === 'fails') {
            throw new ApexFailure('Not for you');
          }
          return call.methodName === 'nothing' ? null : { given: call.args };
        }
      })
    );
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
    org.close();
  });

  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ a: 1 })
    });
  const read = async (path: string): Promise<unknown> => (await fetch(url + path)).json();

  it('opens a record page without a login, and lets no data end its script', async () => {
    const response = await fetch(`${url}/lightning/r/Account/${account}/view`);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('"kind":"record"');
    expect(html.match(/<\/script>/g)).toHaveLength(3);
  });

  it('gives a record with its page', async () => {
    expect(await read(`/ui/data/record/${account}`)).toMatchObject({
      record: { title: 'Acme </script>', object: { apiName: 'Account' } },
      page: { flexipage: 'Trading_Account_Record_Page' }
    });
  });

  it.each([
    ['/ui/data/record/001000000000000AAA', 'does not exist'],
    ['/ui/data/record/not-an-id', 'no record'],
    ['/ui/data/list/Nothing__c', 'no object'],
    ['/lightning/r/Account/zzz/view', 'no record']
  ])('answers %s with a reason', async (path, reason) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(404);
    expect(((await response.json()) as { message: string }).message).toContain(reason);
  });

  it('filters a list view', async () => {
    const keys = async (view: string) =>
      ((await read(`/ui/data/list/Trading_Document__c?view=${view}`)) as { table: { records: unknown[] } }).table
        .records;
    expect(await keys('All_Trading_Documents')).toHaveLength(2);
    expect(await keys('Unmatched_Documents')).toHaveLength(1);
  });

  it('calls Apex as the user who looks', async () => {
    const response = await post('/ui/apex/Some/method');
    expect(await response.json()).toEqual({ given: { a: 1 } });
    expect(calls.at(-1)).toMatchObject({ className: 'Some', methodName: 'method', userId: org.users.admin });
    expect((await post('/ui/apex/Some/nothing')).status).toBe(204);
  });

  it('passes an Apex error on in the form that components know', async () => {
    const response = await post('/ui/apex/Some/fails');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      message: 'Not for you',
      exceptionType: 'System.AuraHandledException'
    });
  });

  it('switches the user', async () => {
    const users = pageUsers(org, undefined).all();
    const profiles = parseSoql("SELECT Id FROM Profile WHERE Name = 'Standard User'");
    const standardUser = org.query(profiles, [], testOrg.admin).rows[0]?.fields.get('Id');
    const other = testOrg.insert('User', {
      LastName: 'Other',
      Alias: 'other',
      Email: 'other@example.com',
      Username: 'other@example.com',
      ProfileId: standardUser ?? null,
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'de_DE',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US'
    });
    expect(pageUsers(org, undefined).all()).toHaveLength(users.length + 1);
    const cookie = (await post(`/ui/user/${other}`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    await post('/ui/apex/Some/method', { cookie });
    expect(calls.at(-1)?.userId).toBe(other);
    const html = await (await fetch(`${url}/lightning/o/Account/list`, { headers: { cookie } })).text();
    expect(html).toContain('"timeZone":"Europe/Berlin"');
    expect(html).toContain('/lightning/o/Account/list');
    expect(html).not.toContain('/lightning/o/Trading_Order__c/list');
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'content-type': 'text/plain' }]
  ])('refuses a request from elsewhere: %p', async (headers) => {
    const before = calls.length;
    expect((await post('/ui/apex/Some/method', headers)).status).toBe(403);
    expect(calls).toHaveLength(before);
  });
});
