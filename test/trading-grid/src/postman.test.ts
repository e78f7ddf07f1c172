import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from './simulator.ts';

/** OpenText's collections, which are not part of this repository. */
const folder = fileURLToPath(new URL('../../../../shared/trading-grid', import.meta.url));
const newman = fileURLToPath(new URL('../../../node_modules/newman/bin/newman.js', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.postman_collection.json')) : [];

interface Item {
  name: string;
  request: {
    auth?: { type: string; basic?: { key: string; value: string }[] };
    url: { raw: string; protocol?: string; host: string[]; port?: string };
  };
}

interface Execution {
  item: { name: string };
  response?: { code: number; stream: { data: number[] } };
  requestError?: unknown;
  assertions?: { error?: unknown }[];
}

interface Result {
  name: string;
  code: number | undefined;
  body: string;
}

interface Transactions {
  total: number;
  count: number;
  transactions: Record<string, unknown>[];
}

let directory: string;
let simulator: Simulator;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-postman-'));
  simulator = await startSimulator({ dataDirectory: directory, httpPort: 0, sftpPort: 0 });
});

afterAll(async () => {
  await simulator.close();
  await rm(directory, { recursive: true, force: true });
});

/** The customer of a collection puts its own host and credentials in; nothing else of a request is changed. */
function pointedHere(item: Item, secret: string): Item {
  const { hostname, port } = new URL(simulator.url);
  const { auth, url } = item.request;
  const basic = [
    { key: 'username', value: simulator.clientId },
    { key: 'password', value: secret }
  ];
  return {
    ...item,
    request: {
      ...item.request,
      ...(auth?.type === 'basic' && { auth: { type: 'basic', basic } }),
      url: { ...url, protocol: 'http', host: hostname.split('.'), port }
    }
  };
}

/** A collection is a box of tools and no script: a user is made before it is changed, and removed at the end. */
function inUsableOrder(items: Item[]): Item[] {
  const rank = ({ name }: Item) => (name.startsWith('Delete') ? 2 : name.includes('NEWloginId') ? 1 : 0);
  return items.toSorted((a, b) => rank(a) - rank(b));
}

async function run(file: string): Promise<{ names: string[]; results: Result[] }> {
  const collection = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { item: Item[] };
  const secret = await readFile(simulator.clientSecretFile, 'utf8');
  const item = inUsableOrder(collection.item).map((one) => pointedHere(one, secret.trim()));
  const input = path.join(directory, file);
  const output = path.join(directory, `${file}.result.json`);
  await writeFile(input, JSON.stringify({ ...collection, item }));
  const variables = {
    companyId: simulator.companyId,
    MyuserId: `GCPSIM${simulator.companyId}`,
    MyloginId: 'operator@tgseller.example'
  };
  const options = ['--reporters', 'json', '--reporter-json-export', output, '--suppress-exit-code'];
  const values = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  await new Promise<void>((resolve, reject) => {
    const environment = { ...process.env, NODE_OPTIONS: '' };
    execFile(process.execPath, [newman, 'run', input, ...options, ...values], { env: environment }, (error, _, text) =>
      error ? reject(new Error(`newman failed: ${text}`, { cause: error })) : resolve()
    );
  });
  const { run: done } = JSON.parse(await readFile(output, 'utf8')) as { run: { executions: Execution[] } };
  const results = done.executions.map(({ item: { name }, response }) => ({
    name,
    code: response?.code,
    body: Buffer.from(response?.stream.data ?? []).toString()
  }));
  return { names: item.map(({ name }) => name), results };
}

const isGood = ({ code, body }: Result) => code !== undefined && code >= 200 && code < 300 && !hasErrors(body);
const hasErrors = (body: string) => body.startsWith('{') && 'errors' in (JSON.parse(body) as object);

/** Documents of the kinds that the collection's examples look for. */
async function trade(): Promise<void> {
  const { control } = simulator;
  control.putPartner('SYSRETAIL', { company: 'SYS Retail', qualifier: 'ZZ', id: 'DEMORETAILER' });
  await control.send('SYSRETAIL', { type: '850', purchaseOrder: 'CV-1001' });
  await control.send('SYSRETAIL', { type: '850', purchaseOrder: 'XX-1002' });
  await control.send('INITECH', { type: '810', purchaseOrder: 'CV-2001' });
  const [sent] = await control.send('SYSRETAIL', { type: '856', purchaseOrder: 'CV-1001' });
  const entries =
    await search(`{ getTransactions(query: { fields: { must: [{ field: correlationid query: "${sent?.correlationId}" }] } }) {
    total count transactions { transactionid transactionlevel } } }`);
  const file = entries.transactions.find(({ transactionlevel }) => transactionlevel === 'File');
  control.changeTransaction(String(file?.['transactionid']), {
    status: 'F',
    errorcode: '4711',
    externalerrormessage: 'The translation failed.'
  });
}

async function search(query: string): Promise<Transactions> {
  const secret = (await readFile(simulator.clientSecretFile, 'utf8')).trim();
  const basic = Buffer.from(`${simulator.clientId}:${secret}`).toString('base64');
  const tokenUrl = `${simulator.url}/v1/oauth2/tokens?grant_type=client_credentials`;
  const login = await fetch(tokenUrl, { method: 'POST', headers: { authorization: `Basic ${basic}` } });
  const { access_token } = (await login.json()) as { access_token: string };
  const response = await fetch(`${simulator.url}/visibility_transaction_search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query })
  });
  return ((await response.json()) as { data: { getTransactions: Transactions } }).data.getTransactions;
}

if (files.length === 0) {
  describe('OpenText’s Postman collections', () => {
    test.skip('need ../shared/trading-grid beside the repository', () => undefined);
  });
} else {
  describe('OpenText’s Postman collections, run by newman', () => {
    test.each(files)('every request of %s succeeds', async (file) => {
      if (file.startsWith('lens')) await trade();
      const { names, results } = await run(file);
      expect(results.map(({ name }) => name)).toEqual(names);
      expect(results.filter((result) => !isGood(result))).toEqual([]);
      if (file.startsWith('lens')) expectFound(results);
    });
  });
}

/** That the vendor's examples find what passed through, and not just nothing without an error. */
function expectFound(results: Result[]): void {
  const answers = new Map(
    results
      .filter(({ name }) => name !== 'PROD-Get-Token')
      .map(({ name, body }) => [
        name,
        (JSON.parse(body) as { data: { getTransactions: Transactions } }).data.getTransactions
      ])
  );
  const types = (name: string) => answers.get(name)?.transactions.map(({ editype }) => editype);
  expect(answers.get('by PO number')?.total).toBe(3);
  expect(types('by PO number')?.toSorted()).toEqual(['810', '850', '856']);
  // Two orders of SYS Retail, their documents only: its files are no documents.
  expect(types('Search Box')).toEqual(['850', '850']);
  expect(answers.get('by TP')?.total).toBe(9);
  expect(types('ALL FIELDS Copy')).toEqual(['810', '810', '810']);
  expect(answers.get('by TP v2 with Errors')?.transactions).toEqual([
    expect.objectContaining({ status: 'Failed', errorcode: '4711', externalerrormessage: 'The translation failed.' })
  ]);
  for (const name of ['all Errors', 'some Errors', 'Search Box complicated'])
    expect([name, answers.get(name)?.total]).toEqual([name, 1]);
  // The file that failed, the file that came of it and its document.
  expect(answers.get('by correlationid from all Errors')?.total).toBe(3);
  expect(types('by TP excl 997')).toEqual(['856', '850', '850']);
}
