import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { createLogger } from '../telemetry/log.ts';
import { until } from '../testing/wait.ts';
import { Queues } from './queues.ts';
import { Rounds } from './rounds.ts';

let directory: string;
let database: OpenDatabase;
let queues: Queues;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-queues-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
  queues = new Queues(database.boss, createLogger('silent'), { expireInSeconds: 1 });
  await queues.start();
});

afterAll(async () => {
  await queues.stop();
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

test('work that takes longer than a job may is not done twice at once, and its end is waited for', async () => {
  let atOnce = 0;
  let most = 0;
  let times = 0;
  await queues.work('slow', async () => {
    times += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await delay(2500);
    atOnce -= 1;
    return null;
  });
  await until('the job has expired and is tried again', async () => {
    await queues.wakeAfter('slow', 0);
    await delay(250);
    return times >= 2;
  });
  await queues.end('slow');
  expect([most, atOnce]).toEqual([1, 0]);
});

test('a job is held for a day, as long as the process that has it gives signs of life', async () => {
  const held = new Queues(database.boss, createLogger('silent'));
  await held.work('held', () => Promise.resolve(null));
  const queue = await database.boss.getQueue('held');
  expect(queue).toMatchObject({ expireInSeconds: 86_400, heartbeatSeconds: 60 });
  await held.end('held');
});

test('work that failed is done again, also when the job behind it is lost', async () => {
  let times = 0;
  await queues.work('forgetful', async () => {
    times += 1;
    // As a database that goes away while its job is out: nobody will ever give the job out again.
    await database.boss.deleteAllJobs('forgetful');
    if (times < 3) throw new Error('the database is away');
    return null;
  });
  await until('it is done', () => times >= 3, 15);
  await queues.end('forgetful');
});

test('a time to look again is kept, also without a job', async () => {
  let times = 0;
  const rounds = new Rounds(
    () => Promise.resolve(((times += 1), 1)),
    () => undefined
  );
  await rounds.run();
  await until('it looks again', () => times >= 3, 5);
  await rounds.end();
  const after = times;
  await delay(1500);
  expect(times).toBe(after);
});
