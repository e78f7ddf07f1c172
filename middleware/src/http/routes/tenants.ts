import { z } from 'zod';
import { objectionsTo } from '../../config/guard.ts';
import { tenantSchema } from '../../config/schema.ts';
import type { TenantSource } from '../../config/source.ts';
import type { Tenants } from '../../tenants/tenants.ts';
import { messageOf } from '../../telemetry/log.ts';
import { Problem, type Route, route } from '../route.ts';

export interface TenantRoutesParts {
  tenants: Tenants;
  source: TenantSource;
  secretsDirectory: string | undefined;
  /** Makes what runs agree with what is configured. */
  apply: () => Promise<void>;
}

const config = z.unknown().describe('As in the configuration file; see the README of the middleware.');

/** Tenants that come and go while the service runs. */
export function tenantRoutes({ tenants, source, secretsDirectory, apply }: TenantRoutesParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/tenants/{tenant}/config',
      summary: 'How a tenant is configured; secrets are references',
      role: 'operator',
      answer: z.object({ config, inFile: z.boolean() }),
      handle: ({ params: { tenant = '' } }) => ({
        config: tenants.get(tenant)?.config,
        inFile: source.idsOfFile.includes(tenant)
      })
    }),
    route({
      method: 'put',
      path: '/v1/tenant-configs/{id}',
      summary: 'Add a tenant, or change one; it runs at once',
      role: 'operator',
      problems: { 409: 'The tenant stands in the configuration file.' },
      body: z.object({ config, by: z.string().min(1).max(255) }),
      answer: z.object({ version: z.int() }),
      handle: async ({ params: { id = '' }, body: { config: given, by }, client }) => {
        if (client.tenants !== null && !client.tenants.includes(id))
          throw new Problem(404, `There is no tenant ${id}.`);
        if (source.idsOfFile.includes(id))
          throw new Problem(409, `Tenant ${id} stands in the configuration file: change it there.`);
        const result = tenantSchema.safeParse(given);
        if (!result.success) throw new Problem(400, z.prettifyError(result.error));
        if (result.data.id !== id) throw new Problem(400, `The configuration is of the tenant ${result.data.id}.`);
        const objections = objectionsTo(result.data, secretsDirectory);
        if (objections.length > 0) throw new Problem(400, objections.join('\n'));
        try {
          tenants.check(result.data);
        } catch (error) {
          throw new Problem(400, messageOf(error));
        }
        const version = await source.put(result.data, by);
        await apply();
        return { version };
      }
    }),
    route({
      method: 'delete',
      path: '/v1/tenant-configs/{id}',
      summary: 'Stop a tenant; what the journal has of it stays',
      role: 'operator',
      answer: z.object({ done: z.literal(true) }),
      handle: async ({ params: { id = '' }, client }) => {
        const visible = client.tenants === null || client.tenants.includes(id);
        if (!visible || !(await source.remove(id)))
          throw new Problem(404, `No tenant ${id} was added over this interface.`);
        await apply();
        return { done: true };
      }
    })
  ];
}
