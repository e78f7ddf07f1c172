import { createHmac } from 'node:crypto';
import express from 'express';
import type { Request, RequestHandler, Router } from 'express';
import type { JWTPayload } from 'jose';
import { compactVerify, decodeJwt, importSPKI, importX509 } from 'jose';
import type { ServerContext } from '../context.ts';
import { baseUrl, bytesOf, single } from '../rest/transport.ts';
import { notEmulated } from '../rest/rest-error.ts';
import type { Consumer, Session } from './sessions.ts';

type Form = Record<string, string | undefined>;

/** An OAuth error in the form of RFC 6749, with Salesforce's descriptions. */
class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.status = status;
  }
}

const SCOPE = 'api refresh_token';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];
/** Salesforce accepts assertions that end within three minutes; clocks may differ a little. */
const CLOCK_SKEW = 60_000;

async function verifySignature(assertion: string, consumer: Consumer): Promise<void> {
  const pem = consumer.publicKey ?? '';
  try {
    const key = pem.includes('BEGIN CERTIFICATE') ? await importX509(pem, 'RS256') : await importSPKI(pem, 'RS256');
    await compactVerify(assertion, key, { algorithms: ['RS256'] });
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
}

interface Grantee {
  userId: string;
  clientId: string;
}

/** The user of a signed assertion. `exp` in milliseconds, which some clients send, is understood. */
async function jwtUser(context: ServerContext, assertion: string, url: string): Promise<Grantee> {
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
  return { userId, clientId: consumer.clientId };
}

function clientCredentialsUser(context: ServerContext, request: Request, form: Form): Grantee {
  const basic = /^Basic (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const [id = '', secret = ''] =
    basic === undefined
      ? [form.client_id, form.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':', 2).map(decodeURIComponent);
  const consumer = context.sessions.authenticate(id, secret);
  if (consumer === undefined) throw new OAuthError('invalid_client', 'invalid client credentials');
  const userId = context.org.users.byUsername(consumer.runAsUsername ?? '');
  if (userId === undefined) throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  return { userId, clientId: consumer.clientId };
}

/** Refresh tokens are confidential: a consumer with a secret must prove itself. */
function refreshed(context: ServerContext, form: Form): Session {
  const refresh = context.sessions.findRefreshToken(form.refresh_token ?? '');
  if (refresh === undefined || refresh.clientId !== form.client_id) {
    throw new OAuthError('invalid_grant', 'expired access/refresh token');
  }
  const secret = context.sessions.consumer(refresh.clientId)?.clientSecret;
  if (secret !== undefined && context.sessions.authenticate(refresh.clientId, form.client_secret ?? '') === undefined) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
  return context.sessions.create(refresh.userId, { clientId: refresh.clientId });
}

async function grant(context: ServerContext, request: Request, form: Form): Promise<Session> {
  switch (form.grant_type) {
    case JWT_BEARER: {
      const { userId, clientId } = await jwtUser(context, form.assertion ?? '', baseUrl(request));
      return context.sessions.create(userId, { clientId });
    }
    case 'client_credentials': {
      const { userId, clientId } = clientCredentialsUser(context, request, form);
      return context.sessions.create(userId, { clientId });
    }
    case 'refresh_token':
      return refreshed(context, form);
    case 'password':
      return passwordSession(context, form);
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

/** The user-name password flow: for a consumer with a secret. */
function passwordSession(context: ServerContext, form: Form): Session {
  const consumer = context.sessions.authenticate(form.client_id ?? '', form.client_secret ?? '');
  if (consumer === undefined) throw new OAuthError('invalid_client', 'invalid client credentials');
  const userId = context.org.users.byUsername(form.username ?? '');
  if (userId === undefined || !context.sessions.isPassword(userId, form.password ?? '')) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  return context.sessions.create(userId, { clientId: consumer.clientId });
}

const formOf = (request: Request): Form => {
  const body = new URLSearchParams(bytesOf(request).toString('utf8'));
  return Object.fromEntries([...new URLSearchParams(single(request.query) as Record<string, string>), ...body]);
};

/** Salesforce signs what identifies the user with the consumer's secret, so that it can be checked. */
function signature(context: ServerContext, session: Session, id: string): string {
  const secret = context.sessions.consumer(session.clientId ?? '')?.clientSecret ?? '';
  return createHmac('sha256', secret)
    .update(id + String(session.issued))
    .digest('base64');
}

function tokenBody(context: ServerContext, session: Session, url: string): Record<string, unknown> {
  const id = `${url}/id/${context.org.organizationId}/${session.userId}`;
  return {
    access_token: session.token,
    signature: signature(context, session, id),
    scope: SCOPE,
    instance_url: url,
    id,
    token_type: 'Bearer',
    issued_at: String(session.issued),
    api_instance_url: url
  };
}

function introspection(context: ServerContext, form: Form): Record<string, unknown> {
  const session = context.sessions.find(form.token ?? '');
  if (session === undefined) return { active: false };
  return {
    active: true,
    scope: SCOPE,
    client_id: session.clientId ?? '',
    username: context.org.users.byId(session.userId) ?? '',
    sub: session.userId,
    token_type: 'access_token',
    exp: Math.floor(session.expires / 1000),
    iat: Math.floor(session.issued / 1000),
    nbf: Math.floor(session.issued / 1000)
  };
}

/** The token endpoint, introspection and revocation; they need no session. */
export function oauthRouter(context: ServerContext): Router {
  const router = express.Router();
  const guarded = (work: (request: Request) => Promise<Record<string, unknown>>): RequestHandler => {
    return async (request, response) => {
      try {
        response.set('Cache-Control', 'no-store').json(await work(request));
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        response.status(error.status).json({ error: error.code, error_description: error.message });
      }
    };
  };
  router.post(
    '/services/oauth2/token',
    guarded(async (request) => {
      const session = await grant(context, request, formOf(request));
      return tokenBody(context, session, context.instanceUrl(baseUrl(request)));
    })
  );
  router.post(
    '/services/oauth2/introspect',
    guarded((request) => {
      const form = formOf(request);
      if (context.sessions.authenticate(form.client_id ?? '', form.client_secret ?? '') === undefined) {
        throw new OAuthError('invalid_client', 'invalid client credentials', 401);
      }
      return Promise.resolve(introspection(context, form));
    })
  );
  const revoke: RequestHandler = (request, response) => {
    if (context.sessions.revoke(formOf(request).token ?? '')) response.status(200).end();
    else
      response
        .status(400)
        .json({ error: 'unsupported_token_type', error_description: 'this token type is not supported' });
  };
  router.post('/services/oauth2/revoke', revoke);
  router.get('/services/oauth2/revoke', revoke);
  for (const flow of ['authorize', 'singleaccess', 'device']) {
    router.all(`/services/oauth2/${flow}`, () => {
      throw notEmulated(`the OAuth endpoint ${flow}; log in by JWT bearer, client credentials or a token`);
    });
  }
  return router;
}
