import { findPackageJSON } from 'node:module';
import path from 'node:path';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { OrgError, type Org } from '../platform/org.ts';
import type { ObjectDescribe } from '../schema/schema.ts';
import type { AppBuild } from './app-build.ts';
import { userI18n } from './i18n.ts';
import { PageData } from './page-data.ts';
import { pageHtml, type PageSettings } from './page-html.ts';
import { recordPage } from './record-page.ts';
import type { VendorBuild } from './vendor-build.ts';

/** A call of an `@AuraEnabled` method, as the Apex runtime takes it. */
export interface AuraCall {
  className: string;
  methodName: string;
  args: Record<string, unknown>;
  userId: string;
}

export interface PageServerOptions {
  org: LocalOrg;
  project: Project;
  /** Runs an `@AuraEnabled` method and returns what JSON can hold; throws what the component shall see. */
  invokeAura: (call: AuraCall) => unknown;
  vendor: VendorBuild;
  app: AppBuild;
  users: PageUsers;
}

/** Who may look at the pages; asked at every request, since users may be created after the start. */
export interface PageUsers {
  /** The user with this id; the one that pages open as without one, or when there is no such user. */
  find: (id: string | undefined) => PageUser;
  /** All that one can switch to. */
  all: () => { id: string; name: string }[];
}

export interface PageUser {
  id: string;
  name: string;
  /** As in User.LocaleSidKey: `en_US`. */
  locale: string;
  timeZone: string;
  currency: string;
}

const APPLICATION_JSON = 'application/json';
const USER_COOKIE = 'localOrgUser';

/**
 * Serves the org's pages: record pages from their flexipages, list views, and the Apex calls of their components. Pages
 * open without a login, and switch to any user, so requests from other sites are refused.
 */
export function pageServer(options: PageServerOptions): Router {
  const router = express.Router();
  const userOf = (request: Request): PageUser => options.users.find(cookie(request, USER_COOKIE));
  const dataOf = (request: Request): PageData => new PageData(options.org, options.project, userOf(request).id);
  const slds = path.join(packageFolder('@salesforce-ux/design-system'), 'assets');
  const forever = { immutable: true, maxAge: '1d' };
  router.use(['/lightning', '/ui'], refuseOtherSites);
  router.use('/ui/vendor', express.static(options.vendor.folder, forever));
  router.use(['/ui/slds', '/assets'], express.static(slds, forever));
  router.use('/ui/app', express.static(options.app.folder));
  router.get('/ui/data/record/:id', (request, response) => {
    const data = dataOf(request);
    const object = objectOfId(data, request.params.id);
    const record = data.record(object, request.params.id);
    if (record === undefined) {
      throw new OrgError('NOT_FOUND', 'The record does not exist, or you may not see it.');
    }
    response.json({ record, page: recordPage(options.project, object, application(options.project).name) });
  });
  router.get('/ui/data/related/:id', (request, response) => {
    const data = dataOf(request);
    response.json({ tables: data.related(objectOfId(data, request.params.id), request.params.id) });
  });
  router.get('/ui/data/list/:object', (request, response) => {
    const object = objectNamed(options.org, request.params.object);
    const data = dataOf(request);
    const views = data.listViews(object);
    const view = views.find((each) => each.name === request.query['view']) ?? views[0];
    response.json({ views, view: view?.name ?? '', table: data.list(object, view) });
  });
  router.post('/ui/apex/:className/:methodName', express.json({ limit: '4mb' }), (request, response) => {
    const { className, methodName } = request.params;
    const args = (request.body ?? {}) as Record<string, unknown>;
    sendApexResult(response, () =>
      options.invokeAura({ className: className, methodName: methodName, args, userId: userOf(request).id })
    );
  });
  router.get('/lightning/r/:object/:id/view', (request, response) => {
    const { id } = request.params;
    const objectApiName = objectOfId(dataOf(request), id).apiName;
    sendPage(options, response, userOf(request), { kind: 'record', recordId: id, objectApiName });
  });
  router.get('/lightning/o/:object/list', (request, response) => {
    const objectApiName = objectNamed(options.org, request.params.object).apiName;
    const viewName = typeof request.query['filterName'] === 'string' ? request.query['filterName'] : '';
    sendPage(options, response, userOf(request), { kind: 'list', objectApiName, viewName });
  });
  router.post('/ui/user/:id', (request, response) => {
    response.cookie(USER_COOKIE, request.params.id, { httpOnly: true, sameSite: 'strict' }).json({});
  });
  router.get(['/', '/lightning'], (request, response) => {
    response.redirect(tabs(options, userOf(request))[0]?.url ?? '/lightning/o/Account/list');
  });
  router.use(['/lightning', '/ui'], sendError);
  return router;
}

function sendPage(options: PageServerOptions, response: Response, user: PageUser, page: PageSettings['page']): void {
  const { project } = options;
  const settings: PageSettings = {
    user: { Id: user.id, Name: user.name },
    users: options.users.all(),
    i18n: userI18n(user.locale, user.timeZone, user.currency),
    app: { label: application(project).label, tabs: tabs(options, user) },
    page,
    pageReference:
      page.kind === 'record'
        ? {
            type: 'standard__recordPage',
            attributes: { recordId: page.recordId, objectApiName: page.objectApiName, actionName: 'view' },
            state: {}
          }
        : {
            type: 'standard__objectPage',
            attributes: { objectApiName: page.objectApiName, actionName: 'list' },
            state: { filterName: page.viewName }
          }
  };
  response.type('html').send(pageHtml(settings, options.app.imports));
}

/** The app whose pages are served: the project's first. */
function application(project: Project): { name: string; label: string; tabs: string[] } {
  return project.applications[0] ?? { name: '', label: 'Local Org', tabs: ['standard-Account'] };
}

/** The app's tabs whose objects the user may read. */
function tabs(options: PageServerOptions, user: PageUser): PageSettings['app']['tabs'] {
  return application(options.project).tabs.flatMap((tab) => {
    const object = options.org.schema.object(tab.replace(/^standard-/, ''));
    return object === undefined || !options.org.rights(user.id).object(object).read
      ? []
      : [{ label: object.labelPlural, url: `/lightning/o/${object.apiName}/list`, object: object.apiName }];
  });
}

function sendApexResult(response: Response, call: () => unknown): void {
  try {
    const result = call();
    if (result === null || result === undefined) {
      response.status(204).end();
    } else {
      response.json(result);
    }
  } catch (error) {
    response.status(500).json(
      isApexError(error)
        ? {
            message: error.message,
            exceptionType: error.exceptionType,
            isUserDefinedException: error.isUserDefinedException,
            stackTrace: error.stackTrace
          }
        : { message: error instanceof Error ? error.message : String(error) }
    );
  }
}

function isApexError(
  error: unknown
): error is { message: string; exceptionType: string; isUserDefinedException: boolean; stackTrace: string } {
  return typeof error === 'object' && error !== null && 'exceptionType' in error;
}

function objectOfId(data: PageData, id: string): ObjectDescribe {
  const object = data.objectOf(id);
  if (object === undefined || !/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id)) {
    throw new OrgError('NOT_FOUND', `There is no record with the id ${id.slice(0, 18)}.`);
  }
  return object;
}

function objectNamed(org: Org, name: string): ObjectDescribe {
  const object = org.schema.object(name);
  if (object === undefined) {
    throw new OrgError('NOT_FOUND', `There is no object ${name}.`);
  }
  return object;
}

function cookie(request: Request, name: string): string | undefined {
  const pair = (request.get('cookie') ?? '').split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/**
 * The id of the user who looks at the page that asks. Throws for requests of other sites, which the pages' own routes
 * refuse too.
 */
export function pageUserId(request: Request, users: PageUsers): string {
  if (!isOfThisSite(request)) {
    throw new OrgError('INSUFFICIENT_ACCESS', 'Requests from other sites are refused.');
  }
  return users.find(cookie(request, USER_COOKIE)).id;
}

/** No login stands before these pages, so only pages of this very server may ask, under its loopback name. */
function isOfThisSite(request: Request): boolean {
  const site = request.get('sec-fetch-site') ?? 'none';
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes((request.get('host') ?? '').replace(/:\d+$/, ''));
  const isNavigation = request.method === 'GET' && request.get('sec-fetch-mode') === 'navigate';
  const isJson = request.method === 'GET' || request.is(APPLICATION_JSON) !== false;
  return isLoopback && isJson && (isNavigation || site === 'same-origin' || site === 'none');
}

function refuseOtherSites(request: Request, response: Response, next: NextFunction): void {
  if (isOfThisSite(request)) {
    next();
    return;
  }
  response.status(403).json({ message: 'Requests from other sites are refused.' });
}

function sendError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  response.status(error instanceof OrgError && error.code === 'NOT_FOUND' ? 404 : 500).json({ message });
}

function packageFolder(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) {
    throw new Error(`The package ${name} is not installed. Run npm ci.`);
  }
  return path.dirname(file);
}
