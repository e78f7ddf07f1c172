import { randomBytes, timingSafeEqual } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import { type Mailboxes, UnknownMailboxError } from '../mailbox.ts';
import { addressOf, CUSTOMER } from '../partners.ts';
import { readdress } from '../readdress.ts';

/** Tokens last ten hours, as Trading Grid's do. */
const LIFETIME_SECONDS = 36_000;

/** A document is held in memory while it is put into the mailbox. */
const LARGEST_DOCUMENT = '500mb';

export interface GridClient {
  id: string;
  secret: string;
}

function basicCredentials(request: Request): [string, string] {
  const encoded = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  return [id, secret.join(':')];
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

class Tokens {
  readonly #expiry = new Map<string, number>();

  issue(): string {
    const token = randomBytes(24).toString('base64url');
    this.#expiry.set(token, Date.now() + LIFETIME_SECONDS * 1000);
    return token;
  }

  readonly required: RequestHandler = (request, response, next) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if ((this.#expiry.get(token) ?? 0) > Date.now()) next();
    else response.status(401).json({ error: 'invalid_token', error_description: 'Ask for a token first.' });
  };
}

/** Express would answer with the stack, which names files of this machine. */
const failure: ErrorRequestHandler = (
  error: { status?: number; expose?: boolean; message?: string },
  _request,
  response,
  next
) => {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).json({ error: error.expose === true ? error.message : 'internal error' });
};

/** The network's HTTP side: OAuth client credentials, and the control interface that `npx tgrid send` uses. */
export function gridApp(mailboxes: Mailboxes, client: GridClient): Express {
  const app = express().disable('x-powered-by');
  const tokens = new Tokens();

  app.post('/v1/oauth2/tokens', (request, response) => {
    const [id, secret] = basicCredentials(request);
    if (request.query['grant_type'] !== 'client_credentials') {
      response.status(400).json({ error: 'unsupported_grant_type' });
    } else if (!same(id, client.id) || !same(secret, client.secret)) {
      response.status(401).json({ error: 'invalid_client' });
    } else {
      response.json({ access_token: tokens.issue(), token_type: 'Bearer', expires_in: LIFETIME_SECONDS });
    }
  });

  app.post(
    '/mailboxes/:name/outgoing',
    tokens.required,
    express.raw({ type: () => true, limit: LARGEST_DOCUMENT }),
    async (request, response) => {
      const { filename, as } = request.query;
      if (typeof filename !== 'string' || filename === '') {
        response.status(400).json({ error: 'The query parameter "filename" is missing.' });
        return;
      }
      const body: unknown = request.body;
      const sent = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      try {
        const bytes = typeof as === 'string' ? readdress(sent, addressOf(as), CUSTOMER) : sent;
        const placed = await mailboxes.deliver(String(request.params['name']), filename, bytes);
        response.status(201).json({ file: `/outgoing/${placed}`, size: bytes.length });
      } catch (error) {
        if (error instanceof RangeError) response.status(422).json({ error: error.message });
        else if (error instanceof UnknownMailboxError) response.status(404).json({ error: error.message });
        else throw error;
      }
    }
  );
  app.use(failure);
  return app;
}
