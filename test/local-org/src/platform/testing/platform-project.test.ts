import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(here, '../../cli/main.ts');

it('passes every test of the platform project', () => {
  const project = path.join(here, 'fixtures/platform-project');
  const run = spawnSync(process.execPath, [main, 'test', '--project', project], { encoding: 'utf8' });
  expect(run.stdout + run.stderr).toMatch(/\n\d+ passed, 0 failed\n$/);
  expect(run.status).toBe(0);
});
