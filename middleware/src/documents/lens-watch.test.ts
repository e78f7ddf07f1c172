import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { type Simulator, startSimulator } from '../../../test/trading-grid/src/simulator.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Leases } from '../db/lease.ts';
import { Seal } from '../db/seal.ts';
import { Publisher } from '../jobs/publisher.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { GridHttp, gridToken } from '../tradinggrid/grid-http.ts';
import { Lens, type LensEntry } from '../tradinggrid/lens.ts';
import { Desk } from './desk.ts';
import { FileStore } from './file-store.ts';
import { type LensSearch, LensWatch } from './lens-watch.ts';
import { Outbox } from './outbox.ts';
import type { Payload } from './payload.ts';
import { Translation } from './translation.ts';

const nothing = () => Promise.resolve();
const seal = new Seal();
const own = [{ qualifier: 'ZZ', id: 'TGSELLER' }];
let directory: string;
let simulator: Simulator;
let database: OpenDatabase;
let lens: Lens;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-lens-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
}, 60_000);

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

let tenants = 0;
let tenant: string;
let crm: CrmFake;
let ahead: number;

beforeEach(async () => {
  tenants += 1;
  tenant = `tenant-${tenants}`;
  crm = new CrmFake();
  ahead = 0;
  const dataDirectory = path.join(directory, tenant);
  simulator = await startSimulator({ dataDirectory, httpPort: 0, sftpPort: 0 });
  const { url, clientId, clientSecretFile } = simulator;
  const secret = readFileSync(clientSecretFile, 'utf8').trim();
  lens = new Lens(new GridHttp(url, 'Lens', () => gridToken(url, clientId, secret)));
});

afterEach(() => simulator.close());

/** The watch of the tenant; every call is a new one, as after a restart. */
const watch = () =>
  new LensWatch(
    database.journal,
    seal,
    lens,
    { tenant, own, overlapSeconds: 60, settleSeconds: 60, now: () => Date.now() + ahead * 1000 },
    nothing
  );

/** Moves the network's clock and ours. */
async function pass(seconds: number): Promise<void> {
  ahead += seconds;
  await simulator.control.advance(seconds);
}

const publish = () =>
  new Publisher(
    new Outbox(database.journal, seal, 60),
    new Leases(database.journal, 'a', 15),
    crm,
    tenant,
    createLogger('silent')
  ).run();

/** Takes files of the mailbox in, as the intake does. */
async function takeIn(...names: string[]): Promise<void> {
  const files = new FileStore(database.journal, seal);
  for (const name of names) {
    const bytes = await readFile(path.join(simulator.mailboxes.root('tgseller'), 'outgoing', name));
    const file = { name, size: bytes.length, modifiedAt: 1 };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await files.receiveAll({ tenant, mailbox: 'sftp' }, [{ file, sha256, bytes, refusal: null }], nothing);
  }
  const rules = { own, duplicates: { action: 'hold' as const, lookBackDays: 90 } };
  const translation = new Translation(database.journal, files, seal, rules);
  const waiting = await files.nextToTranslate(tenant);
  if (waiting.length > 0)
    await translation.translateSmall(waiting, nothing, (_file, error) => {
      throw error;
    });
}

const documentsTold = () => crm.events.map(({ payload }) => (JSON.parse(payload) as Payload).document);
const send = async (type = '850') => path.basename((await simulator.control.send('TGBUYER', { type }))[0]?.file ?? '');

/** An entry of a document that nothing else is known of. */
const NOTHING = {
  ...{ transactionlevel: 'Document', correlationid: null, editype: null, senderaddress: null, receiveraddress: null },
  ...{ fastatus: null, fastatusdate: null, deliverystatus: null, errorcode: null, externalerrormessage: null },
  ...{ statusdate: null, arrivaltime: null, deliveryfilename: null, receivefilename: null, contentkeys: null }
};

describe('what Lens tells', () => {
  test('is kept when a document is read again', async () => {
    await takeIn(await send());
    await database.journal
      .updateTable('document')
      .set({ lens: '{"kept":true}' })
      .where('tenant', '=', tenant)
      .execute();
    const files = new FileStore(database.journal, seal);
    await new Desk(database.journal, files, () => nothing).reprocess(tenant, {}, 'me');
    await takeIn();
    const row = await database.journal
      .selectFrom('document')
      .select(['lens', 'delivery'])
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ lens: '{"kept":true}', delivery: 'queued' });
  });

  test('of a transaction that is under way is asked for again, when its news came too late for the looks', async () => {
    const old = new Date(Date.now() - 7_200_000).toISOString();
    const entry = (status: string) =>
      ({ ...NOTHING, transactionid: 'late', status, statusdate: old, arrivaltime: old }) as LensEntry;
    let current = entry('InProcess');
    const asked: string[] = [];
    const scripted: LensSearch = {
      search: ({ filters }) => {
        const ids = filters?.[0]?.values.map(({ value }) => value) ?? [];
        asked.push(...ids);
        // The looks find it once, when it is new.
        const found = ids.length > 0 || asked.length + looks === 0 ? [current] : [];
        looks += 1;
        return Promise.resolve({ entries: found, total: found.length });
      }
    };
    let looks = 0;
    const options = { tenant, own, overlapSeconds: 60, settleSeconds: 60, openDays: 2 };
    const late = () =>
      new LensWatch(
        database.journal,
        seal,
        scripted,
        { ...options, now: () => Date.now() + ahead * 1000 },
        nothing
      ).run();
    expect(await late()).toMatchObject({ changed: 1 });
    ahead += 60;
    await late();
    expect(asked).toEqual([]);
    ahead += 900;
    expect(await late()).toMatchObject({ changed: 0 });
    expect(asked).toEqual(['late']);
    current = entry('Delivered');
    ahead += 900;
    expect(await late()).toMatchObject({ changed: 1 });
    ahead += 86_400;
    await late();
    expect(asked).toEqual(['late', 'late']);
  });

  test('of a transaction that never ends is not asked for for ever', async () => {
    const entry = { ...NOTHING, transactionid: 'stuck', status: 'InProcess' } as LensEntry;
    let asked = 0;
    const scripted: LensSearch = {
      search: ({ filters }) => {
        if (filters) asked += 1;
        return Promise.resolve({ entries: [entry], total: 1 });
      }
    };
    for (let hour = 0; hour < 24 * 5; hour += 1) {
      const now = () => Date.now() + (ahead + hour * 3600) * 1000;
      const options = { tenant, own, overlapSeconds: 60, settleSeconds: 60, openDays: 2, now };
      await new LensWatch(database.journal, seal, scripted, options, nothing).run();
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(12);
  });

  test('of entries that move while they are read, none is passed by', async () => {
    const entry = (index: number, minute: number) =>
      ({
        transactionid: `t${index}`,
        transactionlevel: 'File',
        statusdate: new Date(minute * 60_000).toISOString()
      }) as LensEntry;
    const start = Date.parse('2026-11-20T00:00:00Z') / 60_000;
    const all = Array.from({ length: 2500 }, (_, index) => entry(index, start + Math.floor(index / 2)));
    // After the first page its first half gets a later status: by offset, as many of the next would be skipped.
    const moving: LensSearch = {
      search: ({ ranges, offset = 0 }) => {
        // Nothing was acknowledged, so the other look finds nothing.
        if (ranges?.[0]?.field !== 'statusdate') return Promise.resolve({ entries: [], total: 0 });
        const { from } = ranges[0];
        const sorted = all
          .filter(({ statusdate }) => (statusdate ?? '') >= from)
          .sort((one, other) => (one.statusdate ?? '').localeCompare(other.statusdate ?? ''));
        const entries = sorted.slice(offset, offset + 1000).map((one) => ({ ...one }));
        for (const one of all.slice(0, 500)) one.statusdate = new Date((start + 5000) * 60_000).toISOString();
        return Promise.resolve({ entries, total: sorted.length });
      }
    };
    const options = { tenant, own, overlapSeconds: 60, settleSeconds: 60, now: () => (start + 10) * 60_000 };
    await new LensWatch(database.journal, seal, moving, options, nothing).run();
    const seen = await database.journal
      .selectFrom('grid_entry')
      .select('transaction_id')
      .where('tenant', '=', tenant)
      .execute();
    expect(new Set(seen.map(({ transaction_id }) => transaction_id)).size).toBe(2500);
  });

  test('a document that came to us costs one event, though its statuses move on', async () => {
    await takeIn(await send());
    await publish();
    for (const seconds of [1, 70, 70, 1000]) {
      await pass(seconds);
      await watch().run();
      await publish();
    }
    expect(crm.events).toHaveLength(1);
    const { lens: stored } = await database.journal
      .selectFrom('document')
      .select('lens')
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(stored ?? '{}')).toMatchObject({ match: 'matched', status: 'ReadyForPickup' });
  });

  test('a failure is told with the best message of its process, which may stand on another entry', async () => {
    await takeIn(await send());
    await publish();
    await watch().run();
    const { entries } = await lens.search({});
    const of = (level: string) =>
      entries.find(({ transactionlevel }) => transactionlevel === level)?.transactionid ?? '';
    simulator.control.changeTransaction(of('Document'), { status: 'F', errorcode: '-2' });
    simulator.control.changeTransaction(of('File'), {
      externalerrormessage: 'The partner’s server refused the connection.'
    });
    await pass(70);
    await watch().run();
    await pass(70);
    await watch().run();
    await publish();
    expect(documentsTold().at(-1)?.lens).toMatchObject({
      status: 'Failed',
      errorMessage: 'The partner’s server refused the connection.',
      match: 'matched'
    });
    expect(crm.events).toHaveLength(2);
  });

  test('an entry whose file never came makes a document without its contents, once', async () => {
    await send();
    for (const seconds of [1, 70, 4000, 70]) {
      await pass(seconds);
      await watch().run();
      await publish();
    }
    expect(documentsTold()).toMatchObject([
      { type: '850', direction: 'Inbound', reason: expect.stringContaining('Lens alone'), lens: { match: 'missing' } }
    ]);
    // What it becomes later is told of the same document, which is still without its contents.
    const { entries } = await lens.search({});
    const [entry] = entries.filter(({ transactionlevel }) => transactionlevel === 'Document');
    simulator.control.changeTransaction(entry?.transactionid ?? '', { status: 'F' });
    for (const seconds of [1, 70]) {
      await pass(seconds);
      await watch().run();
    }
    await publish();
    expect(documentsTold().at(-1)?.lens).toMatchObject({ status: 'Failed', match: 'missing' });
  });

  test('what cannot be told apart is ambiguous, and never guessed', async () => {
    const name = await send();
    await takeIn(name);
    // Two orders of one file look the same where Lens shows no number of theirs.
    const [row] = await database.journal.selectFrom('document').selectAll().where('tenant', '=', tenant).execute();
    if (!row) throw new Error('the document should be there');
    await database.journal
      .insertInto('document')
      .values({ ...row, document_key: `${row.document_key.slice(0, 60)}twin`, sequence: row.sequence + 1 })
      .execute();
    await database.journal.updateTable('document').set({ order_number: null }).where('tenant', '=', tenant).execute();
    await watch().run();
    await pass(70);
    await watch().run();
    const states = await database.journal
      .selectFrom('grid_entry')
      .select(['match', 'document_key'])
      .where('tenant', '=', tenant)
      .where('level', '=', 'Document')
      .execute();
    expect(states).toEqual([{ match: 'ambiguous', document_key: null }]);
  });

  test('more entries than a page are read, and the next look begins behind them', async () => {
    for (let index = 0; index < 12; index += 1) await simulator.control.send('TGBUYER', { type: '850', count: 50 });
    const first = await watch().run();
    expect(first.changed).toBeGreaterThan(1000);
    expect((await watch().run()).changed).toBe(0);
  }, 120_000);
});
