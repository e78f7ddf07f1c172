import { gzipSync } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Access } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import type { RestAnswer, RestCall, RestResources } from './resources.ts';
import { RestError, errorAnswer } from './rest-error.ts';

/** The largest body that the org takes: a deployment's zip, in base64. */
const MAX_BODY = '64mb';
/** Smaller answers are not worth compressing. */
const MIN_COMPRESSED = 1024;

/** Reads every body as bytes, decompressed. */
export const readBody: RequestHandler = express.raw({ type: () => true, limit: MAX_BODY });

/** `http://127.0.0.1:PORT`, as the client addressed the org. */
export const baseUrl = (request: Request): string => `${request.protocol}://${request.get('host') ?? '127.0.0.1'}`;

export function bytesOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

/** JSON is parsed, other content stays as it is. */
function bodyOf(request: Request): unknown {
  const bytes = bytesOf(request);
  if (bytes.length === 0) return undefined;
  const type = request.get('content-type') ?? 'application/json';
  if (!/json|urlencoded|text\/plain/i.test(type)) return bytes;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RestError(400, 'JSON_PARSER_ERROR', `Unexpected content in the JSON body: ${reason}`);
  }
}

/** Header and query values of which the last counts. */
export const single = (values: Request['query'] | Request['headers']): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return [name, typeof last === 'string' ? last : undefined];
    })
  );

function callOf(request: Request, access: Access, version: string, path: string): RestCall {
  return {
    method: request.method,
    path,
    version,
    query: single(request.query),
    headers: single(request.headers),
    body: bodyOf(request),
    access,
    baseUrl: baseUrl(request)
  };
}

/** Sends what a resource answered; compressed where the client takes that. */
export function sendAnswer(request: Request, response: Response, answer: RestAnswer): void {
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.body === undefined) {
    response.end();
    return;
  }
  const raw = Buffer.isBuffer(answer.body);
  if (!response.get('content-type')) response.type(raw ? 'application/octet-stream' : 'application/json;charset=UTF-8');
  const body = raw ? (answer.body as Buffer) : Buffer.from(JSON.stringify(answer.body), 'utf8');
  if (body.length >= MIN_COMPRESSED && request.acceptsEncodings('gzip') === 'gzip') {
    response.set('content-encoding', 'gzip').end(gzipSync(body));
  } else {
    response.end(body);
  }
}

/** Who calls, by the token in the request's header. */
export type Authenticator = (request: Request, response: Response) => Access;

/** Answers everything below `/services/data/vNN.0` by the resources. */
export function serveResources(
  resources: RestResources,
  context: ServerContext,
  authenticate: Authenticator
): RequestHandler<{ version: string }> {
  return async (request, response) => {
    const plain = request as unknown as Request;
    let answer: RestAnswer;
    try {
      const call = callOf(plain, authenticate(plain, response), request.params.version, request.path);
      answer = await resources.answer(call, context);
    } catch (error) {
      answer = errorAnswer(error);
    }
    sendAnswer(plain, response, answer);
  };
}
