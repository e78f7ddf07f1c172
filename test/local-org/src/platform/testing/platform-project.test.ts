import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(here, '../../cli/main.ts');
const project = path.join(here, 'fixtures/platform-project');

function localOrg(...options: string[]): { status: number | null; output: string } {
  const run = spawnSync(process.execPath, [main, ...options], { encoding: 'utf8' });
  return { status: run.status, output: run.stdout + run.stderr };
}

it('passes every test of the platform project', () => {
  const { status, output } = localOrg('test', '--project', project);
  expect(output).toMatch(/\n\d+ passed, 0 failed\n$/);
  expect(status).toBe(0);
});

it('check names the file and line of a broken formula', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'local-org-platform-'));
  try {
    cpSync(project, copy, { recursive: true });
    const field = path.join(copy, 'source/objects/Invoice__c/fields/Net__c.field-meta.xml');
    writeFileSync(
      field,
      '<CustomField>\n  <fullName>Net__c</fullName>\n  <formula>LEFT(Total__c)</formula>\n  <type>Text</type>\n</CustomField>'
    );
    const { status, output } = localOrg('check', '--project', copy);
    const message = "Incorrect number of parameters for function 'LEFT()'. Expected 2, received 1";
    expect(output).toContain(`Net__c.field-meta.xml:3:3: ${message}`);
    expect(status).toBe(1);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
