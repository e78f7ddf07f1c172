import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { startServer } from '../server/start-server.ts';
import type { RunningServer } from '../server/start-server.ts';
import { testContext } from '../server/testing.ts';
import type { TestContext } from '../server/testing.ts';
import { registerQuery } from './query.ts';

describe('local-org query', () => {
  let context: TestContext;
  let server: RunningServer;
  let project: string;
  let output: string[];
  let errors: string[];

  beforeAll(async () => {
    context = testContext();
    server = await startServer({ context, port: 0 });
    context.t.dml(
      'insert',
      Array.from({ length: 2100 }, (_, i) => context.t.row('Account', { Name: `Account ${i}` }))
    );
  });
  afterAll(async () => {
    await server.close();
    context.org.close();
  });
  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'local-org-query-'));
    [output, errors] = [[], []];
    jest.spyOn(console, 'log').mockImplementation((line) => output.push(String(line)));
    jest.spyOn(console, 'error').mockImplementation((line) => errors.push(String(line)));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = 0;
    rmSync(project, { recursive: true });
  });

  const running = (url = server.url): void => {
    mkdirSync(path.join(project, '.local'));
    writeFileSync(path.join(project, '.local', 'token'), `${context.token}\n`);
    writeFileSync(
      path.join(project, '.local', 'run.json'),
      JSON.stringify({ localOrg: { url, tokenFile: '.local/token' } })
    );
  };
  const run = async (...words: string[]): Promise<void> => {
    const program = new Command();
    registerQuery(program);
    await program.parseAsync(['query', ...words, '--project', project], { from: 'user' });
  };

  test("--json prints REST's body, all pages of it", async () => {
    running();
    await run('SELECT Name FROM Account', '--json');
    const body = JSON.parse(output.join('\n')) as { totalSize: number; done: boolean; records: { Name: string }[] };
    expect([body.totalSize, body.done, body.records.length]).toEqual([2100, true, 2100]);
    expect(Object.keys(body)).not.toContain('nextRecordsUrl');
  });

  test('a table for people', async () => {
    running();
    await run("SELECT Name, Owner.Name FROM Account WHERE Name IN ('Account 1', 'Account 20') ORDER BY Name");
    expect(output.join('\n')).toBe(
      [
        'Name        Owner.Name',
        '----------  -------------',
        'Account 1   Administrator',
        'Account 20  Administrator',
        '2 records'
      ].join('\n')
    );
  });

  test('a faulty query and an org that does not run end with exit code 1 and a reason', async () => {
    await run('SELECT Id FROM Account');
    expect(errors.at(-1)).toMatch(/there is no \.local\/run\.json\): start it with npm start/);
    running();
    await run('SELECT Nope FROM Account');
    expect(errors.at(-1)).toMatch(/^INVALID_FIELD: No such column 'Nope'/);
    expect(process.exitCode).toBe(1);
  });

  test('an org that ran once', async () => {
    running('http://127.0.0.1:9');
    await run('SELECT Id FROM Account');
    expect(errors.at(-1)).toMatch(/does not run any more/);
  });
});
