import { expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DirectoryInUseError, lockDirectory } from './lock.ts';

test('the lock of a killed process that had our id, as in a container, is taken over', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-lock-'));
  const database = path.join(directory, 'journal');
  await writeFile(`${database}.lock`, `${process.pid}\n`);
  const unlock = lockDirectory(database);
  expect(() => lockDirectory(database)).toThrow(DirectoryInUseError);
  unlock();
  lockDirectory(database)();
  await rm(directory, { recursive: true });
});
