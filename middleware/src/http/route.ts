import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Client, Role } from './auth.ts';

/** An answer that is no success, for a person who reads it. @see https://www.rfc-editor.org/rfc/rfc9457 */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface Call<Q, B> {
  /** Null where the route asks for no token. */
  client: Client;
  /** Of the path, by name. */
  params: Record<string, string>;
  query: Q;
  body: B;
  /** For answers that are no JSON. */
  response: Response;
  request: Request;
}

/** One operation of the interface, as it is described. */
export interface Described<Q = unknown, B = unknown> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/v1/tenants/{tenant}/documents`. */
  path: string;
  summary: string;
  description?: string;
  /** Least role; null for a route that everyone may ask; who has a token is known there all the same. */
  role: Role | null;
  query?: z.ZodType<Q>;
  /** Headers that it reads, by their names. */
  headers?: z.ZodObject;
  /** What it takes; a media type where that is no JSON. */
  body?: z.ZodType<B> | string;
  /** Shape of the answer; a media type where it is no JSON. */
  answer: z.ZodType | string;
  /** Further answers that are no success, by their status. */
  problems?: Record<number, string>;
  /** Status of a success; 200 unless given. */
  status?: number;
  /** Further answers of the same shape, by their status. */
  also?: Record<number, string>;
}

/** An operation that is mounted as it is described. */
export interface Route<Q = unknown, B = unknown> extends Described<Q, B> {
  body?: z.ZodType<B>;
  /** @returns the answer; undefined where it was written to the response */
  handle: (call: Call<Q, B>) => unknown;
}

/** Lets the compiler find the types of query and body from their schemas. */
export const route = <Q, B>(one: Route<Q, B>): Route => one as unknown as Route;

export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string()
});
