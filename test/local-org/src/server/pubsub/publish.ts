import { randomUUID } from 'node:crypto';
import type { FieldValue } from '../../schema/schema.ts';
import type { Access } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { publishEvents } from '../publish-events.ts';
import { decodePayload } from './avro.ts';
import type { EventSchema, EventSchemas } from './avro.ts';
import { invalid } from './grpc-error.ts';
import { replayIdBytes } from './messages.ts';
import type { ProducerEvent, PublishResponse, PublishResult } from './messages.ts';

const MAX_EVENT_BYTES = 1_048_576;

const failed = (event: ProducerEvent, msg: string): PublishResult => ({
  replay_id: Buffer.alloc(0),
  error: { code: 'PUBLISH', msg },
  correlation_key: event.id
});

function decode(schemas: EventSchemas, topic: EventSchema, event: ProducerEvent): Map<string, FieldValue> | string {
  if (event.payload.length > MAX_EVENT_BYTES)
    return `the event of ${event.payload.length} bytes exceeds the limit of 1 MB`;
  const schema = schemas.find(event.schema_id);
  if (schema?.object.apiName !== topic.object.apiName) {
    return `schema id ${event.schema_id} is not a schema of this topic`;
  }
  try {
    const fields = decodePayload(schema, Buffer.from(event.payload));
    // A field that a deployment has deleted since is left out.
    return new Map([...fields].filter(([name]) => topic.object.fields.has(name.toLowerCase())));
  } catch (error) {
    return `the payload does not fit the Avro schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Publishes the events of one request; each has its own result, in the order given. */
export function publishRequest(
  context: ServerContext,
  schemas: EventSchemas,
  topic: EventSchema,
  events: readonly ProducerEvent[],
  access: Access
): PublishResponse {
  if (events.length === 0) throw invalid('publish.event.count.invalid', 'A publish request needs at least one event.');
  const decoded = events.map((event) => decode(schemas, topic, event));
  const rows = decoded
    .filter((fields) => typeof fields !== 'string')
    .map((fields) => ({ object: topic.object, fields }));
  const published = rows.length === 0 ? [].values() : publishEvents(context, rows, access).values();
  const results = events.map((event, i): PublishResult => {
    const fields = decoded[i];
    if (typeof fields === 'string') return failed(event, fields);
    const result = published.next().value;
    if (result?.success === true) {
      return { replay_id: replayIdBytes(result.replayId ?? 0), error: null, correlation_key: event.id };
    }
    const reasons = result?.errors.map(({ statusCode, message }) => `${statusCode}: ${message}`) ?? ['not published'];
    return failed(event, reasons.join('; '));
  });
  return { results, schema_id: topic.id, rpc_id: randomUUID() };
}
