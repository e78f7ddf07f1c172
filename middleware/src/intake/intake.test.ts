import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Seal } from '../db/seal.ts';
import { FileStore, type RemoteFile } from '../documents/file-store.ts';
import { createLogger } from '../telemetry/log.ts';
import { prepare } from '../testing/environment.ts';
import { Intake } from './intake.ts';
import type { Mailbox } from './mailbox.ts';
import { isTemporary, printable, refusalOf } from './names.ts';
import { HostKeyError, openMailbox } from './sftp-mailbox.ts';
import { clearSpool, prepareSpool, spoolFile } from './spool.ts';

/** A mailbox whose server lists what the test wants, a listing for each look. */
class ScriptedMailbox implements Mailbox {
  readonly downloads: string[] = [];
  readonly acknowledged: string[] = [];
  offline = false;
  unreadable = '';
  readonly #listings: RemoteFile[][];

  constructor(...listings: RemoteFile[][]) {
    this.#listings = listings;
  }

  list(): Promise<RemoteFile[]> {
    const [listing = []] = this.#listings;
    if (this.#listings.length > 1) this.#listings.shift();
    return Promise.resolve(listing);
  }

  read(name: string): Promise<Buffer> {
    if (name === this.unreadable) return Promise.reject(new Error('permission denied'));
    this.downloads.push(name);
    return Promise.resolve(Buffer.from(name.slice(0, 5).padEnd(5)));
  }

  async download(name: string, localFile: string): Promise<void> {
    await writeFile(localFile, (await this.read(name)).toString().repeat(LARGE / 5));
  }

  acknowledge(name: string): Promise<void> {
    if (this.offline) return Promise.reject(new Error('connection lost'));
    this.acknowledged.push(name);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Of a file that is too large for memory. */
const LARGE = 300_000;

const listed = (name: string, size = 5, modifiedAt = 1): RemoteFile => ({ name, size, modifiedAt });

const nothing = () => Promise.resolve();
let directory: string;
let database: OpenDatabase;
let intakes = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-intake-'));
  database = await openDatabase({ directory: path.join(directory, 'db') });
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

/** An intake of a tenant of its own in the one database. */
function anIntake(mode: 'move' | 'keep' = 'move') {
  intakes += 1;
  const tenant = `tenant-${intakes}`;
  const spoolDirectory = path.join(directory, tenant);
  const files = new FileStore(database.journal, new Seal());
  const options = { tenant, mailbox: 'm', mode, spoolDirectory, settleMilliseconds: 1 };
  const begin = () => new Intake(files, { inside: nothing, after: () => undefined }, options, createLogger('silent'));
  return {
    intake: begin(),
    restarted: begin,
    spoolDirectory,
    order: async () => {
      const rows = database.journal.selectFrom('received_file').select('name').where('tenant', '=', tenant);
      return (await rows.orderBy('id').execute()).map(({ name }) => name);
    },
    awaited: async () => {
      const rows = database.journal.selectFrom('awaited_file').select('name').where('tenant', '=', tenant);
      return (await rows.execute()).map(({ name }) => name);
    },
    waiting: async () => (await files.nextToTranslate(tenant))[0]
  };
}

describe('intake', () => {
  test('leaves a file alone that is still growing', async () => {
    const { intake } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi', 3)], [listed('a.edi', 5)], [listed('a.edi', 5)]);
    expect(await intake.poll(mailbox)).toBe(0);
    expect(await intake.poll(mailbox)).toBe(1);
    expect(mailbox.acknowledged).toEqual(['a.edi']);
  });

  test('fails, and leaves no rejection behind, when the journal is away while the next batch is fetched', async () => {
    const { intake } = anIntake();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const known = jest.spyOn(FileStore.prototype, 'known');
    known.mockResolvedValueOnce(new Set()).mockRejectedValueOnce(new Error('journal away'));
    const mailbox = new ScriptedMailbox([listed('a.edi', LARGE), listed('b.edi', LARGE)]);
    const away = () => new Promise<boolean>((_, reject) => setTimeout(() => reject(new Error('away')), 20));
    await expect(intake.poll(mailbox, away)).rejects.toThrow('away');
    await new Promise((resolve) => setTimeout(resolve, 20));
    known.mockRestore();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('fetches a file that is sent again under the same name within the same second', async () => {
    const { intake } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi')]);
    expect([await intake.poll(mailbox), await intake.poll(mailbox)]).toEqual([1, 1]);
    expect(mailbox.downloads).toEqual(['a.edi', 'a.edi']);
  });

  test('does not store a file that is shorter than its listing says', async () => {
    const { intake, spoolDirectory } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi', 9), listed('large.edi', LARGE + 5)]);
    expect(await intake.poll(mailbox)).toBe(0);
    expect([mailbox.downloads, mailbox.acknowledged, await readdir(spoolDirectory)]).toEqual([
      ['a.edi', 'large.edi'],
      [],
      []
    ]);
  });

  test.each(['../../etc/passwd', '..\\x.edi', 'a\u0000b', 'a\nb', '..'])(
    'records the name %j, and fetches nothing',
    async (name) => {
      const { intake, waiting } = anIntake();
      const mailbox = new ScriptedMailbox([listed(name)]);
      expect([await intake.poll(mailbox), await intake.poll(mailbox)]).toEqual([1, 0]);
      expect([mailbox.downloads, mailbox.acknowledged]).toEqual([[], []]);
      expect(await waiting()).toMatchObject({ reason: expect.stringContaining('not accepted') });
    }
  );

  test('a file that was stored but not acknowledged before a crash is acknowledged, not counted again', async () => {
    const { intake, waiting, restarted } = anIntake();
    const failing = new ScriptedMailbox([listed('a.edi')]);
    failing.offline = true;
    expect([await intake.poll(failing), intake.trouble]).toEqual([1, 'A file cannot be taken: connection lost']);
    const mailbox = new ScriptedMailbox([listed('a.edi')]);
    expect(await restarted().poll(mailbox)).toBe(0);
    expect([mailbox.acknowledged, mailbox.downloads]).toEqual([['a.edi'], []]);
    expect((await waiting())?.receipts).toBe(1);
  });

  test('a file that cannot be fetched is told, and does not hold up those behind it', async () => {
    const { intake } = anIntake();
    const mailbox = new ScriptedMailbox([listed('bad.edi'), listed('good.edi')]);
    mailbox.unreadable = 'bad.edi';
    expect([await intake.poll(mailbox), intake.trouble]).toEqual([1, 'A file cannot be taken: permission denied']);
    expect(mailbox.acknowledged).toEqual(['good.edi']);
    // It has a pause: the next look asks for nothing.
    expect([await intake.poll(mailbox), mailbox.downloads]).toEqual([1, ['good.edi', 'good.edi']]);
  });

  test('a file that cannot be fetched for a while keeps its place before those that were taken meanwhile', async () => {
    const { restarted, order, awaited } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi'), listed('b.edi'), listed('c.edi', LARGE), listed('d.edi')]);
    const patient = restarted();
    mailbox.unreadable = 'b.edi';
    await patient.poll(mailbox);
    expect(await order()).toEqual(['a.edi', 'c.edi', 'd.edi']);
    mailbox.unreadable = '';
    // Another process: it knows of no setback, but of the place.
    await restarted().poll(mailbox);
    expect(await order()).toEqual(['a.edi', 'b.edi', 'c.edi', 'd.edi']);
    expect(await awaited()).toEqual([]);
  });

  test('a large file that cannot be fetched for a while keeps its place as well', async () => {
    const { restarted, order } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi'), listed('b.edi', LARGE), listed('c.edi')]);
    mailbox.unreadable = 'b.edi';
    await restarted().poll(mailbox);
    mailbox.unreadable = '';
    await restarted().poll(mailbox);
    expect(await order()).toEqual(['a.edi', 'b.edi', 'c.edi']);
  });

  test('the place of a file that was taken away is given up', async () => {
    const { intake, awaited } = anIntake();
    const mailbox = new ScriptedMailbox([listed('a.edi')], [listed('a.edi')], []);
    mailbox.unreadable = 'a.edi';
    await intake.poll(mailbox);
    expect(await awaited()).toEqual(['a.edi']);
    await intake.poll(mailbox);
    expect(await awaited()).toEqual([]);
  });

  test('a folder for spooled files that others can read is refused', async () => {
    const { intake, spoolDirectory } = anIntake();
    await mkdir(spoolDirectory, { mode: 0o755 });
    const mailbox = new ScriptedMailbox([listed('large.edi', LARGE)]);
    expect([await intake.poll(mailbox), intake.trouble]).toEqual([0, expect.stringContaining('chmod 700')]);
    expect(mailbox.downloads).toEqual([]);
  });
});

test('what a killed process left in the spool is removed, and nothing else', async () => {
  const spool = path.join(directory, 'left');
  await prepareSpool(spool);
  const [old, young] = [spoolFile(spool), spoolFile(spool)];
  const foreign = path.join(spool, 'notes.txt');
  for (const file of [old, young, foreign]) await writeFile(file, 'x');
  for (const file of [old, foreign]) await utimes(file, 1, 1);
  await clearSpool(spool);
  expect((await readdir(spool)).sort()).toEqual([path.basename(young), 'notes.txt'].sort());
});

test('names', () => {
  expect(['.a', 'a.part', 'a.TMP', 'a.edi', '..'].map(isTemporary)).toEqual([true, true, true, false, false]);
  expect(['order 1.edi', 'Bestellung-ü.x12'].map(refusalOf)).toEqual([null, null]);
  expect(refusalOf('x'.repeat(256))).not.toBeNull();
  expect(printable('a\u0007b')).toBe('a\uFFFDb');
});

test('a server with another host key gets no credentials', async () => {
  const environment = await prepare();
  const { host, port, user } = environment.simulator.sftp;
  const login = { host, port, user, password: 'x', hostKeySha256: 'A'.repeat(43) };
  await expect(openMailbox(login, '/outgoing', '/processed')).rejects.toThrow(HostKeyError);
  await environment.close();
});
