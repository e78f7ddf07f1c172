import { expect, test } from '@jest/globals';
import { tenantSchema } from '../config/schema.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import type { Shared } from './shared.ts';
import { Tenants } from './tenants.ts';

const config = (id: string) =>
  tenantSchema.parse({
    id,
    identifiers: [{ qualifier: 'ZZ', id }],
    channels: [{ type: 'push', secrets: [{ env: 'PATH' }] }],
    salesforce: {
      loginUrl: 'https://login.salesforce.com',
      clientId: 'c',
      username: 'u',
      privateKey: { env: 'PATH' },
      pubsub: { endpoint: 'h.example:1' }
    }
  });

test('a tenant that cannot be started holds up no other, and is started by the next call', async () => {
  let broken = true;
  const work = (queue: string) =>
    broken && queue.endsWith('/bad') ? Promise.reject(new Error('the queue is away')) : Promise.resolve();
  const tenants = new Tenants({
    queues: { work, end: () => Promise.resolve() },
    leases: { take: () => Promise.resolve(false), release: () => Promise.resolve() },
    metrics: {},
    log: createLogger('silent'),
    base: '/',
    crm: new CrmFake()
  } as unknown as Shared);
  const configs = [config('bad'), config('good')];
  await expect(tenants.apply(configs)).rejects.toThrow('cannot be started');
  expect(tenants.all.map((tenant) => tenant.config.id)).toEqual(['good']);
  broken = false;
  expect(await tenants.apply(configs)).toEqual({ started: ['bad'], restarted: [], stopped: [] });
  await tenants.stop();
});
