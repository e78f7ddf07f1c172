import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Grid, invoiceFile } from './testing.ts';

let grid: Grid;

beforeEach(async () => {
  grid = await Grid.start();
});
afterEach(async () => {
  expect(grid.control.problems()).toEqual([]);
  await grid.close();
});

const PARTNERS = '/gateway/v1/partners';
const partner = { companyName: 'Umbrella', role: 'buyer', identifiers: [{ qualifier: 'ZZ', id: 'UMBRELLA' }] };

describe('HTTP', () => {
  test('down: 503 everywhere but for the control API, as often as it is asked for', async () => {
    grid.control.addFault({ kind: 'http.down', times: 2 });
    expect((await grid.login()).status).toBe(503);
    const second = await grid.login();
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await grid.login()).status).toBe(200);
    expect(grid.control.faults.list()).toMatchObject([{ kind: 'http.down', hits: 2, times: 0 }]);
  });

  test('an error for one path and method only', async () => {
    grid.control.addFault({ kind: 'http.error', status: 429, path: '/gateway', method: 'post', body: { wait: 1 } });
    const response = await grid.request('POST', PARTNERS, partner, { 'idempotency-key': 'k' });
    expect([response.status, await response.json()]).toEqual([429, { wait: 1 }]);
    expect((await grid.request('GET', PARTNERS)).status).toBe(200);
  });

  test('slow', async () => {
    await grid.login();
    grid.control.addFault({ kind: 'http.slow', delayMs: 300, times: 1 });
    const start = Date.now();
    await grid.login();
    expect(Date.now() - start).toBeGreaterThanOrEqual(295);
  });

  test('cut before: nothing is done; cut after: it is done, and can be looked up', async () => {
    const known = async (key: string) =>
      ((await (await grid.request('GET', `/gateway/v1/requests?idempotencyKey=${key}`)).json()) as { items: object[] })
        .items.length;
    grid.control.addFault({ kind: 'http.cutBefore', path: PARTNERS, times: 1 });
    await expect(grid.request('POST', PARTNERS, partner, { 'idempotency-key': 'k1' })).rejects.toThrow('fetch failed');
    expect(await known('k1')).toBe(0);
    grid.control.addFault({ kind: 'http.cutAfter', path: PARTNERS, times: 1 });
    await expect(grid.request('POST', PARTNERS, partner, { 'idempotency-key': 'k2' })).rejects.toThrow('fetch failed');
    expect(await known('k2')).toBe(1);
    const again = await grid.request('POST', PARTNERS, partner, { 'idempotency-key': 'k2' });
    expect([again.status, again.headers.get('idempotency-replayed'), await known('k2')]).toEqual([202, 'true', 1]);
  });

  test('cut after, on Lens: the cursor of a scroll has moved though nobody got its page', async () => {
    await grid.control.send('TGBUYER', { type: '850' });
    grid.control.addFault({ kind: 'http.cutAfter', path: '/visibility_transaction_search', times: 1 });
    await expect(grid.lens('scroll: true')).rejects.toThrow('fetch failed');
    expect((await grid.lens('scroll: true')).data?.getTransactions).toMatchObject({ count: 0, offset: 3, total: 3 });
  });

  test('tokens end after ten hours on the clock, and when they are made to', async () => {
    const { access_token } = (await (await grid.login()).json()) as { access_token: string };
    const status = async () =>
      (await fetch(grid.simulator.url + PARTNERS, { headers: { authorization: `Bearer ${access_token}` } })).status;
    await grid.control.advance(35_990);
    expect(await status()).toBe(200);
    await grid.control.advance(11);
    expect(await status()).toBe(401);
    const { access_token: other } = (await (await grid.login()).json()) as { access_token: string };
    grid.control.expireTokens();
    expect((await fetch(grid.simulator.url + PARTNERS, { headers: { authorization: `Bearer ${other}` } })).status).toBe(
      401
    );
  });
});

describe('SFTP', () => {
  const incoming = () => readdir(path.join(grid.simulator.mailboxes.root('tgseller'), 'incoming'));

  test('down: connections are refused', async () => {
    grid.control.addFault({ kind: 'sftp.down', times: 1 });
    await expect(grid.sftp()).rejects.toThrow();
    await (await grid.sftp()).end();
  });

  test('a dropped upload leaves the part that was written', async () => {
    const content = invoiceFile({ control: 1 });
    grid.control.addFault({ kind: 'sftp.drop', afterBytes: 100, transfer: 'write', times: 1 });
    const client = await grid.sftp();
    await expect(client.put(Buffer.from(content), '/incoming/a.edi.part')).rejects.toThrow();
    const root = grid.simulator.mailboxes;
    expect(await root.files('tgseller', 'incoming')).toEqual([{ name: 'a.edi.part', size: 100 }]);
    await grid.control.sweep();
    expect(await grid.find()).toEqual([]);
  });

  test('a dropped download does not count as a pick-up', async () => {
    const [sent] = await grid.control.send('TGBUYER', { type: '850' });
    grid.control.addFault({ kind: 'sftp.drop', afterBytes: 10, transfer: 'read', times: 1 });
    const client = await grid.sftp();
    await expect(client.get(`/outgoing/${sent?.file}`)).rejects.toThrow();
    expect((await grid.find())[1]?.status).toBe('ReadyForPickup');
  });

  test('a rename that is refused, and one that is done without an answer', async () => {
    const client = await grid.sftp();
    await client.put(Buffer.from(invoiceFile({ control: 1 })), '/incoming/a.part');
    grid.control.addFault({ kind: 'sftp.refuse', operation: 'rename', times: 1 });
    await expect(client.rename('/incoming/a.part', '/incoming/a.edi')).rejects.toThrow(/Permission denied/);
    expect(await incoming()).toEqual(['a.part']);
    grid.control.addFault({ kind: 'sftp.cutAfter', operation: 'rename', times: 1 });
    await expect(client.rename('/incoming/a.part', '/incoming/a.edi')).rejects.toThrow();
    expect(await incoming()).toEqual(['a.edi']);
    await grid.control.sweep();
    expect(grid.control.accepted()).toMatchObject([{ controlNumber: '000000001', accepted: 1, files: ['a.edi'] }]);
  });

  test('another host key', async () => {
    const before = grid.simulator.sftp.hostKeySha256;
    const client = await grid.sftp();
    const after = grid.control.changeHostKey();
    expect([after === before, grid.simulator.sftp.hostKeySha256 === after]).toEqual([false, true]);
    await expect(client.list('/')).rejects.toThrow();
    await (await grid.sftp()).end();
    await grid.restart();
    expect(grid.simulator.sftp.hostKeySha256).toBe(after);
  });
});

test('a fault that cannot be is refused with what it needs', () => {
  expect(() => grid.control.addFault({ kind: 'http.slow' })).toThrow('http.slow needs "delayMs"');
  expect(() => grid.control.addFault({ kind: 'nonsense' as never })).toThrow('kind is one of http.down');
  expect(() => grid.control.addFault({ kind: 'sftp.refuse', operation: 'dance' as never })).toThrow(
    'operation is one of'
  );
});
