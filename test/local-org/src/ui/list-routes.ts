import express, { type Request, type Router } from 'express';
import { inbox } from './inbox.ts';
import { listViews } from './list-data.ts';
import { PageData } from './page-data.ts';
import type { PageServerOptions, PageUser } from './page-options.ts';
import { objectNamed, parameter } from './requests.ts';

/** What list pages, the search and the inbox ask for. */
export function listRoutes(options: PageServerOptions, userOf: (request: Request) => PageUser): Router {
  const { org, project } = options;
  const router = express.Router();
  router.get('/list/:object', (request, response) => {
    const object = objectNamed(org, request.params.object);
    const views = listViews(project, object);
    const view = views.find((each) => each.name === parameter(request, 'view')) ?? views[0];
    const user = userOf(request);
    const table = new PageData(org, project, user.id).list(object, view, {
      sort: parameter(request, 'sort'),
      descending: parameter(request, 'descending') === 'true',
      search: parameter(request, 'search'),
      offset: Number(parameter(request, 'offset') || 0)
    });
    response.json({
      views: views.map(({ name, label }) => ({ name, label })),
      view: view?.name ?? '',
      table,
      canCreate: org.rights(user.id).object(object).create,
      label: object.label,
      labelPlural: object.labelPlural
    });
  });
  router.get('/inbox', (_request, response) => {
    response.json({ entries: inbox(org) });
  });
  return router;
}
