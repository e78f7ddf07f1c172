import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Access, BusEvent } from '../../platform/org.ts';
import type { ServerContext } from '../context.ts';
import { RestResources } from '../rest/resources.ts';
import { errorAnswer, notFound } from '../rest/rest-error.ts';
import { readBody, serveResources, single } from '../rest/transport.ts';
import { uiApiResources } from './ui-api-resources.ts';

/** Who looks at the page that asks. Throws for requests that come from elsewhere. */
export type PageUserId = (request: Request) => string;

const VERSION = 'v67.0';
/** Events that are read at a time. */
const BATCH = 100;

/** An event as `lightning/empApi` gives it to components. */
function message(channel: string, event: BusEvent): Record<string, unknown> {
  const payload = Object.fromEntries([...event.fields].filter(([name]) => name !== 'ReplayId' && name !== 'EventUuid'));
  const data = {
    schema: event.object.apiName,
    payload,
    event: { replayId: event.replayId, EventUuid: event.eventUuid }
  };
  return { channel, data };
}

/** Sends the events of a channel as they come; `-1` new ones, `-2` all that are retained, or those after a replay id. */
function streamEvents(context: ServerContext, request: Request, response: Response, access: Access): void {
  const channel = single(request.query).channel ?? '';
  const name = /^\/event\/(\w+)$/.exec(channel)?.[1];
  const object = name === undefined ? undefined : context.org.schema.exact(name);
  if (object?.kind !== 'event' || !context.org.rights(access.userId).object(object).read) {
    throw notFound(`the channel ${channel} does not exist, or you may not subscribe to it`);
  }
  // A browser that comes back says what it has seen.
  const from = Number(request.get('last-event-id') ?? request.query.replayId ?? -1);
  let position = from === -1 ? context.org.bus.tip(object) : Math.max(0, from);
  response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('event: subscribed\ndata: {}\n\n');
  const send = (): void => {
    for (;;) {
      const events = context.org.bus.read(object, position, BATCH);
      for (const event of events) {
        position = event.replayId;
        response.write(`id: ${event.replayId}\ndata: ${JSON.stringify(message(channel, event))}\n\n`);
      }
      if (events.length < BATCH) return;
    }
  };
  const stop = context.org.bus.onStored(object, send);
  // After a deployment the page asks again, and finds the event as it is now.
  const stopHost = context.host.onReplaced(() => response.end());
  response.on('close', () => {
    stop();
    stopHost();
  });
  send();
}

/** What components of the org's pages ask for: `/ui/ui-api/…` as the UI API, and `/ui/events` for `lightning/empApi`. */
export function pageApi(context: ServerContext, userIdOf: PageUserId): Router {
  const router = express.Router();
  const resources = new RestResources();
  uiApiResources(resources);
  const accessOf = (request: Request): Access => ({
    userId: userIdOf(request),
    mode: 'user',
    sharing: true,
    masked: true
  });
  const serve = serveResources(resources, context, accessOf);
  router.use('/ui/ui-api', readBody, (request, response, next) => {
    request.url = `/ui-api${request.url}`;
    request.params.version = VERSION;
    void serve(request as unknown as Request<{ version: string }>, response, next);
  });
  router.get('/ui/events', (request, response) => {
    try {
      streamEvents(context, request, response, accessOf(request));
    } catch (error) {
      const { status, body } = errorAnswer(error);
      response.status(status).json(body);
    }
  });
  return router;
}
