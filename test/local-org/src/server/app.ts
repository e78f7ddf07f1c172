import express from 'express';
import type { Express, Router } from 'express';
import { accessOfRequest } from './authenticate.ts';
import type { ServerContext } from './context.ts';
import { controlRouter } from './faults/control-router.ts';
import { httpFaults, movedAway } from './faults/http-faults.ts';
import { identityRouter } from './oauth/identity.ts';
import { oauthRouter } from './oauth/token-endpoint.ts';
import { apexRest } from './rest/apex-rest.ts';
import { dataResources } from './rest/data-resources.ts';
import { notEmulated, notFound, restErrorHandler } from './rest/rest-error.ts';
import { readBody, serveResources } from './rest/transport.ts';
import { VERSIONS, isVersion } from './rest/versions.ts';
import { APEX_API } from './soap/apex-api.ts';
import { METADATA_API } from './soap/metadata-api.ts';
import { PARTNER_API } from './soap/partner-api.ts';
import { soapRouter } from './soap/soap-router.ts';

function dataRouter(context: ServerContext): Router {
  const router = express.Router();
  router.get('/', (_request, response) => response.json(VERSIONS));
  const serve = serveResources(dataResources(), context, (request, response) =>
    accessOfRequest(context, request, response)
  );
  router.use('/:version', (request, response, next) => {
    if (!isVersion(request.params.version)) throw notFound();
    return serve(request, response, next);
  });
  return router;
}

/** Told as the protocol tells it, and not to try again: clients would, for ever. */
const refuseCometd: express.RequestHandler = (_request, response) => {
  const error = '501::not emulated: Streaming API (CometD); subscribe by the Pub/Sub API';
  const advice = { reconnect: 'none' };
  response.json([{ channel: '/meta/handshake', version: '1.0', successful: false, error, advice }]);
};

/** The org's APIs over HTTP: OAuth, REST, Apex REST and SOAP. */
function services(context: ServerContext): Router {
  const router = express.Router();
  router.use('/local-org', controlRouter(context));
  router.use(movedAway(context));
  router.use(['/services', '/id'], httpFaults(context), readBody);
  router.use(oauthRouter(context));
  router.use(identityRouter(context));
  router.use(soapRouter(context, [PARTNER_API, METADATA_API, APEX_API]));
  router.use('/services/data', dataRouter(context));
  router.all('/services/apexrest{/*path}', apexRest(context));
  router.use('/services/async', () => {
    throw notEmulated('Bulk API');
  });
  router.use('/cometd', refuseCometd);
  return router;
}

/** `routers` are mounted before the final 404, so that pages live on the same origin. */
export function createApp(context: ServerContext, routers: readonly Router[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  // Clients that store an instance URL with a trailing slash ask for //services/….
  app.use((request, _response, next) => {
    request.url = request.url.replace(/^([^?]*)/, (path) => path.replaceAll(/\/{2,}/g, '/'));
    next();
  });
  app.use(services(context));
  for (const router of routers) app.use(router);
  app.use((request) => {
    throw notFound(`nothing answers ${request.method} ${request.path}`);
  });
  app.use(restErrorHandler);
  return app;
}
