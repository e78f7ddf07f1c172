import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials, loadPackageDefinition } from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ServerContext } from '../context.ts';
import { pubSubService } from './service.ts';
import type { StreamTimes } from './subscription.ts';

/** The interface file, for clients of the local org too. */
export const PUBSUB_PROTO = fileURLToPath(new URL('pubsub_api.proto', import.meta.url));

const TIMES: StreamTimes = { keepalive: 270_000, idle: 60_000, publishIdle: 1_800_000 };

export interface PubSubOptions {
  context: ServerContext;
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** Salesforce's own unless given. */
  times?: Partial<StreamTimes>;
  /** Where the same service is to be had over TLS too; PEM texts. */
  tls?: { port: number; key: string; certificate: string };
}

export interface RunningPubSub {
  /** `127.0.0.1:PORT`, in plain text */
  address: string;
  port: number;
  /** `localhost:PORT`, over TLS, where that was asked for. */
  tlsAddress: string | undefined;
  /** Ends all streams and stops listening. */
  close(): void;
}

/** Starts the Pub/Sub API (gRPC), in plain text for loopback and, where a certificate is given, over TLS. */
export async function startPubSub(options: PubSubOptions): Promise<RunningPubSub> {
  const definition = loadSync(PUBSUB_PROTO, { keepCase: true, longs: Number, enums: String, defaults: true });
  const loaded = loadPackageDefinition(definition) as unknown as {
    eventbus: { v1: { PubSub: { service: ServiceDefinition } } };
  };
  const server = new Server();
  server.addService(loaded.eventbus.v1.PubSub.service, pubSubService(options.context, { ...TIMES, ...options.times }));
  const host = options.host ?? '127.0.0.1';
  const bind = (port: number, credentials: ServerCredentials): Promise<number> =>
    new Promise((resolve, reject) => {
      server.bindAsync(`${host}:${port}`, credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error)
      );
    });
  const port = await bind(options.port, ServerCredentials.createInsecure());
  let tlsAddress: string | undefined;
  if (options.tls !== undefined) {
    const pair = { private_key: Buffer.from(options.tls.key), cert_chain: Buffer.from(options.tls.certificate) };
    tlsAddress = `localhost:${await bind(options.tls.port, ServerCredentials.createSsl(null, [pair]))}`;
  }
  return { address: `${host}:${port}`, port, tlsAddress, close: () => server.forceShutdown() };
}
