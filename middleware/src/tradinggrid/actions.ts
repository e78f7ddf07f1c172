import { z } from 'zod';
import type { GridConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import type { Action, ActionContext, ActionOutcome } from '../outbound/action.ts';
import { Cartographer } from './cartographer.ts';
import { Community } from './community.ts';
import { Gateway } from './gateway.ts';
import { GridHttp, gridToken } from './grid-http.ts';
import { Lens } from './lens.ts';
import { Onboarding } from './onboarding.ts';

/** An action of one call, whose payload has a shape of its own. */
class OneCall<P> implements Action {
  readonly #payload: z.ZodType<P>;
  readonly #call: (payload: P, context: ActionContext) => Promise<{ reference: string | null; result: unknown }>;

  constructor(
    payload: z.ZodType<P>,
    call: (payload: P, context: ActionContext) => Promise<{ reference: string | null; result: unknown }>
  ) {
    this.#payload = payload;
    this.#call = call;
  }

  async perform(context: ActionContext): Promise<ActionOutcome> {
    const parsed = this.#payload.safeParse(context.payload);
    if (!parsed.success) return { state: 'failed', reason: z.prettifyError(parsed.error), result: null };
    const { reference, result } = await this.#call(parsed.data, context);
    return { state: 'done', externalReference: reference, result };
  }
}

const transaction = z.object({ transactionId: z.string().min(1) });
const milestoneStatus = z.enum(['Open', 'Done', 'Missed']);
const note = z.string().max(4000).optional();
const moment = z.iso.datetime({ offset: true }).optional();

/** Interfaces of the grid that a tenant has. */
export interface GridInterfaces {
  lens: Lens;
  gateway: Gateway;
  community: Community | undefined;
  cartographer: Cartographer | undefined;
}

/** @throws SecretError when a secret cannot be read now */
export function gridInterfaces(config: GridConfig, base: string): GridInterfaces {
  const secret = () => readSecret(config.clientSecret, base);
  secret();
  const logIn = () => gridToken(config.url, config.clientId, secret());
  const http = (name: string, url = config.url) => new GridHttp(url, name, logIn);
  const { cartographer, companyId, gateway } = config;
  return {
    lens: new Lens(http('Lens')),
    gateway: new Gateway(http('The gateway', gateway.url ?? config.url), gateway.paths),
    community: companyId === undefined ? undefined : new Community(http('Community'), companyId),
    cartographer:
      cartographer &&
      new Cartographer({
        ...cartographer,
        url: cartographer.url ?? config.url,
        password: () => readSecret(cartographer.password, base)
      })
  };
}

/** What the CRM may ask of the Trading Grid, by kind of request. */
export function gridActions(interfaces: GridInterfaces, waitSeconds: number): ReadonlyMap<string, Action> {
  const { gateway, lens, community, cartographer } = interfaces;
  const keyOf = ({ message }: ActionContext) => message.messageKey;
  return new Map<string, Action>([
    ['onboarding', new Onboarding({ gateway, community, cartographer, waitSeconds })],
    [
      'status',
      new OneCall(
        transaction.extend({ name: z.string().min(1), status: z.string().optional(), occurredAt: moment, note }),
        async ({ transactionId, ...event }, context) => {
          const result = await gateway.publishEvent(transactionId, event, keyOf(context));
          return { reference: transactionId, result };
        }
      )
    ],
    [
      'milestone',
      new OneCall(
        z.object({
          agreementId: z.string().min(1),
          name: z.string().min(1),
          status: milestoneStatus,
          dueAt: moment,
          note
        }),
        async ({ agreementId, name, ...milestone }) => {
          const result = await gateway.setMilestone(agreementId, name, milestone);
          return { reference: agreementId, result };
        }
      )
    ],
    [
      'agreement',
      new OneCall(
        z.object({ agreementId: z.string().min(1), status: z.string().optional(), validTo: moment }),
        async ({ agreementId, ...change }, context) => {
          const result = await gateway.changeAgreement(agreementId, change, keyOf(context));
          return { reference: agreementId, result };
        }
      )
    ],
    [
      'agreements',
      new OneCall(z.object({ partnerId: z.string().min(1).optional() }), async ({ partnerId }) => {
        const items = await gateway.listAgreements(partnerId);
        return { reference: partnerId ?? null, result: { items } };
      })
    ],
    [
      'relationship',
      new OneCall(
        z.object({ relationshipId: z.string().min(1), status: z.enum(['Active', 'Suspended']), reason: note }),
        async ({ relationshipId, ...change }) => {
          const result = await gateway.changeRelationship(relationshipId, change);
          return { reference: relationshipId, result };
        }
      )
    ],
    [
      'reprocess',
      new OneCall(transaction, async ({ transactionId }, context) => {
        const result = await gateway.reprocess(transactionId, keyOf(context));
        return { reference: result.transactionId, result };
      })
    ],
    [
      'resubmit',
      new OneCall(
        transaction.extend({ contents: z.base64().min(1), fileName: z.string().min(1).max(200).optional() }),
        async ({ transactionId, contents, fileName }, context) => {
          // The name is the same at every try, so that what was taken can be found by it.
          const name = fileName ?? `${keyOf(context)}.edi`;
          const taken = context.uncertain ? await lens.fileNamed(name) : undefined;
          if (taken) return { reference: taken.transactionid, result: taken };
          const result = await gateway.resubmit(transactionId, name, Buffer.from(contents, 'base64'), keyOf(context));
          return { reference: result.transactionId, result };
        }
      )
    ]
  ]);
}
