import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Leases } from '../db/lease.ts';
import type { Database } from '../db/schema.ts';
import { Seal } from '../db/seal.ts';
import { Publisher } from '../jobs/publisher.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { orderFile } from '../testing/edi.ts';
import { retentionRules } from '../testing/retention.ts';
import { FileStore } from './file-store.ts';
import { hashOf } from './keys.ts';
import { Outbox } from './outbox.ts';
import { purge, type RetentionRules } from './retention.ts';
import { Translation } from './translation.ts';

const nothing = () => Promise.resolve();
const seal = new Seal();
const DAY = 86_400_000;
const day = (days: number) => Date.now() + days * DAY;

let directory: string;
let database: OpenDatabase;
let tenants = 0;
let tenant: string;
let received = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-retention-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  tenants += 1;
  tenant = `tenant-${tenants}`;
});

const own = [{ qualifier: 'ZZ', id: 'TGSELLER' }];
const duplicates = { action: 'hold', lookBackDays: 90 } as const;
const files = () => new FileStore(database.journal, seal);

/** Stores and translates a file. */
async function receive(control: string, mailbox = 'm', number = `PO-${control}`): Promise<void> {
  received += 1;
  const bytes = orderFile({ number, control, quantity: received });
  const file = { name: `${received}.edi`, size: bytes.length, modifiedAt: received };
  const arrived = { file, sha256: hashOf(bytes.toString('latin1')), bytes, refusal: null };
  await files().receiveAll({ tenant, mailbox }, [arrived], nothing);
  await translate();
}

async function translate(): Promise<void> {
  const translation = new Translation(database.journal, files(), seal, { own, duplicates });
  await translation.translateSmall(await files().nextToTranslate(tenant), nothing, (_file, error) => {
    throw error;
  });
}

async function publish(): Promise<void> {
  const outbox = new Outbox(database.journal, seal, 3600);
  const leases = new Leases(database.journal, tenant, 15);
  await new Publisher(outbox, leases, new CrmFake(), tenant, createLogger('silent')).run();
}

const purged = (rules: Partial<RetentionRules>, now: number) =>
  purge(database.journal, retentionRules(tenant, rules), now);

async function left(table: keyof Database & ('receipt' | 'grid_entry' | 'outbound_request')): Promise<number> {
  const rows = await database.journal.selectFrom(table).select('tenant').where('tenant', '=', tenant).execute();
  return rows.length;
}

test('bytes go first, then documents, and nothing that still waits', async () => {
  await receive('1');
  await receive('2');
  await publish();
  await receive('3');
  const rules = { bytesDays: 10, documentsDays: 30 };
  expect(await purged(rules, day(5))).toMatchObject({ files: 0, documents: 0 });
  expect(await purged(rules, day(11))).toMatchObject({ files: 2, documents: 0 });
  expect(await purged(rules, day(31))).toMatchObject({ files: 0, documents: 2 });
  const rows = await database.journal.selectFrom('document').select('delivery').where('tenant', '=', tenant).execute();
  expect(rows).toEqual([{ delivery: 'queued' }]);
});

test('receipts go by their age, but for those of a mailbox that is only read', async () => {
  await receive('1', 'moved');
  await receive('2', 'kept');
  const rules = { receiptsDays: 10, readOnly: ['kept'] };
  expect(await purged(rules, day(9))).toMatchObject({ receipts: 0 });
  expect(await purged(rules, day(11))).toMatchObject({ receipts: 1 });
  const known = await files().known({ tenant, mailbox: 'kept' }, [
    { name: `${received}.edi`, size: 0, modifiedAt: received }
  ]);
  expect([await left('receipt'), known.size]).toEqual([1, 0]);
});

test('an interchange is remembered for as long as a file that it is compared with can be read again', async () => {
  await receive('7');
  await publish();
  const rules = { bytesDays: 20, documentsDays: 20, lookBackDays: 90 };
  expect(await purged(rules, day(109))).toMatchObject({ interchanges: 0 });
  await receive('7');
  const held = await database.journal
    .selectFrom('document')
    .select('hold')
    .where('tenant', '=', tenant)
    .where('hold', '=', 'duplicate')
    .execute();
  expect(held).toHaveLength(1);
  expect(await purged(rules, day(111))).toMatchObject({ interchanges: 2 });
});

test('a file of which nothing is left is forgotten; one that waits is not', async () => {
  await receive('1');
  await publish();
  await receive('2');
  const rules = { bytesDays: 10, documentsDays: 10, receiptsDays: 10, lookBackDays: 5 };
  expect(await purged(rules, day(12))).toMatchObject({ documents: 1, fileRecords: 0 });
  expect(await purged(rules, day(16))).toMatchObject({ interchanges: 2, fileRecords: 1 });
  const rows = await database.journal.selectFrom('received_file').select('name').where('tenant', '=', tenant).execute();
  expect(rows).toEqual([{ name: `${received}.edi` }]);
});

test('what Lens told goes by its age, unless it is still to be told', async () => {
  const now = new Date();
  const entry = { tenant, correlation_id: null, level: 'Document', entry: '{}', statuses: '', told: null };
  const rest = { first_seen_at: now, document_key: null, match: null };
  await database.journal
    .insertInto('grid_entry')
    .values([
      { ...entry, ...rest, transaction_id: 'old', due_at: null },
      { ...entry, ...rest, transaction_id: 'due', due_at: now }
    ])
    .execute();
  expect(await purged({ statusesDays: 10 }, day(9))).toMatchObject({ statuses: 0 });
  expect(await purged({ statusesDays: 10 }, day(11))).toMatchObject({ statuses: 1 });
  expect(await left('grid_entry')).toBe(1);
});

test('requests go when they are finished and the CRM knows it', async () => {
  const now = new Date();
  const request = { tenant, kind: 'resubmit', next_at: now, progress: null, external_reference: null, reason: null };
  const times = { received_at: now, sent_at: null, finished_at: now };
  await database.journal
    .insertInto('outbound_request')
    .values([
      { ...request, ...times, message_key: 'done', status: 'done', reported: true },
      { ...request, ...times, message_key: 'untold', status: 'failed', reported: false },
      { ...request, ...times, message_key: 'waits', status: 'waiting', reported: true, finished_at: null }
    ])
    .execute();
  expect(await purged({ requestsDays: 10 }, day(9))).toMatchObject({ requests: 0 });
  expect(await purged({ requestsDays: 10 }, day(11))).toMatchObject({ requests: 1 });
  expect(await left('outbound_request')).toBe(2);
});

test('parkings go once they are over', async () => {
  const parked = { tenant, reason: 'refused' };
  await database.journal
    .insertInto('parked_key')
    .values([
      { ...parked, partition_key: 'over', until: sql<Date>`now() - interval '1 second'` },
      { ...parked, partition_key: 'rests', until: sql<Date>`now() + interval '1 hour'` }
    ])
    .execute();
  expect(await purged({}, day(0))).toMatchObject({ parkedKeys: 1 });
  const rows = database.journal.selectFrom('parked_key').select('partition_key').where('tenant', '=', tenant);
  expect(await rows.execute()).toEqual([{ partition_key: 'rests' }]);
});

test('more than a batch is removed in one go', async () => {
  const at = new Date();
  const rows = Array.from({ length: 1100 }, (_, index) => ({
    ...{ tenant, correlation_id: null, level: 'Document', entry: '{}', statuses: '', told: null },
    ...{ first_seen_at: at, document_key: null, match: null, due_at: null, transaction_id: String(index) }
  }));
  await database.journal.insertInto('grid_entry').values(rows).execute();
  expect(await purged({ statusesDays: 1 }, day(2))).toMatchObject({ statuses: 1100 });
});
