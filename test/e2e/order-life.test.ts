import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserTest, lookAs, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

const FIXTURES = new URL('../fixtures/edi/documents/', import.meta.url);
const [BUYER, SELLER] = ['ZZ*TGBUYER        ', 'ZZ*TGSELLER       '];

/** From the order to its payment: received, answered on the page, shipped, received short and damaged, invoiced, paid. */
describe('the life of an order', () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    system = await System.start();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  /** A document about PO-4711, as it comes to us, or as our ERP sends it. */
  const exchange = (name: string, direction: 'received' | 'sent') => {
    const text = readFileSync(new URL(`${name}.edi`, FIXTURES), 'utf8');
    const turned = direction === 'sent' ? text.replace(`${BUYER}*${SELLER}`, `${SELLER}*${BUYER}`) : text;
    writeFileSync(path.join(system.folder, '.local', 'middleware', 'drop', `${name}.edi`), turned);
  };
  const station = (kind: string, state: string) =>
    page.locator(`c-order-life-line li[data-kind="${kind}"][data-state="${state}"]`).first();

  browserTest('a rep answers it line by line, and the answer reaches the network', async () => {
    exchange('850-4010-order', 'received');
    const [order] = await system.eventually(
      () => system.query<{ Id: string }>("SELECT Id FROM Trading_Order__c WHERE Name = 'PO-4711'"),
      (found) => found.length === 1
    );
    const origin = new URL(system.runFile.pageUrl).origin;
    ({ page, problems } = await openPage(browser, `${origin}/lightning/r/Trading_Order__c/${order?.Id ?? ''}/view`));
    await lookAs(page, 'Riley Reyes');
    await station('order', 'done').waitFor();
    await page.getByRole('button', { name: 'Answer…' }).click();
    const first = page.locator('c-order-answer tr[data-line="1"]');
    await first.locator('lightning-input[data-key] input').first().fill('100');
    await first.getByRole('button', { name: 'Split' }).click();
    await page.locator('c-order-answer tr[data-delivery="2"] lightning-input input').first().fill('20');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    await page.locator('c-order-answer tr[data-line="2"] lightning-combobox').click();
    await page.getByRole('option', { name: 'Reject' }).click();
    await page.getByRole('button', { name: 'Send Answer' }).click();
    await page.locator('c-order-answer [data-answer="Sent"]').waitFor({ timeout: 60_000 });
    await page.locator('c-trading-order-lines').getByText('Changed').waitFor();
    await page.locator('c-trading-order-lines').getByText('100; 20').waitFor();
    await station('answer', 'done').waitFor();
    expect(problems).toEqual([]);
  });

  browserTest('everything that follows shows on its page as it arrives', async () => {
    exchange('856-4010-ship-notice', 'sent');
    await station('shipment', 'done').waitFor({ timeout: 60_000 });
    exchange('214-4010-status', 'received');
    exchange('861-4010-receipt', 'received');
    await station('receipt', 'problem').waitFor({ timeout: 60_000 });
    exchange('810-4010-invoice', 'sent');
    await station('invoice', 'problem').waitFor({ timeout: 60_000 });
    exchange('820-4010-payment', 'received');
    await station('payment', 'done').waitFor({ timeout: 60_000 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await screenshot(page, 'order-page');
    const [invoice] = await system.query<Record<string, unknown>>(
      "SELECT Status__c, Match_Status__c, Order__r.Name FROM Trading_Invoice__c WHERE Name = 'INV-3001'"
    );
    expect(invoice).toMatchObject({ Match_Status__c: 'Differs', Order__r: { Name: 'PO-4711' } });
    expect(problems).toEqual([]);
  });
});
