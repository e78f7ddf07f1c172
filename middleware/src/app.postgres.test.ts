import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { orderFile } from './testing/edi.ts';
import { type Environment, prepare } from './testing/environment.ts';
import { startPostgres, type TestPostgres } from './testing/postgres.ts';
import { SalesforceFake } from './testing/salesforce-fake.ts';
import { end, startService } from './testing/service.ts';
import { until } from './testing/wait.ts';

const postgres: TestPostgres | string = await startPostgres();

describe('the service on PostgreSQL, by DATABASE_URL', () => {
  if (typeof postgres === 'string') {
    test.skip(postgres, () => undefined);
    return;
  }
  const org = new SalesforceFake();
  const services: ChildProcess[] = [];
  let environment: Environment;

  beforeAll(async () => {
    await org.start();
    environment = await prepare(org);
  });

  afterAll(async () => {
    for (const service of services) await end(service);
    await environment.close();
    await org.stop();
    await postgres.stop();
  });

  const start = (): ChildProcess => {
    const service = startService(environment.configFile, undefined, { DATABASE_URL: postgres.url });
    services.push(service);
    return service;
  };
  const send = (number: string, control: string) =>
    environment.simulator.mailboxes.deliver('tgseller', `${number}.edi`, orderFile({ number, control }));

  test('two services share the work: each order is published once, and one goes on without the other', async () => {
    const [first] = [start(), start()];
    for (let index = 1; index <= 10; index += 1) await send(`PO-${index}`, String(index));
    await until('all are published', () => org.events.length === 10);
    expect(await end(first, 'SIGTERM')).toBe(0);
    await send('PO-11', '11');
    await until('the other publishes', () => org.events.length === 11);
    expect(new Set(org.events.map((event) => event['Document_Key__c'])).size).toBe(11);
    // The server keeps the journal: the directory of the configuration is not even made.
    expect(await readdir(environment.directory)).not.toContain('journal');
  });
});
