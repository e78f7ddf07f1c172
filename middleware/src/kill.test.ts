import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { orderFile } from './testing/edi.ts';
import { type Environment, prepare } from './testing/environment.ts';
import { SalesforceFake } from './testing/salesforce-fake.ts';
import { until } from './testing/wait.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const FILES = 12;

let org: SalesforceFake;
let environment: Environment;
const children: ChildProcess[] = [];

beforeEach(async () => {
  org = new SalesforceFake();
  await org.start();
  environment = await prepare(org);
});

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await environment.close();
  await org.stop();
});

/** Starts the middleware and tells every log line's message. */
function start(onMessage: (message: string) => void = () => undefined): ChildProcess {
  const child = spawn(process.execPath, [MAIN, '--config', environment.configFile], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  children.push(child);
  createInterface({ input: child.stdout }).on('line', (line) => onMessage((JSON.parse(line) as { msg: string }).msg));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function sendOrders(): Promise<void> {
  for (let index = 1; index <= FILES; index += 1) {
    const number = `PO-${((index - 1) % 4) + 1}`;
    await environment.simulator.mailboxes.deliver(
      'tgseller',
      `order-${index}.edi`,
      orderFile({ number, control: String(index), quantity: index })
    );
  }
}

const published = () => new Set(org.events.map((event) => event['Document_Key__c']));

/** Every document arrived; none under two keys; what came twice is the same event; each order's versions in order. */
function expectNothingLostOrDoubled(): void {
  const bySequence = new Map<unknown, unknown>();
  for (const event of org.events) {
    const known = bySequence.get(event['Sequence__c']);
    if (known !== undefined) expect(event['Document_Key__c']).toBe(known);
    bySequence.set(event['Sequence__c'], event['Document_Key__c']);
  }
  expect([...bySequence.values()]).toHaveLength(FILES);
  const last = new Map<unknown, number>();
  for (const event of org.events) {
    const sequence = Number(event['Sequence__c']);
    expect(sequence).toBeGreaterThanOrEqual(last.get(event['Partition_Key__c']) ?? 0);
    last.set(event['Partition_Key__c'], sequence);
  }
}

test.each(['file received', 'file translated', 'documents published'])(
  'kill -9 at "%s", again and again, loses and doubles nothing',
  async (moment) => {
    await sendOrders();
    for (let round = 0; round < 3; round += 1) {
      const reached = Promise.withResolvers<boolean>();
      let seen = 0;
      const child = start((message) => {
        if (message === moment && (seen += 1) > round) reached.resolve(true);
      });
      const done = until('everything is published', () => published().size === FILES);
      await Promise.race([reached.promise, done]);
      await kill(child);
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
  const child = start((message) => (translated += Number(message === 'file translated')));
  await until('everything is translated', () => translated === FILES);
  await kill(child);
  expect(org.events).toEqual([]);
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
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, messages.at(-1)]).toEqual([0, 'stopped']);
});
