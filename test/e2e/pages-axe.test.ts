import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserTest, openBrowser, openPage, screenshot } from './browser.ts';
import { startOrg, type RunningOrg } from './org.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An account with one record for each value of each picklist that a badge shows, so that every colour is looked at. */
const RECORDS = `
  Account acme = new Account(Name = 'Acme');
  insert acme;
  Trading_Partner__c partner = new Trading_Partner__c(Name = 'Acme', Account__c = acme.Id, Status__c = 'Active',
    Partner_Key__c = 'acme', Role__c = 'Buyer');
  insert partner;
  insert new Trading_Agreement__c(Name = 'Terms', Partner__c = partner.Id, Account__c = acme.Id, Status__c = 'Active');
  List<SObject> records = new List<SObject>();
  Integer sequence = 0;
  for (Schema.SObjectField field : new List<Schema.SObjectField>{ Trading_Order__c.Status__c,
    Trading_Order__c.Response_Status__c, Trading_Order__c.Fulfilment_Status__c, Trading_Order__c.Invoice_Status__c }) {
    for (Schema.PicklistEntry entry : field.getDescribe().getPicklistValues()) {
      sequence++;
      SObject record = new Trading_Order__c(Name = 'PO-' + sequence, Account__c = acme.Id, Partner__c = partner.Id,
        Usage__c = 'Production', Sequence__c = sequence, Currency_Code__c = 'EUR', Total_Amount__c = 12.5,
        Received_At__c = System.now(), Order_Date__c = Date.today(), Flags__c = 'Odd');
      record.put(field, entry.getValue());
      records.add(record);
    }
  }
  for (Schema.SObjectField field : new List<Schema.SObjectField>{ Trading_Invoice__c.Status__c,
    Trading_Invoice__c.Match_Status__c }) {
    for (Schema.PicklistEntry entry : field.getDescribe().getPicklistValues()) {
      sequence++;
      SObject record = new Trading_Invoice__c(Name = 'INV-' + sequence, Account__c = acme.Id,
        Usage__c = 'Production', Sequence__c = sequence, Total_Amount__c = 10, Due_Date__c = Date.today());
      record.put(field, entry.getValue());
      records.add(record);
    }
  }
  for (Schema.PicklistEntry entry : Trading_Shipment__c.Status__c.getDescribe().getPicklistValues()) {
    sequence++;
    records.add(new Trading_Shipment__c(Name = 'ASN-' + sequence, Account__c = acme.Id, Usage__c = 'Production',
      Sequence__c = sequence, Status__c = entry.getValue(), Tracking_Number__c = '1Z9'));
  }
  for (Schema.PicklistEntry entry : Trading_Document__c.Validation_Status__c.getDescribe().getPicklistValues()) {
    sequence++;
    records.add(new Trading_Document__c(Account__c = acme.Id, Partner__c = partner.Id, Usage__c = 'Test',
      Type__c = '850', Sequence__c = sequence, Validation_Status__c = entry.getValue()));
  }
  insert records;
  Trading_Order__c first = [SELECT Id FROM Trading_Order__c ORDER BY Sequence__c LIMIT 1];
  insert new Trading_Order_Line__c(Order__c = first.Id, Line_Number__c = '1', Line_Key__c = 'line', Position__c = 1,
    Quantity__c = 2, Unit_Price__c = 5, Quantity_Shipped__c = 2, Quantity_Received__c = 1, Quantity_Invoiced__c = 3,
    Response_Status__c = 'Changed', Promised_Date__c = Date.today());
  Trading_Remittance__c paid = new Trading_Remittance__c(Name = 'TR-1', Account__c = acme.Id, Partner__c = partner.Id,
    Amount__c = 4, Currency_Code__c = 'EUR', Payment_Date__c = Date.today());
  insert paid;
  for (Trading_Invoice__c each : [SELECT Id FROM Trading_Invoice__c]) {
    insert new Trading_Invoice_Line__c(Invoice__c = each.Id, Line_Number__c = '1', Line_Key__c = 'line ' + each.Id,
      Position__c = 1, Quantity__c = 2, Unit_Price__c = 5, Amount__c = 10, Match_Status__c = 'Differs',
      Match_Finding__c = 'price 5 instead of 4; 2 invoiced, 1 received');
    insert new Trading_Remittance_Line__c(Remittance__c = paid.Id, Line_Key__c = 'paid ' + each.Id,
      Invoice__c = each.Id, Amount_Paid__c = 4, Discount__c = 1);
    insert new Trading_Invoice_Status__c(Invoice__c = each.Id, Status_Key__c = 'said ' + each.Id,
      Status__c = 'Disputed', Source__c = 'User Ada', Told_At__c = System.now(), Reason__c = 'Wrong');
  }
  for (Trading_Shipment__c each : [SELECT Id FROM Trading_Shipment__c]) {
    Trading_Shipment_Package__c pack = new Trading_Shipment_Package__c(Shipment__c = each.Id,
      Package_Key__c = 'pack ' + each.Id, Sscc__c = '00340123450000000025', Level__c = 'Carton');
    insert pack;
    insert new Trading_Shipment_Line__c(Shipment__c = each.Id, Line_Number__c = '1', Line_Key__c = 'line ' + each.Id,
      Position__c = 1, Quantity_Ordered__c = 3, Quantity_Shipped__c = 2, Package__c = pack.Id, Status__c = 'Rest follows');
    insert new Trading_Shipment_Status__c(Shipment__c = each.Id, Status_Key__c = 'said ' + each.Id,
      Phase__c = 'Delayed', Text__c = 'Told', Happened_At__c = System.now(), Is_Appointment__c = true);
  }
  insert new Document_Exception__c(Account__c = acme.Id, Partner__c = partner.Id, Kind__c = 'Rejected',
    Severity__c = 'Error', Status__c = 'Open', Exception_Key__c = 'fault', Message__c = 'Wrong');`;

const LISTS = [
  'Account',
  'Case',
  'Trading_Order__c',
  'Trading_Invoice__c',
  'Trading_Shipment__c',
  'Trading_Remittance__c',
  'Trading_Document__c',
  'Document_Exception__c',
  'Trading_Partner__c',
  'Trading_Identifier__c',
  'Trading_Agreement__c',
  'Ingest_Failure__c',
  'Outbound_Message__c'
];
/** Objects whose record page is opened; those with a page of their own first. */
const RECORD_PAGES = [
  'Trading_Order__c',
  'Trading_Partner__c',
  'Trading_Invoice__c',
  'Trading_Shipment__c',
  'Trading_Remittance__c',
  'Trading_Document__c',
  'Document_Exception__c',
  'Trading_Agreement__c'
];

describe('no page of ours has a serious accessibility fault', () => {
  let folder: string;
  let org: RunningOrg;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'trading-grid-axe-'));
    org = await startOrg(root, folder);
    const permitted = await org.admin.tooling.executeAnonymous(`insert new PermissionSetAssignment(
      AssigneeId = UserInfo.getUserId(),
      PermissionSetId = [SELECT Id FROM PermissionSet WHERE Name = 'Trading_Grid_Admin'].Id
    );`);
    expect(permitted.compileProblem ?? permitted.exceptionMessage ?? '').toBe('');
    const made = await org.admin.tooling.executeAnonymous(RECORDS);
    expect(made.compileProblem ?? made.exceptionMessage ?? '').toBe('');
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (address: string) => {
    const watched = await openPage(browser, `${org.url}${address}`);
    watched.page.setDefaultTimeout(15_000);
    return watched;
  };
  const firstOf = async (object: string): Promise<string> => {
    const order = object === 'Trading_Order__c' ? ' ORDER BY Sequence__c' : '';
    const found = await org.admin.query<{ Id: string }>(`SELECT Id FROM ${object}${order} LIMIT 1`);
    return `/lightning/r/${object}/${found.records[0]?.Id ?? ''}/view`;
  };
  const settled = async (page: Page) => {
    await page.waitForLoadState('networkidle');
    // The bytes of a document come from the middleware, which does not run here: those two go on waiting.
    const spinners = 'lightning-spinner:not(c-document-source *):not(c-document-trail *)';
    await page.locator(spinners).first().waitFor({ state: 'detached' });
  };
  const seriousFaults = async (page: Page): Promise<string[]> => {
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join('\n  ')}`);
  };
  const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

  browserTest('the account page, with all its tabs', async () => {
    const { page, problems } = await open(await firstOf('Account'));
    await page.locator('tr[data-order="PO-1"]').getByRole('button', { name: 'Show lines' }).click();
    await page.locator('tr[data-line]').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    for (const [name, kind] of [
      ['Invoices', 'invoices'],
      ['Shipments', 'shipments'],
      ['Documents', 'documents']
    ] as const) {
      await tab(page, name);
      await page.locator(`tr[data-kind=${kind}]`).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await screenshot(page, `account-${kind}`);
    }
    await page.getByPlaceholder('Search by number').last().fill('nothing has this number');
    await page.getByText('Nothing matches the filters.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    for (const name of ['Partners', 'Agreements', 'Details', 'Related']) {
      await tab(page, name);
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(problems).toEqual([]);
  });

  browserTest.each(RECORD_PAGES)('the page of a %s', async (object) => {
    const { page, problems } = await open(await firstOf(object));
    await page.getByRole('tab').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  browserTest.each([
    ['Trading_Invoice__c', 'c-invoice-panel', ['Received', 'Paid', 'Disputed']],
    ['Trading_Shipment__c', 'c-shipment-panel', ['Announced', 'Delivered', 'Delayed', 'Damaged']]
  ])('the page of a %s, with a badge of each colour', async (object, panel, statuses) => {
    const { page, problems } = await open(`/lightning/o/${object}/list`);
    for (const status of statuses) {
      const found = await org.admin.query<{ Id: string }>(`SELECT Id FROM ${object} WHERE Status__c = '${status}'`);
      await page.goto(`${org.url}/lightning/r/${object}/${found.records[0]?.Id ?? ''}/view`);
      await page.locator(`${panel} tr[data-line]`).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(problems).toEqual([]);
  });

  browserTest('the details and related lists of an invoice, and the form that disputes it', async () => {
    const [received] = (
      await org.admin.query<{ Id: string }>("SELECT Id FROM Trading_Invoice__c WHERE Status__c = 'Paid'")
    ).records;
    const { page, problems } = await open(`/lightning/r/Trading_Invoice__c/${received?.Id ?? ''}/view`);
    await page.getByRole('button', { name: 'Dispute…' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await screenshot(page, 'invoice-dispute');
    for (const name of ['Details', 'Related']) {
      await tab(page, name);
      expect(await seriousFaults(page)).toEqual([]);
    }
    expect(problems).toEqual([]);
  });

  browserTest('the page of setup and health', async () => {
    const { page, problems } = await open('/lightning/n/Trading_Grid_Setup');
    await page.locator('c-grid-setup').getByRole('heading').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  browserTest.each(LISTS)('the list of %s', async (object) => {
    const { page, problems } = await open(`/lightning/o/${object}/list`);
    await page.getByPlaceholder('Search this list…').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
