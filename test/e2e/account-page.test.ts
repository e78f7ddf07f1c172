import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { browserTest, openBrowser, openPage } from './browser.ts';
import { startOrg, type RunningOrg } from './org.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const flexipage = 'force-app/main/app/flexipages/Trading_Account_Record_Page.flexipage-meta.xml';

/** The item of a flexipage that holds the component. */
const itemOf = (component: string) =>
  new RegExp(
    `<itemInstances>(?:(?!</itemInstances>).)*<componentName>${component}</componentName>.*?</itemInstances>`,
    's'
  );

describe('the account page is what its flexipage says', () => {
  let folder: string;
  let org: RunningOrg;
  let browser: Browser | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'trading-grid-page-'));
    cpSync(path.join(root, 'force-app'), path.join(folder, 'force-app'), { recursive: true });
    cpSync(path.join(root, 'sfdx-project.json'), path.join(folder, 'sfdx-project.json'));
    const page = readFileSync(path.join(folder, flexipage), 'utf8');
    const without = page.replace(itemOf('c:tradingActivity'), '');
    expect(without).not.toBe(page);
    writeFileSync(path.join(folder, flexipage), without);
    org = await startOrg(folder, folder);
  });

  afterAll(async () => {
    await browser?.close();
    await org.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  browserTest('a component that is taken out there is not on the page', async () => {
    const account = await org.admin.sobject('Account').create({ Name: 'Acme' });
    browser = await openBrowser();
    const { page, problems } = await openPage(browser, `${org.url}/lightning/r/Account/${account.id ?? ''}/view`);
    await page.getByRole('tab', { name: 'Details' }).waitFor();
    await page.getByText('Acme', { exact: true }).first().waitFor();
    expect(await page.locator('c-trading-activity').count()).toBe(0);
    expect(await page.getByText('Purchase Orders').count()).toBe(0);
    expect(problems).toEqual([]);
  });
});
