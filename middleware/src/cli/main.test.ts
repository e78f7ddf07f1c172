import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, startApp } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { orderFile } from '../testing/edi.ts';
import { type Environment, NO_ORG, prepare } from '../testing/environment.ts';

const CLI = fileURLToPath(new URL('main.ts', import.meta.url));

function tgrid(cwd: string, ...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd }, (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
  });
}

describe('npx tgrid', () => {
  let environment: Environment;
  let app: App;

  beforeAll(async () => {
    environment = await prepare(NO_ORG, { pollSeconds: 3600 });
    app = await startApp(loadConfig(environment.configFile), createLogger('silent'), new CrmFake());
    const { url, clientId, clientSecretFile } = environment.simulator;
    await mkdir(path.join(environment.directory, '.local'));
    const run = {
      simulator: { url, clientId, secretFile: clientSecretFile },
      middleware: { url: `http://127.0.0.1:${app.httpPort}`, tokenFile: 'token' }
    };
    await writeFile(path.join(environment.directory, '.local', 'run.json'), JSON.stringify(run));
    await writeFile(path.join(environment.directory, 'po.edi'), orderFile({ number: 'PO-1', control: '1' }));
  });

  afterAll(async () => {
    await app.stop();
    await environment.close();
  });

  const outgoing = (...names: string[]) =>
    path.join(environment.simulator.mailboxes.root('tgseller'), 'outgoing', ...names);

  test('send puts a file into the mailbox, untouched', async () => {
    const { code, output } = await tgrid(environment.directory, 'send', 'po.edi');
    expect([code, output]).toEqual([0, expect.stringContaining('/outgoing/po.edi')]);
    expect(await readFile(outgoing('po.edi'))).toEqual(orderFile({ number: 'PO-1', control: '1' }));
  });

  test('send --as sends as another partner', async () => {
    expect((await tgrid(environment.directory, 'send', 'po.edi', '--as', 'GLOBEX')).code).toBe(0);
    expect(await readFile(outgoing('po-1.edi'), 'latin1')).toContain('*ZZ*TGGLOBEX       *ZZ*TGSELLER       *');
    expect(await readdir(outgoing())).toHaveLength(2);
  });

  test('documents and status ask the running service', async () => {
    expect(await tgrid(environment.directory, 'documents', '--json')).toMatchObject({ code: 0, output: '[]\n' });
    expect(await tgrid(environment.directory, 'status')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Ready.')
    });
  });

  test.each([
    ['a file that is not there', 1, ['send', 'missing.edi'], 'missing.edi cannot be read'],
    ['a partner that is none', 1, ['send', 'po.edi', '--as', 'NOT A PARTNER NAME'], 'no partner of the network'],
    ['an unknown key', 1, ['show', 'abc'], 'no document with this key'],
    ['an unknown command', 2, ['fly'], 'unknown command'],
    ['no file', 2, ['send'], 'missing required argument']
  ])('%s exits %i', async (_what, code, args, words) => {
    const result = await tgrid(environment.directory, ...args);
    expect([result.code, result.errors]).toEqual([code, expect.stringContaining(words)]);
  });
});

test('without a running system the remedy is named', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-cli-'));
  expect(await tgrid(directory, 'status')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('npm start')
  });
  await rm(directory, { recursive: true });
});
