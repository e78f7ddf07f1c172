import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { notPackageable } from './lib/packageable-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name of a metadata file's root element. */
const rootOf = (xml: string): string => /<(\w+)[\s>]/.exec(xml.replace(/<\?.*?\?>|<!--.*?-->/gs, ''))?.[1] ?? '';

it('every file of the package is of a type that a managed package may hold', async () => {
  const problems: string[] = [];
  let count = 0;
  for await (const file of glob('force-app/**/*-meta.xml', { cwd: root })) {
    count += 1;
    const [name = ''] = path.basename(file).split('.');
    const problem = notPackageable(rootOf(readFileSync(path.join(root, file), 'utf8')), name);
    if (problem !== undefined) problems.push(`${file}: ${problem}`);
  }
  expect(problems).toEqual([]);
  expect(count).toBeGreaterThan(100);
});

it.each([
  ['<?xml version="1.0"?>\n<Queue xmlns="x">', 'Cases', 'Queue cannot be packaged: the customer makes the queue'],
  ['<!-- a\n<CustomTab> -->\n<Certificate>', 'Key', 'Certificate cannot be packaged: keys are of the customer'],
  ['<CaseSettings>', 'Case', 'CaseSettings cannot be packaged'],
  ['<CustomField>', 'Status', 'Status is the platform’s'],
  ['<CustomObject>', 'Case', 'Case is the platform’s']
])('refuses %s', (xml, name, problem) => {
  expect(notPackageable(rootOf(xml), name)).toContain(problem);
});

it.each([
  ['CustomField', 'Trading_Due_At__c'],
  ['CustomObject', 'Document_Event__e'],
  ['CustomObject', 'Case_Rule__mdt'],
  ['ReportType', 'Trading_Orders']
])('takes %s %s', (type, name) => {
  expect(notPackageable(type, name)).toBeUndefined();
});
