import { findPackageJSON } from 'node:module';
import path from 'node:path';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { OrgError } from '../platform/org.ts';
import { listRoutes } from './list-routes.ts';
import type { PageServerOptions, PageUser, PageUsers } from './page-options.ts';
import { homeOf, pages } from './pages.ts';
import { recordRoutes } from './record-routes.ts';
import { cookie } from './requests.ts';
import { resourceRoutes } from './resource-routes.ts';

const APPLICATION_JSON = 'application/json';
const USER_COOKIE = 'localOrgUser';

/**
 * Serves the org's pages: record pages from their flexipages, list views, and the Apex calls of their components. Pages
 * open without a login, and switch to any user, so requests from other sites are refused.
 */
export function pageServer(options: PageServerOptions): Router {
  const router = express.Router();
  const userOf = (request: Request): PageUser => options.users.find(cookie(request, USER_COOKIE));
  const slds = path.join(packageFolder('@salesforce-ux/design-system'), 'assets');
  const forever = { immutable: true, maxAge: '1d' };
  router.use(['/lightning', '/ui'], refuseOtherSites);
  router.use('/ui/vendor', express.static(options.vendor.folder, forever));
  router.use(['/ui/slds', '/assets'], express.static(slds, forever));
  router.use('/ui/app', express.static(options.app.folder));
  router.use('/ui/data', recordRoutes(options, userOf), listRoutes(options, userOf));
  router.use('/resource', resourceRoutes(options));
  router.post('/ui/apex/:className/:methodName', express.json({ limit: '4mb' }), (request, response) => {
    const { className, methodName } = request.params;
    const args = (request.body ?? {}) as Record<string, unknown>;
    sendApexResult(response, () =>
      options.invokeAura({ className: className, methodName: methodName, args, userId: userOf(request).id })
    );
  });
  router.use('/lightning', pages(options, userOf));
  router.post('/ui/user/:id', (request, response) => {
    response.cookie(USER_COOKIE, request.params.id, { httpOnly: true, sameSite: 'strict' }).json({});
  });
  router.get(['/', '/lightning'], (request, response) => {
    response.redirect(homeOf(options, request, userOf(request)));
  });
  router.use(['/lightning', '/ui'], sendError);
  return router;
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
