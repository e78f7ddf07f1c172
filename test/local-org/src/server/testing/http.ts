import { request as httpRequest } from 'node:http';
import type { RunningServer } from '../start-server.ts';

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Calls the server as its token's user; JSON both ways. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  options?: { token?: string; headers?: Record<string, string> }
) => Promise<HttpAnswer>;

/** Calls below `/services/data/v67.0` unless the path begins with `/services` or `/id`. */
export function caller(server: RunningServer, token: string): Call {
  return async (method, path, body, options = {}) => {
    const url = /^\/(?:services|id|local-org)\b/.test(path) ? path : `/services/data/v67.0${path}`;
    const plain = typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(server.url + url, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${options.token ?? token}`,
        ...(plain || body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers
      },
      ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body) })
    });
    const text = await response.text();
    let parsed: unknown = text;
    if (/json/.test(response.headers.get('content-type') ?? '') && text !== '') parsed = JSON.parse(text) as unknown;
    return { status: response.status, headers: response.headers, body: parsed };
  };
}

/** What comes over the wire, not decompressed. */
export function rawGet(url: string, headers: Record<string, string>): Promise<{ encoding: string; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ encoding: response.headers['content-encoding'] ?? '', bytes: Buffer.concat(chunks) })
      );
    });
    request.on('error', reject).end();
  });
}
