import { z } from 'zod';
import { GridError } from '../outbound/action.ts';

export interface GridRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string>;
  /** Sent as JSON; bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Answers to a request that was surely not carried out: it may be sent again as it is. */
const NOT_TAKEN = new Set([401, 408, 425, 429, 502, 503]);
const SAFE = new Set(['GET', 'PUT']);

/** What an interface says when it refuses: each of the vendor's has a form of its own. */
const refusals = [
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }).transform(({ error }) => error),
  z
    .object({ 'error-code': z.string(), message: z.string() })
    .transform((one) => ({ code: one['error-code'], message: one.message })),
  z
    .object({ error: z.string(), error_description: z.string() })
    .transform((one) => ({ code: one.error, message: one.error_description }))
];

/** Calls of one of the grid's interfaces, with a token that is asked for again when it is spent. */
export class GridHttp {
  readonly #base: string;
  readonly #name: string;
  readonly #logIn: () => Promise<string>;
  #token: Promise<string> | undefined;

  /**
   * @param name of the interface, for messages
   * @param logIn gives a new token, as it stands in the header Authorization
   */
  constructor(base: string, name: string, logIn: () => Promise<string>) {
    this.#base = base.replace(/\/+$/, '');
    this.#name = name;
    this.#logIn = logIn;
  }

  /** @throws GridError by the status of the answer, never by its words */
  async json<T>(schema: z.ZodType<T>, path: string, request: GridRequest = {}): Promise<T> {
    const response = await this.send(path, request);
    const text = await response.text();
    const parsed = schema.safeParse(text === '' ? undefined : safeJson(text));
    if (parsed.success) return parsed.data;
    throw new GridError('permanent', 'ANSWER_UNREADABLE', `${this.#name} answers in a form that is not known here.`, {
      cause: parsed.error
    });
  }

  async send(path: string, request: GridRequest = {}): Promise<Response> {
    const first = await this.#once(path, request, await this.#authorization());
    if (first.status !== 401) return this.#checked(first, request);
    this.#token = undefined;
    return this.#checked(await this.#once(path, request, await this.#authorization()), request);
  }

  #authorization(): Promise<string> {
    this.#token ??= this.#logIn().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #once(path: string, { method = 'GET', query, body, headers }: GridRequest, authorization: string) {
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const bytes = body instanceof Uint8Array;
    const sent = body === undefined ? {} : { body: bytes ? Buffer.from(body) : JSON.stringify(body) };
    const type = bytes ? 'application/octet-stream' : 'application/json';
    try {
      return await fetch(url, {
        method,
        ...sent,
        headers: { authorization, ...(body === undefined ? {} : { 'content-type': type }), ...headers },
        // A redirection could lead the token to another host.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS)
      });
    } catch (error) {
      // What fails on the way may have been carried out, unless there was nothing to carry out.
      const failure = SAFE.has(method) ? 'transient' : 'ambiguous';
      throw new GridError(failure, 'NO_ANSWER', `${this.#name} gave no answer.`, { cause: error });
    }
  }

  async #checked(response: Response, { method = 'GET' }: GridRequest): Promise<Response> {
    if (response.ok) return response;
    const { status } = response;
    const parsed = safeJson(await response.text());
    const told = refusals.map((form) => form.safeParse(parsed)).find(({ success }) => success)?.data;
    const message = told ? `${this.#name} refuses: ${told.message}` : `${this.#name} answers with HTTP ${status}.`;
    const failure = NOT_TAKEN.has(status)
      ? 'transient'
      : status >= 500 && !SAFE.has(method)
        ? 'ambiguous'
        : status >= 500
          ? 'transient'
          : 'permanent';
    throw new GridError(failure, told?.code ?? `HTTP_${status}`, message);
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tokenAnswer = z.object({ access_token: z.string() });

/**
 * Gets a token of Lens, Community and the gateway.
 * @see https://github.com/opentext/BN-Trading-Grid, collection Lens: POST /v1/oauth2/tokens
 */
export async function gridToken(url: string, clientId: string, clientSecret: string): Promise<string> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const http = new GridHttp(url, 'Trading Grid’s login', () => Promise.resolve(`Basic ${basic}`));
  const request = { method: 'POST', query: { grant_type: 'client_credentials' } } as const;
  const { access_token } = await http.json(tokenAnswer, '/v1/oauth2/tokens', request);
  return `Bearer ${access_token}`;
}
