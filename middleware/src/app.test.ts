import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type App, startApp } from './app.ts';
import { loadConfig } from './config/load.ts';
import { SecretError } from './config/secret.ts';
import type { DocumentEvent } from './crm/port.ts';
import type { Payload } from './documents/payload.ts';
import { createLogger } from './telemetry/log.ts';
import { CrmFake } from './testing/crm-fake.ts';
import { orderFile } from './testing/edi.ts';
import { type Environment, prepare } from './testing/environment.ts';
import { until } from './testing/wait.ts';

const listing = z.object({
  documents: z.array(
    z.looseObject({ key: z.string(), status: z.string(), receipts: z.number(), orderNumber: z.string().nullable() })
  )
});

let environment: Environment;
let crm: CrmFake;
let app: App;

/** Tests share the service and its journal: each has interchanges and orders of its own. */
async function start(): Promise<void> {
  crm = new CrmFake();
  app = await startApp(loadConfig(environment.configFile), createLogger('silent'), crm);
}

beforeAll(async () => {
  environment = await prepare();
  await start();
});

afterEach(() => {
  crm.events.length = 0;
  crm.answer = () => ({ accepted: true });
});

afterAll(async () => {
  await app.stop();
  await environment.close();
});

const deliver = (name: string, bytes: Buffer) => environment.simulator.mailboxes.deliver('tgseller', name, bytes);
const folder = (name: string) => readdir(path.join(environment.simulator.mailboxes.root('tgseller'), name));
const payloadOf = (event: DocumentEvent | undefined) => JSON.parse(event?.payload ?? '{}') as Payload;

async function call(route: string, method = 'GET', token = 'operator') {
  const sent = method === 'POST' ? { body: JSON.stringify({ by: 'me' }) } : {};
  const response = await fetch(`http://127.0.0.1:${app.httpPort}${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...sent
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const documents = async () => listing.parse((await call('/v1/tenants/acme/documents')).body).documents;

describe('from the mailbox to the CRM', () => {
  test('an order travels, and its file is moved once it is stored', async () => {
    await deliver('po.edi', orderFile({ number: 'PO-1', control: '1' }));
    const event = await until('the order is published', () => crm.events[0]);
    expect(event).toMatchObject({ kind: 'order', partner: 'ZZ:TGBUYER', part: 1, parts: 1 });
    expect(payloadOf(event).order).toMatchObject({ number: 'PO-1', total: '10.00', totalSource: 'computed' });
    await until('the file is moved', async () => (await folder('outgoing')).length === 0);
    expect(await folder('processed')).toContain('po.edi');
    const key = (await documents())[0]?.key ?? '';
    const shown = (await call(`/v1/tenants/acme/documents/${key}`)).body as { history: { step: string }[] };
    expect(shown.history.map(({ step }) => step)).toEqual(['received', 'translated', 'queued', 'published']);
  });

  test('identical bytes make one document, with the receipts counted', async () => {
    const bytes = orderFile({ number: 'PO-SAME', control: '2' });
    await deliver('first.edi', bytes);
    await deliver('second.edi', bytes);
    const found = await until('both are counted', async () => {
      const same = (await documents()).filter(({ orderNumber }) => orderNumber === 'PO-SAME');
      return same[0]?.receipts === 2 && same[0].status === 'published' && same;
    });
    expect([found.length, new Set(crm.events.map(({ documentKey }) => documentKey)).size]).toEqual([1, 1]);
    expect(payloadOf(crm.events.at(-1)).document.receipts).toBe(2);
    const moved = await until('both are moved', async () => {
      const names = await folder('processed');
      return names.includes('first.edi') && names.includes('second.edi') && names;
    });
    expect(moved).toEqual(expect.arrayContaining(['first.edi', 'second.edi']));
  });

  test('the same interchange with other bytes is held until it is released', async () => {
    await deliver('a.edi', orderFile({ number: 'PO-HELD', control: '3' }));
    await until('the first is published', () => crm.events[0]);
    await deliver('b.edi', orderFile({ number: 'PO-HELD', control: '3', quantity: 5 }));
    const held = await until('the second is told', () => crm.events[1]);
    expect([held.kind, payloadOf(held).document.reason, payloadOf(held).order]).toEqual([
      'document',
      expect.stringContaining('Suspected duplicate'),
      undefined
    ]);
    expect(await call(`/v1/tenants/acme/documents/${held.documentKey}/release`, 'POST')).toMatchObject({ status: 200 });
    const released = await until('the order is published', () => crm.events[2]);
    expect(released).toMatchObject({ kind: 'order', documentKey: held.documentKey, sequence: held.sequence });
    expect(payloadOf(released).order?.total).toBe('50.00');
    expect((await call(`/v1/tenants/acme/documents/${held.documentKey}/release`, 'POST')).status).toBe(409);
  });

  test('what cannot be an order becomes a rejected document with its reason', async () => {
    await deliver('empty.edi', Buffer.alloc(0));
    await deliver('text.edi', Buffer.from('Dear supplier'));
    await deliver('cut.edi', orderFile({ number: 'PO-9', control: '9' }).subarray(0, 200));
    await until('all three are told', () => crm.events.length === 3);
    const reasons = crm.events.map((event) => payloadOf(event).document.reason);
    expect(reasons).toEqual(
      expect.arrayContaining([
        'The file is empty.',
        expect.stringContaining('neither X12 nor EDIFACT'),
        expect.stringContaining('IEA segment is missing')
      ])
    );
  });

  test('while the CRM is down documents wait, and the health says so', async () => {
    crm.down = true;
    await deliver('waiting.edi', orderFile({ number: 'PO-WAITING', control: '4' }));
    const health = await until('the health says so', async () => {
      const answer = await call('/readyz');
      return (answer.body as { state: string }).state === 'degraded' && answer;
    });
    expect(health).toEqual({
      status: 200,
      body: { ready: true, state: 'degraded', troubles: { salesforce: 'the org is down' } }
    });
    crm.down = false;
    await until('the order is published', () => crm.events.length === 1);
    expect((await call('/readyz')).status).toBe(200);
  });

  test('a document that the CRM refuses is set aside, and its neighbours go on', async () => {
    crm.answer = (event) =>
      payloadOf(event).order?.number === 'PO-BAD'
        ? { accepted: false, failure: 'permanent', code: 'COMMIT', message: 'no' }
        : { accepted: true };
    await deliver('bad.edi', orderFile({ number: 'PO-BAD', control: '5' }));
    await deliver('good.edi', orderFile({ number: 'PO-GOOD', control: '6' }));
    const failed = await until('both are decided', async () => {
      const found = await documents();
      return (
        crm.events.length === 1 &&
        found.find(({ status, orderNumber }) => status === 'failed' && orderNumber === 'PO-BAD')
      );
    });
    expect(failed).toMatchObject({ orderNumber: 'PO-BAD', reason: 'no (COMMIT)' });
    crm.answer = () => ({ accepted: true });
    await call(`/v1/tenants/acme/documents/${failed.key}/release`, 'POST');
    await until('it is published after its release', () => crm.events.length === 2);
  });

  test('nothing is told without the token', async () => {
    expect((await call('/v1/tenants/acme/documents', 'GET', 'wrong')).status).toBe(401);
    expect((await call('/v1/tenants/acme/documents/x/release', 'POST', '')).status).toBe(401);
  });
});

test('20 MB of many orders are processed whole', async () => {
  const orders = Array.from({ length: 20_000 }, (_, index) => {
    const lines = Array.from(
      { length: 21 },
      (_line, line) => `PO1*${line + 1}*5*EA*1.25**VN*ITEM-${line}*BP*BUYER-${line}-${index}~\n`
    ).join('');
    return `ST*850*${index}~\nBEG*00*SA*MANY-${index}**20260105~\n${lines}SE*24*${index}~\n`;
  });
  const header = orderFile({ number: 'x', control: '20' }).toString().split('ST*')[0] ?? '';
  const bytes = Buffer.from(`${header}${orders.join('')}GE*20000*20~\nIEA*1*000000020~\n`);
  expect(bytes.length).toBeGreaterThan(18_000_000);
  await deliver('many.edi', bytes);
  await until('all are published', () => crm.events.length === 20_000, 240);
  expect(new Set(crm.events.map(({ documentKey }) => documentKey)).size).toBe(20_000);
}, 300_000);

describe('a mailbox that is only read', () => {
  beforeAll(async () => {
    await app.stop();
    await environment.configure({ mode: 'keep' });
    await start();
  });

  test('keeps its files, and each is taken once', async () => {
    await deliver('kept.edi', orderFile({ number: 'PO-7', control: '7' }));
    await until('the order is published', () => crm.events[0]);
    await deliver('other.edi', orderFile({ number: 'PO-8', control: '8' }));
    await until('the next one as well', () => crm.events[1]);
    const kept = (await documents()).filter(({ orderNumber }) => ['PO-7', 'PO-8'].includes(orderNumber ?? ''));
    expect([await folder('outgoing'), kept.map(({ receipts }) => receipts)]).toEqual([
      ['kept.edi', 'other.edi'],
      [1, 1]
    ]);
  });
});

describe('secrets and documents stay with their owner', () => {
  test('the journal and the spool are closed to others', async () => {
    for (const name of ['journal', 'spool']) {
      expect((await stat(path.join(environment.directory, name))).mode & 0o077).toBe(0);
    }
  });

  test.each(['missing', 'empty'])('a service whose token file is %s does not start', async (how) => {
    const other = await prepare();
    const token = path.join(other.directory, 'token');
    await (how === 'missing' ? rm(token) : writeFile(token, '\n'));
    await expect(startApp(loadConfig(other.configFile), createLogger('silent'), crm)).rejects.toThrow(SecretError);
    expect(await readdir(other.directory)).not.toContain('journal');
    await other.close();
  });
});
