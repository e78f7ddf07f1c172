import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, startApp } from '../app.ts';
import { loadConfig } from '../config/load.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { orderFile } from '../testing/edi.ts';
import { type Environment, prepare } from '../testing/environment.ts';
import { SalesforceFake } from '../testing/salesforce-fake.ts';
import { until } from '../testing/wait.ts';

const CLI = fileURLToPath(new URL('main.ts', import.meta.url));
let environment: Environment;
let app: App;
let crm: CrmFake;
let org: SalesforceFake;

function tgrid(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' };
    execFile(process.execPath, [CLI, ...args], { cwd: environment.directory, env }, (error, output, errors) => {
      resolve({ code: error === null ? 0 : Number(error.code), output, errors });
    });
  });
}

/** The key of the document of an order, once it was published so often. */
const published = (number: string, times = 1) =>
  until(`${number} is published`, () => {
    const events = crm.events.filter(({ payload }) => payload.includes(`"${number}"`));
    return events.length >= times ? (events[0]?.documentKey ?? undefined) : undefined;
  });

beforeAll(async () => {
  org = new SalesforceFake();
  await org.start();
  environment = await prepare(org);
  crm = new CrmFake();
  app = await startApp(loadConfig(environment.configFile), createLogger('silent'), crm);
  await mkdir(path.join(environment.directory, '.local'));
  const middleware = {
    url: `http://127.0.0.1:${app.httpPort}`,
    tokenFile: 'token',
    configFile: environment.configFile
  };
  await writeFile(path.join(environment.directory, '.local', 'run.json'), JSON.stringify({ middleware }));
  const deliver = (number: string, control: string) =>
    environment.simulator.mailboxes.deliver('tgseller', `${number}.edi`, orderFile({ number, control }));
  await deliver('PO-1', '1');
  await deliver('PO-2', '2');
  await published('PO-1');
  await published('PO-2');
}, 60_000);

afterAll(async () => {
  await app.stop();
  await environment.close();
  await org.stop();
});

describe('documents', () => {
  test('are listed and looked up by any number on them', async () => {
    const all = await tgrid('documents');
    expect(all.output).toMatch(/received\s+status\s+type\s+order/);
    expect(all.output).toContain('PO-1');
    for (const number of ['PO-2', '2', '000000002']) {
      const { output } = await tgrid('documents', 'list', '--number', number);
      expect([output.includes('PO-2.edi'), output.includes('PO-1.edi')]).toEqual([true, false]);
    }
    expect((await tgrid('documents', '--number', 'NONE')).output).toBe('No document fits.\n');
  });

  test('are exported as they came, corrected, and published again', async () => {
    const key = await published('PO-1');
    const file = path.join(environment.directory, 'out.edi');
    expect((await tgrid('documents', 'export', key, '--out', file)).code).toBe(0);
    expect(await readFile(file)).toEqual(orderFile({ number: 'PO-1', control: '1' }));
    expect((await tgrid('documents', 'export', key)).output).toBe(
      orderFile({ number: 'PO-1', control: '1' }).toString()
    );
    await tgrid('documents', 'replay', key);
    await published('PO-1', 2);
    await writeFile(file, orderFile({ number: 'PO-1', control: '1', quantity: 9 }));
    expect(await tgrid('documents', 'correct', key, file, '--reason', 'quantity')).toMatchObject({ code: 0 });
    await published('PO-1', 3);
    const shown = await tgrid('documents', 'show', key);
    expect(shown.output).toMatch(/corrected: by .*quantity/);
  });

  test('are read again only after a look at which', async () => {
    const before = crm.events.length;
    const preview = await tgrid('reprocess', '--number', 'PO-2');
    expect([preview.code, preview.output]).toEqual([0, expect.stringContaining('Do it with --yes.')]);
    expect(crm.events.length).toBe(before);
    expect((await tgrid('reprocess', '--number', 'PO-2', '--yes')).output).toContain('are read again');
    await published('PO-2', 2);
    expect(await tgrid('reprocess')).toMatchObject({ code: 1, errors: expect.stringContaining('Say which documents') });
  });
});

describe('pause and resume', () => {
  test('a channel is not read until it goes on', async () => {
    expect((await tgrid('pause', 'channel:sftp')).output).toContain('tgrid resume channel:sftp');
    await environment.simulator.mailboxes.deliver(
      'tgseller',
      'p.edi',
      orderFile({ number: 'PO-PAUSED', control: '7' })
    );
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(crm.events.some(({ payload }) => payload.includes('PO-PAUSED'))).toBe(false);
    expect((await tgrid('resume', 'channel:sftp')).code).toBe(0);
    await published('PO-PAUSED');
    expect(await tgrid('pause', 'channel:none')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('no channel')
    });
  });
});

describe('the service', () => {
  test('status tells what is well, and what is not', async () => {
    expect((await tgrid('status')).output).toMatch(/Ready\.\nTenant acme \(sftp\)\n {2}documents: .*published/);
    crm.down = true;
    await environment.simulator.mailboxes.deliver('tgseller', 'd.edi', orderFile({ number: 'PO-DOWN', control: '8' }));
    const told = await until('it says so', async () => {
      const status = await tgrid('status');
      return status.code === 1 && status;
    });
    expect(told.output).toContain('salesforce: the org is down');
    crm.down = false;
    await published('PO-DOWN');
  });

  test('a service is named with its token, or not at all', async () => {
    const { code, errors } = await tgrid('pause', 'channel:sftp', '--url', 'http://127.0.0.1:1');
    expect([code, errors]).toEqual([1, 'Give --url and --token-file together: a token is for one service alone.\n']);
  });

  test('a tenant is set from JSON, or the file is named', async () => {
    const { code, errors } = await tgrid('tenants', 'set', 'token');
    expect([code, errors]).toEqual([1, expect.stringMatching(/^token is no JSON/)]);
  });

  test('tenants are listed', async () => {
    expect((await tgrid('tenants')).output).toMatch(/acme\s+sftp/);
  });

  test('a configuration is checked, and each fault told with its place', async () => {
    expect(await tgrid('config', 'check')).toMatchObject({ code: 0, output: expect.stringContaining('is valid') });
    const broken = path.join(environment.directory, 'broken.json');
    await writeFile(
      broken,
      JSON.stringify({ database: { directory: 'x', key: 'none' }, http: { token: 'secret' }, tenants: [{ id: 'A' }] })
    );
    const { code, errors } = await tgrid('config', 'check', broken);
    expect(code).toBe(1);
    for (const place of ['http.token', 'tenants[0].id', 'tenants[0].channels']) expect(errors).toContain(place);
    expect(errors).not.toContain('at Object');
  });

  test('the doctor tries every connection, and says what to do about one that fails', async () => {
    const { code, output } = await tgrid('doctor', '--json');
    const findings = JSON.parse(output) as { name: string; ok: boolean; said: string }[];
    const of = (name: string) => findings.find((one) => one.name === name);
    expect(of('acme: channel sftp')).toMatchObject({ ok: true, said: expect.stringContaining('open') });
    expect(of('database')).toMatchObject({ ok: true });
    // The fake has no REST interface: what it lacks is what the doctor must find.
    expect([code, of('acme: Salesforce')?.ok]).toEqual([1, false]);
    org.stopPubSub();
    const again = JSON.parse((await tgrid('doctor', '--json')).output) as typeof findings;
    expect(again.find(({ name }) => name === 'acme: Salesforce')?.said).toMatch(
      /Asking Salesforce for the event failed/
    );
  }, 60_000);

  test('migrate is refused while the service has the directory, with the remedy', async () => {
    expect(await tgrid('migrate')).toMatchObject({ code: 1, errors: expect.stringContaining('Stop that process') });
  });
});
