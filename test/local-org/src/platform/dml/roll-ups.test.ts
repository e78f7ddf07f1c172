import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../../metadata/load-project.ts';
import type { Project } from '../../metadata/project.ts';
import { parseSoql } from '../../soql/parse.ts';
import { openTestOrg } from '../testing/test-org.ts';

const folder = fileURLToPath(new URL('../testing/fixtures/platform-project', import.meta.url));

/** The project before somebody made these fields of invoices. */
function without(...names: string[]): Project {
  const project = loadProject(folder);
  const invoice = project.schema.object('Invoice__c');
  names.forEach((name) => invoice?.fields.delete(name.toLowerCase()));
  // Some of them name the fields.
  invoice?.validationRules.splice(0);
  return project;
}

test('fields that come to stored records: roll-ups are calculated, checkboxes are not checked', () => {
  const t = openTestOrg({ project: without('Line_Count__c', 'Per_Line__c', 'Approved__c') });
  const account = t.insert('Account', { Name: 'x' });
  const two = t.insert('Invoice__c', { Name: 'two', Account__c: account });
  t.insert('Invoice__c', { Name: 'none', Account__c: account });
  for (const price of [1, 2]) t.insert('Line__c', { Invoice__c: two, Price__c: price });
  const org = t.org.reopen(loadProject(folder));
  const query = parseSoql('SELECT Name, Line_Count__c, Approved__c FROM Invoice__c ORDER BY Name');
  const { rows } = org.query(query, [], t.admin);
  expect(rows.map(({ fields }) => ['Name', 'Line_Count__c', 'Approved__c'].map((name) => fields.get(name)))).toEqual([
    ['none', 0, false],
    ['two', 2, false]
  ]);
  org.close();
});
