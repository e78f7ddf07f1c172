import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Catalogue } from '../../documents/catalogue.ts';
import { ALERT_CODES } from '../../telemetry/alerts.ts';
import { maySee } from '../auth.ts';
import { Problem, type Route, route } from '../route.ts';
import type { Tenants } from '../../tenants/tenants.ts';

const troubles = z.record(z.string(), z.string()).describe('What is wrong, by part; empty when nothing is.');
const target = z
  .string()
  .regex(/^(channel:[a-z0-9-]{1,40}|partner:[^:]{1,4}:.{1,35})$/, 'must be channel:NAME or partner:QUALIFIER:ID');

export interface ServiceParts {
  tenants: Tenants;
  catalogue: Catalogue;
  /** All metrics, as Prometheus reads them. */
  metrics: () => Promise<string>;
  /** Asks the database for a sign of life. */
  ping: () => Promise<unknown>;
}

/** The service: whether it is well, what it counts, and what an operator stops and starts. */
export function serviceRoutes({ tenants, catalogue, metrics, ping }: ServiceParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process lives',
      role: null,
      answer: z.object({ live: z.literal(true) }),
      handle: () => ({ live: true })
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'Whether the service can work',
      description:
        'It is degraded when something that it needs is away, of one tenant or of all; what can go on goes on. What is wrong is told to clients, for the tenants that they may see.',
      role: null,
      answer: z.object({
        ready: z.boolean(),
        state: z.enum(['ready', 'degraded', 'unusable']),
        troubles: troubles.optional()
      }),
      also: { 503: 'The database is away, or everything of every tenant.' },
      handle: async ({ response, client }) => {
        const state = await stateOf(tenants, ping);
        const ready = state !== 'unusable';
        if (!ready) response.status(503);
        const known = client.name === '' ? {} : { troubles: tenants.troubles(({ id }) => maySee(client, id)) };
        return { ready, state, ...known };
      }
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Metrics for Prometheus',
      role: 'viewer',
      answer: 'text/plain',
      handle: async ({ response, client }) => {
        // They are of all tenants.
        if (client.tenants !== null) throw new Problem(403, 'Metrics are for clients that may see all tenants.');
        response.type('text/plain').send(await metrics());
      }
    }),
    route({
      method: 'get',
      path: '/v1/tenants',
      summary: 'The tenants that the client may see',
      role: 'viewer',
      answer: z.object({
        tenants: z.array(
          z.object({
            id: z.string(),
            counts: z.record(z.string(), z.int()),
            troubles,
            allowance: z.object({ normal: z.int(), exceptions: z.int(), max: z.int() }).nullable(),
            channels: z.array(z.object({ name: z.string(), type: z.string() }))
          })
        )
      }),
      handle: async ({ client }) => {
        const seen = tenants.all.filter(({ config }) => maySee(client, config.id));
        return {
          tenants: await Promise.all(
            seen.map(async (tenant) => ({
              id: tenant.config.id,
              counts: await catalogue.counts(tenant.config.id),
              troubles: tenant.troubles(),
              allowance: tenant.allowance.left,
              channels: tenant.config.channels.map(({ name, type }) => ({ name, type }))
            }))
          )
        };
      }
    }),
    route({
      method: 'get',
      path: '/v1/alerts',
      summary: 'What a person should look at; the runbook says what to do about each code',
      role: 'viewer',
      answer: z.object({
        alerts: z.array(
          z.object({ tenant: z.string(), code: z.enum(ALERT_CODES), subject: z.string(), message: z.string() })
        )
      }),
      handle: async ({ client }) => {
        const seen = tenants.all.filter(({ config }) => maySee(client, config.id));
        return { alerts: (await Promise.all(seen.map((tenant) => tenant.alerts()))).flat() };
      }
    }),
    route({
      method: 'get',
      path: '/v1/tenants/{tenant}/pauses',
      summary: 'What is paused',
      role: 'viewer',
      answer: z.object({ pauses: z.array(z.object({ target: z.string(), since: z.date(), by: z.string() })) }),
      handle: async ({ params: { tenant = '' } }) => ({ pauses: await tenants.pauses.list(tenant) })
    }),
    route({
      method: 'post',
      path: '/v1/tenants/{tenant}/pauses',
      summary: 'Pause a channel (nothing is fetched) or a partner (nothing is published)',
      role: 'operator',
      body: z.object({ target, by: z.string().min(1).max(255) }),
      answer: z.object({ done: z.literal(true) }),
      handle: async ({ params: { tenant = '' }, body }) => {
        const [kind, name] = body.target.split(':');
        const channels = tenants.get(tenant)?.config.channels ?? [];
        if (kind === 'channel' && !channels.some((channel) => channel.name === name))
          throw new Problem(404, `The tenant has no channel ${name ?? ''}.`);
        await tenants.pauses.pause(tenant, body.target, body.by);
        return { done: true };
      }
    }),
    route({
      method: 'delete',
      path: '/v1/tenants/{tenant}/pauses/{target}',
      summary: 'Go on with what was paused',
      role: 'operator',
      answer: z.object({ done: z.literal(true) }),
      handle: async ({ params: { tenant = '', target: what = '' } }) => {
        if (!(await tenants.pauses.resume(tenant, what))) throw new Problem(404, `${what} is not paused.`);
        await tenants.get(tenant)?.wakePublisher();
        return { done: true };
      }
    })
  ];
}

/** Orchestrators ask again within seconds, and wait no longer. */
const PING_MILLISECONDS = 3000;

async function stateOf(tenants: Tenants, ping: () => Promise<unknown>): Promise<'ready' | 'degraded' | 'unusable'> {
  const timer = new AbortController();
  const late = delay(PING_MILLISECONDS, false, { signal: timer.signal }).catch(() => false);
  const answered = await Promise.race([
    ping().then(
      () => true,
      () => false
    ),
    late
  ]);
  timer.abort();
  const { all } = tenants;
  if (!answered || (all.length > 0 && !all.some((tenant) => tenant.isUsable))) return 'unusable';
  return Object.keys(tenants.troubles()).length === 0 ? 'ready' : 'degraded';
}
