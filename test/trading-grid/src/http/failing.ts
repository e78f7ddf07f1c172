import { setTimeout as delay } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { Faults } from '../faults.ts';

/** Strikes requests with the faults that a test has asked for. */
export function failing(faults: Faults): RequestHandler {
  return async (request, response, next) => {
    const of = { path: request.originalUrl, method: request.method };
    const slow = faults.strike('http.slow', of);
    if (slow) await delay(slow.delayMs);
    if (faults.strike('http.down', of)) {
      response.set('retry-after', '30').status(503).json({ error: 'Service Unavailable' });
      return;
    }
    const error = faults.strike('http.error', of);
    if (error) {
      response.status(error.status ?? 500).json(error.body ?? { error: 'asked for by a test' });
      return;
    }
    if (faults.strike('http.cutBefore', of)) {
      request.socket.destroy();
      return;
    }
    if (faults.strike('http.cutAfter', of)) cutInsteadOfAnswering(response);
    next();
  };
}

/** The request is carried out; what would be answered is thrown away with the connection. */
function cutInsteadOfAnswering(response: Response): void {
  response.write = (() => true) as Response['write'];
  response.end = (() => {
    response.socket?.destroy();
    return response;
  }) as Response['end'];
}
