import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Grid } from '../testing.ts';

let grid: Grid;

beforeAll(async () => {
  grid = await Grid.start();
});
afterAll(() => grid.close());

const page = async (path = '/desk') => (await fetch(grid.simulator.url + path)).text();
const tokenOn = (html: string) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** Sends a form as a browser does. @returns the page that it leads to, or the refusal */
async function submit(action: string, fields: Record<string, string>, token?: string): Promise<[number, string]> {
  const body = new URLSearchParams({ token: token ?? tokenOn(await page()), ...fields });
  const response = await fetch(`${grid.simulator.url}/desk/${action}`, { method: 'POST', body, redirect: 'manual' });
  const next = response.headers.get('location');
  return [response.status, next === null ? await response.text() : await page(next)];
}

test('a partner sends, our software ships and invoices, time passes', async () => {
  expect(await page()).toContain('No partner has ordered anything yet.');
  const [status, sent] = await submit('send', { partner: 'GLOBEX', type: '850', lines: '2', fault: '' });
  expect([status, sent]).toEqual([303, expect.stringContaining('GLOBEX sent 850 PO-GLOBEX-0001')]);
  expect(sent).toContain('PO-GLOBEX-0001 of Globex');
  const transactionId = grid.control.orders('tgseller')[0]?.transactionId ?? '';
  const own = { transactionId, kind: 'shipNotice', daysLater: '3', isShort: 'yes' };
  expect((await submit('own', own))[1]).toContain('Your software sent DN-10001');
  expect((await submit('clock', { seconds: '86400' }))[1]).toContain('happened.');
  await submit('habits', { partner: 'GLOBEX', acknowledge: '', outcome: 'short' });
  const habits = grid.control.partners().find(({ key }) => key === 'GLOBEX')?.behaviour;
  expect([habits?.acknowledge, habits?.reactions.map(({ outcome }) => outcome)]).toEqual([null, ['short', 'short']]);
});

test('what cannot be done is said, and nothing else happens', async () => {
  const entries = (await grid.find()).length;
  const [, html] = await submit('send', { partner: 'GLOBEX', type: 'ORDERS' });
  expect(html).toContain('GLOBEX speaks X12 and sends');
  expect(html).toContain('class="said bad"');
  expect((await submit('clock', { seconds: '-5' }))[1]).toContain('advanceSeconds is 0 or more');
  expect((await grid.find()).length).toBe(entries);
});

test('forms of other sites are refused, and so are names of this machine that others gave', async () => {
  expect((await submit('send', { partner: 'GLOBEX', type: '850' }, 'guessed'))[0]).toBe(403);
  expect((await submit('nothing', {}))[0]).toBe(403);
  expect((await submit('toString', {}))[0]).toBe(403);
  expect(await page(`/desk?done=${encodeURIComponent('<script>alert(1)</script>')}`)).not.toContain('<script>');
  const { headers } = await fetch(`${grid.simulator.url}/desk`);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});
