import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { FaultRequest } from '../faults.ts';
import { same } from '../http/tokens.ts';
import type { SendRequest } from '../partners/engine.ts';
import type { OwnDocument } from '../partners/own-systems.ts';
import type { Partner } from '../state/model.ts';
import { without } from '../state/without.ts';
import type { Control, NewCustomer } from './control.ts';

/** `/control/…`: the methods of `Control`, for tests in other processes. */
export function controlRoutes(control: Control, token: string): Router {
  const router = Router();
  router.use(authorised(token), express.json());
  const param = (request: Request, name: string) => String(request.params[name]);
  const answer =
    (work: (request: Request) => unknown): RequestHandler =>
    async (request, response) => {
      try {
        response.json((await work(request)) ?? {});
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        response.status(422).json({ error: error.message });
      }
    };

  router.get('/clock', answer(() => control.clock())); // prettier-ignore
  router.post(
    '/clock',
    answer((request) => control.advance((bodyOf(request) as { advanceSeconds: number }).advanceSeconds))
  );
  router.get('/settings', answer(() => control.settings())); // prettier-ignore
  router.patch(
    '/settings',
    answer((request) => control.changeSettings(bodyOf(request)))
  );
  router.get('/partners', answer(() => control.partners())); // prettier-ignore
  router.put(
    '/partners/:key',
    answer((request) => control.putPartner(param(request, 'key'), bodyOf(request) as Partner))
  );
  router.patch(
    '/partners/:key',
    answer((request) => control.changePartner(param(request, 'key'), bodyOf(request)))
  );
  router.post(
    '/partners/:key/send',
    answer(async (request) => ({ files: await control.send(param(request, 'key'), bodyOf(request) as SendRequest) }))
  );
  router.get(
    '/partners/:key/received',
    answer((request) => control.received(param(request, 'key')))
  );
  router.get('/customers/:mailbox/orders', answer((request) => control.orders(param(request, 'mailbox')))); // prettier-ignore
  router.post(
    '/customers/:mailbox/send',
    answer((request) => control.sendOwn(param(request, 'mailbox'), bodyOf(request) as OwnDocument))
  );
  router.get(
    '/accepted',
    answer(({ query }) => control.accepted(typeof query['mailbox'] === 'string' ? query['mailbox'] : undefined))
  );
  router.get('/mailboxes', answer(() => control.mailboxes())); // prettier-ignore
  router.get(
    '/transactions',
    answer(({ query }) => control.entriesOf(typeof query['correlationId'] === 'string' ? query['correlationId'] : ''))
  );
  router.patch(
    '/transactions/:id',
    answer((request) => {
      return without(control.changeTransaction(param(request, 'id'), bodyOf(request)), 'internal');
    })
  );
  router.post('/sweep', answer(() => control.sweep())); // prettier-ignore
  router.post('/tokens/expire', answer(() => control.expireTokens())); // prettier-ignore
  router.post(
    '/host-key',
    answer(() => ({ hostKeySha256: control.changeHostKey() }))
  );
  router.post(
    '/customers',
    answer((request) => control.addCustomer(bodyOf(request) as NewCustomer))
  );
  router.get('/faults', answer(() => control.faults.list())); // prettier-ignore
  router.post(
    '/faults',
    answer((request) => control.addFault(bodyOf(request) as FaultRequest))
  );
  router.delete('/faults', answer(() => control.faults.clear())); // prettier-ignore
  router.delete(
    '/faults/:id',
    answer((request) => ({ removed: control.faults.remove(param(request, 'id')) }))
  );
  router.get('/problems', answer(() => control.problems())); // prettier-ignore
  return router;
}

function authorised(token: string): RequestHandler {
  return (request, response: Response, next) => {
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (same(given, token)) next();
    else response.status(401).json({ error: 'The control API wants the token of the file control-token.' });
  };
}

/** Checked by the methods that it is given to. */
const bodyOf = (request: Request) => (request.body ?? {}) as object;
