import { fileURLToPath } from 'node:url';
import type { Client } from '@grpc/grpc-js';
import { type CallOptions, credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
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

type Callback<T> = (error: ServiceError | null, response: T) => void;
type Unary<Q, R> = (request: Q, metadata: Metadata, options: CallOptions, callback: Callback<R>) => void;

/** The stub that proto-loader makes of our proto file. */
interface Stub extends Client {
  getTopic: Unary<{ topicName: string }, TopicInfo>;
  getSchema: Unary<{ schemaId: string }, SchemaInfo>;
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

  close(): void {
    this.#stub.close();
  }

  #call<T>(session: Session, start: (metadata: Metadata, options: CallOptions, done: Callback<T>) => void): Promise<T> {
    const metadata = new Metadata();
    metadata.set('accesstoken', session.accessToken);
    metadata.set('instanceurl', session.instanceUrl);
    metadata.set('tenantid', session.organizationId);
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + DEADLINE_MILLISECONDS };
      start(metadata, options, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }
}
