import express, { type Request, type Response, type Router } from 'express';
import { OrgError } from '../platform/org.ts';
import { APP_COOKIE, applicationOf, tabsOf } from './applications.ts';
import { userI18n } from './i18n.ts';
import { pageHtml, type PageSettings } from './page-html.ts';
import type { PageServerOptions, PageUser } from './page-options.ts';
import { appPage } from './record-page.ts';
import { objectNamed, objectOfId, parameter } from './requests.ts';

type Page = PageSettings['page'];

/** The pages themselves: records, new records, lists, tabs of the project's own, apps and the inbox. */
export function pages(options: PageServerOptions, userOf: (request: Request) => PageUser): Router {
  const { org, project } = options;
  const router = express.Router();
  const send = (request: Request, response: Response, page: Page): void => {
    sendPage(options, request, response, userOf(request), page);
  };
  router.get('/r/:object/:id/view', (request, response) => {
    const { id } = request.params;
    send(request, response, { kind: 'record', recordId: id, objectApiName: objectOfId(org, id).apiName });
  });
  router.get('/r/:object/:id/edit', (request, response) => {
    const { id } = request.params;
    send(request, response, { kind: 'record', recordId: id, objectApiName: objectOfId(org, id).apiName, edit: true });
  });
  router.get('/o/:object/list', (request, response) => {
    const objectApiName = objectNamed(org, request.params.object).apiName;
    send(request, response, { kind: 'list', objectApiName, viewName: parameter(request, 'filterName') });
  });
  router.get('/o/:object/new', (request, response) => {
    const objectApiName = objectNamed(org, request.params.object).apiName;
    send(request, response, {
      kind: 'list',
      objectApiName,
      viewName: '',
      create: parameter(request, 'defaultFieldValues')
    });
  });
  router.get('/n/:tab', (request, response) => {
    const tab = project.tabs.find((one) => one.name === request.params.tab);
    if (tab === undefined) {
      throw new OrgError('NOT_FOUND', `There is no tab ${request.params.tab}.`);
    }
    send(request, response, { kind: 'tab', name: tab.name, label: tab.label, model: appPage(project, tab) });
  });
  router.get('/inbox', (request, response) => {
    send(request, response, { kind: 'inbox' });
  });
  router.get('/app/:name', (request, response) => {
    response.cookie(APP_COOKIE, request.params.name, { httpOnly: true, sameSite: 'strict' }).redirect('/');
  });
  return router;
}

/** Where someone lands: the first tab of the app that is open. */
export function homeOf(options: PageServerOptions, request: Request, user: PageUser): string {
  const { org, project } = options;
  return tabsOf(org, project, applicationOf(project, request), user.id)[0]?.url ?? '/lightning/o/Account/list';
}

function sendPage(options: PageServerOptions, request: Request, response: Response, user: PageUser, page: Page): void {
  const { org, project } = options;
  const application = applicationOf(project, request);
  const settings: PageSettings = {
    user: { Id: user.id, Name: user.name },
    users: options.users.all(),
    i18n: userI18n(user.locale, user.timeZone, user.currency),
    app: { label: application.label, name: application.name, tabs: tabsOf(org, project, application, user.id) },
    apps: project.applications.map(({ name, label }) => ({ name, label })),
    page,
    pageReference: pageReference(page)
  };
  response.type('html').send(pageHtml(settings, options.app.imports));
}

function pageReference(page: Page): PageSettings['pageReference'] {
  switch (page.kind) {
    case 'record': {
      const { recordId, objectApiName, edit } = page;
      const actionName = edit ? 'edit' : 'view';
      return { type: 'standard__recordPage', attributes: { recordId, objectApiName, actionName }, state: {} };
    }
    case 'list': {
      const { objectApiName, viewName, create } = page;
      const actionName = create === undefined ? 'list' : 'new';
      return {
        type: 'standard__objectPage',
        attributes: { objectApiName, actionName },
        state: viewName === '' ? {} : { filterName: viewName }
      };
    }
    case 'tab':
      return { type: 'standard__navItemPage', attributes: { apiName: page.name }, state: {} };
    default:
      return { type: 'standard__namedPage', attributes: { pageName: 'inbox' }, state: {} };
  }
}
