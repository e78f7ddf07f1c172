import express, { type Request, Router } from 'express';
import { randomBytes } from 'node:crypto';
import type { Control } from '../control/control.ts';
import { same } from '../http/tokens.ts';
import type { OwnDocument } from '../partners/own-systems.ts';
import type { SendRequest } from '../partners/engine.ts';
import type { Outcome } from '../state/model.ts';
import { deskPage } from './desk.ts';
import { guarded } from './parts.ts';

type Form = Partial<Record<string, string>>;

/** What each form does. @returns what to tell */
const ACTIONS: Record<string, (control: Control, mailbox: string, form: Form) => Promise<string> | string> = {
  clock: async (control, _mailbox, { seconds }) => {
    const { now, done } = await control.advance(Number(seconds));
    return `It is ${now.slice(0, 16).replace('T', ' ')} UTC now. ${done === 1 ? 'One thing' : `${done} things`} happened.`;
  },
  send: async (control, mailbox, { partner = '', type = '', lines, purchaseOrder, fault, test }) => {
    const [file] = await control.send(partner, {
      type,
      mailbox,
      ...(lines ? { lines: Number(lines) } : {}),
      ...(purchaseOrder?.trim() ? { purchaseOrder: purchaseOrder.trim() } : {}),
      ...(fault ? { fault: fault as NonNullable<SendRequest['fault']> } : {}),
      ...(test ? { usage: 'test' as const } : {})
    });
    return `${partner} sent ${type} ${file?.reference ?? ''} in the file ${file?.file ?? ''}.`;
  },
  own: async (control, mailbox, { transactionId = '', kind, daysLater, isShort, isOvercharged }) => {
    const { reference, fileName } = await control.sendOwn(mailbox, {
      transactionId,
      kind: kind as OwnDocument['kind'],
      daysLater: Number(daysLater ?? 0),
      isShort: isShort === 'yes',
      isOvercharged: isOvercharged === 'yes'
    });
    return `Your software sent ${reference} in the file ${fileName}.`;
  },
  habits: (control, _mailbox, { partner = '', acknowledge, outcome }) => {
    const { behaviour } = control.partners().find(({ key }) => key === partner) ?? {};
    control.changePartner(partner, {
      behaviour: {
        acknowledge: acknowledge
          ? { afterSeconds: behaviour?.acknowledge?.afterSeconds ?? 300, outcome: acknowledge as Outcome }
          : null,
        reactions: (behaviour?.reactions ?? []).map((one) => ({ ...one, outcome: outcome as Outcome }))
      }
    });
    return `${partner} has these habits now.`;
  }
};

/** `/desk`: forms for people. A form is taken from this page only, by the token that it carries. */
export function deskRoutes(control: Control, mailbox: string): Router {
  const parts = { control, mailbox, formToken: randomBytes(24).toString('base64url') };
  const router = Router();
  router.use('/desk', guarded, (_request, response, next) => {
    response.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
    next();
  });
  router.get('/desk', (request, response) => {
    const { done, failed } = request.query;
    const text = typeof failed === 'string' ? failed : typeof done === 'string' ? done : null;
    response.type('html').send(deskPage(parts, text === null ? null : { text, isError: typeof failed === 'string' }));
  });
  router.post('/desk/:action', express.urlencoded({ extended: false }), async (request: Request, response) => {
    const form = (request.body ?? {}) as Form;
    const act = Object.hasOwn(ACTIONS, String(request.params['action'])) && ACTIONS[String(request.params['action'])];
    if (!act || !same(form['token'] ?? '', parts.formToken)) {
      response
        .status(403)
        .type('text')
        .send('This form is not from this page, or the simulator was restarted: open /desk again.');
      return;
    }
    try {
      response.redirect(303, `/desk?done=${encodeURIComponent(await act(control, mailbox, form))}`);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      response.redirect(303, `/desk?failed=${encodeURIComponent(error.message)}`);
    }
  });
  return router;
}
