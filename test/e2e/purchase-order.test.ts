import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { browserTest, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

const order = fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url));

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
    const { page, problems } = await openPage(browser, system.runFile.accountUrl);
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
    const { page } = await openPage(browser, system.runFile.accountUrl);
    const row = page.locator('tr[data-order]').first();
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s/g, ' ')).toContain('6.604,56 USD');
    await system.updateUser('rep@acme-seller.example', { LocaleSidKey: 'en_US' });
  });

  browserTest('the page has no serious accessibility fault', async () => {
    browser ??= await openBrowser();
    const { page } = await openPage(browser, system.runFile.accountUrl);
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
});
