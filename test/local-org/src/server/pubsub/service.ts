import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServerUnaryCall, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import type { ServerContext } from '../context.ts';
import { EventSchemas } from './avro.ts';
import type { EventSchema } from './avro.ts';
import { PubSubError, asServiceError } from './grpc-error.ts';
import type {
  FetchRequest,
  FetchResponse,
  PublishRequest,
  PublishResponse,
  SchemaInfo,
  SchemaRequest,
  TopicInfo,
  TopicRequest
} from './messages.ts';
import { publishEvents } from './publish.ts';
import { Subscription } from './subscription.ts';
import { accessOfCall, schemaInfo, topicInfo, topicSchema } from './topics.ts';

function unary<Request, Response>(answer: (call: ServerUnaryCall<Request, Response>) => Response) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    let response: Response;
    try {
      response = answer(call);
    } catch (error) {
      callback(asServiceError(error));
      return;
    }
    callback(null, response);
  };
}

/** Ends the stream with an error when handling a message throws. */
function guarded<Request, Response>(call: ServerDuplexStream<Request, Response>, handle: (message: Request) => void) {
  let ended = false;
  return (message: Request): void => {
    if (ended) return;
    try {
      handle(message);
    } catch (error) {
      ended = true;
      call.emit('error', asServiceError(error));
    }
  };
}

/** A stream keeps the topic of its first request. */
function sameTopic(first: string, given: string): void {
  if (given === '' || given === first) return;
  throw new PubSubError(
    status.INVALID_ARGUMENT,
    'stream.topic.changed',
    `the stream is for ${first}, not for ${given}`
  );
}

/** The service of pubsub_api.proto over the org's event bus. */
export function pubSubService(context: ServerContext, keepaliveMs: number): UntypedServiceImplementation {
  const schemas = new EventSchemas(context.org.schema.objects);

  const publishStream = (call: ServerDuplexStream<PublishRequest, PublishResponse>): void => {
    let topic: { name: string; schema: EventSchema } | undefined;
    const handle = guarded(call, (request: PublishRequest) => {
      const access = accessOfCall(context, call.metadata);
      if (topic === undefined) {
        topic = { name: request.topic_name, schema: topicSchema(context, schemas, request.topic_name, access) };
      }
      sameTopic(topic.name, request.topic_name);
      call.write(publishEvents(context, schemas, topic.schema, request.events, access));
    });
    call.on('data', handle);
    call.on('end', () => call.end());
  };

  const subscribe = (call: ServerDuplexStream<FetchRequest, FetchResponse>): void => {
    let stream: { topic: string; subscription: Subscription } | undefined;
    const close = (): void => stream?.subscription.close();
    const handle = guarded(call, (request: FetchRequest) => {
      const access = accessOfCall(context, call.metadata);
      if (stream === undefined) {
        const schema = topicSchema(context, schemas, request.topic_name, access);
        const subscription = new Subscription(context, schema, call, request, keepaliveMs);
        stream = { topic: request.topic_name, subscription };
      }
      sameTopic(stream.topic, request.topic_name);
      stream.subscription.request(request.num_requested);
    });
    call.on('data', handle);
    for (const event of ['cancelled', 'error', 'close']) call.on(event, close);
    call.on('end', () => {
      close();
      call.end();
    });
  };

  return {
    GetTopic: unary<TopicRequest, TopicInfo>((call) => {
      const access = accessOfCall(context, call.metadata);
      const topic = call.request.topic_name;
      return topicInfo(context, topicSchema(context, schemas, topic, access), topic, access);
    }),
    GetSchema: unary<SchemaRequest, SchemaInfo>((call) => {
      accessOfCall(context, call.metadata);
      return schemaInfo(schemas, call.request.schema_id);
    }),
    Publish: unary<PublishRequest, PublishResponse>((call) => {
      const access = accessOfCall(context, call.metadata);
      const topic = topicSchema(context, schemas, call.request.topic_name, access);
      return publishEvents(context, schemas, topic, call.request.events, access);
    }),
    PublishStream: publishStream,
    Subscribe: subscribe
  };
}
