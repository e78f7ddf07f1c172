import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserTest, openBrowser, openPage, screenshot, type WatchedPage } from './browser.ts';
import { startOrg, type RunningOrg } from './org.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LIST = '/lightning/o/Account/list';

/** Names in the first column, from the top. */
const namesOf = (page: Page): Promise<string[]> => page.locator('tbody tr td:first-child').allInnerTexts();

describe('a person works with the org by its pages', () => {
  let folder: string;
  let org: RunningOrg;
  let browser: Browser | undefined;

  const open = async (address: string): Promise<WatchedPage> => {
    browser ??= await openBrowser();
    return openPage(browser, `${org.url}${address}`);
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'trading-grid-pages-'));
    org = await startOrg(root, folder);
    await org.admin.sobject('Account').create(['Globex', 'Acme', 'Initech'].map((Name) => ({ Name })));
  });

  afterAll(async () => {
    await browser?.close();
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  browserTest('lists are sorted by a column and searched', async () => {
    const { page, problems } = await open(LIST);
    const byName = page.getByRole('button', { name: 'Name', exact: true });
    await byName.click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    expect(await namesOf(page)).toEqual(['Acme', 'Globex', 'Initech']);
    await byName.click();
    await page.locator('th[aria-sort=descending]').waitFor();
    expect(await namesOf(page)).toEqual(['Initech', 'Globex', 'Acme']);
    await page.getByPlaceholder('Search this list…').fill('lob');
    await page.getByText('Acme', { exact: true }).waitFor({ state: 'detached' });
    expect(await namesOf(page)).toEqual(['Globex']);
    expect(problems).toEqual([]);
  });

  browserTest('a record is created, with what is wrong said in its place, and edited', async () => {
    const { page, problems } = await open(LIST);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('heading', { name: 'New Account' }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Complete this field.').waitFor();
    await page.getByLabel('Name', { exact: false }).first().fill('Umbrella');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/lightning\/r\/Account\//);
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Billing City' }).fill('Raccoon City');
    await screenshot(page, 'record-edit');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('Raccoon City').first().waitFor();
    const saved = await org.admin.query<{ BillingCity: string }>(
      "SELECT BillingCity FROM Account WHERE Name = 'Umbrella'"
    );
    expect(saved.records.map(({ BillingCity }) => BillingCity)).toEqual(['Raccoon City']);
    expect(problems).toEqual([]);
  });

  browserTest('a related record is created from its list, with its lookup filled in', async () => {
    const [acme] = (await org.admin.query<{ Id: string }>("SELECT Id FROM Account WHERE Name = 'Acme'")).records;
    const { page, problems } = await open(`/lightning/r/Account/${acme?.Id ?? ''}/view`);
    await page.getByRole('tab', { name: 'Related' }).click();
    const contacts = page.locator('article, lightning-card').filter({ hasText: 'Contacts (0)' }).last();
    await contacts.getByRole('button', { name: 'New' }).click();
    await page.getByRole('textbox', { name: 'Last Name' }).fill('Coyote');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Contacts (1)').waitFor();
    const saved = await org.admin.query("SELECT Id FROM Contact WHERE LastName = 'Coyote' AND Account.Name = 'Acme'");
    expect(saved.totalSize).toBe(1);
    expect(problems).toEqual([]);
  });

  browserTest('e-mails that Apex sent lie in the inbox', async () => {
    await org.admin.tooling.executeAnonymous(`
      Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
      mail.setToAddresses(new List<String>{ 'buyer@acme.example' });
      mail.setSubject('Your order');
      mail.setPlainTextBody('It has arrived.');
      Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail });
    `);
    const { page, problems } = await open('/lightning/inbox');
    await page.getByText('Your order').waitFor();
    expect(await page.getByText('buyer@acme.example').count()).toBeGreaterThan(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
