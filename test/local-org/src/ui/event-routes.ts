import express, { type Request, type Router } from 'express';
import type { BusEvent } from '../platform/org.ts';
import type { PageServerOptions, PageUser } from './page-options.ts';
import { objectNamed } from './requests.ts';

const KEEP_ALIVE = 25_000;
const MOST = 200;

/** The channel that `lightning/empApi` listens to: platform events as server-sent events, from a replay id on. */
export function eventRoutes(options: PageServerOptions, userOf: (request: Request) => PageUser): Router {
  const { org } = options;
  const router = express.Router();
  router.get('/:object', (request, response) => {
    const object = objectNamed(org, request.params.object);
    if (object.kind !== 'event' || !org.rights(userOf(request).id).object(object).read) {
      response.status(403).json({ message: `You may not subscribe to ${object.apiName}.` });
      return;
    }
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    const from = Number(request.query['replayId'] ?? -1);
    let last = from === -1 ? org.bus.tip(object) : Math.max(0, from);
    const send = (): void => {
      for (const event of org.bus.read(object, last, MOST)) {
        last = event.replayId;
        response.write(`id: ${last}\ndata: ${JSON.stringify(message(event))}\n\n`);
      }
    };
    send();
    const stop = org.bus.onStored(object, send);
    const timer = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE);
    request.once('close', () => {
      stop();
      clearInterval(timer);
    });
  });
  return router;
}

function message({ object, fields, replayId, eventUuid }: BusEvent): unknown {
  return {
    channel: `/event/${object.apiName}`,
    data: { payload: Object.fromEntries(fields), event: { replayId, EventUuid: eventUuid } }
  };
}
