import { timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Catalogue } from '../documents/catalogue.ts';
import type { Tenants } from '../tenants/tenants.ts';

export interface Health {
  ready: boolean;
  /** What keeps the service from being ready, by part; empty when nothing does. */
  troubles: Record<string, string>;
}

export interface HttpParts {
  catalogue: Catalogue;
  tenants: Tenants;
  /** Told when a request fails by our fault. */
  onError: (error: unknown) => void;
}

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

const LIST_LIMIT = 1000;

/** Everything but the health needs the bearer token; without one configured the service would not have started. */
function bearer(token: string): RequestHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return (request, response, next) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) next();
    else response.status(401).json({ error: 'A bearer token is needed: the one in the file that http.token names.' });
  };
}

/** Express would answer with the stack. */
function failure(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    onError(error);
    if (response.headersSent) next(error);
    else response.status(500).json({ error: 'The journal cannot be asked now; the log of the service says why.' });
  };
}

const RELEASE_ANSWERS = {
  unknown: [404, 'There is no document with this key.'],
  'not-held': [409, 'The document is not held, so there is nothing to release.'],
  'too-large': [409, 'The order is too large for one event and stays held until large orders can be sent in parts.']
} as const;

/** The operator's interface, on loopback. */
export async function startHttp(port: number, token: string, parts: HttpParts): Promise<HttpServer> {
  const app = express().disable('x-powered-by');

  app.get('/health', (_request, response) => {
    const troubles = parts.tenants.troubles();
    const health: Health = { ready: Object.keys(troubles).length === 0, troubles };
    response.status(health.ready ? 200 : 503).json({ live: true, ...health });
  });

  app.use(bearer(token));

  app.get('/metrics', async (_request, response) => {
    const counts = await parts.catalogue.counts();
    const lines = Object.entries(counts).map(([state, count]) => `tgrid_documents{state="${state}"} ${count}`);
    response.type('text/plain').send(`# TYPE tgrid_documents gauge\n${lines.join('\n')}\n`);
  });

  app.get('/documents', async (request, response) => {
    const limit = Number(request.query['limit'] ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > LIST_LIMIT) {
      response.status(400).json({ error: `limit must be a whole number from 1 to ${LIST_LIMIT}.` });
      return;
    }
    response.json({ documents: await parts.catalogue.list(limit), counts: await parts.catalogue.counts() });
  });

  app.get('/documents/:key', async (request, response) => {
    const document = await parts.catalogue.show(request.params.key);
    if (document) response.json(document);
    else response.status(404).json({ error: RELEASE_ANSWERS.unknown[1] });
  });

  app.post('/documents/:key/release', async (request, response) => {
    const released = await parts.catalogue.release(request.params.key);
    if (released === 'released') {
      for (const tenant of parts.tenants.all) await tenant.wakePublisher();
      response.json({ released: true });
    } else {
      const [status, error] = RELEASE_ANSWERS[released];
      response.status(status).json({ error });
    }
  });

  app.use(failure(parts.onError));

  const server = await new Promise<Server>((resolve, reject) => {
    const listening = app.listen(port, '127.0.0.1', (error) => (error ? reject(error) : resolve(listening)));
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
  };
}
