import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { MetadataTypes } from './lib/metadata-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the package’s metadata', () => {
  let types: MetadataTypes;

  beforeAll(() => {
    types = new MetadataTypes();
  });

  it('has only elements, values and types that the Metadata API knows', async () => {
    const problems: string[] = [];
    let count = 0;
    for await (const file of glob('force-app/**/*-meta.xml', { cwd: root })) {
      count += 1;
      for (const problem of types.check(readFileSync(path.join(root, file), 'utf8'))) {
        problems.push(`${file}: ${problem}`);
      }
    }
    expect(problems).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });

  it.each([
    ['<CustomField><fullName>A__c</fullName><typ>Text</typ></CustomField>', 'CustomField/typ: unknown element'],
    ['<CustomField><type>Txt</type></CustomField>', 'CustomField/type: "Txt" is none of its values'],
    ['<CustomField><length>ten</length></CustomField>', 'CustomField/length: "ten" is no number'],
    ['<CustomField><unique>yes</unique></CustomField>', 'CustomField/unique: "yes" is no boolean'],
    ['<CustomFeld><type>Text</type></CustomFeld>', 'CustomFeld: unknown metadata type'],
    ['<CustomField><type>Text</CustomField>', 'is no XML']
  ])('refuses %s', (xml, problem) => {
    expect(types.check(xml).join('\n')).toContain(problem);
  });
});
