import express, { type Response, Router } from 'express';
import { randomBytes } from 'node:crypto';
import { mailboxOf } from '../http/tokens.ts';
import { addressText, type GridState } from '../state/grid-state.ts';
import type { Partner } from '../state/model.ts';
import { without } from '../state/without.ts';
import type { User, Users } from './users.ts';

/** What a company may use; the names are the products' own. */
const ENTITLEMENTS = ['Lens', 'Community Management', 'Cartographer', 'Trading Grid Messaging Service'];

const fail = (response: Response, status: number, message: string) =>
  void response.status(status).json({ status: String(status), message });

const wire = (user: User) => without(user, 'roles');

/** Community: the customer's company, its partners and its users. Bodies of answers are ours; see the README. */
export function communityRoutes(state: GridState, users: Users): Router {
  const router = Router();
  router.use(express.json());

  router.param('companyId', (_request, response, next, companyId: string) => {
    if (state.customerOf(mailboxOf(response)).companyId === companyId) next();
    else fail(response, 403, `Company ${companyId} is not the company of these credentials.`);
  });

  router.get('/companies/:companyId', (_request, response) => {
    const { companyId, companyName, addresses, mailbox } = state.customerOf(mailboxOf(response));
    response.json({ companyId, companyName, status: 'Active', tradingAddresses: addresses, mailboxes: [mailbox] });
  });

  router.get('/companies/:companyId/partnerDirectory', (request, response) => {
    const { partnerCompanyName, partnerCompanyId, tradingAddress } = request.query;
    const mailbox = mailboxOf(response);
    const partners = state.relationships
      .values()
      .filter((one) => one.mailbox === mailbox)
      .map((relationship) => ({ relationship, partner: state.partners.get(relationship.partnerKey) }))
      .filter((one): one is typeof one & { partner: Partner } => one.partner !== undefined)
      .filter(({ partner }) => partnerCompanyName === undefined || partner.company === partnerCompanyName)
      .filter(({ partner }) => partnerCompanyId === undefined || partner.companyId === partnerCompanyId)
      .filter(({ partner }) => tradingAddress === undefined || addressText(partner) === tradingAddress);
    response.json(
      partners.map(({ relationship, partner }) => ({
        partnerCompanyId: partner.companyId,
        partnerCompanyName: partner.company,
        tradingAddresses: [addressText(partner)],
        relationshipStatus: relationship.status
      }))
    );
  });

  router.get('/companies/:companyId/entitlements', (request, response) => {
    response.json({ companyId: request.params.companyId, entitlements: ENTITLEMENTS.map((name) => ({ name })) });
  });

  router.get('/companies/:companyId/users', (request, response) => {
    const { loginId } = request.query;
    const found = users
      .of(request.params.companyId)
      .filter((user) => loginId === undefined || user.loginId === loginId);
    response.json(found.map(wire));
  });

  router.post('/companies/:companyId/users', (request, response) => {
    const body = bodyOf(request.body);
    const missing = ['loginId', 'firstName', 'lastName', 'type'].filter((name) => typeof body[name] !== 'string');
    if (missing.length > 0) fail(response, 400, `Missing: ${missing.join(', ')}.`);
    else if (users.byLogin(String(body['loginId'])))
      fail(response, 409, `loginId ${String(body['loginId'])} is taken.`);
    else {
      const id = `GCP${randomBytes(5).toString('hex').toUpperCase()}`;
      response.status(201).json(wire(users.add(request.params.companyId, id, body)));
    }
  });

  const found = (companyId: string, id: string, response: Response): User | undefined => {
    const user = users.find(companyId, id);
    if (!user) fail(response, 404, `There is no user ${id}.`);
    return user;
  };

  router.get('/companies/:companyId/users/:id', (request, response) => {
    const user = found(request.params.companyId, request.params.id, response);
    if (user) response.json(wire(user));
  });

  router.put('/companies/:companyId/users/:id', (request, response) => {
    const user = found(request.params.companyId, request.params.id, response);
    const body = bodyOf(request.body);
    const { loginId } = body;
    if (!user) return;
    if (typeof loginId === 'string' && loginId !== user.loginId && users.byLogin(loginId)) {
      fail(response, 409, `loginId ${loginId} is taken.`);
    } else response.json(wire(users.change(user, body)));
  });

  router.delete('/companies/:companyId/users/:id', (request, response) => {
    const user = found(request.params.companyId, request.params.id, response);
    if (!user) return;
    users.remove(user);
    response.status(204).end();
  });

  // Roles are found by login id only, as the vendor's collection says.
  const byLogin = (companyId: string, loginId: string, response: Response): User | undefined => {
    const user = users.byLogin(loginId);
    if (user?.companyId === companyId) return user;
    fail(response, 404, `There is no user with loginId ${loginId}: roles are found by loginId only.`);
    return undefined;
  };
  const rolesOf = (user: User) => user.roles.map((roleName) => ({ roleName }));

  router.get('/companies/:companyId/users/:loginId/roles', (request, response) => {
    const user = byLogin(request.params.companyId, request.params.loginId, response);
    if (user) response.json(rolesOf(user));
  });

  router.put('/companies/:companyId/users/:loginId/roles', (request, response) => {
    const user = byLogin(request.params.companyId, request.params.loginId, response);
    if (!user) return;
    const names = roleNames(request.body);
    const { action } = request.query;
    if (names === undefined) fail(response, 400, 'The body is a list of {"roleName": "..."}.');
    else if (action !== 'Add' && action !== 'Remove') fail(response, 400, 'action is Add or Remove.');
    else {
      const kept = user.roles.filter((name) => !names.includes(name));
      response.json(rolesOf(users.setRoles(user, action === 'Add' ? [...kept, ...names] : kept)));
    }
  });

  router.get('/users/:loginId/entitlements', (request, response) => {
    const { companyId } = state.customerOf(mailboxOf(response));
    const user = byLogin(companyId, request.params.loginId, response);
    if (user) response.json({ loginId: user.loginId, entitlements: user.roles.map((name) => ({ name })) });
  });

  return router;
}

const bodyOf = (body: unknown) => (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;

function roleNames(body: unknown): string[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const names = body.map((one: { roleName?: unknown } | null) => one?.roleName);
  return names.every((name): name is string => typeof name === 'string' && name !== '') ? names : undefined;
}
