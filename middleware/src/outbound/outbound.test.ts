import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CrmError } from '../crm/port.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Leases } from '../db/lease.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { type Action, type ActionContext, type ActionOutcome, GridError } from './action.ts';
import { OutboundInbox } from './inbox.ts';
import { OutboundWorker } from './worker.ts';

const nothing = () => Promise.resolve();
const silent = createLogger('silent');
let directory: string;
let database: OpenDatabase;
let tenants = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-outbound-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

/** A grid that does what the test wants, and knows by their keys what it has taken. */
class ScriptedGrid implements Action {
  readonly taken: string[] = [];
  readonly script: ((context: ActionContext) => Promise<ActionOutcome>)[] = [];

  async perform(context: ActionContext): Promise<ActionOutcome> {
    const { messageKey } = context.message;
    if (context.uncertain && this.taken.includes(messageKey)) return done(messageKey);
    const next = this.script.shift();
    if (next) return next(context);
    this.taken.push(messageKey);
    return done(messageKey);
  }
}

const done = (key: string): ActionOutcome => ({ state: 'done', externalReference: `TG-${key}`, result: { ok: true } });

describe('requests of the CRM', () => {
  let tenant: string;
  let crm: CrmFake;
  let grid: ScriptedGrid;
  let worker: OutboundWorker;
  let inbox: OutboundInbox;

  beforeEach(() => {
    tenants += 1;
    tenant = `tenant-${tenants}`;
    crm = new CrmFake();
    grid = new ScriptedGrid();
    const leases = new Leases(database.journal, 'a', 15);
    const actions = new Map([['reprocess', grid]]);
    worker = new OutboundWorker({ journal: database.journal, leases, crm, actions, log: silent }, tenant);
    inbox = new OutboundInbox(database.journal, tenant, nothing, () => worker.sweep(nothing), silent);
  });

  const ask = (messageKey: string, kind = 'reprocess', payload = '{}') =>
    crm.outbox.set(messageKey, { messageKey, kind, payload, payloadVersion: 1, documentKey: null, isHeld: false });
  const ring = (...keys: string[]) =>
    inbox.onBatch({
      bells: keys.map((messageKey) => ({ messageKey, kind: crm.outbox.get(messageKey)?.kind ?? 'reprocess' })),
      undecodable: [],
      position: Buffer.from(String(keys.length))
    });
  const makeDue = () =>
    database.journal
      .updateTable('outbound_request')
      .set({ next_at: new Date(0) })
      .where('tenant', '=', tenant)
      .execute();
  const told = (key: string) => crm.reports.filter(({ messageKey }) => messageKey === key);

  test('a request is done once, however often it rings, and the result is written back', async () => {
    ask('a');
    await ring('a');
    await ring('a', 'a');
    expect(await worker.run()).toBeNull();
    await ring('a');
    await worker.run();
    expect([grid.taken, told('a')]).toEqual([
      ['a'],
      [expect.objectContaining({ status: 'Done', externalReference: 'TG-a', result: '{"ok":true}', reason: null })]
    ]);
    expect(told('a')[0]?.completedAt).toBeInstanceOf(Date);
  });

  test('the position of the stream is stored with the requests, or neither is', async () => {
    expect(await inbox.position()).toBeNull();
    ask('a');
    await ring('a');
    expect((await inbox.position())?.toString()).toBe('1');
    const failing = new OutboundInbox(
      database.journal,
      tenant,
      () => Promise.reject(new Error('no queue')),
      nothing,
      silent
    );
    const batch = { bells: [{ messageKey: 'b', kind: 'reprocess' }], undecodable: [], position: Buffer.from('2') };
    await expect(failing.onBatch(batch)).rejects.toThrow('no queue');
    expect((await inbox.position())?.toString()).toBe('1');
    await worker.run();
    expect(grid.taken).toEqual(['a']);
  });

  test('what no event told is found in the outbox: before the first one, and after a gap', async () => {
    ask('early');
    await inbox.position();
    await worker.run();
    expect(grid.taken).toEqual(['early']);
    ask('missed');
    await inbox.onGap('expired');
    await worker.run();
    expect(grid.taken).toEqual(['early', 'missed']);
  });

  test('an event that cannot be read is set aside with its bytes, once', async () => {
    const event = { position: Buffer.from('7'), schemaId: 's', bytes: Buffer.from('xyz'), reason: 'no Avro' };
    for (let times = 0; times < 2; times += 1)
      await inbox.onBatch({ bells: [], undecodable: [event], position: Buffer.from('7') });
    const rows = await database.journal
      .selectFrom('undecodable_event')
      .select(['schema_id', 'bytes', 'reason'])
      .where('tenant', '=', tenant)
      .execute();
    expect(rows.map(({ bytes, ...row }) => ({ ...row, bytes: Buffer.from(bytes).toString() }))).toEqual([
      { schema_id: 's', reason: 'no Avro', bytes: 'xyz' }
    ]);
  });

  test('a request whose answer was lost is looked up before it is sent again', async () => {
    ask('a');
    grid.script.push(({ message }) => {
      grid.taken.push(message.messageKey);
      return Promise.reject(new GridError('ambiguous', 'CUT', 'The connection was cut.'));
    });
    await ring('a');
    expect(await worker.run()).toBeGreaterThan(0);
    expect(told('a').map(({ status, reason }) => [status, reason])).toEqual([
      ['In Progress', 'The connection was cut.']
    ]);
    await makeDue();
    await worker.run();
    expect(grid.taken).toEqual(['a']);
    expect(told('a').at(-1)).toMatchObject({ status: 'Done', externalReference: 'TG-a' });
  });

  test('a process that is killed in the middle leaves its request uncertain', async () => {
    ask('a');
    await ring('a');
    const seen: boolean[] = [];
    grid.script.push(({ message, uncertain }) => {
      seen.push(uncertain);
      grid.taken.push(message.messageKey);
      // What is not caught by the worker is what a kill leaves behind: the state that was written before.
      return new Promise(() => undefined);
    });
    void worker.run();
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Leases(database.journal, 'a', 15).release(`outbound:${tenant}`);
    const next = new OutboundWorker(
      {
        journal: database.journal,
        leases: new Leases(database.journal, 'b', 15),
        crm,
        actions: new Map([['reprocess', grid]]),
        log: silent
      },
      tenant
    );
    await next.run();
    expect([seen, grid.taken, told('a').at(-1)?.status]).toEqual([[false], ['a'], 'Done']);
  });

  test('a refusal is final, an outage is not, and both are told', async () => {
    for (const key of ['refused', 'later']) ask(key);
    grid.script.push(
      () => Promise.resolve({ state: 'failed', reason: 'The identifier is taken.', result: null }),
      () => Promise.reject(new GridError('transient', 'HTTP_503', 'Trading Grid is away.'))
    );
    await ring('refused', 'later');
    await worker.run();
    expect(told('refused').at(-1)).toMatchObject({ status: 'Failed', reason: 'The identifier is taken.' });
    await makeDue();
    await worker.run();
    expect(told('later').map(({ status, reason }) => [status, reason])).toEqual([
      ['In Progress', 'Trading Grid is away.'],
      ['Done', null]
    ]);
  });

  test('a request of several steps goes on where it was, and tells each state', async () => {
    ask('a');
    grid.script.push(
      async (context) => {
        await context.save({ step: 1 });
        return {
          state: 'in-progress',
          externalReference: 'J-1',
          progress: { step: 2 },
          waitSeconds: 60,
          reason: 'Waits for approval.'
        };
      },
      ({ progress, message }) => Promise.resolve({ ...done(message.messageKey), result: progress } as ActionOutcome)
    );
    await ring('a');
    expect(await worker.run()).toBeGreaterThan(50);
    await makeDue();
    await worker.run();
    expect(told('a').map(({ status, reason, result }) => [status, reason, result])).toEqual([
      ['In Progress', 'Waits for approval.', '{"step":2}'],
      ['Done', null, '{"step":2}']
    ]);
  });

  test.each([
    ['an unknown kind', 'dance', '{}', 'does not know requests of the kind dance'],
    ['no JSON', 'reprocess', 'nope', 'no JSON']
  ])('%s is refused with the reason', async (_what, kind, payload, reason) => {
    ask('a', kind, payload);
    await ring('a');
    await worker.run();
    expect(told('a').at(-1)).toMatchObject({ status: 'Failed', reason: expect.stringContaining(reason) });
  });

  const setHeld = (messageKey: string, isHeld: boolean) => {
    const message = crm.outbox.get(messageKey);
    if (message) crm.outbox.set(messageKey, { ...message, isHeld });
  };

  test('what the CRM holds meanwhile is given back, and done when it rings again', async () => {
    ask('a');
    await ring('a');
    setHeld('a', true);
    expect(await worker.run()).toBeNull();
    expect([grid.taken, told('a')]).toEqual([[], []]);
    setHeld('a', false);
    await ring('a');
    await worker.run();
    expect([grid.taken, told('a').at(-1)?.status]).toEqual([['a'], 'Done']);
  });

  test('what was begun and is held then waits with what it has, and goes on with that', async () => {
    ask('a');
    grid.script.push(async (context) => {
      await context.save({ controlNumber: '7' });
      throw new GridError('transient', 'HTTP_503', 'Trading Grid is away.');
    });
    await ring('a');
    await worker.run();
    setHeld('a', true);
    await makeDue();
    expect(await worker.run()).toBeGreaterThan(500);
    expect(grid.taken).toEqual([]);
    setHeld('a', false);
    grid.script.push(({ progress, message }) =>
      Promise.resolve({ ...done(message.messageKey), result: progress } as ActionOutcome)
    );
    await makeDue();
    await worker.run();
    expect(told('a').at(-1)).toMatchObject({ status: 'Done', result: '{"controlNumber":"7"}' });
  });

  test('what has gone out goes on, held or not', async () => {
    ask('a');
    grid.script.push(() =>
      Promise.resolve({
        state: 'in-progress',
        externalReference: 'J-1',
        progress: {},
        waitSeconds: 60,
        reason: 'Waits.'
      })
    );
    await ring('a');
    await worker.run();
    setHeld('a', true);
    await makeDue();
    await worker.run();
    expect([grid.taken, told('a').at(-1)?.status]).toEqual([['a'], 'Done']);
  });

  test('a request that waits behind a slow one is read again before it is done', async () => {
    for (const key of ['slow', 'held']) ask(key);
    grid.script.push(async ({ message }) => {
      setHeld('held', true);
      await new Promise((resolve) => setTimeout(resolve, 2100));
      return done(message.messageKey);
    });
    await ring('slow', 'held');
    await worker.run();
    expect([told('slow').at(-1)?.status, told('held'), grid.taken]).toEqual(['Done', [], []]);
  });

  test('a result that cannot be written back now is written back later', async () => {
    ask('a');
    await ring('a');
    const report = crm.report.bind(crm);
    crm.report = () => Promise.reject(new CrmError('transient', 'HTTP_503', 'down'));
    await expect(worker.run()).rejects.toThrow('down');
    crm.report = report;
    await worker.run();
    expect([grid.taken, told('a').at(-1)?.status]).toEqual([['a'], 'Done']);
  });
});
