import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserTest, openBrowser, openPage, screenshot } from './browser.ts';
import { System } from './system.ts';

const sound = readFileSync(fileURLToPath(new URL('../fixtures/edi/850-acme.edi', import.meta.url)), 'utf8');

interface Fault {
  Id: string;
  Status__c: string;
  Case__c: string | null;
  Case__r: { IsClosed: boolean } | null;
}

/** The sound order under numbers of its own, with a wrong count of segments. */
function brokenOrder(number: number): string {
  return sound
    .replaceAll('000000417', String(number).padStart(9, '0'))
    .replaceAll('PO-2026-0417', `PO-${number}`)
    .replace('SE*19*', 'SE*25*');
}

describe('a faulty document is corrected on the page of its case', () => {
  let system: System;
  let browser: Browser | undefined;

  beforeAll(async () => {
    system = await System.start();
  });

  afterAll(async () => {
    await browser?.close();
    await system.stop();
  });

  const receive = async (number: number): Promise<void> => {
    const file = path.join(system.folder, `broken-${number}.edi`);
    writeFileSync(file, brokenOrder(number));
    await system.tgrid('send', file);
  };

  const faultOf = (number: number, isDone: (fault: Fault) => boolean): Promise<Fault> =>
    system
      .eventually(
        () =>
          system.query<Fault>(
            `SELECT Id, Status__c, Case__c, Case__r.IsClosed FROM Document_Exception__c WHERE Document__r.File_Name__c = 'broken-${number}.edi'`
          ),
        ([found]) => found !== undefined && isDone(found)
      )
      .then(([found]) => found as Fault);

  /** Opens a page as one of the users in config/sample-data.json; no error is told on the console. */
  const openAs = async (username: string, address: string): Promise<{ page: Page; problems: string[] }> => {
    browser ??= await openBrowser();
    const { url } = system.runFile.localOrg;
    const [user] = await system.query<{ Id: string }>(`SELECT Id FROM User WHERE Username = '${username}'`);
    const { page, problems } = await openPage(browser, 'about:blank');
    await page.context().addCookies([{ name: 'localOrgUser', value: String(user?.Id), url }]);
    await page.goto(`${url}${address}`);
    return { page, problems };
  };

  const seriousFindings = async (page: Page): Promise<string[]> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  browserTest('an agent edits it, another approves it, and the case closes by itself', async () => {
    await receive(601);
    const { Case__c: caseId } = await faultOf(601, (fault) => fault.Case__c !== null);
    const address = `/lightning/r/Case/${caseId ?? ''}/view`;
    const agent = await openAs('agent@acme-seller.example', address);
    const faulty = agent.page.locator('c-document-source [data-faulty="true"]');
    await faulty.waitFor({ timeout: 30_000 });
    expect(await faulty.getAttribute('data-position')).toBe('19');
    expect(await faulty.innerText()).toContain('SE*25*0001~');
    expect(await faulty.locator('mark').innerText()).toBe('25');
    const box = await faulty.boundingBox();
    const source = await agent.page.locator('c-document-source [role="region"]').boundingBox();
    expect(box && source && box.y >= source.y && box.y + box.height <= source.y + source.height).toBe(true);
    await agent.page.locator('tr[data-step="Case opened"]').waitFor();
    await agent.page.locator('tr[data-step="Received"]').waitFor();
    const written = await agent.page.getByRole('link', { name: 'Write to Edie Acme (Technical)' }).getAttribute('href');
    expect(decodeURIComponent(written ?? '')).toContain('mailto:edi@acme.example?subject=Your document 850');
    expect(await seriousFindings(agent.page)).toEqual([]);
    await faulty.locator('.fault').scrollIntoViewIfNeeded();
    await screenshot(agent.page, 'case-page');

    // By keyboard: the text has the focus, and the caret stands at the faulty segment.
    await agent.page.getByRole('button', { name: 'Edit and Resubmit' }).press('Enter');
    const text = agent.page.getByLabel('Text of the document');
    expect(await text.evaluate((area) => area.matches(':focus'))).toBe(true);
    await agent.page.keyboard.press('Home');
    for (let times = 0; times < 'SE*'.length; times += 1) await agent.page.keyboard.press('ArrowRight');
    await agent.page.keyboard.press('Delete');
    await agent.page.keyboard.press('Delete');
    await agent.page.keyboard.type('19');
    await agent.page.getByLabel('What did you correct').fill('The count of segments was wrong.');
    expect(await agent.page.locator('[data-change="added"]').innerText()).toContain('SE*19*0001~');
    expect(await seriousFindings(agent.page)).toEqual([]);
    await screenshot(agent.page, 'case-page-edit');
    await agent.page.getByRole('button', { name: 'Submit for Approval' }).click();
    await agent.page.getByText('You proposed this correction: somebody else must approve it.').waitFor();
    expect(await agent.page.getByRole('button', { name: 'Approve and Send' }).count()).toBe(0);

    const lead = await openAs('lead@acme-seller.example', address);
    await lead.page.locator('[data-correction="Proposed"] [data-change="removed"]').waitFor({ timeout: 30_000 });
    expect(await lead.page.locator('[data-correction] [data-change="added"]').innerText()).toContain('SE*19*0001~');
    expect(await seriousFindings(lead.page)).toEqual([]);
    await screenshot(lead.page, 'case-page-approval');
    await lead.page.getByRole('button', { name: 'Approve and Send' }).click();
    const settled = await faultOf(601, ({ Case__r }) => Case__r?.IsClosed === true);
    expect(settled.Status__c).toBe('Resolved');
    expect(await system.query("SELECT Name FROM Trading_Order__c WHERE Name = 'PO-601'")).toHaveLength(1);

    // The agent's page, open all the while, has followed.
    await agent.page.locator('tr[data-step="Case closed"]').waitFor({ timeout: 30_000 });
    await agent.page.locator('[data-correction="Sent"]').waitFor();
    const [download] = await Promise.all([
      agent.page.waitForEvent('download'),
      agent.page.getByRole('button', { name: 'Export as CSV' }).click()
    ]);
    const csv = readFileSync(await download.path(), 'utf8');
    expect(csv.split('\r\n').map((line) => line.split(',')[2])).toEqual(
      expect.arrayContaining(['"Case opened"', '"Correction approved"', '"Fault resolved"', '"Case closed"'])
    );
    expect([...agent.problems, ...lead.problems]).toEqual([]);
  });

  browserTest('many are ignored at once from the list, each with its result', async () => {
    await receive(602);
    await receive(603);
    await faultOf(602, (fault) => fault.Case__c !== null);
    await faultOf(603, (fault) => fault.Case__c !== null);
    const { page, problems } = await openAs('agent@acme-seller.example', '/lightning/n/Trading_Exceptions');
    const rows = page.locator('tr[data-exception]');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('Choose all shown').press('Space');
    await page.getByRole('button', { name: 'Ignore', exact: true }).click();
    await page.getByLabel('Why may they be ignored?').fill('A test of the partner');
    await screenshot(page, 'exception-list');
    await page.getByRole('button', { name: 'Ignore 2' }).click();
    await page.locator('[data-result]').nth(1).waitFor();
    expect(await page.locator('[data-result]').allInnerTexts()).toEqual(['Ignored.', 'Ignored.']);
    const closed = await faultOf(603, ({ Case__r }) => Case__r?.IsClosed === true);
    expect(closed.Status__c).toBe('Ignored');
    expect(problems).toEqual([]);
  });

  browserTest('a document that is read again and is as faulty as before is open again', async () => {
    await receive(604);
    await faultOf(604, (fault) => fault.Case__c !== null);
    const { page } = await openAs('agent@acme-seller.example', '/lightning/n/Trading_Exceptions');
    await page
      .getByLabel(/^Choose DE-/)
      .first()
      .press('Space');
    await page.getByRole('button', { name: 'Reprocess' }).click();
    await page.getByText('Reprocessing asked for.').waitFor();
    await system.eventually(
      () => system.query("SELECT Id FROM Document_Activity__c WHERE Step__c = 'Read again'"),
      (found) => found.length === 1
    );
    await faultOf(604, ({ Status__c }) => Status__c === 'Open');
  });
});
