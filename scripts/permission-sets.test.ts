import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { permissionSets } from './permission-sets.ts';
import { permissionSetXml } from './lib/permission-sets.ts';

test('the permission sets are those of config/permissions.json; `npm run permission-sets` writes them', async () => {
  const texts = await permissionSets();
  expect(texts.size).toBe(6);
  for (const [file, text] of texts) expect([file, readFileSync(file, 'utf8')]).toEqual([file, text]);
});

test('an unknown field is refused by name, and what is computed is never editable', () => {
  const fields = new Map([
    [
      'A__c',
      [
        { name: 'Sum__c', editable: false },
        { name: 'Free__c', editable: true }
      ]
    ]
  ]);
  const policy = { label: 'L', description: 'D' };
  expect(() => permissionSetXml({ ...policy, objects: { A__c: { access: 'R', edit: ['Fre__c'] } } }, fields)).toThrow(
    'A__c has no field Fre__c'
  );
  const xml = permissionSetXml({ ...policy, objects: { A__c: { access: 'CRE', edit: '*' } } }, fields);
  expect(xml).toContain('<editable>false</editable><field>A__c.Sum__c</field>');
  expect(xml).toContain('<editable>true</editable><field>A__c.Free__c</field>');
  expect(xml).toContain('<allowCreate>true</allowCreate><allowDelete>false</allowDelete>');
});
