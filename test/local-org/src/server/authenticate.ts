import type { Request, Response } from 'express';
import type { Access } from '../platform/org.ts';
import type { ServerContext } from './context.ts';
import { MAX_LIMITS } from './rest/limits.ts';
import { RestError } from './rest/rest-error.ts';

export const invalidSession = (): RestError => new RestError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** The access of a session; API calls run with the rights of its user. Counts the call. */
export function accessOfToken(context: ServerContext, token: string | undefined): Access {
  const session = token === undefined ? undefined : context.sessions.use(token);
  if (session === undefined) throw invalidSession();
  const { apiRequests } = context.usage.read();
  if (apiRequests >= MAX_LIMITS.DailyApiRequests || context.faults.isUsedUp('apiRequests')) {
    throw new RestError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }
  context.usage.countRequest();
  return { userId: session.userId, mode: 'user', sharing: true, masked: true };
}

/** The token in the header of a request. */
export function bearerToken(request: Request): string | undefined {
  return /^(?:Bearer|OAuth) (.+)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim();
}

/** Who calls by HTTP; tells the client what it has used of its daily requests. */
export function accessOfRequest(context: ServerContext, request: Request, response?: Response): Access {
  const access = accessOfToken(context, bearerToken(request));
  const { apiRequests } = context.usage.read();
  response?.set('Sforce-Limit-Info', `api-usage=${apiRequests}/${MAX_LIMITS.DailyApiRequests}`);
  return access;
}
