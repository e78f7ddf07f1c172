import { STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { type Catalogue } from '../documents/catalogue.ts';
import { type Desk, DeskError } from '../documents/desk.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { type Client, type Clients, mayAct, maySee } from './auth.ts';
import { openApiOf } from './openapi.ts';
import { pushHandlers, pushRoute } from './push.ts';
import { type Call, Problem, type Route } from './route.ts';
import { documentRoutes } from './routes/documents.ts';
import { serviceRoutes } from './routes/service.ts';

export interface HttpParts {
  clients: Clients;
  catalogue: Catalogue;
  desk: Desk;
  tenants: Tenants;
  metrics: () => Promise<string>;
  /** Asks the database for a sign of life. */
  ping: () => Promise<unknown>;
  /** Further routes, which the parts above do not need to know. */
  routes?: readonly Route[];
  /** Requests that a client may send in a minute. */
  requestsPerMinute: number;
  /** Told when a request fails by our fault. */
  onError: (error: unknown) => void;
}

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

/** Sees no tenant. */
const NOBODY: Client = { name: '', role: 'viewer', tenants: [] };
/** A corrected document of a megabyte, in base64. */
const MOST_JSON = '2mb';

function tell(response: Response, status: number, detail: string): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, detail };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Express would answer with the stack. */
const failure =
  (onError: (error: unknown) => void): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof Problem) tell(response, error.status, error.message);
    else if (error instanceof DeskError) tell(response, error.why === 'unknown' ? 404 : 409, error.message);
    else if (isRefusal(error)) tell(response, error.status, error.message);
    else {
      onError(error);
      tell(response, 500, 'The service cannot do this now; its log says why.');
    }
  };

/** What express refuses by itself: a body that is too large or no JSON. */
const isRefusal = (error: unknown): error is Error & { status: number } =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;

const pathOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

const parsed = <T>(schema: z.ZodType<T> | undefined, value: unknown): T => {
  const result = (schema ?? z.unknown()).safeParse(value ?? {});
  if (!result.success) throw new Problem(400, z.prettifyError(result.error));
  return result.data as T;
};

/** Finds the client, and refuses what its role or its tenants do not allow. */
function authorized(one: Route, clients: Clients, request: Request): Client {
  const client = clients.find(request.headers.authorization);
  if (one.role === null) return client ?? NOBODY;
  if (!client) throw new Problem(401, 'A bearer token is needed: one of those that the configuration names in http.');
  const { tenant } = request.params as Record<string, string | undefined>;
  if (tenant !== undefined && !maySee(client, tenant)) throw new Problem(404, `There is no tenant ${tenant}.`);
  if (!mayAct(client, one.role))
    throw new Problem(403, `This needs the role ${one.role}; ${client.name} is ${client.role}.`);
  return client;
}

function handlerOf(one: Route, parts: HttpParts): RequestHandler {
  return async (request, response) => {
    const client = authorized(one, parts.clients, request);
    const params = request.params as Record<string, string>;
    if (params['tenant'] !== undefined && !parts.tenants.get(params['tenant']))
      throw new Problem(404, `There is no tenant ${params['tenant']}.`);
    const query = parsed(one.query, request.query);
    const body = parsed(one.body, request.body);
    response.status(one.status ?? 200);
    const call: Call<unknown, unknown> = { client, params, query, body, response, request };
    const answer = await one.handle(call);
    if (answer !== undefined) response.json(answer);
  };
}

/** The service's interface, on loopback: a reverse proxy in front of it brings TLS. */
export async function startHttp(port: number, parts: HttpParts): Promise<HttpServer> {
  const app = express().disable('x-powered-by');
  const routes = [...serviceRoutes(parts), ...documentRoutes(parts.catalogue, parts.desk), ...(parts.routes ?? [])];
  const limited = rateLimit({
    windowMs: 60_000,
    limit: parts.requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Who has no token shares one allowance with all others who have none, so guessing is slow.
    keyGenerator: (request) => parts.clients.find(request.headers.authorization)?.name ?? 'nobody',
    skip: ({ path }) => path === '/healthz' || path === '/readyz',
    handler: (_request, response) => tell(response, 429, 'Too many requests; Retry-After says when to go on.')
  });
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app[pushRoute.method](pathOf(pushRoute.path), ...pushHandlers(parts.tenants));
  app.use(limited);
  app.use(express.json({ limit: MOST_JSON, inflate: false }));
  const description = openApiOf([...routes, pushRoute]);
  app.get('/openapi.json', (_request, response) => void response.json(description));
  for (const one of routes) app[one.method](pathOf(one.path), handlerOf(one, parts));
  app.use(() => {
    throw new Problem(404, 'There is nothing here; /openapi.json describes what there is.');
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
