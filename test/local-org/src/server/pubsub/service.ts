import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServerUnaryCall, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import type { ServerContext } from '../context.ts';
import { EventSchemas } from './avro.ts';
import { PubSubError, asServiceError, invalid } from './grpc-error.ts';
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
import { publishRequest } from './publish.ts';
import { Subscription } from './subscription.ts';
import type { StreamTimes } from './subscription.ts';
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
function sameTopic(first: string, given: string, errorCode: string): void {
  if (given === '' || given === first) return;
  throw invalid(errorCode, `The stream is for ${first}, not for ${given}.`);
}

const managedSubscribe = (call: ServerDuplexStream<unknown, unknown>): void => {
  const message = 'not emulated: ManagedSubscribe; subscribe by Subscribe and keep the Replay ID yourself.';
  call.emit('error', new PubSubError(status.UNIMPLEMENTED, 'service.unavailable', message));
};

/** The service of pubsub_api.proto over the org's event bus. */
export function pubSubService(context: ServerContext, times: StreamTimes): UntypedServiceImplementation {
  const schemas = new EventSchemas(context.org.schema.objects);

  const publishStream = (call: ServerDuplexStream<PublishRequest, PublishResponse>): void => {
    let topic: string | undefined;
    let idle: NodeJS.Timeout | undefined;
    const stopWaiting = (): void => clearTimeout(idle);
    const handle = guarded(call, (request: PublishRequest) => {
      stopWaiting();
      const access = accessOfCall(context, call.metadata);
      const name = topic ?? request.topic_name;
      const schema = topicSchema(context, schemas, name, access, 'publish');
      sameTopic(name, request.topic_name, 'publish.topic.mismatch');
      topic = name;
      call.write(publishRequest(context, schemas, schema, request.events, access));
      idle = setTimeout(() => {
        const message = 'No publish request came within the time that the stream waits.';
        call.emit('error', new PubSubError(status.DEADLINE_EXCEEDED, 'publish.stream.sweeper.timeout', message));
      }, times.publishIdle);
      idle.unref();
    });
    call.on('data', handle);
    for (const event of ['cancelled', 'error', 'close']) call.on(event, stopWaiting);
    call.on('end', () => {
      stopWaiting();
      call.end();
    });
  };

  const subscribe = (call: ServerDuplexStream<FetchRequest, FetchResponse>): void => {
    let subscription: Subscription | undefined;
    const close = (): void => subscription?.close();
    const handle = guarded(call, (request: FetchRequest) => {
      const access = accessOfCall(context, call.metadata);
      if (subscription === undefined) {
        const schema = topicSchema(context, schemas, request.topic_name, access, 'subscribe');
        subscription = new Subscription(context, schemas, schema, call, request, times);
      }
      sameTopic(subscription.topic, request.topic_name, 'subscription.fetch.topic.mismatch');
      subscription.request(request.num_requested);
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
      return topicInfo(context, topicSchema(context, schemas, topic, access, 'describe'), topic, access);
    }),
    GetSchema: unary<SchemaRequest, SchemaInfo>((call) => {
      accessOfCall(context, call.metadata);
      return schemaInfo(schemas, call.request.schema_id);
    }),
    Publish: unary<PublishRequest, PublishResponse>((call) => {
      const access = accessOfCall(context, call.metadata);
      const topic = topicSchema(context, schemas, call.request.topic_name, access, 'publish');
      return publishRequest(context, schemas, topic, call.request.events, access);
    }),
    PublishStream: publishStream,
    Subscribe: subscribe,
    ManagedSubscribe: managedSubscribe
  };
}
