import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadProject } from '../metadata/load-project.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import { PageData, type RelatedTable } from './page-data.ts';

const shop = fileURLToPath(new URL('../metadata/fixtures/shop', import.meta.url));

const LAYOUT = `<?xml version="1.0" encoding="UTF-8"?>
<Layout xmlns="http://soap.sforce.com/2006/04/metadata">
  <relatedLists>
    <fields>NAME</fields>
    <fields>Status__c</fields>
    <relatedList>Parcel__c.Account__c</relatedList>
    <sortField>NAME</sortField>
    <sortOrder>Asc</sortOrder>
  </relatedLists>
  <relatedLists><relatedList>RelatedActivityList</relatedList></relatedLists>
  <relatedLists><relatedList>RelatedNoteList</relatedList></relatedLists>
</Layout>`;

describe('related lists', () => {
  let folder: string;
  const orgs: ReturnType<typeof openTestOrg>[] = [];
  let plain: RelatedTable[];
  let laidOut: RelatedTable[];

  /** The related lists of an account with two parcels, in an org of the project in this folder. */
  const related = (root: string): RelatedTable[] => {
    const project = loadProject(root);
    const testOrg = openTestOrg({ project });
    orgs.push(testOrg);
    const account = testOrg.insert('Account', { Name: 'Acme' });
    for (const name of ['B', 'A']) testOrg.insert('Parcel__c', { Name: name, Account__c: account });
    const object = testOrg.org.schema.object('Account');
    if (!object) throw new Error('There is no Account.');
    return new PageData(testOrg.org, project, testOrg.org.users.admin).related(object, account);
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'related-lists-'));
    cpSync(shop, folder, { recursive: true });
    const layouts = path.join(folder, 'packages/core/main/layouts');
    mkdirSync(layouts);
    writeFileSync(path.join(layouts, 'Account-Account Layout.layout-meta.xml'), LAYOUT);
    plain = related(shop);
    laidOut = related(folder);
  });

  afterAll(() => {
    for (const { org } of orgs) org.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are those of the layout, in its order, with its columns and its sorting', () => {
    expect(laidOut.map(({ object }) => object)).toEqual(['Parcel__c', 'Task']);
    expect(laidOut[0]?.columns.map(({ apiName }) => apiName)).toEqual(['Name', 'Status__c']);
    expect(laidOut[1]?.columns.map(({ apiName }) => apiName)).toEqual([
      'Subject',
      'ActivityDate',
      'Status',
      'Priority'
    ]);
    expect(laidOut[0]?.records.map(({ title }) => title)).toEqual(['A', 'B']);
  });

  it('are all of the project without a layout', () => {
    expect(plain.map(({ object }) => object)).toEqual(expect.arrayContaining(['Parcel__c', 'Contact', 'Task']));
  });
});
