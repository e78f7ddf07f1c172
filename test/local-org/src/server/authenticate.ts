import type { Request, RequestHandler } from 'express';
import type { Access } from '../platform/org.ts';
import type { ServerContext } from './context.ts';
import { RestError } from './rest-error.ts';

const users = new WeakMap<Request, string>();

/** Lets only requests with a valid session pass, and counts them. */
export function authenticate(context: ServerContext): RequestHandler {
  return (request, _response, next) => {
    const token = /^(?:Bearer|OAuth) (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const session = token === undefined ? undefined : context.sessions.find(token);
    if (session === undefined) throw new RestError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    users.set(request, session.userId);
    context.usage.countRequest();
    next();
  };
}

/** API calls run with the rights of the token's user. */
export function accessOf(request: Request): Access {
  const userId = users.get(request);
  if (userId === undefined) throw new RestError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  return { userId, mode: 'user', sharing: true };
}
