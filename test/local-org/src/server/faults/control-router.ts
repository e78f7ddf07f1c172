import express from 'express';
import type { Request, Router } from 'express';
import type { ServerContext } from '../context.ts';
import { RestError, notFound } from '../rest/rest-error.ts';
import { faultRequest } from './fault-request.ts';
import type { Fault, FaultRequest } from './faults.ts';

/** Pages of other sites must not reach into the org of this machine. */
function refusePages(request: Request): void {
  if (request.get('origin') === undefined && request.get('sec-fetch-site') === undefined) return;
  throw new RestError(403, 'INSUFFICIENT_ACCESS', 'the control API is for programs, not for pages');
}

/** What happens at once, and stays in no list. */
async function happen(context: ServerContext, request: FaultRequest): Promise<Record<string, unknown> | undefined> {
  switch (request.kind) {
    case 'expireTokens': {
      const userId = request.username === undefined ? undefined : context.org.users.byUsername(request.username);
      if (request.username !== undefined && userId === undefined) {
        throw new RestError(400, 'INVALID_INPUT', `the org has no active user ${request.username}`);
      }
      return { ended: context.sessions.expireAll(userId) };
    }
    case 'killStreams':
      return { ended: context.streams.kill(request.topic, request.errorCode) };
    case 'moveInstance':
      return { url: await context.move(request.answer ?? 'unauthorized') };
    default:
      return undefined;
  }
}

const shown = ({ id, request, remaining }: Fault): Record<string, unknown> => ({ id, ...request, remaining });

/** Seconds that the org's clock shall go forward. */
function seconds(body: unknown): number {
  const { advanceSeconds } = (body ?? {}) as { advanceSeconds?: unknown };
  if (typeof advanceSeconds === 'number' && advanceSeconds > 0) return advanceSeconds;
  throw new RestError(400, 'INVALID_INPUT', 'advanceSeconds must be a positive number');
}

/** `/local-org`: faults on demand and the clock, for tests of whoever uses the org. */
export function controlRouter(context: ServerContext): Router {
  const router = express.Router();
  router.use((request, _response, next) => {
    refusePages(request);
    next();
  });
  router.use(express.json());
  router.get('/faults', (_request, response) => response.json(context.faults.list().map(shown)));
  router.post('/faults', async (request, response) => {
    const asked = faultRequest(request.body);
    const happened = await happen(context, asked);
    if (happened !== undefined) {
      response.status(200).json({ kind: asked.kind, ...happened });
      return;
    }
    if (asked.kind === 'zombieStreams') context.streams.freeze(asked.topic);
    response.status(201).json(shown(context.faults.add(asked)));
  });
  router.delete('/faults', (_request, response) => {
    context.faults.clearAll();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    if (!context.faults.clear(request.params.id)) throw notFound(`there is no fault ${request.params.id}`);
    response.status(204).end();
  });
  router.get('/clock', (_request, response) => response.json({ now: new Date(context.org.clock.now()).toISOString() }));
  router.post('/clock', (request, response) => {
    if (context.clock === undefined)
      throw new RestError(501, 'NOT_EMULATED', 'not emulated: this org’s clock does not move');
    context.clock.advance(seconds(request.body) * 1000);
    response.json({ now: new Date(context.org.clock.now()).toISOString() });
  });
  return router;
}
