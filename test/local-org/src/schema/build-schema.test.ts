import { expect, test } from '@jest/globals';
import { buildSchema } from './build-schema.ts';
import type { ObjectDescribe, ObjectKind } from './schema.ts';

const object = (apiName: string, kind: ObjectKind = 'custom', keyPrefix = ''): ObjectDescribe => ({
  apiName,
  namespace: '',
  label: apiName,
  labelPlural: apiName,
  keyPrefix,
  kind,
  sharingModel: 'ReadWrite',
  setup: false,
  fields: new Map(),
  childRelationships: new Map(),
  recordTypes: [],
  fieldSets: [],
  validationRules: []
});

test('prefixes that records have are kept, whatever was added before their object', () => {
  const before = buildSchema('', [object('Account', 'standard', '001'), object('B__c'), object('E__e', 'event')]);
  const known = new Map(before.objects.map((one) => [one.apiName, one.keyPrefix]));
  expect(known.get('B__c')).toBe('a00');
  const after = buildSchema('', [
    object('Account', 'standard', '001'),
    object('A__c'),
    object('B__c'),
    object('C__c'),
    object('D__e', 'event'),
    object('E__e', 'event')
  ]);
  after.keepKeyPrefixes(known);
  const prefix = (name: string) => after.exact(name)?.keyPrefix ?? '';
  expect([prefix('Account'), prefix('B__c'), prefix('E__e')]).toEqual(['001', 'a00', 'e00']);
  expect(new Set(after.objects.map((one) => one.keyPrefix)).size).toBe(6);
  for (const one of after.objects) expect(after.byKeyPrefix(one.keyPrefix)).toBe(one);
});

test('a fresh database leaves all prefixes as they are', () => {
  const schema = buildSchema('', [object('A__c'), object('B__c')]);
  schema.keepKeyPrefixes(new Map());
  expect(schema.objects.map((one) => one.keyPrefix)).toEqual(['a00', 'a01']);
});
