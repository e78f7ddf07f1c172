import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type avro from 'avsc';
import { testContext } from '../testing.ts';
import type { TestContext } from '../testing.ts';
import type {
  FetchRequest,
  FetchResponse,
  PublishRequest,
  PublishResponse,
  SchemaInfo,
  TopicInfo
} from './messages.ts';
import { replayIdBytes, replayIdNumber } from './messages.ts';
import { PubSubTestClient, errorCode } from '../testing/pubsub-client.ts';
import { startPubSub } from './start-pubsub.ts';
import type { RunningPubSub } from './start-pubsub.ts';

describe.each(['', 'acme'])('the Pub/Sub API, namespace "%s"', (namespace) => {
  const prefix = namespace === '' ? '' : `${namespace}__`;
  const topic = `/event/${prefix}Parcel_Event__e`;
  let context: TestContext;
  let server: RunningPubSub;
  let client: PubSubTestClient;
  let type: avro.Type;
  let schemaId: string;

  /** A client whose headers are these where they differ; an empty one is left out. */
  const connected = (overrides: Record<string, string> = {}): PubSubTestClient => {
    const headers = { accesstoken: context.token, tenantid: context.org.organizationId, ...overrides };
    return new PubSubTestClient(
      server.address,
      Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
    );
  };
  const call = <Response>(method: string, request: object): Promise<Response> => client.call(method, request);
  const event = (id: string, fields: Record<string, unknown> = {}) => ({
    id,
    schema_id: schemaId,
    payload: type.toBuffer({
      CreatedDate: 0,
      CreatedById: 'me',
      [`${prefix}Key__c`]: id,
      [`${prefix}Amount__c`]: null,
      [`${prefix}Happened__c`]: null,
      [`${prefix}Payload__c`]: null,
      ...fields
    })
  });
  const fault = (error: unknown): [number, string] => [(error as ServiceError).code, errorCode(error)];
  const refusal = (promise: Promise<unknown>): Promise<[number, string]> => promise.then(() => [0, 'none'], fault);

  beforeAll(async () => {
    context = testContext(namespace);
    server = await startPubSub({ context, port: 0, times: { keepalive: 50 } });
    client = connected();
    ({ id: schemaId, type } = await client.schema(topic));
  });
  afterAll(() => {
    client.close();
    server.close();
    context.org.close();
  });

  test('topic and schema', async () => {
    expect(await call<TopicInfo>('GetTopic', { topic_name: topic })).toMatchObject({
      topic_name: topic,
      tenant_guid: context.org.organizationId,
      can_publish: true,
      can_subscribe: true
    });
    const schema = JSON.parse((await call<SchemaInfo>('GetSchema', { schema_id: schemaId })).schema_json) as {
      fields: object[];
    };
    expect(schema.fields.slice(0, 4)).toEqual([
      { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
      { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
      { name: `${prefix}Amount__c`, type: ['null', 'double'], doc: 'Data:Double', default: null },
      { name: `${prefix}Happened__c`, type: ['null', 'long'], doc: 'Data:DateTime', default: null }
    ]);
    expect(schema.fields).toContainEqual({ name: `${prefix}Key__c`, type: 'string', doc: 'Data:Text' });
  });

  test('every call needs its headers, a live session and a topic that exists', async () => {
    const getTopic = async (overrides: Record<string, string>, name = topic): Promise<[number, string]> => {
      const caller = connected(overrides);
      const outcome = await refusal(caller.call('GetTopic', { topic_name: name }));
      caller.close();
      return outcome;
    };
    expect(await getTopic({ accesstoken: '' })).toEqual([status.UNAUTHENTICATED, 'service.auth.headers.invalid']);
    expect(await getTopic({ tenantid: '00D000000000000' })).toEqual([
      status.UNAUTHENTICATED,
      'service.auth.headers.invalid'
    ]);
    expect(await getTopic({ accesstoken: 'wrong' })).toEqual([status.UNAUTHENTICATED, 'service.auth.error']);
    expect(await getTopic({}, '/event/Nope__e')).toEqual([status.NOT_FOUND, 'topic.not.found']);
    if (prefix !== '')
      expect(await getTopic({}, '/event/Parcel_Event__e')).toEqual([status.NOT_FOUND, 'topic.not.found']);
    expect(await refusal(call('GetSchema', { schema_id: 'nope' }))).toEqual([
      status.NOT_FOUND,
      'schema.meta.permission'
    ]);
  });

  test('publish: a result an event, in order, with replay id or reason', async () => {
    const events = [
      event('good', { [`${prefix}Happened__c`]: Date.parse('2026-03-11T10:00:00Z'), [`${prefix}Amount__c`]: 2.5 }),
      { id: 'garbled', schema_id: schemaId, payload: Buffer.from([1, 2]) },
      { ...event('foreign'), schema_id: 'other' },
      event('a key that is far too long'),
      event('also good')
    ];
    const { results } = await call<PublishResponse>('Publish', { topic_name: topic, events });
    expect(results.map((result) => result.correlation_key)).toEqual(events.map((entry) => entry.id));
    expect(results.map((result) => result.error?.code ?? 'ok')).toEqual(['ok', 'PUBLISH', 'PUBLISH', 'PUBLISH', 'ok']);
    const first = replayIdNumber(results[0]?.replay_id ?? Buffer.alloc(0)) ?? 0;
    const [stored] = context.org.bus.read(context.t.object('Parcel_Event__e'), first - 1, 1);
    expect(stored?.fields.get(`${prefix}Happened__c`)).toBe('2026-03-11T10:00:00.000+0000');
    expect(stored?.fields.get(`${prefix}Amount__c`)).toBe(2.5);
    expect(stored?.fields.get('CreatedById')).toBe(context.org.users.admin);
  });

  test('publish stream: one answer for each request; the topic stays', async () => {
    const stream = client.open('PublishStream') as ClientDuplexStream<Partial<PublishRequest>, PublishResponse>;
    const responses: PublishResponse[] = [];
    const ended = new Promise<unknown>((resolve) => stream.on('error', resolve));
    const two = new Promise<void>((resolve) => {
      stream.on('data', (response: PublishResponse) => {
        responses.push(response);
        if (responses.length === 2) resolve();
      });
    });
    stream.write({ topic_name: topic, events: [event('s1'), event('s2')] });
    stream.write({ events: [event('s3')] });
    await two;
    expect(responses.map((response) => response.results.map((result) => result.correlation_key))).toEqual([
      ['s1', 's2'],
      ['s3']
    ]);
    stream.write({ topic_name: '/event/Other__e', events: [event('s4')] });
    expect(fault(await ended)[0]).toBe(status.INVALID_ARGUMENT);
  });

  test('the largest event goes through; one above 1 MB is refused alone', async () => {
    const payload = 'x'.repeat(131_072);
    const huge = { id: 'huge', schema_id: schemaId, payload: Buffer.alloc(1_100_000) };
    const { results } = await call<PublishResponse>('Publish', {
      topic_name: topic,
      events: [event('big', { [`${prefix}Payload__c`]: payload }), huge]
    });
    expect(results.map((result) => result.error?.msg ?? 'ok')).toEqual([
      'ok',
      expect.stringContaining('limit of 1 MB')
    ]);
    const over = { topic_name: topic, events: [{ ...huge, payload: Buffer.alloc(4_300_000) }] };
    expect((await refusal(call('Publish', over)))[0]).toBe(status.RESOURCE_EXHAUSTED);
  });

  describe('subscribe', () => {
    let start: number;
    const publish = (...ids: string[]): void => {
      context.org.bus.publish(
        ids.map((Key__c) => context.t.row('Parcel_Event__e', { Key__c })),
        context.t.admin
      );
    };
    const keyOf = (payload: Buffer): unknown =>
      (type.fromBuffer(payload) as Record<string, unknown>)[`${prefix}Key__c`];
    beforeEach(() => {
      start = context.org.bus.newest();
    });

    /** A stream whose responses can be awaited one by one; keepalives apart. */
    function subscribe(request: Partial<FetchRequest>) {
      const stream = client.open('Subscribe') as ClientDuplexStream<Partial<FetchRequest>, FetchResponse>;
      const waiting: ((response: FetchResponse) => void)[] = [];
      const arrived: FetchResponse[] = [];
      const keepalives: FetchResponse[] = [];
      let onKeepalive: (() => void) | undefined;
      const failed = new Promise<unknown>((resolve) => stream.on('error', resolve));
      stream.on('data', (response: FetchResponse) => {
        if (response.events.length === 0) {
          keepalives.push(response);
          onKeepalive?.();
        } else (waiting.shift() ?? ((kept) => arrived.push(kept)))(response);
      });
      stream.write({ topic_name: topic, ...request });
      return {
        stream,
        failed,
        arrived,
        next: (): Promise<FetchResponse> => {
          const ready = arrived.shift();
          return ready === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ready);
        },
        keepalive: (): Promise<FetchResponse> =>
          new Promise((resolve) => {
            onKeepalive = () => resolve(keepalives.at(-1) as FetchResponse);
          })
      };
    }

    test('flow control: never more than was asked for', async () => {
      publish('1', '2', '3', '4', '5');
      const { stream, next, arrived } = subscribe({
        replay_preset: 'CUSTOM',
        replay_id: replayIdBytes(start),
        num_requested: 2
      });
      const first = await next();
      expect(first.events.map((entry) => keyOf(entry.event.payload))).toEqual(['1', '2']);
      expect(first.pending_num_requested).toBe(0);
      publish('6');
      stream.write({ num_requested: 3 });
      const second = await next();
      expect(second.events.map((entry) => keyOf(entry.event.payload))).toEqual(['3', '4', '5']);
      expect(second.latest_replay_id).toEqual(second.events[2]?.replay_id);
      expect(arrived).toEqual([]);
      stream.cancel();
    });

    test('a new event arrives at once, a keepalive brings the newest replay id', async () => {
      const { stream, next, keepalive } = subscribe({ replay_preset: 'LATEST', num_requested: 10 });
      const idle = await keepalive();
      expect(idle.pending_num_requested).toBe(10);
      expect(replayIdNumber(idle.latest_replay_id)).toBe(start);
      publish('live');
      const { events, pending_num_requested } = await next();
      expect(events.map((entry) => keyOf(entry.event.payload))).toEqual(['live']);
      expect(pending_num_requested).toBe(9);
      stream.cancel();
    });

    test('earliest brings all that is retained, 100 at a time', async () => {
      publish(...Array.from({ length: 150 }, (_, i) => `n${i}`));
      const { stream, next } = subscribe({ replay_preset: 'EARLIEST', num_requested: 500 });
      let received = 0;
      while (received < 100) received += (await next()).events.length;
      expect(received).toBe(100);
      stream.cancel();
    });

    test.each<[string, Partial<FetchRequest>, string]>([
      [
        'a replay id never given',
        { replay_preset: 'CUSTOM', replay_id: replayIdBytes(9_999_999), num_requested: 1 },
        'subscription.fetch.replayid.corrupted'
      ],
      [
        'bytes that are no replay id',
        { replay_preset: 'CUSTOM', replay_id: Buffer.from('abc'), num_requested: 1 },
        'subscription.fetch.replayid.corrupted'
      ],
      ['no replay id', { replay_preset: 'CUSTOM', num_requested: 1 }, 'subscription.fetch.replayid.validation.failed'],
      [
        'a request for nothing',
        { replay_preset: 'LATEST', num_requested: 0 },
        'subscription.fetch.requested.events.invalid'
      ]
    ])('refuses %s', async (_, request, code) => {
      const { failed } = subscribe(request);
      expect(fault(await failed)).toEqual([status.INVALID_ARGUMENT, code]);
    });
  });
});
