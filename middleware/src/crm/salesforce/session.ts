import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { CrmError } from '../port.ts';

export interface SalesforceLogin {
  loginUrl: string;
  clientId: string;
  username: string;
  /** Gives the PEM, PKCS#8 or PKCS#1; read at each login, so that a new key needs no restart. */
  privateKey: () => string;
  audience: string;
}

/** What a login gives: who we are in which org, and the token for it. */
export interface Session {
  accessToken: string;
  instanceUrl: string;
  organizationId: string;
  userId: string;
}

const tokenResponse = z.object({ access_token: z.string(), instance_url: z.string(), id: z.string() });
const errorResponse = z.object({ error: z.string(), error_description: z.string().optional() });

/** Salesforce accepts assertions that end at most this much later. */
const ASSERTION_SECONDS = 180;
const TIMEOUT_MILLISECONDS = 15_000;

/** Clocks that differ by less are no reason for a refusal. */
const CLOCK_DIFFERENCE_MILLISECONDS = 30_000;

/**
 * Logs in by the OAuth 2.0 JWT bearer flow. An assertion says until when it holds, so a machine whose clock is off would
 * be refused: then the time that Salesforce's answer tells is used instead.
 * @throws CrmError transient while Salesforce cannot be reached, permanent when it refuses the login
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 */
export async function logIn(login: SalesforceLogin): Promise<Session> {
  const first = await requestToken(login, Date.now());
  const theirs = Date.parse(first.headers.get('date') ?? '');
  const isOff = Math.abs(theirs - Date.now()) > CLOCK_DIFFERENCE_MILLISECONDS;
  const response = first.status === 400 && isOff ? await requestToken(login, theirs) : first;
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  const { access_token, instance_url, id } = tokenResponse.parse(JSON.parse(text));
  const [userId = '', organizationId = ''] = new URL(id).pathname.split('/').reverse();
  return { accessToken: access_token, instanceUrl: instance_url, organizationId, userId };
}

async function requestToken(login: SalesforceLogin, now: number): Promise<Response> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(login.clientId)
    .setSubject(login.username)
    .setAudience(login.audience)
    .setExpirationTime(Math.floor(now / 1000) + ASSERTION_SECONDS)
    .sign(createPrivateKey(login.privateKey()));
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  return send(`${login.loginUrl.replace(/\/+$/, '')}/services/oauth2/token`, body);
}

async function send(url: string, body: URLSearchParams): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS)
    });
  } catch (error) {
    throw new CrmError('transient', 'LOGIN_UNREACHABLE', `Salesforce cannot be reached for the login at ${url}.`, {
      cause: error
    });
  }
}

function refusal(status: number, text: string): CrmError {
  if (status >= 500 || status === 429)
    return new CrmError('transient', `HTTP_${status}`, `Salesforce answers the login with HTTP ${status}.`);
  let why = `HTTP ${status}`;
  try {
    const { error, error_description } = errorResponse.parse(JSON.parse(text));
    why = error_description === undefined ? error : `${error}: ${error_description}`;
  } catch {
    // A proxy's page, not Salesforce's answer: the status says all there is.
  }
  const remedy = 'Check the client id, the user name, the key and that the user is pre-authorized for the app.';
  return new CrmError('permanent', 'LOGIN_REFUSED', `Salesforce refuses the login (${why}). ${remedy}`);
}
