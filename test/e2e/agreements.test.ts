import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserTest, lookAs, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

/** A day as the pages take it, so many days from today. */
const day = (days: number): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'America/New_York' }).format(
    Date.now() + days * 86_400_000
  );

describe('agreements decide what is exchanged', () => {
  let system: System;
  let browser: Browser;
  let origin: string;
  let acme: string;

  beforeAll(async () => {
    system = await System.start();
    browser = await openBrowser();
    origin = new URL(system.runFile.pageUrl).origin;
    const [partner] = await system.query<{ Id: string }>("SELECT Id FROM Trading_Partner__c WHERE Name = 'Acme'");
    acme = partner?.Id ?? '';
  });

  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  const openAgreements = async () => {
    const watched = await openPage(browser, system.runFile.pageUrl);
    await watched.page.getByRole('tab', { name: 'Agreements' }).click();
    await card(watched.page).getByRole('button', { name: 'New', exact: true }).waitFor();
    return watched;
  };
  const card = (page: Page) => page.locator('c-trading-agreements');
  const row = (page: Page, name: string) => card(page).locator(`tr[data-agreement="${name}"]`);
  const below = (page: Page, name: string) => card(page).locator(`tr[data-below="${name}"]`);
  const act = async (page: Page, name: string, action: string) => {
    await row(page, name)
      .getByRole('button', { name: `Actions: ${name}` })
      .click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };
  const statusIs = (page: Page, name: string, status: string) =>
    row(page, name).locator(`[data-status="${status}"]`).waitFor();
  const isSynchronised = (page: Page, name: string) =>
    below(page, name).getByText('On the Trading Grid').waitFor({ timeout: 60_000 });
  const messages = () =>
    system.query<{ Status__c: string; Reason__c: string | null }>(
      "SELECT Status__c, Reason__c FROM Outbound_Message__c WHERE Kind__c = 'reprocess'"
    );
  const NAME = 'Trading partner agreement';

  browserTest('an admin says who the partner is on the Trading Grid, and its agreements come', async () => {
    const admin = await openPage(browser, `${origin}/lightning/r/Trading_Partner__c/${acme}/view`);
    await lookAs(admin.page, 'Avery Admin');
    await admin.page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await admin.page.getByRole('textbox', { name: 'Trading Grid Id' }).fill('TGBUYER');
    await admin.page.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.page.getByText('Trading Grid id: TGBUYER').waitFor();

    const { page, problems } = await openAgreements();
    await card(page).getByRole('button', { name: 'Ask the Trading Grid' }).click();
    await row(page, NAME).waitFor({ timeout: 60_000 });
    await statusIs(page, NAME, 'Active');
    expect(await row(page, NAME).locator('[data-days]').innerText()).toMatch(/^36[45] days$/);
    expect(await row(page, NAME).locator('[data-link]').getAttribute('href')).toContain('agreement=');
    expect([...problems, ...admin.problems]).toEqual([]);
  });

  browserTest('a suspended agreement holds what goes out, until it is active again', async () => {
    const { page, problems } = await openAgreements();
    await act(page, NAME, 'Suspend');
    await statusIs(page, NAME, 'Suspended');
    await isSynchronised(page, NAME);
    await below(page, NAME).getByText('Messages to the partner are held').waitFor();
    await screenshot(page, 'agreements-suspended');
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);

    await system.apex(`
      Outbox.add(new List<Outbound_Message__c>{
        new Outbound_Message__c(
          Kind__c = 'reprocess', Partner__c = '${acme}', Document_Type__c = '855', Payload__c = '{"transactionId":"none"}'
        )
      });`);
    expect(await messages()).toMatchObject([
      { Status__c: 'Held', Reason__c: `The agreement ${NAME} is suspended. Set it active to go on.` }
    ]);
    await act(page, NAME, 'Set Active');
    await statusIs(page, NAME, 'Active');
    // It went out: the network knows no such transaction.
    await system.eventually(messages, ([message]) => message?.Status__c === 'Failed', 60_000);
    expect(problems).toEqual([]);
  });

  browserTest('a renewal that is done prolongs the agreement', async () => {
    const { page, problems } = await openAgreements();
    await row(page, NAME)
      .getByRole('button', { name: `Milestones of ${NAME}` })
      .click();
    await below(page, NAME).getByRole('button', { name: 'Mark Renewal done' }).click();
    await below(page, NAME).locator('[data-milestone="Renewal"][data-state="Done"]').waitFor();
    await row(page, NAME)
      .locator('[data-days]', { hasText: /7\d\d days/ })
      .waitFor({ timeout: 60_000 });
    await screenshot(page, 'agreements-renewed');
    expect(problems).toEqual([]);
  });

  browserTest('one that is kept in Salesforce expires, is renewed, and its owner is reminded in time', async () => {
    const { page, problems } = await openAgreements();
    await card(page).getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('textbox', { name: 'Agreement Name' }).fill('Code of conduct');
    await page.getByLabel('Valid To').fill(day(-1));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/Trading_Agreement__c/);

    await page.goto(system.runFile.pageUrl);
    await page.getByRole('tab', { name: 'Agreements' }).click();
    await statusIs(page, 'Code of conduct', 'Expired');
    await act(page, 'Code of conduct', 'Renew…');
    await below(page, 'Code of conduct').getByLabel('New last day of Code of conduct').fill(day(20));
    await below(page, 'Code of conduct').getByRole('button', { name: 'Save' }).click();
    await statusIs(page, 'Code of conduct', 'Expiring');
    await screenshot(page, 'agreements-expiring');

    await system.apex('Database.executeBatch(new AgreementDailyJob());');
    const tasks = () => system.query("SELECT Subject, Owner.Name FROM Task WHERE Subject LIKE 'Renew:%'");
    await system.eventually(tasks, ({ length }) => length > 0);
    expect(await tasks()).toMatchObject([{ Subject: 'Renew: Code of conduct', Owner: { Name: 'Riley Reyes' } }]);
    expect(problems).toEqual([]);
  });
});
