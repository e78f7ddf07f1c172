import express from 'express';
import type { Express, Router } from 'express';
import { authenticate } from './authenticate.ts';
import { compositeRouter } from './composite-routes.ts';
import type { ServerContext } from './context.ts';
import { identityRouter } from './identity-routes.ts';
import { readLimits } from './limits.ts';
import { oauthRouter } from './oauth.ts';
import { queryRouter } from './query-routes.ts';
import { notEmulated, notFound, restErrorHandler } from './rest-error.ts';
import { sobjectRouter } from './sobject-routes.ts';

const VERSIONS = Array.from({ length: 18 }, (_, i) => `${50 + i}.0`);

function dataRouter(context: ServerContext): Router {
  const router = express.Router({ mergeParams: true });
  router.use((request: express.Request<{ version: string }>, _response, next) => {
    if (!VERSIONS.includes(request.params.version.slice(1))) throw notFound();
    next();
  });
  router.use(authenticate(context));
  router.get('/', (request: express.Request<{ version: string }>, response) => {
    const root = `/services/data/${request.params.version}`;
    const names = ['query', 'queryAll', 'sobjects', 'composite/sobjects', 'limits'];
    response.json({
      ...Object.fromEntries(names.map((name) => [name, `${root}/${name}`])),
      identity: '/services/oauth2/userinfo'
    });
  });
  router.get('/limits', (_request, response) => response.json(readLimits(context)));
  router.use(queryRouter(context));
  router.use(sobjectRouter(context));
  router.use(compositeRouter(context));
  router.use((request) => {
    throw notEmulated(`${request.method} ${request.path}`);
  });
  return router;
}

/**
 * The org's HTTP interface: OAuth, identity and the REST API. `routers` are mounted before the final 404, so that pages
 * live on the same origin.
 */
export function createApp(context: ServerContext, routers: readonly Router[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Clients that store an instance URL with a trailing slash ask for //services/….
  app.use((request, _response, next) => {
    request.url = request.url.replace(/^([^?]*)/, (path) => path.replaceAll(/\/{2,}/g, '/'));
    next();
  });
  app.use(oauthRouter(context));
  app.use(express.json({ limit: '50mb' }));
  app.use(identityRouter(context));
  app.get('/services/data', (_request, response) =>
    response.json(VERSIONS.map((version) => ({ label: `API ${version}`, url: `/services/data/v${version}`, version })))
  );
  app.use('/services/data/:version', dataRouter(context));
  for (const router of routers) app.use(router);
  app.use((request) => {
    throw notFound(`nothing answers ${request.method} ${request.path}`);
  });
  app.use(restErrorHandler);
  return app;
}
