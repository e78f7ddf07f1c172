import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { browserTest, lookAs, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

/** From an account that is on no network to a partner that exchanges documents, by nothing but the pages. */
describe('a partner is onboarded', () => {
  let system: System;
  let browser: Browser;
  let origin: string;
  let accountUrl: string;

  beforeAll(async () => {
    system = await System.start();
    browser = await openBrowser();
    origin = new URL(system.runFile.pageUrl).origin;
  });

  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  const open = async (user: string, url: string) => {
    const watched = await openPage(browser, url);
    await lookAs(watched.page, user);
    return watched;
  };
  const wizard = (page: Page) => page.locator('c-trading-onboarding');
  const choose = async (field: Locator, option: string) => {
    await field.click();
    await field.page().getByRole('option', { name: option, exact: true }).click();
  };
  const next = (page: Page) => wizard(page).getByRole('button', { name: 'Save and Next' }).click();
  const stepIs = (page: Page, name: string) => wizard(page).locator('h3', { hasText: name }).waitFor();
  const progress = (page: Page) => page.locator('c-trading-partner-progress');
  const statusIs = (page: Page, status: string) =>
    progress(page).locator(`[data-status="${status}"]`).waitFor({ timeout: 60_000 });
  const partnerUrl = async () => {
    const [partner] = await system.query<{ Id: string }>("SELECT Id FROM Trading_Partner__c WHERE Name = 'Hooli'");
    return `${origin}/lightning/r/Trading_Partner__c/${partner?.Id ?? ''}/view`;
  };
  const serious = async (page: Page) => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  browserTest('a rep fills the wizard in, with what is wrong said in its place, and nothing is lost', async () => {
    const { page, problems } = await open('Riley Reyes', `${origin}/lightning/o/Account/list`);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('heading', { name: 'New Account' }).waitFor();
    await page.getByLabel('Name', { exact: false }).first().fill('Hooli');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/lightning\/r\/Account\//);
    accountUrl = page.url();
    await page.getByRole('tab', { name: 'Partners' }).click();
    await page.getByRole('button', { name: 'Onboard a Partner' }).click();

    await stepIs(page, 'Company');
    expect(await wizard(page).getByLabel('Company name on the network').inputValue()).toBe('Hooli');
    await next(page);
    await wizard(page).getByText('Complete this field.').first().waitFor();
    await choose(wizard(page).getByRole('combobox', { name: 'What is this company to you?' }), 'Buyer');
    await choose(wizard(page).getByRole('combobox', { name: 'EDI standard' }), 'X12');
    await wizard(page).getByLabel('Version').fill('D96A');
    await next(page);
    await wizard(page).getByText('A release of X12 has six digits').waitFor();
    await wizard(page).getByLabel('Version').fill('004010');
    await screenshot(page, 'onboarding-company');
    await next(page);

    await stepIs(page, 'Contacts');
    await wizard(page).getByRole('button', { name: 'Add Contact' }).click();
    await wizard(page).getByLabel('Name').fill('Gavin Belson');
    await choose(wizard(page).getByRole('combobox', { name: 'Asked about' }), 'Technical');
    await wizard(page).getByLabel('Email').fill('gavin@hooli.example');
    await next(page);

    await stepIs(page, 'Identifiers');
    await wizard(page).getByRole('button', { name: 'Add Identifier' }).click();
    await wizard(page).getByLabel('Qualifier').fill('ZZ');
    await wizard(page).locator('[data-field=value] input').fill('TGBUYER');
    await page.keyboard.press('Tab');
    await wizard(page).getByText('Acme has this identifier already.').waitFor();
    await wizard(page).getByRole('button', { name: 'Add Identifier' }).click();
    const second = wizard(page).locator('[data-identifier="1"]');
    await choose(second.getByRole('combobox', { name: 'Kind' }), 'GLN');
    await second.locator('[data-field=value] input').fill('4012345000007');
    await page.keyboard.press('Tab');
    await second.getByText('The last digit does not match the others').waitFor();
    await screenshot(page, 'onboarding-identifiers');
    expect(await serious(page)).toEqual([]);
    await second.locator('[data-field=value] input').fill('4012345000009');
    // An address that the org does not know, and the network does: it refuses it later.
    await wizard(page).getByLabel('Qualifier').first().fill('02');
    await wizard(page).locator('[data-field=value] input').first().fill('FSTF');
    await page.keyboard.press('Tab');
    await wizard(page).locator('[data-free="0"]').waitFor();

    await page.reload();
    await page.getByRole('tab', { name: 'Partners' }).click();
    await page.getByRole('button', { name: 'Continue Draft' }).click();
    await stepIs(page, 'Identifiers');
    expect(await wizard(page).locator('[data-field=value] input').first().inputValue()).toBe('FSTF');
    await next(page);

    await stepIs(page, 'Documents');
    await wizard(page).getByText('850 Purchase Order', { exact: true }).click();
    await wizard(page).getByText('810 Invoice', { exact: true }).click();
    await next(page);
    await stepIs(page, 'Routing');
    await choose(wizard(page).getByRole('combobox', { name: 'How is the partner connected?' }), 'AS2');
    await wizard(page).getByLabel('Address').fill('HOOLI-AS2');
    await next(page);
    await stepIs(page, 'Test or Live');
    await wizard(page).getByText('Test first', { exact: true }).click();
    await next(page);
    await stepIs(page, 'Review');
    await screenshot(page, 'onboarding-review');
    expect(await serious(page)).toEqual([]);
    await wizard(page).getByRole('button', { name: 'Submit for Approval' }).click();
    await statusIs(page, 'Submitted');
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  browserTest('another person approves, the network refuses a step, and says why', async () => {
    const { page, problems } = await open('Avery Admin', `${origin}/lightning/inbox`);
    await page.getByText('A trading partner waits for your approval').first().waitFor();
    await page.goto(await partnerUrl());
    await statusIs(page, 'Submitted');
    await page.getByText('gavin@hooli.example').first().waitFor();
    await screenshot(page, 'onboarding-approval');
    await page.getByRole('button', { name: 'Approve' }).click();
    await progress(page).locator('[data-progress="Partner"][data-state="Failed"]').waitFor({ timeout: 60_000 });
    await progress(page).getByText('02:FSTF belongs to Fast Freight.').first().waitFor();
    await screenshot(page, 'onboarding-failed');
    expect(await serious(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  browserTest('the failed step is corrected, approved and sent again, until the partner is active', async () => {
    const rep = await open('Riley Reyes', accountUrl);
    await rep.page.getByRole('tab', { name: 'Partners' }).click();
    await rep.page.getByRole('button', { name: 'Correct' }).click();
    await wizard(rep.page)
      .getByRole('button', { name: /Identifiers/ })
      .click();
    await stepIs(rep.page, 'Identifiers');
    await wizard(rep.page).getByLabel('Qualifier').first().fill('ZZ');
    await wizard(rep.page).locator('[data-field=value] input').first().fill('HOOLI');
    await rep.page.keyboard.press('Tab');
    await wizard(rep.page).locator('[data-free="0"]').waitFor();
    await wizard(rep.page)
      .getByRole('button', { name: /Review/ })
      .click();
    await stepIs(rep.page, 'Review');
    await wizard(rep.page).getByRole('button', { name: 'Submit for Approval' }).click();
    await statusIs(rep.page, 'Submitted');

    const admin = await open('Avery Admin', await partnerUrl());
    await admin.page.getByRole('button', { name: 'Approve' }).click();
    await statusIs(admin.page, 'Active');
    // The rep's page, which was open all the time, shows it as well.
    await statusIs(rep.page, 'Active');
    await screenshot(rep.page, 'onboarding-active');
    expect(
      await rep.page.locator('[data-progress]').evaluateAll((steps) => steps.map((step) => step.dataset['state']))
    ).toEqual(['Done', 'Done', 'Done', 'Done', 'Done', 'Done']);
    expect(await serious(rep.page)).toEqual([]);
    expect(await system.gridPartner('HOOLI')).toMatchObject({
      companyName: 'Hooli',
      contact: { name: 'Gavin Belson' }
    });
    expect([...rep.problems, ...admin.problems]).toEqual([]);
  });

  browserTest('a later change goes the same way while the partner stays active', async () => {
    const rep = await open('Riley Reyes', accountUrl);
    await rep.page.getByRole('tab', { name: 'Partners' }).click();
    await rep.page.getByRole('button', { name: 'Change Master Data' }).click();
    await wizard(rep.page)
      .getByRole('button', { name: /Contacts/ })
      .click();
    await stepIs(rep.page, 'Contacts');
    await wizard(rep.page).getByLabel('Phone').fill('+1 650 555 0144');
    await wizard(rep.page)
      .getByRole('button', { name: /Review/ })
      .click();
    await stepIs(rep.page, 'Review');
    await wizard(rep.page).getByRole('button', { name: 'Submit for Approval' }).click();
    await rep.page.getByText('someone else must approve it').first().waitFor();
    await statusIs(rep.page, 'Active');

    const admin = await open('Avery Admin', await partnerUrl());
    await admin.page.getByRole('button', { name: 'Approve' }).click();
    await admin.page.getByText('Request: Done').waitFor({ timeout: 60_000 });
    expect(await system.gridPartner('HOOLI')).toMatchObject({ contact: { phone: '+1 650 555 0144' } });
    expect([...rep.problems, ...admin.problems]).toEqual([]);
  });
});
