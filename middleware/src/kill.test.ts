import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { orderFile } from './testing/edi.ts';
import { type Environment, prepare } from './testing/environment.ts';
import { SalesforceFake } from './testing/salesforce-fake.ts';
import { end, startService } from './testing/service.ts';
import { until } from './testing/wait.ts';

const FILES = 12;
const KILLS = 2;

let org: SalesforceFake;
let environment: Environment;
let round = 0;
const children: ChildProcess[] = [];

// One journal for all tests, so that each also begins with what the kills before it left behind.
beforeAll(async () => {
  org = new SalesforceFake();
  await org.start();
  environment = await prepare(org);
});

beforeEach(() => {
  round += 1;
  org.events.length = 0;
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
});

afterAll(async () => {
  await environment.close();
  await org.stop();
});

function start(onMessage?: Parameters<typeof startService>[1]): ChildProcess {
  const child = startService(environment.configFile, onMessage);
  children.push(child);
  return child;
}

async function sendOrders(): Promise<void> {
  for (let index = 1; index <= FILES; index += 1) {
    const number = `PO-${round}-${((index - 1) % 4) + 1}`;
    const bytes = orderFile({ number, control: String(round * 100 + index), quantity: index });
    await environment.simulator.mailboxes.deliver('tgseller', `order-${round}-${index}.edi`, bytes);
  }
}

/** The events of this test: what a kill at the end of the one before left unclear is published again beside them. */
const events = () => org.events.filter((event) => String(event['Payload__c']).includes(`"PO-${round}-`));
const published = () => new Set(events().map((event) => event['Document_Key__c']));

/** Every document arrived; none under two keys; what came twice is the same event; each order's versions in order. */
function expectNothingLostOrDoubled(): void {
  const bySequence = new Map<unknown, unknown>();
  for (const event of events()) {
    const known = bySequence.get(event['Sequence__c']);
    if (known !== undefined) expect(event['Document_Key__c']).toBe(known);
    bySequence.set(event['Sequence__c'], event['Document_Key__c']);
  }
  expect([...bySequence.values()]).toHaveLength(FILES);
  const last = new Map<unknown, number>();
  for (const event of events()) {
    const sequence = Number(event['Sequence__c']);
    expect(sequence).toBeGreaterThanOrEqual(last.get(event['Partition_Key__c']) ?? 0);
    last.set(event['Partition_Key__c'], sequence);
  }
}

test.each(['file received', 'files translated', 'documents published'])(
  'kill -9 at "%s", again and again, loses and doubles nothing',
  async (moment) => {
    await sendOrders();
    for (let kills = 0; kills < KILLS; kills += 1) {
      const reached = Promise.withResolvers<boolean>();
      let seen = 0;
      const child = start((message) => {
        if (message === moment && (seen += 1) > kills) reached.resolve(true);
      });
      const done = until('everything is published', () => published().size === FILES);
      await Promise.race([reached.promise, done]);
      await end(child);
      done.catch(() => undefined);
    }
    start();
    await until('everything is published', () => published().size === FILES);
    expectNothingLostOrDoubled();
  },
  120_000
);

test('kill -9 while the org is down and documents wait loses and doubles nothing', async () => {
  org.stopPubSub();
  await sendOrders();
  let translated = 0;
  const child = start((message, { files = 0 }) => (translated += message === 'files translated' ? files : 0));
  await until('everything is translated', () => translated === FILES);
  await end(child);
  expect(events()).toEqual([]);
  await org.startPubSub(Number(org.endpoint.split(':')[1]));
  start();
  await until('everything is published', () => published().size === FILES);
  expectNothingLostOrDoubled();
}, 120_000);

test('SIGTERM ends the service in order', async () => {
  const ready = Promise.withResolvers<undefined>();
  const messages: string[] = [];
  const child = start((message) => {
    messages.push(message);
    if (message === 'ready') ready.resolve(undefined);
  });
  await ready.promise;
  expect([await end(child, 'SIGTERM'), messages.at(-1)]).toEqual([0, 'stopped']);
});
