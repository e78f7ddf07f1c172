import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Seal } from '../db/seal.ts';
import { FileStore } from '../documents/file-store.ts';
import { hashOf } from '../documents/keys.ts';
import { Translation } from '../documents/translation.ts';
import { DirectoryMailbox } from '../intake/directory-mailbox.ts';
import { GridError } from '../outbound/action.ts';
import { translateBytes } from '../testing/read-edi.ts';
import { OrderResponseAction } from './order-response.ts';
import { Sender } from './sender.ts';

const FIXTURES = new URL('../../../test/fixtures/edi/documents/', import.meta.url);
const nothing = () => Promise.resolve();
const seal = new Seal([Buffer.alloc(32, 7)]);
let directory: string;
let database: OpenDatabase;
let tenants = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-sending-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

describe('an answer to an order', () => {
  let tenant: string;
  let folder: string;
  let files: FileStore;
  let progress: unknown;
  let arrived: string[];

  beforeEach(() => {
    tenants += 1;
    tenant = `tenant-${tenants}`;
    folder = path.join(directory, tenant);
    files = new FileStore(database.journal, seal);
    progress = null;
    arrived = [];
  });

  /** Brings an order into the journal; gives its key. */
  async function receive(name: string): Promise<string> {
    const bytes = readFileSync(new URL(`${name}.edi`, FIXTURES));
    const own = [
      { qualifier: 'ZZ', id: 'TGSELLER' },
      { qualifier: '14', id: '4098765000003' }
    ];
    const translation = new Translation(database.journal, files, seal, {
      own,
      duplicates: { action: 'hold', lookBackDays: 90 }
    });
    const file = { name: `${name}.edi`, size: bytes.length, modifiedAt: 1 };
    const whole = { file, sha256: hashOf(name, tenant), bytes, refusal: null };
    const [received] = await files.receiveAll({ tenant, mailbox: 'm' }, [whole], nothing);
    const rows = await database.journal
      .selectFrom('received_file')
      .selectAll()
      .where('id', '=', received?.fileId ?? 0)
      .execute();
    await translation.translateSmall(rows, nothing, (_file, error) => {
      throw error;
    });
    const row = await database.journal
      .selectFrom('document')
      .select('record_key')
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    return row.record_key ?? '';
  }

  const sender = (send = folder) =>
    new Sender(() => Promise.resolve(new DirectoryMailbox(folder, folder, send)), files, tenant, nothing);
  const action = (by = sender()) =>
    new OrderResponseAction({
      journal: database.journal,
      seal,
      tenant,
      sender: by,
      hasArrived: (name) => Promise.resolve(arrived.includes(name)),
      now: () => new Date('2026-11-25T10:00:00Z')
    });
  const answer = (orderKey: string, lines: object[]) => ({
    orderKey,
    number: 'A1',
    date: '2026-11-25',
    decision: 'accepted',
    lines
  });
  const perform = (payload: unknown, { by = action(), uncertain = false } = {}) =>
    by.perform({
      message: {
        messageKey: 'message-1',
        kind: 'order-response',
        payload: '',
        payloadVersion: 1,
        documentKey: null,
        isHeld: false
      },
      payload,
      progress,
      uncertain,
      save: (saved) => {
        progress = saved;
        return nothing();
      }
    });
  const sent = async () => {
    const [name] = (await readdir(folder)).filter((file) => file.endsWith('.edi'));
    return readFile(path.join(folder, name ?? ''));
  };

  test.each([
    ['850-4010-order', '855', 'PO-4711'],
    ['ORDERS-D96A-order', 'ORDRSP', 'PO-8801']
  ])('to %s is a sound %s, addressed back to whoever sent it', async (name, type, number) => {
    const orderKey = await receive(name);
    const lines = [
      { number: '1', decision: 'changed', ordered: '120', quantity: '100' },
      { number: '2', decision: 'rejected', ordered: '250' }
    ];
    expect(await perform(answer(orderKey, lines))).toMatchObject({ state: 'done', externalReference: 'message-1.edi' });
    const bytes = await sent();
    expect(bytes.toString('latin1')).toContain(type);
    const [content] = translateBytes(bytes);
    expect(content).toMatchObject({ kind: 'orderResponse', number, responseNumber: 'A1' });
  });

  test('is the same file under the same control number at every try', async () => {
    const orderKey = await receive('850-4010-order');
    const payload = answer(orderKey, [{ number: '1', decision: 'accepted', ordered: '120' }]);
    const unreachable = new Sender(() => Promise.reject(new Error('down')), files, tenant, nothing);
    await expect(perform(payload, { by: action(unreachable) })).rejects.toThrow(GridError);
    await perform(payload);
    const first = await sent();
    await perform(payload, { uncertain: true });
    expect(await sent()).toEqual(first);
    const { last } = await database.journal
      .selectFrom('control_number')
      .select('last')
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    expect(last).toBe(1);
  });

  test('is not sent again where the network has it, and stands in the journal all the same', async () => {
    const orderKey = await receive('850-4010-order');
    const payload = answer(orderKey, [{ number: '1', decision: 'accepted', ordered: '120' }]);
    arrived.push('message-1.edi');
    await perform(payload, { uncertain: true });
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
    const rows = await database.journal
      .selectFrom('received_file')
      .select('name')
      .where('tenant', '=', tenant)
      .where('mailbox', '=', 'sent')
      .execute();
    expect(rows).toEqual([{ name: 'message-1.edi' }]);
  });

  test('to an order that the journal does not know is refused, and takes no control number', async () => {
    expect(await perform(answer('unknown', [{ number: '1', decision: 'accepted' }]))).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('no such order')
    });
    const orderKey = await receive('850-4010-order');
    expect(await perform(answer(orderKey, [{ number: '1', decision: 'changed', ordered: '120' }]))).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('names no quantity, price or date')
    });
    expect(await database.journal.selectFrom('control_number').where('tenant', '=', tenant).execute()).toEqual([]);
  });

  test('that is none says what is wrong', async () => {
    expect(await perform({ orderKey: 'x' })).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('lines')
    });
  });
});
