import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Leases } from '../db/lease.ts';
import { Seal } from '../db/seal.ts';
import { Allowance } from '../jobs/allowance.ts';
import { Publisher } from '../jobs/publisher.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { orderFile } from '../testing/edi.ts';
import { Catalogue } from './catalogue.ts';
import { Desk } from './desk.ts';
import { FileStore } from './file-store.ts';
import { hashOf } from './keys.ts';
import { Outbox, type QueuedDocument } from './outbox.ts';
import { Reconciliation } from './reconciliation.ts';
import { Translation } from './translation.ts';

const nothing = () => Promise.resolve();
const silent = createLogger('silent');
const seal = new Seal();
const HOUR = 3_600_000;
let directory: string;
let database: OpenDatabase;
let tenants = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-reconcile-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

let tenant: string;
let crm: CrmFake;
let outbox: Outbox;
let received = 0;

beforeEach(() => {
  tenants += 1;
  tenant = `tenant-${tenants}`;
  crm = new CrmFake();
  outbox = new Outbox(database.journal, seal, 3600);
});

/** Stores and translates orders. @param silently as history */
async function receive(numbers: readonly string[], silently = false): Promise<void> {
  const files = new FileStore(database.journal, seal);
  const source = { tenant, mailbox: 'm', silent: silently };
  const whole = numbers.map((number) => {
    received += 1;
    const bytes = orderFile({ number, control: String(received), quantity: received });
    const file = { name: `${received}.edi`, size: bytes.length, modifiedAt: received };
    return { file, sha256: hashOf(bytes.toString('latin1')), bytes, refusal: null };
  });
  await files.receiveAll(source, whole, nothing);
  await translate();
}

async function translate(): Promise<void> {
  const files = new FileStore(database.journal, seal);
  const rules = { own: [], duplicates: { action: 'hold' as const, lookBackDays: 90 } };
  const translation = new Translation(database.journal, files, seal, rules);
  for (let waiting; (waiting = await files.nextToTranslate(tenant)).length > 0;)
    await translation.translateSmall(waiting, nothing, (_file, error) => {
      throw error;
    });
}

const publish = (allowance?: Allowance) =>
  new Publisher(outbox, new Leases(database.journal, 'a', 15), crm, tenant, silent, allowance).run();

/** @param later how far the clock is ahead, in milliseconds */
const reconcile = (later = HOUR, apiShare = 1) =>
  new Reconciliation(database.journal, crm, {
    tenant,
    afterSeconds: 60,
    apiShare,
    ahead: () => later
  }).run();

const deliveries = async () => {
  const rows = await database.journal
    .selectFrom('document')
    .select(['order_number', 'delivery'])
    .where('tenant', '=', tenant)
    .orderBy('sequence')
    .execute();
  return rows.map(({ order_number, delivery }) => `${order_number} ${delivery}`);
};

describe('reconciliation', () => {
  test('what the org has is known to have arrived, and is not asked for again', async () => {
    await receive(['A', 'B']);
    await publish();
    expect(await reconcile()).toEqual({ arrived: 2, failed: 0, again: 0, waiting: 0, trouble: null });
    const calls = crm.calls;
    await reconcile();
    expect([await deliveries(), crm.calls]).toEqual([['A arrived', 'B arrived'], calls]);
  });

  test('what the org lost is published again, and its neighbours are not', async () => {
    await receive(['A', 'B', 'C']);
    crm.stores = ({ payload }) => !payload.includes('"B"');
    await publish();
    expect(await reconcile()).toMatchObject({ arrived: 2, again: 1 });
    crm.stores = () => true;
    await publish();
    await reconcile();
    expect(await deliveries()).toEqual(['A arrived', 'B arrived', 'C arrived']);
    expect(crm.events).toHaveLength(4);
  });

  test('while the org only got behind nothing is published again, until its events are gone', async () => {
    await receive(['A']);
    crm.stores = () => false;
    crm.state = { state: 'stopped', caughtUp: false, error: 'CPU time limit' };
    await publish();
    const waiting = await reconcile();
    expect(waiting).toMatchObject({ again: 0, waiting: 1, trouble: expect.stringContaining('CPU time limit') });
    expect(await reconcile(73 * HOUR)).toMatchObject({ again: 1 });
  });

  test('a document that the org cannot make records of counts as arrived, and says why', async () => {
    await receive(['A']);
    crm.stores = () => false;
    await publish();
    for (const event of crm.events) crm.setAside(event, 'order.total is no number');
    expect(await reconcile()).toMatchObject({ arrived: 1, failed: 1, again: 0 });
    const [document] = (await new Catalogue(database.journal).list(1000)).filter(
      ({ orderNumber }) => orderNumber === 'A'
    );
    expect(document?.reason).toBe('order.total is no number');
  });

  describe('a document that is told again under its key', () => {
    const again = async () => {
      const desk = new Desk(database.journal, new FileStore(database.journal, seal), () => nothing);
      const [document] = await new Catalogue(database.journal).list(1, { tenant });
      await desk.reprocess(tenant, { key: document?.key ?? '' }, 'me');
      await translate();
      await publish();
    };

    test('has arrived when the org has this version of it, and is published again until then', async () => {
      await receive(['A']);
      await publish();
      expect(await reconcile()).toMatchObject({ arrived: 1 });
      crm.stores = () => false;
      await again();
      expect(await reconcile()).toMatchObject({ arrived: 0, again: 1 });
      expect(await deliveries()).toEqual(['A queued']);
      crm.stores = () => true;
      await publish();
      expect(await reconcile()).toMatchObject({ arrived: 1, again: 0 });
      expect(new Set(crm.events.map(({ documentKey, sequence }) => `${documentKey} ${sequence}`)).size).toBe(1);
    });

    test('has arrived when the org tells another failure, and not by that of the version before', async () => {
      await receive(['A']);
      crm.stores = () => false;
      await publish();
      for (const event of crm.events) crm.setAside(event, 'first');
      expect(await reconcile()).toMatchObject({ arrived: 1, failed: 1 });
      await again();
      expect(await reconcile()).toMatchObject({ arrived: 0, again: 1 });
      await publish();
      for (const event of crm.events.slice(-1)) crm.setAside(event, 'second');
      expect(await reconcile()).toMatchObject({ arrived: 1, failed: 1, again: 0 });
      const [document] = await new Catalogue(database.journal).list(1, { tenant });
      expect([document?.delivery, document?.reason]).toEqual(['arrived', 'second']);
    });

    test('with another count of its receipts as well', async () => {
      await receive(['A']);
      await publish();
      await reconcile();
      crm.stores = () => false;
      received -= 1;
      await receive(['A']);
      await publish();
      expect(await reconcile()).toMatchObject({ arrived: 0, again: 1 });
    });
  });

  test('a document that never stays is set aside, and someone is told', async () => {
    await receive(['A']);
    crm.stores = () => false;
    for (let times = 0; times < 6; times += 1) {
      await publish();
      await reconcile();
    }
    expect([await deliveries(), crm.events.length]).toEqual([['A failed'], 6]);
  });

  test('no more calls are spent than the part of the day’s allocation', async () => {
    await receive(['A']);
    crm.stores = () => false;
    crm.allocation = { ...crm.allocation, calls: { max: 100, remaining: 100 } };
    await publish();
    const refused = await reconcile(HOUR, 0.01);
    expect(refused.trouble).toContain('1 API calls');
    expect(crm.calls).toBe(0);
  });

  test('what was published this moment is left alone', async () => {
    await receive(['A']);
    await publish();
    expect(await reconcile(0)).toEqual({ arrived: 0, failed: 0, again: 0, waiting: 0, trouble: null });
  });

  test('more documents than a page are looked up, window by window', async () => {
    await receive(Array.from({ length: 120 }, (_, index) => `N-${index}`));
    await publish();
    // The org has others in the same range, so that pages are full before the window ends.
    for (let other = 0; other < 5000; other += 1) {
      const sequence = (crm.events[0]?.sequence ?? 0) + other + 1;
      const record = { documentKey: `other-${other}`, sequence, correlationId: null, failure: null };
      crm.records.set(record.documentKey, record);
    }
    expect(await reconcile()).toMatchObject({ arrived: 120, again: 0 });
  });
});

describe('the allocation of events', () => {
  const limits = (remaining: number) => new Allowance(() => Promise.resolve({ max: 100, remaining }));

  test('is spent to its reserve, and the rest waits', async () => {
    await receive(['A', 'B', 'C', 'D']);
    expect(await publish(limits(7))).toBe(60);
    expect(crm.events).toHaveLength(2);
    await publish(limits(100));
    expect(crm.events).toHaveLength(4);
  });

  test('documents with an exception may use the reserve', async () => {
    const allowance = limits(5);
    const one = (outcome: QueuedDocument['outcome'], partition_key: string) =>
      ({ outcome, partition_key }) as unknown as QueuedDocument;
    const [normal, rejected, held] = [one('translated', 'a'), one('rejected', 'b'), one('held', 'c')];
    const wanted = [normal, rejected, held].map((document) => ({ document, events: 1 }));
    const { documents } = await allowance.take(wanted);
    expect([documents.has(normal), documents.has(rejected), documents.has(held)]).toEqual([false, true, true]);
  });

  test('an exception is told though hundreds of documents wait before it', async () => {
    await receive(Array.from({ length: 210 }, (_, index) => `W-${index}`));
    const last = database.journal.selectFrom('document').select('sequence').where('tenant', '=', tenant);
    const { sequence } = await last.orderBy('sequence', 'desc').limit(1).executeTakeFirstOrThrow();
    await database.journal
      .updateTable('document')
      .set({ outcome: 'rejected' })
      .where('sequence', '=', sequence)
      .execute();
    await publish(limits(5));
    expect(crm.events.map((event) => event.sequence)).toEqual([sequence]);
  });

  test('what waits holds the later documents of its key', async () => {
    const one = (partition_key: string, outcome: QueuedDocument['outcome'] = 'translated') =>
      ({ outcome, partition_key }) as unknown as QueuedDocument;
    const [first, second] = [one('a'), one('a', 'rejected')];
    const { documents } = await limits(5).take([first, second].map((document) => ({ document, events: 1 })));
    expect(documents.size).toBe(0);
  });

  test('where the org does not say, everything goes', async () => {
    await receive(['A']);
    await publish(new Allowance(() => Promise.reject(new Error('down'))));
    expect(crm.events).toHaveLength(1);
  });
});

describe('an org that takes nothing', () => {
  test('sets no document aside for that, however often it is tried', async () => {
    await receive(['A', 'B']);
    crm.answer = () => ({ accepted: false, failure: 'transient', code: 'PUBLISH', message: 'later' });
    for (let times = 0; times < 10; times += 1) await expect(publish()).rejects.toThrow('later');
    expect(await deliveries()).toEqual(['A queued', 'B queued']);
  });

  test('one that takes all but one document sets that aside, and goes on', async () => {
    crm.answer = ({ payload }) =>
      payload.includes('"BAD"')
        ? { accepted: false, failure: 'transient', code: 'PUBLISH', message: 'no' }
        : { accepted: true };
    await receive(['BAD']);
    for (let times = 0; times < 8; times += 1) {
      await receive([`GOOD-${times}`]);
      await expect(publish()).rejects.toThrow('no');
    }
    expect((await deliveries())[0]).toBe('BAD failed');
  });
});

describe('history', () => {
  test('goes last, older than anything that arrived meanwhile, and raises no notification', async () => {
    await receive(['OLD-1', 'OLD-2'], true);
    await receive(['NEW']);
    await publish();
    const told = crm.events.map(({ payload, silent: quiet, sequence }) => [
      /"number":"(\w+-?\d*)"/.exec(payload)?.[1],
      quiet,
      sequence < 0
    ]);
    expect(told).toEqual([
      ['NEW', false, false],
      ['OLD-1', true, true],
      ['OLD-2', true, true]
    ]);
  });
});
