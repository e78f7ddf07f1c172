import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import jsforce from 'jsforce';
import type { Browser, Locator, Page } from 'playwright-core';
import { startService, stopService, type Service } from '../../scripts/lib/child.ts';
import { browserTest, openBrowser, openPage, screenshot } from './browser.ts';
import { writeFormsProject } from './record-forms-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What the browser says when the server refuses to save, which tests here provoke. */
const REFUSED = /\b400\b/;

describe("the platform's record forms", () => {
  let folder: string;
  let org: Service;
  let browser: Browser | undefined;
  let admin: jsforce.Connection;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'record-forms-'));
    writeFormsProject(folder);
    org = await startService({
      name: 'local org',
      arguments: [
        path.join(root, 'test/local-org/src/cli/main.ts'),
        'start',
        '--project',
        folder,
        '--cache',
        path.join(root, '.cache', 'local-org'),
        '--token-file',
        path.join(folder, 'token'),
        '--status-lines'
      ],
      logFile: path.join(folder, 'local-org.log')
    });
    admin = new jsforce.Connection({
      instanceUrl: String(org.status['url']),
      accessToken: readFileSync(path.join(folder, 'token'), 'utf8').trim(),
      version: '67.0'
    });
  });

  afterAll(async () => {
    await browser?.close();
    await stopService(org);
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (fields: { Name: string; Phone?: string }): Promise<OpenAccount> => {
    const { id = '' } = await admin.sobject('Account').create(fields);
    browser ??= await openBrowser();
    const url = `${String(org.status['url'])}/lightning/r/Account/${id}/view`;
    const { page, problems } = await openPage(browser, url);
    page.setDefaultTimeout(15_000);
    await page.locator('.loaded').getByText(`loaded ${fields.Name}`, { exact: true }).waitFor();
    return { id, page, problems };
  };

  browserTest('show, check, refuse and save a record', async () => {
    const { id, page, problems } = await open({ Name: 'Acme', Phone: '111' });
    const form = page.locator('.edit');
    const save = form.getByRole('button', { name: 'Save account' });
    expect(await form.locator('[data-field=Name] input').inputValue()).toBe('Acme');
    expect(await form.getByLabel('Employees').isDisabled()).toBe(true);
    await page.locator('.view').getByText('111').waitFor();

    await form.getByLabel('Phone').fill('');
    await save.click();
    await form.locator('[data-field=Phone]').getByText('Complete this field.').waitFor();
    expect(problems).toEqual([]);

    await type(form.getByLabel('Phone'), '000');
    await save.click();
    await form.locator('[data-field=Phone]').getByText('Nobody has this number.').waitFor();
    await form.locator('lightning-messages').getByText('An error occurred while trying to update').waitFor();
    await screenshot(page, 'record-forms');

    await type(form.getByLabel('Phone'), '222');
    await said(page, 'typed 222');
    await type(form.locator('[data-field=Name] input'), 'Closed');
    await save.click();
    await form.locator('lightning-messages').getByText('Closed accounts stay closed.').waitFor();
    expect(await form.getByText('Nobody has this number.').count()).toBe(0);

    await type(form.locator('[data-field=Name] input'), 'Acme Ltd');
    await save.click();
    await said(page, `saved ${id} Acme Ltd`);
    await page.locator('.view').getByText('222').waitFor();
    expect(await form.getByText('Closed accounts stay closed.').count()).toBe(0);
    expect(await admin.sobject('Account').retrieve(id)).toMatchObject({ Name: 'Acme Ltd', Phone: '222' });
    expect(problems.filter((problem) => !REFUSED.test(problem))).toEqual([]);
  });

  browserTest('lightning-record-form edits at its pencil and creates', async () => {
    const { id, page, problems } = await open({ Name: 'Pencil' });
    const whole = page.locator('.whole');
    await whole.getByRole('button', { name: 'Edit Website' }).click();
    await whole.getByLabel('Website').fill('https://pencil.example');
    await whole.getByRole('button', { name: 'Save' }).click();
    await whole.getByRole('button', { name: 'Edit Website' }).waitFor();
    await whole.getByText('https://pencil.example').waitFor();
    expect(await admin.sobject('Account').retrieve(id)).toMatchObject({ Website: 'https://pencil.example' });

    const fresh = page.locator('.new');
    await fresh.getByRole('button', { name: 'Save' }).click();
    await fresh.getByText('Complete this field.').waitFor();
    await type(fresh.locator('[data-field=Name] input'), 'Fresh');
    await fresh.getByRole('button', { name: 'Save' }).click();
    await page
      .locator('.said')
      .getByText(/^saved \w+ Fresh$/)
      .waitFor();
    expect(await admin.sobject('Account').count({ Name: 'Fresh' })).toBe(1);
    expect(problems).toEqual([]);
  });

  browserTest('dependent picklists offer what their field allows, and lose what it does not', async () => {
    const { page, problems } = await open({ Name: 'Traveller' });
    const trip = page.locator('.trip');
    await type(trip.locator('[data-field=Name] input'), 'Crossing');
    await choose(trip, 'Way', 'Land');
    await choose(trip, 'Vehicle', 'Bus');
    await choose(trip, 'Way', 'Water');
    await choose(trip, 'Vehicle', 'Ferry');
    await trip.getByRole('button', { name: 'Save' }).click();
    await trip.locator('.gone').getByText('gone by Ferry').waitFor();
    expect(problems).toEqual([]);
  });

  browserTest('a new record may be of any type that the user has', async () => {
    browser ??= await openBrowser();
    const { page, problems } = await openPage(browser, `${String(org.status['url'])}/lightning/o/Trip__c/list`);
    page.setDefaultTimeout(15_000);
    await page.getByRole('button', { name: 'New' }).click();
    const form = page.getByRole('dialog');
    await form.getByText('Dry', { exact: true }).click();
    await type(form.locator('[data-field=Name] input'), 'Short one');
    await form.getByRole('combobox', { name: 'Way' }).click();
    expect(await form.getByRole('option').allInnerTexts()).toEqual(['--None--', 'Land']);
    await form.getByRole('option', { name: 'Land' }).click();
    await choose(form, 'Vehicle', 'Bus');
    await screenshot(page, 'record-types');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    const { records } = await admin.query(
      'SELECT Name, RecordType.DeveloperName, Vehicle__c FROM Trip__c ORDER BY Name'
    );
    expect(records).toContainEqual(
      expect.objectContaining({
        Name: 'Short one',
        RecordType: expect.objectContaining({ DeveloperName: 'Dry' }),
        Vehicle__c: 'Bus'
      })
    );
    expect(problems).toEqual([]);
  });

  browserTest('lightning-record-picker finds, picks and forgets a record', async () => {
    const wanted = await admin.sobject('Account').create({ Name: 'Wanted Partner' });
    const { page, problems } = await open({ Name: 'Seeker' });
    const picker = page.locator('.picker');
    await picker.getByPlaceholder('Search partners').fill('wanted');
    await picker.getByRole('option', { name: 'Wanted Partner' }).click();
    await picker
      .locator('.picked')
      .getByText(wanted.id ?? '')
      .waitFor();
    await picker.getByText('Wanted Partner', { exact: true }).waitFor();
    await picker.getByRole('button', { name: 'Clear' }).click();
    await picker.getByPlaceholder('Search partners').waitFor();
    expect(problems).toEqual([]);
  });
});

interface OpenAccount {
  id: string;
  page: Page;
  problems: string[];
}

const said = (page: Page, text: string): Promise<void> =>
  page.locator('.said').getByText(text, { exact: true }).waitFor();

async function choose(form: Locator, label: string, value: string): Promise<void> {
  await form.getByRole('combobox', { name: label }).click();
  await form.getByRole('option', { name: value }).click();
}

/** Leaves the field before anything is clicked: an error that goes away then moves what is below it. */
async function type(input: Locator, text: string): Promise<void> {
  await input.fill(text);
  await input.press('Tab');
}
