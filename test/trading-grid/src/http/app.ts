import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { mapRoutes } from '../cartographer/map-routes.ts';
import type { CrossReferences } from '../cartographer/cross-references.ts';
import { refuse } from '../cartographer/answers.ts';
import { xrefRoutes } from '../cartographer/xref-routes.ts';
import { communityRoutes } from '../community/routes.ts';
import type { Users } from '../community/users.ts';
import type { Control } from '../control/control.ts';
import { controlRoutes } from '../control/routes.ts';
import { servedDocument } from '../gateway/openapi.ts';
import { type GatewayParts, gatewayRoutes } from '../gateway/routes.ts';
import { LENS_PATH, lensHandler } from '../lens/routes.ts';
import { type Mailboxes, UnknownMailboxError } from '../mailbox.ts';
import { deskRoutes } from '../page/desk-routes.ts';
import { pageRoutes } from '../page/page.ts';
import { addressOf, parseAddress } from '../partners.ts';
import { readdress } from '../readdress.ts';
import type { GridState } from '../state/grid-state.ts';
import type { Customer } from '../state/model.ts';
import { failing } from './failing.ts';
import { basicCredentials, mailboxOf, same, Tokens } from './tokens.ts';

/** Tokens last ten hours, as Trading Grid's do. */
const LIFETIME_SECONDS = 36_000;
/** How long Cartographer's last is not public. */
const CARTOGRAPHER_SECONDS = 3600;

/** A document is held in memory while it is put into the mailbox. */
const LARGEST_DOCUMENT = '500mb';

export interface AppParts {
  state: GridState;
  mailboxes: Mailboxes;
  control: Control;
  /** Of the customer that the page with the forms acts for. */
  mailbox: string;
  controlToken: string;
  users: Users;
  references: CrossReferences;
  gateway: GatewayParts;
  /** The consumer secret and Cartographer's password of a customer. */
  secretsOf(customer: Customer): { clientSecret: string; cartographerPassword: string };
}

export interface GridApp {
  app: Express;
  expireTokens(): void;
}

export const cartographerUser = ({ mailbox }: Customer) => `${mailbox}-cartographer`;

/** Express would answer with the stack, which names files of this machine. */
const failure: ErrorRequestHandler = (
  error: { status?: number; expose?: boolean; message?: string },
  _request,
  response,
  next
) => {
  if (response.headersSent) next(error);
  else response.status(error.status ?? 500).json({ error: error.expose === true ? error.message : 'internal error' });
};

/** The network's HTTP side: its interfaces, the one of `npx tgrid send`, the control API and the page. */
export function gridApp(parts: AppParts): GridApp {
  const { state, control } = parts;
  const app = express().disable('x-powered-by');
  const tokens = new Tokens(state.clock, LIFETIME_SECONDS);
  const cartographer = new Tokens(state.clock, CARTOGRAPHER_SECONDS);

  app.use('/control', controlRoutes(control, parts.controlToken));
  app.use(pageRoutes(state, parts.mailboxes));
  app.use(deskRoutes(control, parts.mailbox));
  app.post(
    '/mailboxes/:name/outgoing',
    tokens.required,
    express.raw({ type: () => true, limit: LARGEST_DOCUMENT }),
    sendAsPartner(parts)
  );
  app.get('/gateway/openapi.json', (_request, response) => void response.json(servedDocument(parts.gateway.paths)));

  app.use(failing(control.faults));
  app.post('/v1/oauth2/tokens', (request, response) => {
    const [id, secret] = basicCredentials(request);
    const customer = state.customers.find(({ clientId }) => clientId === id);
    if (request.query['grant_type'] !== 'client_credentials') {
      response.status(400).json({ error: 'unsupported_grant_type' });
    } else if (!customer || !same(secret, parts.secretsOf(customer).clientSecret)) {
      response.status(401).json({ error: 'invalid_client' });
    } else {
      const { token, seconds } = tokens.issue(customer);
      response.json({ access_token: token, token_type: 'Bearer', expires_in: seconds });
    }
  });
  app.post(LENS_PATH, tokens.required, lensHandler(state));
  app.use('/TGCommunityServices/v1', tokens.required, communityRoutes(state, parts.users));

  app.post('/cartographer/auth/v1/token', express.json(), (request, response) => {
    const { username, password } = (request.body ?? {}) as { username?: unknown; password?: unknown };
    const customer = state.customers.find((one) => cartographerUser(one) === username);
    if (!customer || typeof password !== 'string' || !same(password, parts.secretsOf(customer).cartographerPassword)) {
      refuse(response, 401, 'Wrong user name or password.', 'AUTH-401');
      return;
    }
    const { token, seconds } = cartographer.issue(customer);
    response.json({ accessToken: token, expiresIn: seconds });
  });
  app.use('/cartographer', (request, response, next) => {
    const mailbox = cartographer.mailboxOf(request);
    if (mailbox === undefined) refuse(response, 401, 'The access token is missing or has ended.', 'AUTH-401');
    else {
      response.locals['mailbox'] = mailbox;
      next();
    }
  });
  app.use('/cartographer/mp/v1/solutions', mapRoutes(state));
  app.use(
    '/cartographer/xref/v1/solutions/:solutionId',
    (request, response, next) => {
      if (state.customerOf(mailboxOf(response)).solutionId === request.params['solutionId']) next();
      else refuse(response, 404, `There is no solution ${String(request.params['solutionId'])}.`, 'XREF-404');
    },
    xrefRoutes(state, parts.references, (mailbox) => cartographerUser(state.customerOf(mailbox)))
  );
  app.use(gatewayRoutes(parts.gateway, tokens.required));
  app.use(failure);
  return {
    app,
    expireTokens: () => {
      tokens.expireAll();
      cartographer.expireAll();
    }
  };
}

/** A partner's file, as `npx tgrid send` brings it: as it is, or with the sender that `as` names. */
function sendAsPartner({ state, mailboxes }: AppParts): RequestHandler {
  return async (request, response) => {
    const { filename, as } = request.query;
    if (typeof filename !== 'string' || filename === '') {
      response.status(400).json({ error: 'The query parameter "filename" is missing.' });
      return;
    }
    const name = String(request.params['name']);
    const body: unknown = request.body;
    const sent = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    try {
      const customer = state.customers.get(name);
      if (!customer) throw new UnknownMailboxError(`There is no mailbox "${name}".`);
      const own = parseAddress(customer.addresses[0] ?? '');
      const bytes = typeof as === 'string' ? readdress(sent, addressOf(state, as), own) : sent;
      const placed = await mailboxes.deliver(name, filename, bytes);
      response.status(201).json({ file: `/outgoing/${placed}`, size: bytes.length });
    } catch (error) {
      if (error instanceof RangeError) response.status(422).json({ error: error.message });
      else if (error instanceof UnknownMailboxError) response.status(404).json({ error: error.message });
      else throw error;
    }
  };
}
