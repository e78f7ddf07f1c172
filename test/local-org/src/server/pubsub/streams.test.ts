import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import avro from 'avsc';
import type { TestContext } from '../testing.ts';
import { TemporaryProject } from '../testing/apex-project.ts';
import { PubSubTestClient, errorCode, payload } from '../testing/pubsub-client.ts';
import { metadata, packageXml, zipOf } from '../testing/zip.ts';
import { certificateIn } from './certificate.ts';
import type { FetchResponse, SchemaInfo } from './messages.ts';
import { replayIdNumber } from './messages.ts';
import { startPubSub } from './start-pubsub.ts';
import type { RunningPubSub } from './start-pubsub.ts';

const TOPIC = '/event/Ping__e';
const field = (name: string, required = false): string =>
  `<fields><fullName>${name}</fullName><label>${name}</label><length>80</length><required>${required}</required><type>Text</type></fields>`;
const event = (...fields: string[]): string =>
  metadata(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus><eventType>HighVolume</eventType>${fields.join('')}<label>Ping</label><pluralLabel>Pings</pluralLabel><publishBehavior>PublishImmediately</publishBehavior>`
  );

let project: TemporaryProject;
let context: TestContext;
let server: RunningPubSub;
let client: PubSubTestClient;

beforeEach(async () => {
  project = new TemporaryProject({
    'objects/Ping__e/Ping__e.object-meta.xml': event(),
    'objects/Ping__e/fields/Text__c.field-meta.xml': metadata(
      'CustomField',
      '<fullName>Text__c</fullName><label>Text</label><length>80</length><type>Text</type>'
    )
  });
  context = project.open();
  server = await startPubSub({
    context,
    port: 0,
    times: { idle: 100, publishIdle: 100 }
  });
  client = clientOf(server.address);
});
afterEach(() => {
  client.close();
  server.close();
  context.deployments.close();
  context.org.close();
  project.remove();
});

const clientOf = (address: string, channel = credentials.createInsecure()): PubSubTestClient =>
  new PubSubTestClient(address, { accesstoken: context.token, tenantid: context.org.organizationId }, channel);

async function deploy(files: Record<string, string>): Promise<void> {
  const options = {
    checkOnly: false,
    ignoreWarnings: true,
    rollbackOnError: true,
    runTests: [],
    testLevel: 'NoTestRun'
  };
  const id = context.deployments.enqueue(
    zipOf({ 'package.xml': packageXml({}), ...files }),
    options,
    context.org.users.admin
  );
  for (;;) {
    const result = context.deployments.result(id, true) as { done: boolean; success: boolean };
    if (result.done) {
      expect(result).toMatchObject({ success: true });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const failure = async (promise: Promise<unknown>): Promise<[number, string]> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason as ServiceError
  );
  return [error?.code ?? status.OK, error === undefined ? '' : errorCode(error)];
};

test('an error tells its call in message and trailers', async () => {
  const error = await client
    .call('GetTopic', { topic_name: '/event/Nope__e' })
    .catch((reason: unknown) => reason as ServiceError);
  const rpcId = String((error as ServiceError).metadata.get('rpc-id')[0]);
  expect(rpcId).toMatch(/^[0-9a-f-]{36}$/);
  expect((error as ServiceError).details).toContain(`rpcId: ${rpcId}`);
});

test('blank names, change events and managed subscriptions', async () => {
  expect(await failure(client.call('GetTopic', { topic_name: ' ' }))).toEqual([
    status.INVALID_ARGUMENT,
    'topic.validation.empty'
  ]);
  expect(await failure(client.call('GetSchema', { schema_id: '' }))).toEqual([
    status.INVALID_ARGUMENT,
    'schema.validation.failed'
  ]);
  expect(await failure(client.call('Publish', { topic_name: '', events: [] }))).toEqual([
    status.INVALID_ARGUMENT,
    'publish.topic.validation.empty'
  ]);
  expect(await failure(client.call('Publish', { topic_name: TOPIC, events: [] }))).toEqual([
    status.INVALID_ARGUMENT,
    'publish.event.count.invalid'
  ]);
  expect((await failure(client.call('GetTopic', { topic_name: '/data/AccountChangeEvent' })))[0]).toBe(
    status.UNIMPLEMENTED
  );
  const managed = client.open('ManagedSubscribe');
  const refused = new Promise<ServiceError>((resolve) => managed.on('error', resolve));
  managed.write({ developer_name: 'x', num_requested: 1 });
  expect(await refused).toMatchObject({
    code: status.UNIMPLEMENTED,
    details: expect.stringContaining('not emulated: ManagedSubscribe')
  });
});

test('streams keep their topic', async () => {
  const { stream, ended } = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 1 });
  stream.write({ topic_name: '/event/Other__e', num_requested: 1 });
  expect(errorCode(await ended)).toBe('subscription.fetch.topic.mismatch');
  const publishing = client.open('PublishStream');
  const refused = new Promise<ServiceError>((resolve) => publishing.on('error', resolve));
  const { id, type } = await client.schema(TOPIC);
  const events = [{ id: 'a', schema_id: id, payload: payload(type, { Text__c: 'x' }) }];
  publishing.write({ topic_name: TOPIC, events });
  publishing.write({ topic_name: '/event/Other__e', events });
  expect(errorCode(await refused)).toBe('publish.topic.mismatch');
});

describe('time', () => {
  test('a subscriber that asks for nothing more is let go', async () => {
    const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 1 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await client.publish(TOPIC, { Text__c: '1' });
    expect((await received.next()).pending_num_requested).toBe(0);
    received.stream.write({ num_requested: 1 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await client.publish(TOPIC, { Text__c: '2' });
    await received.next();
    expect(await received.ended).toBeUndefined();
  });

  test('a publish stream that publishes nothing more ends with an error', async () => {
    const stream = client.open('PublishStream');
    const ended = new Promise<ServiceError>((resolve) => stream.on('error', resolve));
    const { id, type } = await client.schema(TOPIC);
    stream.write({ topic_name: TOPIC, events: [{ id: 'a', schema_id: id, payload: payload(type, {}) }] });
    expect(errorCode(await ended)).toBe('publish.stream.sweeper.timeout');
  });

  test('outstanding requests add up, to a hundred at most', async () => {
    const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 60 });
    received.stream.write({ num_requested: 30 });
    await client.schema(TOPIC);
    await client.publish(TOPIC, { Text__c: '1' });
    expect((await received.next()).pending_num_requested).toBe(89);
    received.stream.write({ num_requested: 50 });
    await client.schema(TOPIC);
    await client.publish(TOPIC, { Text__c: '2' });
    expect((await received.next()).pending_num_requested).toBe(99);
    received.stream.cancel();
  });
});

test('a session that ended ends the stream at its next request', async () => {
  const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 1 });
  await client.schema(TOPIC);
  context.sessions.revoke(context.token);
  received.stream.write({ num_requested: 1 });
  expect(errorCode(await received.ended)).toBe('service.auth.error');
});

describe('a deployment under open streams', () => {
  const texts = async (response: FetchResponse): Promise<unknown[]> =>
    Promise.all(
      response.events.map(async ({ event: { schema_id, payload: bytes } }) => {
        const { schema_json: json } = await client.call<SchemaInfo>('GetSchema', { schema_id });
        const type = avro.Type.forSchema(JSON.parse(json) as avro.Schema);
        const fields = { ...(type.fromBuffer(bytes) as Record<string, unknown>) };
        delete fields.CreatedDate;
        delete fields.CreatedById;
        return fields;
      })
    );

  test('a changed event has a new schema id; subscribers go on, old publishers still fit', async () => {
    const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 10 });
    const old = await client.schema(TOPIC);
    await client.publish(TOPIC, { Text__c: 'before' });
    const before = await received.next();
    await deploy({ 'objects/Ping__e.object': event(field('Text__c'), field('Key__c')) });
    const changed = await client.schema(TOPIC);
    expect(changed.id).not.toBe(old.id);
    await client.publish(TOPIC, { Text__c: 'after', Key__c: 'k' });
    const after = await received.next();
    expect(await texts(before)).toEqual([{ Text__c: 'before' }]);
    expect(await texts(after)).toEqual([{ Text__c: 'after', Key__c: 'k' }]);
    expect(after.events[0]?.event.schema_id).toBe(changed.id);
    const stale = { id: 's', schema_id: old.id, payload: payload(old.type, { Text__c: 'stale' }) };
    await client.call('Publish', { topic_name: TOPIC, events: [stale] });
    expect(await texts(await received.next())).toEqual([{ Text__c: 'stale', Key__c: null }]);
    expect(replayIdNumber(after.latest_replay_id)).toBeGreaterThan(replayIdNumber(before.latest_replay_id) ?? 0);
    received.stream.cancel();
  });

  test('events from before a field was required come in the schema that they fit', async () => {
    await client.publish(TOPIC, { Text__c: 'old' });
    const old = await client.schema(TOPIC);
    await deploy({ 'objects/Ping__e.object': event(field('Text__c'), field('Must__c', true)) });
    await client.publish(TOPIC, { Text__c: 'new', Must__c: 'm' });
    const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'EARLIEST', num_requested: 10 });
    const { events } = await received.next();
    expect(events.map(({ event: { schema_id } }) => schema_id === old.id)).toEqual([true, false]);
    received.stream.cancel();
  });

  test('a topic that was deleted ends its streams', async () => {
    const received = client.subscribe({ topic_name: TOPIC, replay_preset: 'LATEST', num_requested: 10 });
    await client.schema(TOPIC);
    await deploy({ 'destructiveChanges.xml': packageXml({ CustomObject: ['Ping__e'] }) });
    expect(errorCode(await received.ended)).toBe('topic.not.found');
  });
});

describe('TLS', () => {
  test('the same service, for clients that trust the certificate', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'local-org-tls-'));
    const file = path.join(folder, 'org.pem');
    const made = certificateIn(file);
    expect(certificateIn(file)).toEqual(made);
    expect(new X509Certificate(made.certificate).checkHost('localhost')).toBe('localhost');
    const secured = await startPubSub({ context, port: 0, tls: { port: 0, ...certificateIn(file) } });
    const trusting = clientOf(secured.tlsAddress ?? '', credentials.createSsl(readFileSync(file)));
    expect((await trusting.schema(TOPIC)).id).toBe((await client.schema(TOPIC)).id);
    const wary = clientOf(secured.tlsAddress ?? '', credentials.createSsl());
    expect((await failure(wary.call('GetTopic', { topic_name: TOPIC })))[0]).toBe(status.UNAVAILABLE);
    for (const one of [trusting, wary]) one.close();
    expect(certificateIn(file, Date.now() + 366 * 86_400_000).certificate).not.toBe(made.certificate);
    secured.close();
    rmSync(folder, { recursive: true });
  });
});
