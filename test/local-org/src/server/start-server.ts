import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Router } from 'express';
import { createApp } from './app.ts';
import type { ServerContext } from './context.ts';

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  /** Ends open connections and stops listening. */
  close(): Promise<void>;
}

export interface ServerOptions {
  context: ServerContext;
  /** 0 takes a free one. */
  port: number;
  /** `127.0.0.1` by default: the local org has no business on a network. */
  host?: string;
  /** Mounted on the same origin, before the 404. */
  routers?: readonly Router[];
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/** Starts the HTTP server of the org; from now on events are delivered to Apex by themselves. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const { context } = options;
  const app = createApp(context, options.routers);
  const servers: Server[] = [];
  const listen = async (wanted: number): Promise<{ port: number; url: string }> => {
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, host, resolve);
    });
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    return { port, url: `http://${host}:${port}` };
  };
  const place = await listen(options.port);
  context.servedAt(place);
  context.openPort = () => listen(0);
  context.org.bus.autoDeliver = true;
  return {
    ...place,
    async close() {
      await Promise.all(servers.map(closed));
    }
  };
}
