import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { it } from '@jest/globals';
import { CHROMIUM_FLAGS, CHROMIUM_REMEDY, findChromium } from '../../scripts/lib/chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = findChromium();
const isRequired = process.env['CI'] !== undefined && process.env['CI'] !== '';

/** A test that needs a browser: in CI it fails where there is none, elsewhere it is skipped and says what would help. */
export const browserTest = executablePath !== undefined || isRequired ? it : it.skip;

if (executablePath === undefined && !isRequired) {
  console.warn(CHROMIUM_REMEDY);
}

export async function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error(CHROMIUM_REMEDY);
  }
  return chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
}

/** A page that remembers what went wrong on it, so that a test can insist on nothing. */
export async function openPage(browser: Browser, url: string, options: { locale?: string } = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on(
    'response',
    (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`)
  );
  await page.goto(url);
  return { page, problems };
}

export interface WatchedPage {
  page: Page;
  problems: string[];
}

/** Goes on with the rights of another user. */
export async function lookAs(page: Page, user: string): Promise<void> {
  await page.getByRole('button', { name: 'Switch user' }).click();
  const reloaded = page.waitForEvent('load');
  await page.getByRole('menuitemcheckbox', { name: user }).click();
  await reloaded;
}

/** Takes a picture for people; into `docs/images` when the README's pictures are to be renewed. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const renew = process.env['UPDATE_SCREENSHOTS'] === '1';
  const folder = path.join(root, ...(renew ? ['docs', 'images'] : ['.local', 'screenshots']));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
