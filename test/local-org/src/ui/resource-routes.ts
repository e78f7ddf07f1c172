import express, { type Router } from 'express';
import type { PageServerOptions } from './page-options.ts';

/** Static resources, at the address that `@salesforce/resourceUrl` gives; of archives not their entries. */
export function resourceRoutes({ project }: PageServerOptions): Router {
  const router = express.Router();
  router.get('/:name', (request, response) => {
    const resource = project.staticResources.find((one) => one.name === request.params.name);
    if (resource === undefined) {
      response.status(404).json({ message: `There is no static resource ${request.params.name}.` });
      return;
    }
    response.type(resource.contentType).send(resource.body());
  });
  return router;
}
