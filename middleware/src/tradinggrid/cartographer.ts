import { z } from 'zod';
import type { XrefColumn } from '../config/grid.ts';
import { GridError } from '../outbound/action.ts';
import { GridHttp } from './grid-http.ts';

export interface CartographerOptions {
  url: string;
  user: string;
  password: () => string;
  solutionId: string;
  /** Cross reference that knows the partners' addresses. */
  entity: string;
  /** What the columns of an entry hold, in their order. */
  columns: readonly XrefColumn[];
  /** Path of the login, which is not public. */
  tokenPath: string;
}

const tokenAnswer = z.object({ accessToken: z.string() });
const entrySchema = z.looseObject({ key: z.string() });

/** Cross references of a solution. @see https://github.com/opentext/BN-Trading-Grid, collection Cartographer */
export class Cartographer {
  readonly #http: GridHttp;
  readonly #base: string;
  readonly #columns: readonly XrefColumn[];

  constructor({ url, user, password, solutionId, entity, columns, tokenPath }: CartographerOptions) {
    this.#columns = columns;
    const login = new GridHttp(url, 'Cartographer’s login', () => Promise.resolve(''));
    this.#http = new GridHttp(url, 'Cartographer', async () => {
      const body = { username: user, password: password() };
      return `Bearer ${(await login.json(tokenAnswer, tokenPath, { method: 'POST', body })).accessToken}`;
    });
    const solution = encodeURIComponent(solutionId);
    this.#base = `/cartographer/xref/v1/solutions/${solution}/entities/${encodeURIComponent(entity)}/entries`;
  }

  /** Makes an entry, or changes it where there is one: doing it again changes nothing. */
  async put(key: string, values: Partial<Record<XrefColumn, string>>): Promise<void> {
    const body = { key, values: this.#columns.map((column, at) => ({ index: at + 1, value: values[column] ?? '' })) };
    const path = `${this.#base}/${encodeURIComponent(key)}`;
    if (await this.#exists(path)) await this.#http.json(entrySchema, path, { method: 'PUT', body });
    else await this.#http.json(entrySchema, this.#base, { method: 'POST', body });
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await this.#http.json(entrySchema, path);
      return true;
    } catch (error) {
      if (error instanceof GridError && ['XREF-404', 'HTTP_404'].includes(error.code)) return false;
      throw error;
    }
  }
}
