import type { RequestHandler } from 'express';
import type { ServerContext } from '../context.ts';

/** Makes calls of the APIs go wrong that a fault was set for. */
export function httpFaults(context: ServerContext): RequestHandler {
  return (request, response, next) => {
    const { faults } = context;
    const hits = (fault: { path?: string; method?: string }): boolean =>
      (fault.method === undefined || fault.method.toUpperCase() === request.method) &&
      (fault.path === undefined || new RegExp(fault.path).test(request.originalUrl));
    const drop = faults.take('drop', hits);
    if (drop !== undefined) {
      if (drop.afterProcessing !== true) {
        request.socket.destroy();
        return;
      }
      // What was asked is done; its answer never arrives.
      response.end = () => {
        request.socket.destroy();
        return response;
      };
      next();
      return;
    }
    const error = faults.take('httpError', hits);
    if (error !== undefined) {
      const errorCode = error.errorCode ?? (error.status >= 500 ? 'SERVER_UNAVAILABLE' : 'UNKNOWN_EXCEPTION');
      response.status(error.status).json([{ message: error.message ?? 'a fault that was asked for', errorCode }]);
      return;
    }
    const slow = faults.take('slow', hits);
    if (slow === undefined) next();
    else setTimeout(next, slow.milliseconds);
  };
}

/** The port that the org has moved away from: only what gives tokens goes on. */
export function movedAway(context: ServerContext): RequestHandler {
  return (request, response, next) => {
    const moved = context.movedFrom(request.socket.localPort ?? 0);
    if (moved === undefined || /^\/(?:services\/oauth2\/(?:token|introspect|revoke)|local-org)\b/.test(request.path)) {
      next();
    } else if (moved.answer === 'redirect') {
      response.redirect(307, moved.url + request.originalUrl);
    } else {
      response.status(401).json([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
    }
  };
}
