import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Simulator, startSimulator } from '../../../test/trading-grid/src/simulator.ts';
import { tenantSchema } from '../config/schema.ts';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { Leases } from '../db/lease.ts';
import { storeRequests } from '../outbound/inbox.ts';
import { OutboundWorker } from '../outbound/worker.ts';
import { createLogger } from '../telemetry/log.ts';
import { CrmFake } from '../testing/crm-fake.ts';
import { gridOf } from '../testing/environment.ts';
import { until } from '../testing/wait.ts';
import { gridActions, type GridInterfaces, gridInterfaces } from './actions.ts';

let directory: string;
let simulator: Simulator;
let database: OpenDatabase;
let grid: GridInterfaces;
let worker: OutboundWorker;
let crm: CrmFake;
let tenants = 0;

function gridConfig() {
  const config = tenantSchema.shape.grid.parse(gridOf(simulator));
  if (!config) throw new Error('the configuration should be whole');
  return config;
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-grid-'));
  simulator = await startSimulator({ dataDirectory: path.join(directory, 'grid'), httpPort: 0, sftpPort: 0 });
  database = await openDatabase({ directory: path.join(directory, 'db') });
}, 60_000);

afterAll(async () => {
  await simulator.close();
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  tenants += 1;
  crm = new CrmFake();
  grid = gridInterfaces(gridConfig(), directory);
  const parts = {
    journal: database.journal,
    leases: new Leases(database.journal, 'a', 15),
    crm,
    actions: gridActions(grid, 1),
    log: createLogger('silent')
  };
  worker = new OutboundWorker(parts, `tenant-${tenants}`);
});

afterEach(() => simulator.control.faults.clear());

async function ask(kind: string, payload: unknown): Promise<string> {
  const messageKey = randomUUID();
  crm.outbox.set(messageKey, {
    messageKey,
    kind,
    payload: JSON.stringify(payload),
    payloadVersion: 1,
    documentKey: null,
    isHeld: false
  });
  await storeRequests(database.journal, `tenant-${tenants}`, [{ messageKey, kind }]);
  return messageKey;
}

/** Works, and moves all clocks, until a request has ended. */
async function finish(messageKey: string) {
  return until('the request has ended', async () => {
    await database.journal
      .updateTable('outbound_request')
      .set({ next_at: new Date(0) })
      .execute();
    await worker.run();
    await simulator.control.advance(10);
    const report = crm.reports.findLast((one) => one.messageKey === messageKey);
    return report && report.status !== 'In Progress' ? report : undefined;
  });
}

const newPartner = (name: string, id: string) => ({
  companyName: name,
  role: 'buyer',
  externalKey: `P-${name}`,
  identifiers: [{ qualifier: 'ZZ', id }],
  documentTypes: ['850', '810'],
  usage: 'test'
});

describe('onboarding', () => {
  test('sets a partner up step by step, and tells the CRM each of them', async () => {
    const key = await ask('onboarding', newPartner('Hooli', 'HOOLI'));
    const report = await finish(key);
    const { steps, partnerId } = JSON.parse(report.result ?? '{}') as {
      steps: Record<string, { state: string }>;
      partnerId: string;
    };
    expect(Object.entries(steps).map(([step, { state }]) => [step, state])).toEqual([
      ['directory', 'done'],
      ['crossReferences', 'done'],
      ['partner', 'done'],
      ['relationship', 'done']
    ]);
    expect([report.status, report.externalReference]).toEqual(['Done', partnerId]);
    expect(
      crm.reports.some(({ status, reason }) => status === 'In Progress' && reason?.includes('sets the partner up'))
    ).toBe(true);
    expect(simulator.control.partners().map(({ company }) => company)).toContain('Hooli');
  });

  test('whatever answer is lost, there is one partner with one relationship', async () => {
    for (const place of ['/gateway', '/cartographer', '/TGCommunityServices', '/v1/oauth2'])
      simulator.control.faults.add({ kind: 'http.cutAfter', path: place, times: 1 });
    const report = await finish(await ask('onboarding', newPartner('Pied Piper', 'PIEDPIPER')));
    expect(report.status).toBe('Done');
    expect(simulator.control.partners().filter(({ company }) => company === 'Pied Piper')).toHaveLength(1);
  });

  test('while the network is away the request waits, and is done when it is back', async () => {
    const fault = simulator.control.faults.add({ kind: 'http.down' });
    const key = await ask('onboarding', newPartner('Aviato', 'AVIATO'));
    await worker.run();
    expect(crm.reports.at(-1)).toMatchObject({ status: 'In Progress', reason: expect.stringContaining('503') });
    simulator.control.faults.remove(fault.id);
    expect((await finish(key)).status).toBe('Done');
  });

  test('what the network refuses is told with its reason', async () => {
    const report = await finish(await ask('onboarding', newPartner('Impostor', 'TGBUYER')));
    expect([report.status, report.reason]).toEqual(['Failed', expect.stringContaining('belongs to Acme')]);
    const invalid = await finish(await ask('onboarding', { companyName: '' }));
    expect([invalid.status, invalid.reason]).toEqual(['Failed', expect.stringContaining('identifiers')]);
  });

  test('the step that was refused says so, beside those that were done', async () => {
    const report = await finish(await ask('onboarding', newPartner('Impostor', 'TGBUYER')));
    const { steps } = JSON.parse(report.result ?? '{}') as {
      steps: Record<string, { state: string; detail: string; at: string }>;
    };
    expect(steps).toEqual({
      directory: { state: 'done', detail: 'New to the network.', at: expect.any(String) },
      crossReferences: { state: 'done', detail: '1 address', at: expect.any(String) },
      partner: { state: 'failed', detail: expect.stringContaining('belongs to Acme'), at: expect.any(String) }
    });
  });

  test('steps for which the customer has no interface are skipped', async () => {
    const actions = gridActions({ ...grid, community: undefined, cartographer: undefined }, 1);
    const leases = new Leases(database.journal, 'b', 15);
    const log = createLogger('silent');
    worker = new OutboundWorker({ journal: database.journal, leases, crm, actions, log }, `tenant-${tenants}`);
    const report = await finish(await ask('onboarding', newPartner('Bachmanity', 'BACHMANITY')));
    const { steps } = JSON.parse(report.result ?? '{}') as { steps: Record<string, { state: string }> };
    expect(Object.values(steps).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'done', 'done']);
  });

  test('a partner that the network has is changed', async () => {
    const made = await finish(await ask('onboarding', newPartner('Raviga', 'RAVIGA')));
    const partnerId = made.externalReference ?? '';
    const change = { ...newPartner('Raviga', 'RAVIGA2'), partnerId, documentTypes: ['856'], usage: 'production' };
    const changed = await finish(await ask('onboarding', change));
    expect([changed.status, changed.externalReference]).toEqual(['Done', partnerId]);
    expect(simulator.control.partners().find(({ key }) => key === partnerId)).toMatchObject({ id: 'RAVIGA2' });
  });
});

test('the exchange with a partner is suspended, and opened again', async () => {
  const made = await finish(await ask('onboarding', newPartner('Coleman', 'COLEMAN')));
  const { relationshipId } = JSON.parse(made.result ?? '{}') as { relationshipId: string };
  for (const status of ['Suspended', 'Active']) {
    const report = await finish(await ask('relationship', { relationshipId, status, reason: 'audit' }));
    expect(JSON.parse(report.result ?? '{}')).toMatchObject({ id: relationshipId, status });
  }
});

describe('agreements', () => {
  test('of a partner are listed, changed, and renewed by a milestone', async () => {
    const { externalReference: partnerId } = await finish(await ask('onboarding', newPartner('Endframe', 'ENDFRAME')));
    const listed = await finish(await ask('agreements', { partnerId }));
    const { items } = JSON.parse(listed.result ?? '{}') as { items: { id: string; validTo: string; link: string }[] };
    expect(items).toMatchObject([{ partnerId, status: 'Active', link: expect.stringContaining('http') }]);
    const [{ id: agreementId, validTo } = { id: '', validTo: '' }] = items;
    const suspended = await finish(await ask('agreement', { agreementId, status: 'Suspended' }));
    expect(JSON.parse(suspended.result ?? '{}')).toMatchObject({ id: agreementId, status: 'Suspended' });
    const renewed = await finish(await ask('milestone', { agreementId, name: 'Renewal', status: 'Done' }));
    const answer = JSON.parse(renewed.result ?? '{}') as { status: string; validTo: string };
    expect(answer.status).toBe('Active');
    expect(Date.parse(answer.validTo)).toBeGreaterThan(Date.parse(validTo));
  });
});

describe('a document of the network', () => {
  /** A file that a partner sent, as Lens knows it. */
  async function sent(): Promise<string> {
    const [file] = await simulator.control.send('TGBUYER', { type: '850' });
    const { entries } = await grid.lens.search({
      filters: [
        { field: 'correlationid', values: [{ value: file?.correlationId ?? '' }] },
        { field: 'transactionlevel', values: [{ value: 'File' }] }
      ]
    });
    return entries[0]?.transactionid ?? '';
  }

  test('is sent again by the network, once', async () => {
    simulator.control.faults.add({ kind: 'http.cutAfter', path: '/gateway', times: 1 });
    const transactionId = await sent();
    const before = (await grid.lens.search({ count: 1 })).total;
    const report = await finish(await ask('reprocess', { transactionId }));
    const { correlationId } = JSON.parse(report.result ?? '{}') as { correlationId: string };
    const again = await grid.lens.search({ filters: [{ field: 'correlationid', values: [{ value: correlationId }] }] });
    const added = (await grid.lens.search({ count: 1 })).total - before;
    expect([report.status, added]).toEqual(['Done', again.total]);
  });

  test('is told a status of ours', async () => {
    const report = await finish(
      await ask('status', { transactionId: await sent(), name: 'Resolved', note: 'by phone' })
    );
    expect(report.status).toBe('Done');
    expect(JSON.parse(report.result ?? '{}')).toMatchObject({ name: 'Resolved' });
  });

  test('that there is not is refused', async () => {
    const report = await finish(await ask('reprocess', { transactionId: 'nothing' }));
    expect([report.status, report.reason]).toEqual(['Failed', expect.stringContaining('no transaction')]);
  });

  test('a spent token is replaced', async () => {
    await grid.lens.search({ count: 1 });
    await simulator.control.advance(11 * 3600);
    expect((await grid.lens.search({ count: 1 })).total).toBeGreaterThan(0);
  });
});
