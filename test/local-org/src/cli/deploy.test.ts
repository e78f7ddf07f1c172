import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { startServer, type RunningServer } from '../server/start-server.ts';
import { testContext, type TestContext } from '../server/testing.ts';
import { registerDeploy } from './deploy.ts';

let context: TestContext;
let server: RunningServer;
let folder: string;
let output: string[];
let errors: string[];

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const META =
  '<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><status>Active</status></ApexClass>';

const run = async (...words: string[]): Promise<void> => {
  const program = new Command().exitOverride();
  registerDeploy(program);
  const org = ['--port', new URL(server.url).port, '--token-file', path.join(folder, 'token')];
  await program.parseAsync(['deploy', '--project', folder, ...org, ...words], { from: 'user' });
};

beforeEach(async () => {
  context = testContext();
  server = await startServer({ context, port: 0 });
  folder = mkdtempSync(path.join(tmpdir(), 'local-org-deploy-'));
  write('token', context.token);
  write('sfdx-project.json', JSON.stringify({ packageDirectories: [{ path: 'source' }] }));
  write('source/main/classes/Packing.cls-meta.xml', META);
  [output, errors] = [[], []];
  jest.spyOn(console, 'log').mockImplementation((line) => output.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line) => errors.push(String(line)));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = 0;
  await server.close();
  context.deployments.close();
  context.org.close();
  rmSync(folder, { recursive: true });
});

test('a project becomes part of the running org', async () => {
  write('source/main/classes/Packing.cls', 'public class Packing { public static Integer boxes() { return 3; } }');
  await run();
  expect(errors).toEqual([]);
  expect(output.join('\n')).toMatch(/^Succeeded: 1 of 1 components$/);
  expect(process.exitCode).toBe(0);
  expect(context.org.project.apex.map((unit) => unit.name)).toContain('Packing');
});

test('what does not compile is told with its place, and changes nothing', async () => {
  write('source/main/classes/Packing.cls', 'public class Packing {\n  Integer boxes = unknown;\n}');
  await run();
  expect(output[0]).toMatch(/Packing\.cls:2:\d+: Variable does not exist: unknown/);
  expect(process.exitCode).toBe(1);
  expect(context.org.project.apex.map((unit) => unit.name)).not.toContain('Packing');
});

test('a check leaves the org as it is', async () => {
  write('source/main/classes/Packing.cls', 'public class Packing {}');
  await run('--check-only', '--json');
  expect(JSON.parse(output.join('\n'))).toMatchObject({ status: 'Succeeded', checkOnly: true });
  expect(context.org.project.apex.map((unit) => unit.name)).not.toContain('Packing');
});

test('a folder that is no project says what to do', async () => {
  rmSync(path.join(folder, 'sfdx-project.json'));
  await run();
  expect(errors[0]).toMatch(/there is no sfdx-project\.json in .*--project/);
  expect(process.exitCode).toBe(1);
});
