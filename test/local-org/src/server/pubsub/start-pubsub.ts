import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials, loadPackageDefinition } from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ServerContext } from '../context.ts';
import { pubSubService } from './service.ts';

/** The interface file, for clients of the local org too. */
export const PUBSUB_PROTO = fileURLToPath(new URL('pubsub_api.proto', import.meta.url));

/** Salesforce sends one within 270 seconds. */
const KEEPALIVE = 270_000;

export interface PubSubOptions {
  context: ServerContext;
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** Milliseconds between keepalives on an idle subscription. */
  keepaliveMs?: number;
  /** Plain text by default, for loopback. */
  credentials?: ServerCredentials;
}

export interface RunningPubSub {
  /** `127.0.0.1:PORT` */
  address: string;
  port: number;
  /** Ends all streams and stops listening. */
  close(): void;
}

/** Starts the Pub/Sub API (gRPC). */
export async function startPubSub(options: PubSubOptions): Promise<RunningPubSub> {
  const definition = loadSync(PUBSUB_PROTO, { keepCase: true, longs: Number, enums: String, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: { service: ServiceDefinition } } };
  };
  const server = new Server();
  server.addService(
    loaded.eventbus.v1.PubSub.service,
    pubSubService(options.context, options.keepaliveMs ?? KEEPALIVE)
  );
  const host = options.host ?? '127.0.0.1';
  const credentials = options.credentials ?? ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error)
    );
  });
  return { address: `${host}:${port}`, port, close: () => server.forceShutdown() };
}
