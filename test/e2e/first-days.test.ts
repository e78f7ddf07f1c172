import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { browserTest, lookAs, openBrowser, openPage, screenshot, type WatchedPage } from './browser.ts';
import { actAtDesk } from './desk.ts';
import { System } from './system.ts';

const SLOW = { timeout: 60_000 };

/** A day as the pages take it, so many days from today. */
const day = (days: number): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'America/New_York' }).format(
    Date.now() + days * 86_400_000
  );

/**
 * What a new customer lives through, from an org as it is after the installation, by the pages alone: those of
 * Salesforce, and the simulator's desk for what partners, the customer's own software and time do.
 */
describe('the first days of a customer', () => {
  let system: System;
  let browser: Browser;
  let origin: string;
  let desk: Page;
  let accountUrl: string;
  let orderUrl: string;
  const watched = new Map<string, WatchedPage>();

  beforeAll(async () => {
    system = await System.start({ empty: true });
    browser = await openBrowser();
    origin = new URL(system.runFile.pageUrl).origin;
    desk = (await openPage(browser, `${system.runFile.simulator.url}/desk`)).page;
  });

  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  /** The window of a person, at an address. */
  const as = async (user: string, address: string): Promise<Page> => {
    const known = watched.get(user);
    if (known) {
      await known.page.goto(address);
      return known.page;
    }
    const opened = await openPage(browser, address);
    await lookAs(opened.page, user);
    watched.set(user, opened);
    return opened.page;
  };
  const act = (card: string, fields: Record<string, string | number | boolean>, button: string) =>
    actAtDesk(desk, system.runFile.simulator.url, card, fields, button);
  const choose = async (field: Locator, option: string) => {
    await field.click();
    await field.page().getByRole('option', { name: option, exact: true }).click();
  };
  const station = (page: Page, kind: string, state: string) =>
    page.locator(`c-order-life-line [data-kind="${kind}"][data-state="${state}"]`).first();
  const noProblems = () => expect([...watched.values()].flatMap(({ problems }) => problems)).toEqual([]);

  browserTest('the admin is led through the setup', async () => {
    const page = await as('Avery Admin', system.runFile.pageUrl);
    await page.getByText('None is registered.').waitFor();
    await screenshot(page, 'setup');
    await page.goto(`${origin}/lightning/o/Trading_Identifier__c/list`);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    const form = page.getByRole('dialog');
    await choose(form.getByRole('combobox', { name: /Belongs To/ }), 'Own');
    await form.getByLabel('Qualifier').fill('ZZ');
    await form.getByLabel(/^\*?\s*Value/).fill('TGSELLER');
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/lightning\/r\/Trading_Identifier__c\//);
    await page.goto(system.runFile.pageUrl);
    await page.getByRole('button', { name: 'Start Jobs' }).click();
    await page.getByText('All jobs run.').waitFor();
    noProblems();
  });

  browserTest('a rep onboards a buyer, and the admin approves it', async () => {
    const page = await as('Riley Reyes', `${origin}/lightning/o/Account/list`);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByLabel('Name', { exact: false }).first().fill('Hooli');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/lightning\/r\/Account\//);
    accountUrl = page.url();
    await page.getByRole('tab', { name: 'Partners' }).click();
    await page.getByRole('button', { name: 'Onboard a Partner' }).click();
    const wizard = page.locator('c-trading-onboarding');
    const stepIs = (name: string) => wizard.locator('h3', { hasText: name }).waitFor();
    const next = () => wizard.getByRole('button', { name: 'Save and Next' }).click();

    await stepIs('Company');
    await choose(wizard.getByRole('combobox', { name: 'What is this company to you?' }), 'Buyer');
    await choose(wizard.getByRole('combobox', { name: 'EDI standard' }), 'X12');
    await wizard.getByLabel('Version').fill('004010');
    await next();
    await stepIs('Contacts');
    await wizard.getByRole('button', { name: 'Add Contact' }).click();
    await wizard.getByLabel('Name').fill('Gavin Belson');
    await choose(wizard.getByRole('combobox', { name: 'Asked about' }), 'Technical');
    await wizard.getByLabel('Email').fill('gavin@hooli.example');
    await next();
    await stepIs('Identifiers');
    await wizard.getByRole('button', { name: 'Add Identifier' }).click();
    await wizard.getByLabel('Qualifier').fill('ZZ');
    await wizard.locator('[data-field=value] input').fill('HOOLI');
    await page.keyboard.press('Tab');
    await wizard.locator('[data-free="0"]').waitFor();
    await next();
    await stepIs('Documents');
    for (const type of ['850', '855', '856', '810', '820', '861'])
      await wizard
        .getByText(new RegExp(`^${type} `))
        .first()
        .click();
    await next();
    await stepIs('Routing');
    await choose(wizard.getByRole('combobox', { name: 'How is the partner connected?' }), 'AS2');
    await wizard.getByLabel('Address').fill('HOOLI-AS2');
    await next();
    await stepIs('Test or Live');
    await wizard.getByText('Live', { exact: false }).last().click();
    await next();
    await stepIs('Review');
    await wizard.getByRole('button', { name: 'Submit for Approval' }).click();
    await page.locator('c-trading-partner-progress [data-status="Submitted"]').waitFor();

    const admin = await as('Avery Admin', `${origin}/lightning/inbox`);
    await admin.getByText('A trading partner waits for your approval').first().click();
    await admin.getByRole('button', { name: 'Approve' }).click();
    await page.locator('c-trading-partner-progress [data-status="Active"]').waitFor(SLOW);
    noProblems();
  });

  browserTest('its orders arrive, and the rep answers one', async () => {
    const page = await as('Riley Reyes', accountUrl);
    for (const lines of [3, 2])
      await act('A partner sends a document', { Partner: 'Hooli', sends: '850', lines }, 'Send');
    await page.getByText('PO-HOOLI-0002').first().waitFor(SLOW);
    await page.getByRole('link', { name: 'PO-HOOLI-0001' }).click();
    await page.waitForURL(/Trading_Order__c/);
    orderUrl = page.url();
    await page.getByRole('button', { name: 'Answer…' }).click();
    const rows = page.locator('c-order-answer tr[data-line]');
    await rows.first().locator('lightning-input input').nth(2).fill(day(5));
    await rows.nth(2).locator('lightning-input input').first().fill('10');
    await page.getByRole('button', { name: 'Send Answer' }).click();
    await page.locator('c-order-answer [data-answer="Sent"]').waitFor(SLOW);
    await station(page, 'answer', 'done').waitFor(SLOW);
    await page.locator('c-order-answer').getByText('Riley Reyes').waitFor();
    // The head of the page has followed.
    await page.locator('shell-highlights').getByText('Accepted with changes').waitFor();
    await act("Move the network's clock", {}, '+ 1 hour');
    noProblems();
  });

  browserTest('it is shipped late and short, and invoiced wrong', async () => {
    const page = await as('Riley Reyes', orderUrl);
    const own = 'Your own business software';
    const ship = { 'For order': 'PO-HOOLI-0001', send: 'the ship notice', 'dated days from now': 20 };
    await act(own, { ...ship, 'less than ordered': true }, 'Send');
    await station(page, 'shipment', 'late').waitFor(SLOW);
    await page.getByText(/\b1[45] days late/).waitFor();
    await act("Move the network's clock", {}, '+ 1 week');
    await station(page, 'receipt', 'done').waitFor(SLOW);
    await act(own, { 'For order': 'PO-HOOLI-0001', send: 'the invoice', 'at higher prices': true }, 'Send');
    await station(page, 'invoice', 'problem').waitFor(SLOW);
    noProblems();
  });

  browserTest('the invoice is disputed, paid all the same, and the dispute settled', async () => {
    const page = await as('Riley Reyes', orderUrl);
    await page.locator('c-order-life-line').getByRole('link', { name: 'RE-10001' }).click();
    await page.waitForURL(/\/r\/Trading_Invoice__c\//);
    const panel = page.locator('c-invoice-panel');
    const statusIs = (status: string) => panel.locator(`[data-status="${status}"]`).waitFor(SLOW);
    await statusIs('Received');
    await panel.getByText(/price 13\.35 instead of 12\.14/).waitFor();
    await panel.getByRole('button', { name: 'Dispute…' }).click();
    await panel.getByLabel('Reason').fill('Prices are higher than agreed.');
    await panel.getByRole('button', { name: 'Dispute', exact: true }).click();
    await statusIs('Disputed');
    await screenshot(page, 'invoice-page');
    // The partner fetches the invoice first.
    for (const time of ['+ 1 hour', '+ 30 days']) await act("Move the network's clock", {}, time);
    await panel.getByText('TR-HOOLI-0001').first().waitFor(SLOW);
    await statusIs('Disputed');
    await panel.getByRole('button', { name: 'Settle Dispute' }).click();
    await panel.getByLabel('How it was settled').fill('Credited by RE-10002.');
    await panel.locator('[data-confirm] button').click();
    await statusIs('Paid');
    await page.goto(orderUrl);
    await station(page, 'payment', 'done').waitFor(SLOW);
    noProblems();
  });

  browserTest('a faulty order becomes a case, is corrected by two people, and its case closes', async () => {
    const fault = 'a wrong count of segments';
    await act(
      'A partner sends a document',
      { Partner: 'Hooli', sends: '850', lines: 1, 'with a fault': fault },
      'Send'
    );
    const agent = await as('Alex Agent', `${origin}/lightning/n/Trading_Exceptions`);
    const found = agent.locator('tr', { hasText: 'its SE segment says' });
    // The list is read when it is opened, and by its button.
    await system.eventually(
      async () => {
        await agent.getByRole('button', { name: 'Refresh' }).click();
        return found.getByRole('link', { name: /^0000/ }).count();
      },
      (count) => count > 0,
      60_000
    );
    await found.getByRole('link', { name: /^0000/ }).click();
    await agent.waitForURL(/\/r\/Case\//);
    const caseUrl = agent.url();
    const faulty = await agent.locator('c-document-source [data-faulty="true"]').innerText();
    const right = /has (\d+) segments/.exec(faulty)?.[1] ?? '';
    await agent.getByRole('button', { name: 'Edit and Resubmit' }).click();
    const text = agent.getByLabel('Text of the document');
    await text.fill((await text.inputValue()).replace(/SE\*\d+\*/, `SE*${right}*`));
    await agent.getByLabel('What did you correct').fill('The count of segments was wrong.');
    await agent.getByRole('button', { name: 'Submit for Approval' }).click();
    await agent.getByText('somebody else must approve it').waitFor();

    const lead = await as('Lee Lead', caseUrl);
    await lead.getByRole('button', { name: 'Approve and Send' }).click();
    await agent.locator('tr[data-step="Case closed"]').waitFor(SLOW);
    noProblems();
  });

  browserTest('an agreement comes from the network, and one of our own expires', async () => {
    const page = await as('Riley Reyes', accountUrl);
    await page.getByRole('tab', { name: 'Agreements' }).click();
    const agreements = page.locator('c-trading-agreements');
    await agreements.getByRole('button', { name: 'Ask the Trading Grid' }).click();
    await agreements.locator('tr[data-agreement="Trading partner agreement"]').waitFor(SLOW);
    await agreements.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('textbox', { name: 'Agreement Name' }).fill('Code of conduct');
    await page.getByLabel('Valid To').fill(day(10));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/lightning\/r\/Trading_Agreement__c\//);
    await page.goto(accountUrl);
    await page.getByRole('tab', { name: 'Agreements' }).click();
    await page.locator('tr[data-agreement="Code of conduct"] [data-status="Expiring"]').waitFor();
    noProblems();
  });

  browserTest('the account shows the figures of all that', async () => {
    const page = await as('Riley Reyes', accountUrl);
    const figure = (name: string) =>
      page.locator(`c-trading-figures [data-figure="${name}"] .slds-text-heading_medium`);
    await page.locator('c-trading-figures [data-figure="orders"]', { hasText: /^Orders\s*3/ }).waitFor(SLOW);
    for (const name of ['invoices', 'shipments']) expect(await figure(name).innerText()).toBe('1');
    expect(await figure('acknowledged').innerText()).toBe('100%');
    expect(Number(await figure('exceptions').innerText())).toBeGreaterThanOrEqual(2);
    noProblems();
  });
});
