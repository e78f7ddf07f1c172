import express from 'express';
import type { Request, Router } from 'express';
import type { JWTPayload } from 'jose';
import { compactVerify, decodeJwt, importSPKI, importX509 } from 'jose';
import type { ServerContext } from './context.ts';
import type { Consumer, Session } from './sessions.ts';

/** An OAuth error in the form of RFC 6749, with Salesforce's descriptions. */
class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];
/** Salesforce accepts assertions that end within three minutes; clocks may differ a little. */
const CLOCK_SKEW = 60_000;

export const baseUrl = (request: Request): string => `${request.protocol}://${request.get('host') ?? '127.0.0.1'}`;

async function verifySignature(assertion: string, consumer: Consumer): Promise<void> {
  const pem = consumer.publicKey ?? '';
  try {
    const key = pem.includes('BEGIN CERTIFICATE') ? await importX509(pem, 'RS256') : await importSPKI(pem, 'RS256');
    await compactVerify(assertion, key, { algorithms: ['RS256'] });
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
}

/** The user of a signed assertion. `exp` in milliseconds, which some clients send, is understood. */
async function jwtUser(context: ServerContext, assertion: string, url: string): Promise<string> {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
  const consumer = context.sessions.consumer(claims.iss ?? '');
  if (consumer?.publicKey === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  await verifySignature(assertion, consumer);
  const audiences = [claims.aud ?? []].flat().map((audience) => audience.replace(/\/+$/, ''));
  if (!audiences.some((audience) => audience === url || LOGIN_HOSTS.includes(audience))) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  const expires = (claims.exp ?? 0) > 1e11 ? (claims.exp ?? 0) : (claims.exp ?? 0) * 1000;
  if (expires + CLOCK_SKEW < Date.now()) throw new OAuthError('invalid_grant', 'expired authorization code');
  const userId = context.org.users.byUsername(claims.sub ?? '');
  if (userId === undefined) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  return userId;
}

function clientCredentialsUser(
  context: ServerContext,
  request: Request,
  form: Record<string, string | undefined>
): string {
  const basic = /^Basic (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const [id = '', secret = ''] =
    basic === undefined
      ? [form.client_id, form.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':', 2).map(decodeURIComponent);
  const consumer = context.sessions.authenticate(id, secret);
  if (consumer === undefined) throw new OAuthError('invalid_client', 'invalid client credentials');
  const userId = context.org.users.byUsername(consumer.runAsUsername ?? '');
  if (userId === undefined) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return userId;
}

async function grant(context: ServerContext, request: Request): Promise<Session> {
  const form = (request.body ?? {}) as Record<string, string | undefined>;
  switch (form.grant_type) {
    case JWT_BEARER:
      return context.sessions.create(await jwtUser(context, form.assertion ?? '', baseUrl(request)));
    case 'client_credentials':
      return context.sessions.create(clientCredentialsUser(context, request, form));
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

/** The token endpoint and revocation; needs no session. */
export function oauthRouter(context: ServerContext): Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false }));
  router.post('/services/oauth2/token', async (request, response) => {
    try {
      const session = await grant(context, request);
      const url = baseUrl(request);
      response.json({
        access_token: session.token,
        scope: 'api refresh_token',
        instance_url: url,
        id: `${url}/id/${context.org.organizationId}/${session.userId}`,
        token_type: 'Bearer',
        issued_at: String(Date.now())
      });
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      response.status(400).json({ error: error.code, error_description: error.message });
    }
  });
  router.post('/services/oauth2/revoke', (request, response) => {
    context.sessions.revoke((request.body as { token?: string } | undefined)?.token ?? '');
    response.status(200).end();
  });
  return router;
}
