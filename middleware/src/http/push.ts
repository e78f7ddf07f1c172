import express, { type Request, type RequestHandler } from 'express';
import { PushRefused } from '../intake/push.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { z } from 'zod';
import { type Described, Problem } from './route.ts';

const HEADERS = {
  name: 'x-tgrid-file',
  id: 'x-tgrid-id',
  timestamp: 'x-tgrid-timestamp',
  signature: 'x-tgrid-signature'
};

export const pushRoute: Described = {
  method: 'post',
  path: '/push/{tenant}/{channel}',
  summary: 'Push a file into a channel',
  description:
    'The body is the file. The signature is an HMAC-SHA256 in hexadecimal with the key of the channel, of these joined by line feeds: v1, the timestamp, the id, the file name, and the SHA-256 of the body in hexadecimal. Whoever gets no answer sends the same again.',
  role: null,
  headers: z.object({
    [HEADERS.name]: z.string().min(1).describe('Name of the file, percent-encoded.'),
    [HEADERS.id]: z
      .string()
      .regex(/^[\w-]{8,64}$/)
      .describe('Chosen by the sender, the same at every try.'),
    [HEADERS.timestamp]: z.string().describe('Seconds since 1970.'),
    [HEADERS.signature]: z.string().regex(/^[0-9a-f]{64}$/)
  }),
  body: 'application/octet-stream',
  answer: z.object({ taken: z.literal(true), repeated: z.boolean() }),
  status: 202,
  also: { 200: 'That request was stored before.' },
  problems: {
    400: 'The file name or the id is not acceptable.',
    401: 'The signature or the time does not fit, or there is no such channel.',
    413: 'The file is larger than the channel takes.'
  }
};

/**
 * Files that are pushed over HTTPS: `POST /push/TENANT/CHANNEL` with the file as the body and four headers. The
 * signature is what lets them in; who has no channel here learns nothing else than who signs wrongly.
 */
export function pushHandlers(tenants: Tenants): RequestHandler[] {
  const channelOf = (request: Request) => {
    const { tenant = '', channel = '' } = request.params as Record<string, string>;
    const push = tenants.get(tenant)?.pushes.get(channel);
    if (!push) throw new Problem(401, 'The signature does not fit the request.');
    return push;
  };
  // No more is held than the channel takes, since nobody has proven who they are yet.
  const read: RequestHandler = (request, response, next) => {
    const parse: RequestHandler = express.raw({
      type: () => true,
      limit: channelOf(request).maxBytes,
      inflate: false
    });
    parse(request, response, next);
  };
  const take: RequestHandler = async (request, response) => {
    const push = channelOf(request);
    const body: unknown = request.body;
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const header = (name: string) => request.get(name) ?? '';
    try {
      const { repeated } = await push.take({
        name: decodeURIComponent(header(HEADERS.name)),
        id: header(HEADERS.id),
        timestamp: header(HEADERS.timestamp),
        signature: header(HEADERS.signature),
        bytes
      });
      response.status(repeated ? 200 : 202).json({ taken: true, repeated });
    } catch (error) {
      if (error instanceof PushRefused) throw new Problem(error.status, error.message);
      if (error instanceof URIError) throw new Problem(400, `${HEADERS.name} is percent-encoded.`);
      throw error;
    }
  };
  return [read, take];
}
