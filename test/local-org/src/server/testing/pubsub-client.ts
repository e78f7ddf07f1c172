import { Metadata, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import type {
  ChannelCredentials,
  Client,
  ClientDuplexStream,
  ServiceClientConstructor,
  ServiceError
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import avro from 'avsc';
import type { FetchRequest, FetchResponse, PublishResponse, SchemaInfo, TopicInfo } from '../pubsub/messages.ts';
import { PUBSUB_PROTO } from '../pubsub/start-pubsub.ts';

const definition = loadSync(PUBSUB_PROTO, { keepCase: true, longs: Number, enums: String, defaults: true });
const api = loadPackageDefinition(definition) as unknown as { eventbus: { v1: { PubSub: ServiceClientConstructor } } };

type Unary = (
  request: object,
  metadata: Metadata,
  done: (error: ServiceError | null, response: unknown) => void
) => void;
type Duplex = (metadata: Metadata) => ClientDuplexStream<object, never>;

/** Salesforce's own code, without its common beginning. */
export const errorCode = (error: unknown): string =>
  String((error as ServiceError).metadata.get('error-code')[0]).replace('sfdc.platform.eventbus.grpc.', '');

/** What a stream brought, to be awaited one by one. */
export class Received {
  readonly stream: ClientDuplexStream<object, FetchResponse>;
  readonly responses: FetchResponse[] = [];
  /** The error that ended it, or undefined when it ended well. */
  readonly ended: Promise<ServiceError | undefined>;
  private wake: (() => void) | undefined;

  constructor(stream: ClientDuplexStream<object, FetchResponse>) {
    this.stream = stream;
    this.ended = new Promise((resolve) => {
      stream.on('error', (error: ServiceError) => resolve(error));
      stream.on('end', () => resolve(undefined));
    });
    stream.on('data', (response: FetchResponse) => {
      this.responses.push(response);
      this.wake?.();
    });
  }

  /** The next response with events. */
  async next(): Promise<FetchResponse> {
    for (;;) {
      const found = this.responses.shift();
      if (found !== undefined && found.events.length > 0) return found;
      if (found === undefined) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}

/** A plain gRPC client of the Pub/Sub API, for tests. */
export class PubSubTestClient {
  readonly client: Client & Record<string, unknown>;
  private readonly headers: Record<string, string>;

  constructor(
    address: string,
    headers: Record<string, string>,
    channel: ChannelCredentials = credentials.createInsecure()
  ) {
    this.client = new api.eventbus.v1.PubSub(address, channel);
    this.headers = { instanceurl: 'http://127.0.0.1', ...headers };
  }

  private metadata(): Metadata {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(this.headers)) metadata.set(name, value);
    return metadata;
  }

  call<Response>(method: string, request: object): Promise<Response> {
    return new Promise((resolve, reject) => {
      (this.client[method] as Unary).call(this.client, request, this.metadata(), (error, response) => {
        if (error === null) resolve(response as Response);
        else reject(error);
      });
    });
  }

  open(method: string): ClientDuplexStream<object, never> {
    return (this.client[method] as Duplex).call(this.client, this.metadata());
  }

  subscribe(request: Partial<FetchRequest>): Received {
    const received = new Received(this.open('Subscribe'));
    received.stream.write(request);
    return received;
  }

  async schema(topic: string): Promise<{ id: string; type: avro.Type }> {
    const { schema_id: id } = await this.call<TopicInfo>('GetTopic', { topic_name: topic });
    const { schema_json: json } = await this.call<SchemaInfo>('GetSchema', { schema_id: id });
    return { id, type: avro.Type.forSchema(JSON.parse(json) as avro.Schema) };
  }

  /** Publishes events of these fields; the others are null. */
  async publish(topic: string, ...events: Record<string, unknown>[]): Promise<PublishResponse> {
    const { id, type } = await this.schema(topic);
    return this.call('Publish', {
      topic_name: topic,
      events: events.map((fields, i) => ({ id: String(i), schema_id: id, payload: payload(type, fields) }))
    });
  }

  close(): void {
    this.client.close();
  }
}

/** The Avro bytes of an event. */
export function payload(type: avro.Type, fields: Record<string, unknown>): Buffer {
  const { fields: declared } = type as unknown as { fields: { name: string }[] };
  const names = declared.map((field) => field.name);
  const empty = Object.fromEntries(names.map((name) => [name, null]));
  return type.toBuffer({ ...empty, CreatedDate: 0, CreatedById: 'me', ...fields });
}
