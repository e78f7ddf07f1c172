import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import PubSubApiClient from 'salesforce-pubsub-api-client';
import { ADMIN_USERNAME } from '../../local-org/src/platform/base-data.ts';
import { packageXml, metadata, zipOf } from '../../local-org/src/server/testing/zip.ts';
import { ConformanceOrg } from './org.ts';

const TOPIC = '/event/Signal__e';
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  trace: () => undefined
};

interface SignalEvent {
  replayId: number;
  schemaId: string;
  payload: Record<string, unknown>;
}

/** What the client's callback is told, to be awaited by kind. */
class Told {
  readonly calls: { kind: string; data: unknown }[] = [];
  lastReplayId: number | null = null;
  private wake: (() => void) | undefined;

  readonly callback = (info: object, kind: string, data: unknown): void => {
    this.lastReplayId = (info as { lastReplayId?: number | null }).lastReplayId ?? null;
    this.calls.push({ kind, data });
    this.wake?.();
  };

  async next(kind: string): Promise<unknown> {
    for (;;) {
      const at = this.calls.findIndex((call) => call.kind === kind);
      if (at >= 0) return this.calls.splice(at, 1)[0]?.data;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async event(): Promise<SignalEvent> {
    return (await this.next('event')) as SignalEvent;
  }
}

const signal = (text: string, level: number | null = null) => ({
  CreatedDate: Date.now(),
  CreatedById: '005000000000000AAA',
  Text__c: { string: text },
  Level__c: level === null ? null : { double: level }
});

describe('salesforce-pubsub-api-client over TLS', () => {
  let org: ConformanceOrg;
  let client: PubSubApiClient;

  beforeAll(async () => {
    org = await ConformanceOrg.start({ keepalive: 50, idle: 200, publishIdle: 200 });
  });
  afterAll(() => org.stop());
  beforeEach(async () => {
    client = new PubSubApiClient(
      {
        authType: 'user-supplied',
        pubSubEndpoint: org.pubSub.tlsAddress ?? '',
        rejectUnauthorizedSsl: false,
        accessToken: org.context.token,
        // The client takes nothing but https here, and tells it to the Pub/Sub API only.
        instanceUrl: 'https://localhost',
        organizationId: org.context.org.organizationId
      },
      silent
    );
    await client.connect();
  });
  afterEach(() => client.close());

  test.each<[string, 'oauth-jwt-bearer' | 'oauth-client-credentials' | 'username-password']>([
    ['JWT bearer', 'oauth-jwt-bearer'],
    ['client credentials', 'oauth-client-credentials'],
    ['user name and password', 'username-password']
  ])('logs in by %s', async (_, authType) => {
    org.context.sessions.setPassword(org.context.org.users.admin, 'password1');
    const own = new PubSubApiClient(
      {
        authType,
        pubSubEndpoint: org.pubSub.tlsAddress ?? '',
        rejectUnauthorizedSsl: false,
        loginUrl: org.server.url,
        username: ADMIN_USERNAME,
        password: 'password1',
        userToken: '',
        clientId: 'middleware',
        clientSecret: 'test-secret',
        privateKey: org.context.privateKey
      },
      silent
    );
    await own.connect();
    expect(await own.publish(TOPIC, signal(authType))).toMatchObject({ replayId: expect.any(Number) });
    own.close();
  });

  test('publishes one and many, and reads them from the earliest and from a replay id', async () => {
    const first = await client.publish(TOPIC, signal('one', 1.5), 'key-1');
    expect(first).toMatchObject({ correlationKey: 'key-1', replayId: expect.any(Number) });
    const published = new Told();
    await client.publishBatch(
      TOPIC,
      ['two', 'three'].map((text) => ({ id: text, payload: signal(text) })),
      published.callback
    );
    const response = (await published.next('publishResponse')) as { results: { replayId: number }[] };
    expect(response.results).toHaveLength(2);
    // The client crashes when it is closed with a stream open; the org ends the idle one.
    await published.next('error');
    const earliest = new Told();
    const retained = org.context.org.bus.read(org.context.t.object('Signal__e'), 0, 100).length;
    client.subscribeFromEarliestEvent(TOPIC, earliest.callback, retained);
    await earliest.next('lastEvent');
    const texts = earliest.calls
      .filter(({ kind }) => kind === 'event')
      .map(({ data }) => (data as SignalEvent).payload);
    expect(texts.slice(-3)).toMatchObject([
      { Text__c: 'one', Level__c: 1.5 },
      { Text__c: 'two' },
      { Text__c: 'three' }
    ]);
    await earliest.next('end');
    const later = new Told();
    client.subscribeFromReplayId(TOPIC, later.callback, 2, first.replayId);
    expect([(await later.event()).payload.Text__c, (await later.event()).payload.Text__c]).toEqual(['two', 'three']);
    await later.next('end');
  });

  test('is told of a keepalive with the newest replay id, and of an event as soon as it is there', async () => {
    const live = new Told();
    client.subscribe(TOPIC, live.callback, 1);
    const newest = org.context.org.bus.newest();
    await live.next('grpcKeepAlive');
    expect(live.lastReplayId).toBe(newest);
    await client.publish(TOPIC, signal('live'));
    expect((await live.event()).payload.Text__c).toBe('live');
    await live.next('end');
  });

  test('asks for more events on a stream that goes on', async () => {
    const told = new Told();
    client.subscribe(TOPIC, told.callback, 1);
    await told.next('grpcKeepAlive');
    client.requestAdditionalEvents(TOPIC, 1);
    await client.publish(TOPIC, signal('first'));
    await told.event();
    await client.publish(TOPIC, signal('second'));
    expect((await told.event()).payload.Text__c).toBe('second');
    await told.next('end');
  });

  test('follows a change of the schema', async () => {
    const told = new Told();
    client.subscribe(TOPIC, told.callback, 2);
    await told.next('grpcKeepAlive');
    await client.publish(TOPIC, signal('before'));
    const before = await told.event();
    const field = metadata(
      'CustomObject',
      '<fields><fullName>Extra__c</fullName><label>Extra</label><length>9</length><type>Text</type></fields>'
    );
    const options = {
      checkOnly: false,
      ignoreWarnings: true,
      rollbackOnError: true,
      runTests: [],
      testLevel: 'NoTestRun'
    };
    const zip = zipOf({ 'package.xml': packageXml({}), 'objects/Signal__e.object': field });
    const id = org.context.deployments.enqueue(zip, options, org.context.org.users.admin);
    while (org.context.deployments.result(id, false).done !== true)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const other = new PubSubApiClient(
      {
        authType: 'user-supplied',
        pubSubEndpoint: org.pubSub.tlsAddress ?? '',
        rejectUnauthorizedSsl: false,
        accessToken: org.context.token,
        // The client takes nothing but https here, and tells it to the Pub/Sub API only.
        instanceUrl: 'https://localhost',
        organizationId: org.context.org.organizationId
      },
      silent
    );
    await other.connect();
    await other.publish(TOPIC, { ...signal('after'), Extra__c: { string: 'new' } });
    const after = await told.event();
    expect(after.payload).toMatchObject({ Text__c: 'after', Extra__c: 'new' });
    expect(after.schemaId).not.toBe(before.schemaId);
    await told.next('end');
    other.close();
  });

  test('a replay id that was never given is refused with Salesforce’s code', async () => {
    const told = new Told();
    client.subscribeFromReplayId(TOPIC, told.callback, 1, 99_999_999);
    const error = (await told.next('error')) as { metadata: { get(name: string): unknown[] } };
    expect(error.metadata.get('error-code')).toEqual([
      'sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted'
    ]);
  });
});
