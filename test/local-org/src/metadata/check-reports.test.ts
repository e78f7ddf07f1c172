import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadProject } from './load-project.ts';

let folder: string;

const metadata = (root: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">\n${content}\n</${root}>\n`;
const write = (file: string, root: string, content: string): void => {
  const full = path.join(folder, 'src', file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, metadata(root, content));
};
const field = (object: string, name: string, type: string): void =>
  write(
    `objects/${object}/fields/${name}.field-meta.xml`,
    'CustomField',
    `<fullName>${name}</fullName><label>${name}</label>${type}`
  );
const problems = (namespace = ''): string[] =>
  loadProject(folder, { namespace }).problems.map(
    ({ file, line, message }) => `${path.basename(file)}:${line}: ${message}`
  );

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'local-org-reports-'));
  writeFileSync(path.join(folder, 'sfdx-project.json'), JSON.stringify({ packageDirectories: [{ path: 'src' }] }));
  for (const name of ['Crate__c', 'Part__c']) {
    write(
      `objects/${name}/${name}.object-meta.xml`,
      'CustomObject',
      `<label>${name}</label><pluralLabel>${name}</pluralLabel><sharingModel>ReadWrite</sharingModel><nameField><label>Name</label><type>Text</type></nameField>`
    );
  }
  const lookup = (to: string, children: string): string =>
    `<type>Lookup</type><referenceTo>${to}</referenceTo><relationshipName>${children}</relationshipName>`;
  field('Crate__c', 'Weight__c', '<type>Number</type><precision>6</precision><scale>0</scale>');
  field('Crate__c', 'Account__c', lookup('Account', 'Crates'));
  field('Part__c', 'Crate__c', lookup('Crate__c', 'Parts'));
  field('Part__c', 'Colour__c', '<type>Text</type><length>20</length>');
  const column = (table: string, name: string): string =>
    `<columns><checkedByDefault>true</checkedByDefault><field>${name}</field><table>${table}</table></columns>`;
  write(
    'reportTypes/Crates.reportType-meta.xml',
    'ReportType',
    `<baseObject>Crate__c</baseObject><category>other</category><deployed>true</deployed>
<join><outerJoin>true</outerJoin><relationship>Parts__r</relationship></join><label>Crates</label>
<sections>${column('Crate__c', 'Weight__c')}${column('Crate__c', 'Account__c.Name')}${column('Crate__c.Parts__r', 'Colour__c')}<masterLabel>All</masterLabel></sections>`
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const report = (columns: string[], type = 'Crates__c', rest = ''): void =>
  write(
    'reports/Stock/Heavy.report-meta.xml',
    'Report',
    `${columns.map((name) => `<columns>\n<field>${name}</field>\n</columns>`).join('\n')}\n${rest}<format>Summary</format><name>Heavy</name><reportType>${type}</reportType>`
  );

test('columns, filters and groupings that exist, also under a namespace', () => {
  report(
    ['Crate__c$Weight__c', 'Crate__c.Parts__r$Colour__c'],
    'Crates__c',
    '<groupingsDown><field>Crate__c$Account__c.Name</field></groupingsDown><filter><criteriaItems><column>Crate__c$Weight__c</column><operator>greaterThan</operator><value>3</value></criteriaItems></filter>'
  );
  expect(problems()).toEqual([]);
  expect(problems('ns')).toEqual([]);
});

test('columns, filters and groupings that do not exist, each with its line', () => {
  report(
    ['Crate__c$Weight__c', 'Crate__c$Height__c'],
    'Crates__c',
    '<groupingsDown><field>Crate__c$Shape__c</field></groupingsDown>\n<filter><criteriaItems><column>Part__c$Colour__c</column></criteriaItems></filter>'
  );
  expect(problems()).toEqual([
    'Heavy.report-meta.xml:7: The report type Crates__c has no column Crate__c$Height__c.',
    'Heavy.report-meta.xml:9: The report type Crates__c has no column Crate__c$Shape__c.',
    'Heavy.report-meta.xml:10: The report type Crates__c has no column Part__c$Colour__c.'
  ]);
});

test('report types of objects, and those that are missing', () => {
  report(['CUST_NAME', 'Crate__c.Weight__c'], 'CustomEntity$Crate__c');
  expect(problems()).toEqual([]);
  report(['Crate__c.Height__c'], 'CustomEntity$Crate__c');
  expect(problems()).toEqual([
    'Heavy.report-meta.xml:4: The report type CustomEntity$Crate__c has no column Crate__c.Height__c.'
  ]);
  report([], 'Boxes__c');
  expect(problems()).toEqual([expect.stringContaining('There is no report type Boxes__c.')]);
});

test('what a custom report type names', () => {
  write(
    'reportTypes/Wrong.reportType-meta.xml',
    'ReportType',
    '<baseObject>Crate__c</baseObject><join><outerJoin>false</outerJoin>\n<relationship>Lids__r</relationship></join><sections><columns><checkedByDefault>false</checkedByDefault>\n<field>Depth__c</field><table>Crate__c</table></columns><masterLabel>All</masterLabel></sections>'
  );
  expect(problems()).toEqual([
    'Wrong.reportType-meta.xml:4: There is no object or relationship Crate__c.Lids__r.',
    'Wrong.reportType-meta.xml:5: Crate__c has no field Depth__c.'
  ]);
});

test('dashboards name reports that exist, and group by their columns', () => {
  report(['Crate__c$Weight__c'], 'Crates__c', '<groupingsDown><field>Crate__c$Account__c.Name</field></groupingsDown>');
  const component = (name: string, grouping: string): string =>
    `<dashboardGridComponents><dashboardComponent><componentType>Bar</componentType>\n<groupingColumn>${grouping}</groupingColumn>\n<report>${name}</report></dashboardComponent></dashboardGridComponents>`;
  write(
    'dashboards/Stock/Board.dashboard-meta.xml',
    'Dashboard',
    `<dashboardGridLayout>${component('Stock/Heavy', 'Crate__c$Account__c.Name')}${component('Stock/Light', 'X')}${component('Stock/Heavy', 'Crate__c$Depth__c')}</dashboardGridLayout>`
  );
  expect(problems()).toEqual([
    'Board.dashboard-meta.xml:7: There is no report Stock/Light.',
    'Board.dashboard-meta.xml:8: The report Stock/Heavy does not group by Crate__c$Depth__c.'
  ]);
});

test('columns of standard report types are named as not checked', () => {
  report(['ACCOUNT.NAME', 'Account.Nothing__c'], 'AccountList');
  const project = loadProject(folder);
  expect(project.problems.map(({ message }) => message)).toEqual([
    'The report type AccountList has no column Account.Nothing__c.'
  ]);
  expect(project.warnings).toContain('not checked: columns of the standard report type AccountList: ACCOUNT.NAME');
});
