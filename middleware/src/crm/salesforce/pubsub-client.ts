import { fileURLToPath } from 'node:url';
import type { Client } from '@grpc/grpc-js';
import {
  type CallOptions,
  type ClientDuplexStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Session } from './session.ts';

export interface TopicInfo {
  topicName: string;
  canPublish: boolean;
  schemaId: string;
}

export interface SchemaInfo {
  schemaJson: string;
  schemaId: string;
}

export interface ProducerEvent {
  id: string;
  schemaId: string;
  payload: Buffer;
}

export interface PublishResult {
  replayId: Buffer;
  error: { code: 'UNKNOWN' | 'PUBLISH' | 'COMMIT'; msg: string } | null;
  correlationKey: string;
}

export interface FetchRequest {
  topicName: string;
  replayPreset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
  replayId?: Buffer;
  numRequested: number;
}

export interface ConsumerEvent {
  event: { id: string; schemaId: string; payload: Buffer };
  replayId: Buffer;
}

/** Events, or none: then it says that the stream lives, and how far the topic is. */
export interface FetchResponse {
  events: ConsumerEvent[];
  latestReplayId: Buffer;
  pendingNumRequested: number;
}

export type FetchStream = ClientDuplexStream<FetchRequest, FetchResponse>;

type Callback<T> = (error: ServiceError | null, response: T) => void;
type Unary<Q, R> = (request: Q, metadata: Metadata, options: CallOptions, callback: Callback<R>) => void;

/** The stub that proto-loader makes of our proto file. */
interface Stub extends Client {
  getTopic: Unary<{ topicName: string }, TopicInfo>;
  getSchema: Unary<{ schemaId: string }, SchemaInfo>;
  subscribe: (metadata: Metadata) => FetchStream;
  publish: Unary<{ topicName: string; events: ProducerEvent[] }, { results: PublishResult[] }>;
}

const PROTO = fileURLToPath(new URL('pubsub.proto', import.meta.url));
const DEADLINE_MILLISECONDS = 30_000;

function stubFor(endpoint: string, tls: boolean): Stub {
  const loaded = loadPackageDefinition(loadSync(PROTO, { enums: String, defaults: true, longs: String }));
  const { PubSub } = (loaded['eventbus'] as { v1: { PubSub: unknown } }).v1;
  const Service = PubSub as new (...options: ConstructorParameters<typeof Client>) => Stub;
  return new Service(endpoint, tls ? credentials.createSsl() : credentials.createInsecure(), {
    // An org that comes back is to be noticed soon, not after the two minutes that are the default.
    'grpc.max_reconnect_backoff_ms': 5_000,
    'grpc.keepalive_time_ms': 60_000
  });
}

/** Calls of the Pub/Sub API, each with a deadline. They fail with gRPC's ServiceError. */
export class PubSubClient {
  readonly #stub: Stub;

  constructor(endpoint: string, tls: boolean) {
    this.#stub = stubFor(endpoint, tls);
  }

  getTopic(session: Session, topicName: string): Promise<TopicInfo> {
    return this.#call(session, (metadata, options, done) =>
      this.#stub.getTopic({ topicName }, metadata, options, done)
    );
  }

  getSchema(session: Session, schemaId: string): Promise<SchemaInfo> {
    return this.#call(session, (metadata, options, done) =>
      this.#stub.getSchema({ schemaId }, metadata, options, done)
    );
  }

  async publish(session: Session, topicName: string, events: ProducerEvent[]): Promise<PublishResult[]> {
    const { results } = await this.#call<{ results: PublishResult[] }>(session, (metadata, options, done) =>
      this.#stub.publish({ topicName, events }, metadata, options, done)
    );
    return results;
  }

  /** Opens a stream; it gives nothing before a request was written to it. */
  subscribe(session: Session): FetchStream {
    return this.#stub.subscribe(metadataOf(session));
  }

  close(): void {
    this.#stub.close();
  }

  #call<T>(session: Session, start: (metadata: Metadata, options: CallOptions, done: Callback<T>) => void): Promise<T> {
    const metadata = metadataOf(session);
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + DEADLINE_MILLISECONDS };
      start(metadata, options, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }
}

function metadataOf(session: Session): Metadata {
  const metadata = new Metadata();
  metadata.set('accesstoken', session.accessToken);
  metadata.set('instanceurl', session.instanceUrl);
  metadata.set('tenantid', session.organizationId);
  return metadata;
}
