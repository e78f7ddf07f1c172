import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const main = fileURLToPath(new URL('../force-app/main', import.meta.url));

/** Salesforce searches a custom object that allows it, and shows what it found of objects with a tab. */
test.each([
  ['orders', 'Trading_Order__c'],
  ['invoices', 'Trading_Invoice__c'],
  ['invoices', 'Trading_Remittance__c'],
  ['shipments', 'Trading_Shipment__c'],
  ['shipments', 'Trading_Shipment_Package__c'],
  ['b2b-documents', 'Trading_Document__c'],
  ['partners', 'Trading_Partner__c'],
  ['partners', 'Trading_Identifier__c'],
  ['exceptions', 'Document_Exception__c']
])('global search finds records of %s/%s', (folder, object) => {
  const metadata = readFileSync(`${main}/${folder}/objects/${object}/${object}.object-meta.xml`, 'utf8');
  expect(metadata).toContain('<enableSearch>true</enableSearch>');
  expect(existsSync(`${main}/app/tabs/${object}.tab-meta.xml`)).toBe(true);
  for (const role of ['Admin', 'Rep', 'Agent']) {
    const rights = readFileSync(`${main}/app/permissionsets/Trading_Grid_${role}.permissionset-meta.xml`, 'utf8');
    const reads = rights.includes(`<object>${object}</object>`);
    expect([role, !reads || rights.includes(`<tab>${object}</tab>`)]).toEqual([role, true]);
  }
});
