import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { ADMIN_USERNAME } from '../../platform/base-data.ts';
import { startPubSub } from '../pubsub/start-pubsub.ts';
import type { RunningPubSub } from '../pubsub/start-pubsub.ts';
import { startServer } from '../start-server.ts';
import type { RunningServer } from '../start-server.ts';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import { caller } from '../testing/http.ts';
import type { Call } from '../testing/http.ts';
import { PubSubTestClient, errorCode } from '../testing/pubsub-client.ts';

const TOPIC = '/event/Parcel_Event__e';
const CLIENT = { grant_type: 'client_credentials', client_id: 'middleware', client_secret: 'test-secret' };
let context: TestContext;
let server: RunningServer;
let pubSub: RunningPubSub;
let call: Call;
let client: PubSubTestClient;

beforeEach(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  pubSub = await startPubSub({ context, port: 0, times: { keepalive: 50 } });
  call = caller(server, context.token);
  client = new PubSubTestClient(pubSub.address, { accesstoken: context.token, tenantid: context.org.organizationId });
});
afterEach(async () => {
  client.close();
  pubSub.close();
  await server.close();
  context.org.close();
});

const fault = (request: object) => call('POST', '/local-org/faults', request);
const limits = async (): Promise<number> => (await call('GET', '/limits')).status;
const subscribe = (replayId?: Buffer) =>
  client.subscribe({
    topic_name: TOPIC,
    num_requested: 10,
    ...(replayId === undefined ? { replay_preset: 'LATEST' } : { replay_preset: 'CUSTOM', replay_id: replayId })
  });

describe('HTTP', () => {
  test('errors for so many calls of a path, in Salesforce’s form', async () => {
    await fault({ kind: 'httpError', status: 503, path: 'limits$', method: 'get', times: 2 });
    expect((await call('GET', '/services/data')).status).toBe(200);
    expect(await call('GET', '/limits')).toMatchObject({ status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE' }] });
    expect((await call('GET', '/local-org/faults')).body).toMatchObject([
      { kind: 'httpError', status: 503, remaining: 1 }
    ]);
    expect([await limits(), await limits()]).toEqual([503, 200]);
    expect((await call('GET', '/local-org/faults')).body).toEqual([]);
  });

  test('a code of one’s own choice; cleared faults do not hit', async () => {
    await fault({ kind: 'httpError', status: 403, errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'no more' });
    expect((await call('GET', '/limits')).body).toEqual([{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'no more' }]);
    const { body } = await fault({ kind: 'httpError', status: 500, times: 9 });
    expect((await call('DELETE', `/local-org/faults/${(body as { id: string }).id}`)).status).toBe(204);
    expect(await limits()).toBe(200);
    expect((await call('DELETE', '/local-org/faults/none')).status).toBe(404);
  });

  test('slow answers', async () => {
    await fault({ kind: 'slow', milliseconds: 120, path: '/limits' });
    const started = performance.now();
    expect(await limits()).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  test('a connection that breaks, before or after the work is done', async () => {
    const create = () => call('POST', '/sobjects/Account', { Name: 'dropped' });
    await fault({ kind: 'drop' });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(context.t.select('SELECT Name FROM Account')).toEqual([]);
    await fault({ kind: 'drop', afterProcessing: true });
    await expect(create()).rejects.toThrow('fetch failed');
    expect(context.t.select('SELECT Name FROM Account')).toEqual([{ Name: 'dropped' }]);
  });

  test('tokens end, all or those of a user', async () => {
    const other = context.sessions.create(context.org.users.automatedProcess).token;
    expect((await fault({ kind: 'expireTokens', username: ADMIN_USERNAME })).body).toMatchObject({ ended: 1 });
    expect(await call('GET', '/limits')).toMatchObject({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] });
    expect((await call('GET', '/limits', undefined, { token: other })).status).toBe(200);
    await fault({ kind: 'expireTokens' });
    expect((await call('GET', '/limits', undefined, { token: other })).status).toBe(401);
  });
});

describe('streams', () => {
  test('one that dies, with the code that was asked for', async () => {
    const first = subscribe();
    await client.schema(TOPIC);
    expect((await fault({ kind: 'killStreams', topic: '/event/Other__e' })).body).toMatchObject({ ended: 0 });
    expect((await fault({ kind: 'killStreams' })).body).toMatchObject({ ended: 1 });
    expect(errorCode(await first.ended)).toBe('service.unavailable');
    const second = subscribe();
    await client.schema(TOPIC);
    await fault({ kind: 'killStreams', errorCode: 'subscription.internal.error' });
    expect(errorCode(await second.ended)).toBe('subscription.internal.error');
  });

  test('one that stays open and brings nothing, not even keepalives', async () => {
    const before = subscribe();
    await client.schema(TOPIC);
    const { body } = await fault({ kind: 'zombieStreams' });
    const during = subscribe();
    await client.schema(TOPIC);
    before.responses.length = 0;
    await client.publish(TOPIC, { Key__c: 'lost' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([before.responses, during.responses]).toEqual([[], []]);
    await call('DELETE', `/local-org/faults/${(body as { id: string }).id}`);
    const after = subscribe();
    await client.schema(TOPIC);
    await client.publish(TOPIC, { Key__c: 'seen' });
    expect((await after.next()).events).toHaveLength(1);
    expect(during.responses).toEqual([]);
    for (const one of [before, during, after]) one.stream.cancel();
  });

  test('a replay id that is too old, by a fault or by the clock', async () => {
    const { results } = await client.publish(TOPIC, { Key__c: '1' }, { Key__c: '2' });
    const replayId = results[0]?.replay_id ?? Buffer.alloc(0);
    await fault({ kind: 'replayIdExpired' });
    expect(errorCode(await subscribe(replayId).ended)).toBe('subscription.fetch.replayid.corrupted');
    const good = subscribe(replayId);
    expect((await good.next()).events).toHaveLength(1);
    good.stream.cancel();
    await call('POST', '/local-org/clock', { advanceSeconds: 73 * 3600 });
    const token = context.sessions.create(context.org.users.admin).token;
    const later = new PubSubTestClient(pubSub.address, { accesstoken: token, tenantid: context.org.organizationId });
    const late = later.subscribe({ topic_name: TOPIC, num_requested: 1, replay_preset: 'CUSTOM', replay_id: replayId });
    expect(errorCode(await late.ended)).toBe('subscription.fetch.replayid.corrupted');
    later.close();
  });
});

describe('publishing', () => {
  test('single events of a request fail, by their place or the first ones; the others are published', async () => {
    const tip = context.org.bus.newest();
    await fault({ kind: 'failEvents', indexes: [1], statusCode: 'PLATFORM_EVENT_ENCRYPTION_ERROR', message: 'no key' });
    const { results } = await client.publish(TOPIC, { Key__c: 'a' }, { Key__c: 'b' }, { Key__c: 'c' });
    expect(results.map((result) => result.error?.msg ?? 'ok')).toEqual([
      'ok',
      'PLATFORM_EVENT_ENCRYPTION_ERROR: no key',
      'ok'
    ]);
    await fault({ kind: 'failEvents', count: 2 });
    const events = ['d', 'e', 'f'].map((Key__c) => ({ attributes: { type: 'Parcel_Event__e' }, Key__c }));
    const { body } = await call('POST', '/composite/sobjects', { records: events });
    expect((body as { success: boolean }[]).map((one) => one.success)).toEqual([false, false, true]);
    const keys = context.org.bus
      .read(context.t.object('Parcel_Event__e'), tip, 10)
      .map((event) => event.fields.get('Key__c'));
    expect(keys).toEqual(['a', 'c', 'f']);
    expect((await client.publish(TOPIC, { Key__c: 'g' })).results[0]?.error).toBeNull();
  });
});

describe('allocations', () => {
  test.each([
    ['publishing', 'HourlyPublishedPlatformEvents'],
    ['delivery', 'DailyDeliveredPlatformEvents']
  ])('%s has nothing left until it is cleared', async (allocation, limit) => {
    const remaining = async () =>
      ((await call('GET', '/limits')).body as Record<string, { Remaining: number }>)[limit]?.Remaining;
    await fault({ kind: 'allocationUsedUp', allocation });
    expect(await remaining()).toBe(0);
    const received = subscribe();
    await client.schema(TOPIC);
    const { results } = await client.publish(TOPIC, { Key__c: 'k' });
    if (allocation === 'publishing') {
      expect(results[0]?.error?.msg).toMatch(/^LIMIT_EXCEEDED/);
      const rest = await call('POST', '/sobjects/Parcel_Event__e', { Key__c: 'k' });
      expect(rest).toMatchObject({ status: 400, body: [{ errorCode: 'LIMIT_EXCEEDED' }] });
      received.stream.cancel();
    } else {
      expect(errorCode(await received.ended)).toBe('subscription.limit.exceeded');
    }
    await call('DELETE', '/local-org/faults');
    expect(await remaining()).toBeGreaterThan(0);
  });

  test('API requests', async () => {
    await fault({ kind: 'allocationUsedUp', allocation: 'apiRequests' });
    expect(await call('GET', '/limits')).toMatchObject({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]
    });
  });
});

test.each(['unauthorized', 'redirect'])('a move to another host: the old one answers %s', async (answer) => {
  const { body } = await fault({ kind: 'moveInstance', answer });
  const { url } = body as { url: string };
  expect(url).not.toBe(server.url);
  const old = await call('GET', '/limits?x=1');
  expect(old.status).toBe(answer === 'redirect' ? 307 : 401);
  if (answer === 'redirect') expect(old.headers.get('location')).toBe(`${url}/services/data/v67.0/limits?x=1`);
  const { body: granted } = await call('POST', '/services/oauth2/token', new URLSearchParams(CLIENT));
  expect(granted).toMatchObject({ instance_url: url });
  const { access_token: accessToken } = granted as { access_token: string };
  const connection = new Connection({ instanceUrl: url, accessToken, version: '67.0' });
  expect(await connection.query('SELECT Id FROM Organization')).toMatchObject({ totalSize: 1 });
});

describe('the control API', () => {
  test.each([
    [{ kind: 'nonsense' }, 'kind must be one of'],
    [{ kind: 'httpError' }, 'httpError needs status'],
    [{ kind: 'httpError', status: 200 }, 'status of httpError cannot be 200'],
    [{ kind: 'slow', milliseconds: 5, path: '(' }, 'path of slow cannot be'],
    [{ kind: 'slow', milliseconds: 5, often: 2 }, 'slow knows no often'],
    [{ kind: 'expireTokens', username: 'nobody@example.com' }, 'no active user']
  ])('refuses %j', async (request, message) => {
    expect(await fault(request)).toMatchObject({ status: 400, body: [{ message: expect.stringContaining(message) }] });
  });

  test('is not for pages', async () => {
    const headers = { origin: 'https://example.com' };
    expect((await call('GET', '/local-org/faults', undefined, { headers })).status).toBe(403);
  });

  test('moves the clock forward, never back', async () => {
    const { body } = await call('POST', '/local-org/clock', { advanceSeconds: 3600 });
    expect(Date.parse((body as { now: string }).now) - Date.now()).toBeGreaterThan(3_590_000);
    expect((await call('POST', '/local-org/clock', { advanceSeconds: -1 })).status).toBe(400);
    expect(await limits()).toBe(200);
    await call('POST', '/local-org/clock', { advanceSeconds: 7201 });
    expect(await limits()).toBe(401);
  });
});
