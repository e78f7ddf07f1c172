import { z } from 'zod';
import { CrmError, type FailureClass } from '../port.ts';
import type { LoginSession } from './login-session.ts';
import type { Session } from './session.ts';

const TIMEOUT_MILLISECONDS = 30_000;

const errors = z.array(z.object({ errorCode: z.string(), message: z.string() }));

/** Salesforce's answers to a call that it did not take; what else fails may have been done. */
const NOT_TAKEN = new Set([401, 403, 420, 429, 503]);

/** Calls of the REST API of an org, by its current session. */
export class RestClient {
  readonly #session: LoginSession;
  readonly #apiVersion: string;
  /** Calls since the start: each counts against the org's allocation of a day. */
  calls = 0;

  constructor(session: LoginSession, apiVersion: string) {
    this.#session = session;
    this.#apiVersion = apiVersion;
  }

  /**
   * @param path below `/services/data/vNN.0/`
   * @throws CrmError by the code of the answer
   */
  async call<T>(schema: z.ZodType<T>, path: string, request: { method?: string; body?: unknown } = {}): Promise<T> {
    const session = await this.#session.get();
    const first = await this.#send(session, path, request);
    const isMoved = first.status >= 300 && first.status < 400;
    if (first.status !== 401 && !isMoved) return this.#result(schema, first);
    // The token is spent, or the org moved to another host, which the login tells: a redirection could take the token
    // anywhere.

    await this.#session.drop(session);
    return this.#result(schema, await this.#send(await this.#session.get(), path, request));
  }

  /** Rows of a query, the first page (2,000 at most). */
  async query<T>(row: z.ZodType<T>, soql: string): Promise<T[]> {
    const answer = z.object({ records: z.array(row) });
    return (await this.call(answer, `query?q=${encodeURIComponent(soql)}`)).records;
  }

  async #send(session: Session, path: string, { method = 'GET', body }: { method?: string; body?: unknown }) {
    this.calls += 1;
    const url = `${session.instanceUrl}/services/data/v${this.#apiVersion}/${path}`;
    const headers = { authorization: `Bearer ${session.accessToken}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      return await fetch(url, {
        method,
        headers,
        ...sent,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS)
      });
    } catch (error) {
      throw new CrmError(method === 'GET' ? 'transient' : 'ambiguous', 'UNREACHABLE', 'Salesforce cannot be reached.', {
        cause: error
      });
    }
  }

  async #result<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
    const text = await response.text();
    if (!response.ok) throw refusalOf(response.status, text);
    return schema.parse(text === '' ? undefined : JSON.parse(text));
  }
}

function refusalOf(status: number, text: string): CrmError {
  const failure: FailureClass = NOT_TAKEN.has(status) ? 'transient' : status >= 500 ? 'ambiguous' : 'permanent';
  try {
    const [first] = errors.parse(JSON.parse(text));
    if (first) {
      const spent = first.errorCode === 'REQUEST_LIMIT_EXCEEDED';
      return new CrmError(spent ? 'transient' : failure, first.errorCode, `Salesforce answers: ${first.message}`);
    }
  } catch {
    // Not Salesforce's own answer but one from in between: its status says all there is.
  }
  return new CrmError(failure, `HTTP_${status}`, `Salesforce answers with HTTP ${status}.`);
}
