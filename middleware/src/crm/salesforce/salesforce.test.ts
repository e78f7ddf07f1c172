import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { SalesforceFake } from '../../testing/salesforce-fake.ts';
import type { DocumentEvent, FailureClass } from '../port.ts';
import { Salesforce } from './salesforce.ts';
import { logIn } from './session.ts';

const EVENT: DocumentEvent = {
  kind: 'order',
  partner: 'ZZ:TGBUYER',
  partitionKey: 'p'.repeat(64),
  documentKey: 'd'.repeat(64),
  recordKey: null,
  sequence: 1_000_000,
  part: 1,
  parts: 1,
  payloadVersion: 1,
  payload: '{"document":{}}',
  correlationId: 'acme:1',
  receivedAt: new Date('2026-01-05T09:30:00Z'),
  silent: false
};

const opened: { close(): void }[] = [];
let org: SalesforceFake;

beforeEach(async () => {
  org = new SalesforceFake();
  await org.start();
});

afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  await org.stop();
});

function connect(fake = org, namespace: '' | 'tgrid' = '', username = 'integration@example.com'): Salesforce {
  const login = {
    loginUrl: fake.url,
    clientId: 'client',
    username,
    privateKey: () => fake.privateKey,
    audience: fake.url
  };
  const crm = new Salesforce({ login, endpoint: fake.endpoint, tls: false, namespace, apiVersion: '67.0' });
  opened.push(crm);
  return crm;
}

describe('publishing to Salesforce', () => {
  test('sends what the org’s schema describes', async () => {
    expect(await connect().publish([EVENT])).toEqual([{ accepted: true }]);
    expect(org.events).toMatchObject([
      {
        CreatedById: '005000000000001AAA',
        Kind__c: 'order',
        Partner__c: 'ZZ:TGBUYER',
        Record_Key__c: null,
        Sequence__c: 1_000_000,
        Payload__c: '{"document":{}}',
        Received_At__c: Date.parse('2026-01-05T09:30:00Z'),
        Silent__c: false
      }
    ]);
  });

  test('prefixes names with the namespace', async () => {
    const managed = new SalesforceFake('tgrid__');
    await managed.start();
    await connect(managed, 'tgrid').publish([EVENT]);
    expect(managed.events).toMatchObject([{ tgrid__Kind__c: 'order' }]);
    await managed.stop();
  });

  test('logs in also where the clock of this machine is hours slow', async () => {
    const { url, privateKey } = org;
    const login = { loginUrl: url, clientId: 'client', privateKey: () => privateKey, audience: url };
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now - 7_200_000);
    try {
      await expect(logIn({ ...login, username: 'integration@example.com' })).resolves.toMatchObject({
        instanceUrl: url
      });
      await expect(logIn({ ...login, username: 'somebody@example.com' })).rejects.toMatchObject({
        code: 'LOGIN_REFUSED'
      });
    } finally {
      clock.mockRestore();
    }
  });

  test('logs in once and asks for a schema once', async () => {
    const crm = connect();
    await crm.publish([EVENT]);
    await crm.publish([EVENT]);
    expect([org.logins, org.schemaRequests, org.events.length]).toEqual([1, 1, 2]);
  });

  test('logs in again when the session has expired', async () => {
    const crm = connect();
    await crm.publish([EVENT]);
    org.validFrom = 2;
    expect(await crm.publish([EVENT])).toEqual([{ accepted: true }]);
    expect(org.logins).toBe(2);
  });

  test('tells the events of a request apart by the code of their result', async () => {
    org.answers.push({
      results: [null, { code: 'COMMIT', msg: 'x' }, { code: 'PUBLISH', msg: 'x' }, { code: 'UNKNOWN', msg: 'x' }]
    });
    const outcomes = await connect().publish([EVENT, EVENT, EVENT, EVENT]);
    expect(outcomes.map((outcome) => (outcome.accepted ? 'accepted' : outcome.failure))).toEqual([
      'accepted',
      'permanent',
      'transient',
      'ambiguous'
    ]);
  });

  test.each<[keyof typeof status, FailureClass]>([
    ['RESOURCE_EXHAUSTED', 'transient'],
    ['UNAVAILABLE', 'ambiguous'],
    ['INTERNAL', 'ambiguous'],
    ['DEADLINE_EXCEEDED', 'ambiguous'],
    ['PERMISSION_DENIED', 'permanent'],
    ['INVALID_ARGUMENT', 'permanent']
  ])('gRPC %s is %s', async (code, failure) => {
    org.answers.push({ status: status[code] });
    await expect(connect().publish([EVENT])).rejects.toMatchObject({ code, failure });
  });

  test('a refused login names the remedy and is permanent', async () => {
    const publish = connect(org, '', 'someone@example.com').publish([EVENT]);
    await expect(publish).rejects.toMatchObject({
      failure: 'permanent',
      code: 'LOGIN_REFUSED',
      message: expect.stringContaining('pre-authorized')
    });
  });

  test('an org that cannot be reached is transient', async () => {
    await org.stop();
    await expect(connect().publish([EVENT])).rejects.toMatchObject({ failure: 'transient', code: 'LOGIN_UNREACHABLE' });
    await org.start();
  });

  test('a schema that lacks a field is told with the names that are missing', async () => {
    await expect(connect(org, 'tgrid').publish([EVENT])).rejects.toMatchObject({
      code: 'SCHEMA_FIELD_MISSING',
      message: expect.stringContaining('tgrid__Kind__c')
    });
  });
});
