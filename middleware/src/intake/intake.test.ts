import { describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDatabase } from '../db/database.ts';
import { FileStore, type RemoteFile } from '../documents/file-store.ts';
import { createLogger } from '../telemetry/log.ts';
import { prepare } from '../testing/environment.ts';
import { Intake } from './intake.ts';
import { HostKeyError, type Mailbox, openMailbox } from './mailbox.ts';
import { isTemporary, printable, refusalOf } from './names.ts';

/** A mailbox whose server lists what the test wants, a listing for each look. */
class ScriptedMailbox implements Mailbox {
  readonly downloads: string[] = [];
  readonly acknowledged: string[] = [];
  offline = false;
  readonly #listings: RemoteFile[][];

  constructor(...listings: RemoteFile[][]) {
    this.#listings = listings;
  }

  list(): Promise<RemoteFile[]> {
    const [listing = []] = this.#listings;
    if (this.#listings.length > 1) this.#listings.shift();
    return Promise.resolve(listing);
  }

  async download(name: string, localFile: string): Promise<void> {
    this.downloads.push(name);
    await writeFile(localFile, 'x'.repeat(5));
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

const listed = (name: string, size = 5, modifiedAt = 1): RemoteFile => ({ name, size, modifiedAt });

async function withIntake(
  work: (intake: Intake, files: FileStore, spoolDirectory: string) => Promise<void>
): Promise<void> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-intake-'));
  const database = await openDatabase({ directory: path.join(directory, 'db') });
  const spoolDirectory = path.join(directory, 'spool');
  const options = { tenant: 'acme', mailbox: 'm', mode: 'move', spoolDirectory, settleMilliseconds: 1 } as const;
  const files = new FileStore(database.journal);
  try {
    await work(new Intake(files, () => Promise.resolve(), options, createLogger('silent')), files, spoolDirectory);
  } finally {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  }
}

describe('intake', () => {
  test('leaves a file alone that is still growing', () =>
    withIntake(async (intake) => {
      const mailbox = new ScriptedMailbox([listed('a.edi', 3)], [listed('a.edi', 5)], [listed('a.edi', 5)]);
      expect(await intake.poll(mailbox)).toBe(0);
      expect(await intake.poll(mailbox)).toBe(1);
      expect(mailbox.acknowledged).toEqual(['a.edi']);
    }));

  test('does not store a file that is shorter than its listing says', () =>
    withIntake(async (intake, _files, spool) => {
      const mailbox = new ScriptedMailbox([listed('a.edi', 9)]);
      expect(await intake.poll(mailbox)).toBe(0);
      expect([mailbox.downloads, mailbox.acknowledged, await readdir(spool)]).toEqual([['a.edi'], [], []]);
    }));

  test.each(['../../etc/passwd', '..\\x.edi', 'a\u0000b', 'a\nb', '..'])(
    'records the name %j, and fetches nothing',
    (name) =>
      withIntake(async (intake, files) => {
        const mailbox = new ScriptedMailbox([listed(name)]);
        expect([await intake.poll(mailbox), await intake.poll(mailbox)]).toEqual([1, 0]);
        expect([mailbox.downloads, mailbox.acknowledged]).toEqual([[], []]);
        expect(await files.nextToTranslate('acme')).toMatchObject({
          reason: expect.stringContaining('not accepted')
        });
      })
  );

  test('a file that was stored but not acknowledged before a crash is acknowledged, not counted again', () =>
    withIntake(async (intake, files) => {
      const failing = new ScriptedMailbox([listed('a.edi')]);
      failing.offline = true;
      await expect(intake.poll(failing)).rejects.toThrow('connection lost');
      const mailbox = new ScriptedMailbox([listed('a.edi')]);
      expect(await intake.poll(mailbox)).toBe(0);
      expect([mailbox.acknowledged, mailbox.downloads]).toEqual([['a.edi'], []]);
      expect((await files.nextToTranslate('acme'))?.receipts).toBe(1);
    }));
});

test('names', () => {
  expect(['.a', 'a.part', 'a.TMP', 'a.edi', '..'].map(isTemporary)).toEqual([true, true, true, false, false]);
  expect(['order 1.edi', 'Bestellung-ü.x12'].map(refusalOf)).toEqual([null, null]);
  expect(refusalOf('x'.repeat(256))).not.toBeNull();
  expect(printable('a\u0007b')).toBe('a\uFFFDb');
});

test('a server with another host key gets no credentials', async () => {
  const environment = await prepare({
    url: 'http://127.0.0.1:1',
    endpoint: '127.0.0.1:1',
    privateKey: 'unused'
  });
  const { host, port, user } = environment.simulator.sftp;
  const login = { host, port, user, password: 'x', hostKeySha256: 'A'.repeat(43) };
  await expect(openMailbox(login, '/outgoing', '/processed')).rejects.toThrow(HostKeyError);
  await environment.close();
});
