import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { Metadata } from '@grpc/grpc-js';
import type { Access } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import type { EventSchema, EventSchemas } from './avro.ts';
import { PubSubError, authError, badHeaders, invalid } from './grpc-error.ts';
import type { SchemaInfo, TopicInfo } from './messages.ts';

const header = (metadata: Metadata, name: string): string => String(metadata.get(name)[0] ?? '');

/** Who calls: checks the three headers that every call must carry. */
export function accessOfCall(context: ServerContext, metadata: Metadata): Access {
  for (const name of ['accesstoken', 'instanceurl', 'tenantid']) {
    if (header(metadata, name) === '') throw badHeaders(`The metadata header ${name} is missing or blank.`);
  }
  const tenant = header(metadata, 'tenantid').slice(0, 15);
  if (tenant !== context.org.organizationId.slice(0, 15)) throw badHeaders('tenantid is not the id of this org.');
  const session = context.sessions.use(header(metadata, 'accesstoken'));
  if (session === undefined) throw authError();
  return { userId: session.userId, mode: 'user', sharing: true };
}

/** What a call wants of a topic, and the code that it gets where the user may not. */
export type Purpose = 'describe' | 'publish' | 'subscribe';

const EMPTY: Record<Purpose, string> = {
  describe: 'topic.validation.empty',
  publish: 'publish.topic.validation.empty',
  subscribe: 'topic.validation.empty'
};

/** The schema of `/event/Name__e`. Names need their namespace. */
export function topicSchema(
  context: ServerContext,
  schemas: EventSchemas,
  topic: string,
  access: Access,
  purpose: Purpose
): EventSchema {
  if (topic.trim() === '') throw invalid(EMPTY[purpose], 'The topic name is blank.');
  if (topic.startsWith('/data/')) {
    throw new PubSubError(status.UNIMPLEMENTED, 'topic.not.found', `not emulated: change events (${topic}).`);
  }
  const name = /^\/event\/(\w+)$/.exec(topic)?.[1];
  const object = name === undefined ? undefined : context.org.schema.exact(name);
  const schema = object && schemas.of(object);
  if (schema === undefined) {
    throw new PubSubError(
      status.NOT_FOUND,
      'topic.not.found',
      `The topic ${topic} does not exist; topics are named /event/Name__e.`
    );
  }
  const rights = context.org.rights(access.userId).object(schema.object);
  if (purpose === 'subscribe' && !rights.read) {
    const message = `The user has no permission to subscribe to the topic ${topic}.`;
    throw new PubSubError(status.PERMISSION_DENIED, 'subscription.topic.cannot.subscribe', message);
  }
  if (!rights.read && !rights.create) {
    const message = `The user has no access to the topic ${topic}.`;
    throw new PubSubError(status.PERMISSION_DENIED, 'topic.meta.permission', message);
  }
  return schema;
}

export function topicInfo(context: ServerContext, schema: EventSchema, topic: string, access: Access): TopicInfo {
  const rights = context.org.rights(access.userId).object(schema.object);
  return {
    topic_name: topic,
    tenant_guid: context.org.organizationId,
    can_publish: rights.create,
    can_subscribe: rights.read,
    schema_id: schema.id,
    rpc_id: randomUUID()
  };
}

export function schemaInfo(schemas: EventSchemas, id: string): SchemaInfo {
  if (id.trim() === '') throw invalid('schema.validation.failed', 'The schema id is blank.');
  const schema = schemas.find(id);
  if (schema === undefined) {
    throw new PubSubError(status.NOT_FOUND, 'schema.meta.permission', `No schema has the id ${id}.`);
  }
  return { schema_json: schema.json, schema_id: schema.id, rpc_id: randomUUID() };
}
