import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startLocalOrg, type TestOrg } from '../../testing/local-org.ts';
import { until } from '../../testing/wait.ts';
import type { BellBatch, BellListener, DocumentEvent, Listening } from '../port.ts';
import { Salesforce } from './salesforce.ts';

let org: TestOrg;
let crm: Salesforce;

beforeAll(async () => {
  org = await startLocalOrg();
}, 120_000);

afterAll(() => org.stop());

beforeEach(() => {
  const { url, clientId, username, endpoint } = org;
  const login = { loginUrl: url, clientId, username, privateKey: () => org.privateKey, audience: url };
  crm = new Salesforce({
    login,
    endpoint,
    tls: false,
    namespace: '',
    apiVersion: '67.0',
    streamSilenceMilliseconds: 1500
  });
});

afterEach(async () => {
  await org.clearFaults();
  crm.close();
});

/** Keeps what it is told, and the position, as the journal does. */
class Kept implements BellListener {
  readonly batches: BellBatch[] = [];
  readonly gaps: string[] = [];
  stored: Buffer | null = null;

  position(): Promise<Buffer | null> {
    return Promise.resolve(this.stored);
  }

  onBatch(batch: BellBatch): Promise<void> {
    this.batches.push(batch);
    this.stored = batch.position;
    return Promise.resolve();
  }

  onGap(reason: string): Promise<void> {
    this.gaps.push(reason);
    this.stored = null;
    return Promise.resolve();
  }

  get keys(): string[] {
    return this.batches.flatMap(({ bells }) => bells.map(({ messageKey }) => messageKey));
  }
}

async function ask(kind = 'reprocess', partnerId?: string): Promise<string> {
  const messageKey = randomUUID();
  await org.admin.sobject('Outbound_Message__c').create({
    Message_Key__c: messageKey,
    Kind__c: kind,
    Payload__c: '{"documentKey":"a"}',
    Payload_Version__c: 1,
    ...(partnerId === undefined ? {} : { Partner__c: partnerId })
  });
  return messageKey;
}

async function ring(messageKey: string): Promise<void> {
  await org.admin.sobject('Outbound_Event__e').create({ Message_Key__c: messageKey, Kind__c: 'reprocess' });
}

describe('the stream of the outbox', () => {
  let kept: Kept;
  let listening: Listening;

  beforeEach(async () => {
    kept = new Kept();
    listening = crm.listen(kept);
    // The first stream begins with what comes after it: it must be there before something rings.
    await until('the stream is open', async () => {
      await ring('first');
      return kept.keys.includes('first');
    });
  });

  afterEach(() => listening.stop());

  test('brings what rings, each once and in order, with the position after it', async () => {
    const keys = Array.from({ length: 250 }, (_, index) => `key-${index}`);
    for (const key of keys) await ring(key);
    await until('all have come', () => kept.keys.includes('key-249'));
    expect(kept.keys.filter((key) => key.startsWith('key-'))).toEqual(keys);
    expect(listening.trouble).toBeNull();
  }, 60_000);

  test.each([
    ['killed', { kind: 'killStreams' }],
    ['spent with its token', { kind: 'expireTokens', username: 'integration@acme-seller.example' }]
  ])('a stream that is %s is replaced, and nothing is missed', async (_how, fault) => {
    await org.fault(fault);
    await ring(`after ${fault.kind}`);
    await until('it comes all the same', () => kept.keys.includes(`after ${fault.kind}`));
    expect(kept.gaps).toEqual([]);
  });

  test('a stream that stays open and is dead is found and replaced', async () => {
    await org.fault({ kind: 'zombieStreams' });
    await ring('into the dead stream');
    await until('the silence is noticed', () => listening.trouble !== null);
    await org.clearFaults();
    await until('it comes over the next one', () => kept.keys.includes('into the dead stream'));
    await until('all is well again', () => listening.trouble === null);
  });

  test('a position that has expired is told as a gap, and listening goes on', async () => {
    await org.fault({ kind: 'replayIdExpired' });
    await org.fault({ kind: 'killStreams' });
    await until('the gap is told', () => kept.gaps.length === 1);
    await ring('after the gap');
    await until('it goes on', () => kept.keys.includes('after the gap'));
  });
});

describe('the outbox', () => {
  test('requests are read by key, and those that nobody began by age', async () => {
    const [one, other] = [await ask(), await ask('status')];
    const pending = await crm.pendingMessages(100);
    expect(pending.map(({ messageKey }) => messageKey)).toEqual(expect.arrayContaining([one, other]));
    expect(await crm.messages([other, 'unknown'])).toEqual([
      {
        messageKey: other,
        kind: 'status',
        payload: '{"documentKey":"a"}',
        payloadVersion: 1,
        documentKey: null,
        isHeld: false
      }
    ]);
  });

  test('a request whose partner was suspended is held, and pending no more', async () => {
    const name = 'Suspended Ltd';
    const partner = await org.admin
      .sobject('Trading_Partner__c')
      .create({ Name: name, Partner_Key__c: name, Status__c: 'Active' });
    const messageKey = await ask('resubmit', partner.id);
    expect(await crm.messages([messageKey])).toEqual([expect.objectContaining({ messageKey, isHeld: false })]);
    await org.admin.sobject('Trading_Partner__c').update({ Id: partner.id ?? '', Status__c: 'Suspended' });
    expect(await crm.messages([messageKey])).toEqual([expect.objectContaining({ messageKey, isHeld: true })]);
    expect((await crm.pendingMessages(100)).map((one) => one.messageKey)).not.toContain(messageKey);
  });

  test('what became of a request is written back, and a deleted one does not come back', async () => {
    const key = await ask();
    const report = {
      status: 'Done',
      reason: null,
      result: '{"ok":true}',
      externalReference: 'TG-1',
      attempts: 2,
      sentAt: new Date(0),
      completedAt: new Date(1000)
    } as const;
    await crm.report(key, report);
    const found = await org.admin.query(
      `SELECT Status__c, Result__c, External_Reference__c, Attempts__c FROM Outbound_Message__c WHERE Message_Key__c = '${key}'`
    );
    expect(found.records[0]).toMatchObject({ Status__c: 'Done', Result__c: '{"ok":true}', Attempts__c: 2 });
    expect((await crm.pendingMessages(100)).map(({ messageKey }) => messageKey)).not.toContain(key);
    await expect(crm.report('unknown', report)).rejects.toMatchObject({ failure: 'permanent' });
  });
});

describe('what arrived', () => {
  const event = (sequence: number, payload?: string): DocumentEvent => ({
    kind: 'document',
    partner: null,
    partitionKey: `k${sequence}`,
    documentKey: `document-${sequence}`,
    recordKey: null,
    sequence,
    part: 1,
    parts: 1,
    payloadVersion: 1,
    payload: payload ?? JSON.stringify({ document: DOCUMENT }),
    correlationId: 'c',
    receivedAt: new Date(0),
    silent: false
  });

  test('documents and failures of a range are told by sequence', async () => {
    await crm.publish([event(101), event(103, 'no JSON'), event(102)]);
    const arrivals = await until('all are told', async () => {
      const found = await crm.arrivals(101, 103);
      return found.arrivals.length === 3 && found;
    });
    expect(arrivals).toEqual({
      arrivals: [
        { documentKey: 'document-101', sequence: 101, correlationId: 'c', failure: null },
        { documentKey: 'document-102', sequence: 102, correlationId: 'c', failure: null },
        {
          documentKey: 'document-103',
          sequence: 103,
          correlationId: null,
          failure: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), reason: expect.any(String) }
        }
      ],
      calls: 2
    });
    expect((await crm.arrivals(102, 102)).arrivals).toHaveLength(1);
  });

  test('the limits, and how far the org has read', async () => {
    const { events, calls } = await crm.limits();
    expect([events.max > 0, events.remaining <= events.max, calls.max > 0]).toEqual([true, true, true]);
    await crm.publish([event(110)]);
    await until('it caught up', async () => (await crm.ingestState()).caughtUp);
    expect(await crm.ingestState()).toEqual({ state: 'running', caughtUp: true, error: null });
  });
});

const DOCUMENT = {
  type: '850',
  standard: 'X12',
  version: '004010',
  direction: 'Inbound',
  sender: { qualifier: 'ZZ', id: 'TGBUYER' },
  receiver: { qualifier: 'ZZ', id: 'TGSELLER' },
  interchangeControlNumber: '000000001',
  usage: 'Production',
  validationStatus: 'Accepted',
  reason: null,
  fileName: 'po.edi',
  size: 1,
  receipts: 1,
  findings: []
};
