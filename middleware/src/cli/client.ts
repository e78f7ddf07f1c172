import { z } from 'zod';
import { readRunFile, readSecretFile, required, UserError } from './run-file.ts';

const problem = z.object({ detail: z.string() });
const REMEDY = 'Start it with "npm start" in the project, or name another one by --url and --token-file.';

export interface Target {
  url?: string | undefined;
  tokenFile?: string | undefined;
  tenant?: string | undefined;
}

/** Asks the running service, never its database. */
export class ServiceClient {
  readonly #url: string;
  readonly #token: string;
  readonly #tenant: string | undefined;

  /** @throws UserError when nothing runs here and no other service is named */
  constructor({ url, tokenFile, tenant }: Target) {
    this.#tenant = tenant;
    if ((url === undefined) !== (tokenFile === undefined))
      throw new UserError('Give --url and --token-file together: a token is for one service alone.');
    if (url !== undefined && tokenFile !== undefined) {
      this.#url = url;
      this.#token = readSecretFile({ directory: process.cwd() }, tokenFile);
      return;
    }
    const run = readRunFile(process.cwd());
    const middleware = required(run.middleware, 'middleware');
    this.#url = middleware.url;
    this.#token = readSecretFile(run, middleware.tokenFile);
  }

  /** The tenant that is meant: the one given, or the only one. */
  async tenant(): Promise<string> {
    if (this.#tenant !== undefined) return this.#tenant;
    const { tenants } = await this.get(z.object({ tenants: z.array(z.object({ id: z.string() })) }), '/v1/tenants');
    const [only, ...others] = tenants;
    if (only && others.length === 0) return only.id;
    const names = tenants.map(({ id }) => id).join(', ');
    throw new UserError(only ? `Say which tenant by --tenant: ${names}.` : 'The service has no tenant.');
  }

  get<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    return this.call(schema, path, 'GET');
  }

  async call<T>(schema: z.ZodType<T>, path: string, method: string, body?: unknown): Promise<T> {
    const response = await this.fetch(path, method, body);
    const text = await response.text();
    if (response.ok || (path === '/readyz' && response.status === 503)) return schema.parse(JSON.parse(text));
    throw new UserError(detailOf(text) ?? `The middleware answers HTTP ${response.status}.`);
  }

  async fetch(path: string, method = 'GET', body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      return await fetch(new URL(path, this.#url), { method, headers, ...sent });
    } catch (cause) {
      throw new UserError(`The middleware does not answer at ${this.#url}. ${REMEDY}`, { cause });
    }
  }
}

export function detailOf(text: string): string | undefined {
  try {
    return problem.parse(JSON.parse(text)).detail;
  } catch {
    return undefined;
  }
}
