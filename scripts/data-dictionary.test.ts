import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { DICTIONARY, dictionary, PACKAGE } from './data-dictionary.ts';
import { dictionaryText, readDictionary, undescribed } from './lib/data-dictionary.ts';

test('the data dictionary is that of the metadata; `npm run data-dictionary` writes it', async () => {
  expect(readFileSync(DICTIONARY, 'utf8')).toBe(await dictionary());
});

test('every object and every field says what it is for', async () => {
  expect(undescribed(await readDictionary(PACKAGE))).toEqual([]);
});

test('a field is told with its type, its choices and what it leads to', () => {
  const fields = [
    {
      fullName: 'Status__c',
      label: 'Status',
      type: 'Picklist',
      description: 'How | far.',
      valueSet: { valueSetDefinition: { value: [{ fullName: 'Open' }, { fullName: 'Done' }] } }
    },
    { fullName: 'Up__c', label: 'Up', type: 'Lookup', referenceTo: 'Account', description: 'Above.' },
    { fullName: 'Key__c', label: 'Key', type: 'Text', length: 80, unique: true }
  ];
  const object = { label: 'Thing', description: 'A thing.', sharingModel: 'Private' };
  const one = { apiName: 'Thing__c', folder: 'things', object, fields };
  const text = dictionaryText([one]);
  expect(text).toContain('| `Status__c` | Status | Picklist: Open, Done | How \\| far. |');
  expect(text).toContain('| `Up__c` | Up | Lookup to Account | Above. |');
  expect(text).toContain('| `Key__c` | Key | Text (80), unique |  |');
  expect(undescribed([one])).toEqual(['Thing__c.Key__c']);
});
