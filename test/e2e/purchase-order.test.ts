import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { browserTest, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

const order = fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url));
const edifactOrder = fileURLToPath(new URL('../fixtures/edi/orders-acme.edi', import.meta.url));

describe('a purchase order travels from the mailbox to the account page', () => {
  let system: System;
  let browser: Browser | undefined;

  beforeAll(async () => {
    system = await System.start();
  });

  afterAll(async () => {
    await browser?.close();
    await system.stop();
  });

  browserTest('the order shows on the open page within ten seconds, with its lines, without a reload', async () => {
    browser = await openBrowser();
    const { page, problems } = await openPage(browser, system.runFile.pageUrl);
    await page.getByText('No purchase orders have arrived').waitFor();
    let loads = 0;
    page.on('load', () => (loads += 1));

    await system.tgrid('send', order);
    const row = page.locator('tr[data-order]').first();
    await row.waitFor({ timeout: 10_000 });
    expect(await row.getAttribute('data-order')).toBe('PO-2026-0417');
    expect(await row.innerText()).toContain('USD');

    await row.getByRole('button', { name: 'Show lines' }).click();
    await page.locator('tr[data-line]').first().waitFor();
    expect(await page.locator('tr[data-line]').count()).toBe(3);
    expect(loads).toBe(0);
    expect(problems).toEqual([]);
    await screenshot(page, 'account-page');
  });

  browserTest('totals are written as the user’s locale wants them', async () => {
    await system.updateUser('rep@acme-seller.example', { LocaleSidKey: 'de_DE' });
    browser ??= await openBrowser();
    const { page } = await openPage(browser, system.runFile.pageUrl);
    const row = page.locator('tr[data-order]').first();
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s/g, ' ')).toContain('6.604,56 USD');
    await system.updateUser('rep@acme-seller.example', { LocaleSidKey: 'en_US' });
  });

  browserTest('the page has no serious accessibility fault', async () => {
    browser ??= await openBrowser();
    const { page } = await openPage(browser, system.runFile.pageUrl);
    await page.locator('tr[data-order]').first().waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });

  it('the org answers a query with REST’s body', async () => {
    await system.tgrid('send', order);
    const [stored] = await system.eventually(
      () => system.query<{ Name: string; attributes: { type: string } }>('SELECT Name FROM Trading_Order__c'),
      (records) => records.length > 0
    );
    expect(stored).toMatchObject({ Name: 'PO-2026-0417', attributes: { type: 'Trading_Order__c' } });
  });

  it('an order in EDIFACT is an order like any other', async () => {
    await system.tgrid('send', edifactOrder);
    const [stored] = await system.eventually(
      () =>
        system.query(
          `SELECT Account__r.Name, Total_Amount__c, Currency_Code__c, Ship_To_City__c, Document__r.Standard__c,
             (SELECT Unit__c, Gtin__c, Description__c, Amount__c FROM Lines__r ORDER BY Position__c)
           FROM Trading_Order__c WHERE Name = 'PO-2026-0421'`
        ),
      (records) => records.length > 0
    );
    expect(stored).toMatchObject({
      Account__r: { Name: 'Acme' },
      Total_Amount__c: 1144.475,
      Currency_Code__c: 'EUR',
      Ship_To_City__c: 'Solon',
      Document__r: { Standard__c: 'EDIFACT' },
      Lines__r: {
        records: [
          { Unit__c: 'PCE', Gtin__c: '4012345678901', Amount__c: 1110 },
          { Description__c: "O'Neill plant label", Amount__c: 34.475 }
        ]
      }
    });
  });
});
