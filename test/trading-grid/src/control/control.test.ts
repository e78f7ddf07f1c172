import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import SftpClient from 'ssh2-sftp-client';
import { Grid, invoiceFile } from '../testing.ts';

let grid: Grid;
let token: string;

beforeAll(async () => {
  grid = await Grid.start();
  token = (await readFile(grid.simulator.controlTokenFile, 'utf8')).trim();
});
afterAll(() => grid.close());

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${grid.simulator.url}/control${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) })
  });
  const answer = (await response.json()) as unknown;
  return response.ok ? answer : [response.status, (answer as { error: string }).error];
}

test('the control API wants its own token', async () => {
  expect((await fetch(`${grid.simulator.url}/control/clock`)).status).toBe(401);
  expect((await grid.request('GET', '/control/clock')).status).toBe(401);
});

test('everything is done over HTTP as in the process', async () => {
  expect(await call('PATCH', '/settings', { seed: 7 })).toMatchObject({ seed: 7, ackTimeoutSeconds: 86_400 });
  expect(await call('PATCH', '/settings', { sede: 7 })).toEqual([422, 'there is no setting "sede"']);
  expect(await call('PATCH', '/settings', { seed: 'x' })).toEqual([422, 'seed is a number']);
  expect(await call('PATCH', '/partners/TGBUYER', { behaviour: { silent: true } })).toMatchObject({
    behaviour: { silent: true, unreachable: false }
  });
  expect(await call('PUT', '/partners/NEWCO', { qualifier: 'ZZ', id: 'NEWCO', role: 'supplier' })).toMatchObject({
    behaviour: { reactions: [{ on: '850' }, {}, {}] }
  });
  expect(await call('GET', '/partners')).toContainEqual(expect.objectContaining({ key: 'NEWCO' }));
  const sent = (await call('POST', '/partners/TGBUYER/send', { type: '850', count: 2 })) as {
    files: { reference: string }[];
  };
  expect(sent.files.map(({ reference }) => reference)).toEqual(['PO-TGBUYER-0001', 'PO-TGBUYER-0002']);
  expect(await call('POST', '/partners/TGBUYER/send', { type: '999' })).toEqual([
    422,
    expect.stringContaining('not "999"')
  ]);

  const client = await grid.sftp();
  await client.put(Buffer.from(invoiceFile({ control: 5 })), '/incoming/a.edi');
  await client.end();
  await call('POST', '/sweep');
  expect(await call('GET', '/accepted?mailbox=tgseller')).toMatchObject([{ controlNumber: '000000005', accepted: 1 }]);
  expect(await call('GET', '/accepted?mailbox=none')).toEqual([]);
  const clock = (await call('GET', '/clock')) as { now: string; pending: object[] };
  expect(clock.pending).toContainEqual(expect.objectContaining({ kind: 'partner pickup' }));
  const moved = (await call('POST', '/clock', { advanceSeconds: 3600 })) as { now: string; done: number };
  expect([Date.parse(moved.now) - Date.parse(clock.now) >= 3_600_000, moved.done >= 1]).toEqual([true, true]);
  expect(await call('POST', '/clock', { advanceSeconds: -1 })).toEqual([422, 'advanceSeconds is 0 or more']);
  expect(await call('GET', '/partners/TGBUYER/received')).toMatchObject([
    { fileName: 'a.edi', sets: [{ type: '810' }] }
  ]);
  const [entry] = await grid.find();
  const changed = await call('PATCH', `/transactions/${entry?.transactionid}`, { status: 'F', errorcode: '9' });
  expect([changed, 'internal' in (changed as object)]).toEqual([
    expect.objectContaining({ status: 'F', errorcode: '9' }),
    false
  ]);
  expect(await call('PATCH', `/transactions/${entry?.transactionid}`, { status: 'X' })).toEqual([
    422,
    expect.stringContaining('status is one of')
  ]);
  expect(await call('GET', '/mailboxes')).toMatchObject([
    { mailbox: 'tgseller', folders: { outgoing: [{}, {}], incoming: [] } }
  ]);
  expect(await call('POST', '/faults', { kind: 'http.down', times: 1 })).toMatchObject({ id: 'f1', hits: 0 });
  expect(await call('DELETE', '/faults/f1')).toEqual({ removed: true });
  expect(await call('GET', '/faults')).toEqual([]);
  expect(await call('POST', '/host-key')).toEqual({ hostKeySha256: grid.simulator.sftp.hostKeySha256 });
  expect(await call('POST', '/customers', { mailbox: 'acme', addresses: ['ZZ:ACME'] })).toMatchObject({
    clientId: 'acme-client',
    solutionId: 'TG16-ACME'
  });
  expect(await call('POST', '/customers', { mailbox: '../x', addresses: ['ZZ:X'] })).toEqual([
    422,
    expect.stringContaining('mailbox is')
  ]);
  expect(await call('POST', '/customers', { mailbox: 'b', addresses: ['ZZ:ACME'] })).toEqual([
    422,
    'ZZ:ACME belongs to another customer'
  ]);
  expect(await call('GET', '/problems')).toEqual([]);
});

test('one more customer has a mailbox and credentials of its own', async () => {
  const access = await grid.control.addCustomer({ mailbox: 'globalparts', addresses: ['ZZ:GLOBALPARTS'] });
  const { host, port } = grid.simulator.sftp;
  const secret = async (file: string) => (await readFile(file, 'utf8')).trim();
  const client = new SftpClient();
  await client.connect({ host, port, username: access.sftpUser, password: await secret(access.sftpPasswordFile) });
  const content = invoiceFile({ control: 5, sender: 'GLOBALPARTS' });
  await client.put(Buffer.from(content), '/incoming/theirs.edi');
  await client.end();
  await grid.control.sweep();
  expect(grid.control.accepted('globalparts')).toMatchObject([{ sender: 'ZZ:GLOBALPARTS', accepted: 1 }]);
  const basic = Buffer.from(`${access.clientId}:${await secret(access.clientSecretFile)}`).toString('base64');
  const login = await fetch(`${grid.simulator.url}/v1/oauth2/tokens?grant_type=client_credentials`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` }
  });
  const { access_token } = (await login.json()) as { access_token: string };
  const lens = await fetch(`${grid.simulator.url}/visibility_transaction_search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ getTransactions { total } }' })
  });
  expect(await lens.json()).toEqual({ data: { getTransactions: { total: 3 } } });
});

test('the page shows what is there, escaped, and only to this machine', async () => {
  await grid.simulator.mailboxes.deliver('tgseller', '<b>.edi', Buffer.from('x'));
  const page = await (await fetch(grid.simulator.url)).text();
  for (const text of ['PO-TGBUYER-0001', 'Euromart', 'Ready', '&lt;b&gt;.edi']) expect(page).toContain(text);
  expect(page).not.toContain('<b>.edi');
  const { default: http } = await import('node:http');
  const status = await new Promise((resolve) =>
    http.get(grid.simulator.url, { headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
  );
  expect(status).toBe(403);
});
