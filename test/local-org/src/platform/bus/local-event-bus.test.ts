import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Access, BusEvent, DeliveryOutcome, EventTriggerRunner } from '../org.ts';
import { loadShop } from '../../metadata/fixtures/shop.ts';
import { openTestOrg } from '../testing/test-org.ts';
import type { TestOrg } from '../testing/test-org.ts';

const HOUR = 3_600_000;

/** One trigger on Parcel_Event__e; its batch size of 3 comes from the project. */
function runner(
  deliver: (events: readonly BusEvent[], access: Access, retries: number) => DeliveryOutcome
): EventTriggerRunner {
  return {
    triggers: (object) => (object.apiName === 'Parcel_Event__e' ? ['ParcelEvents'] : []),
    deliver: (_, events, access, retries) => deliver(events, access, retries)
  };
}

const keys = (events: readonly BusEvent[]): unknown[] => events.map((event) => event.fields.get('Key__c'));

describe('the event bus', () => {
  let t: TestOrg;
  let now: number;
  beforeEach(() => {
    now = Date.parse('2026-03-11T12:00:00Z');
    t = openTestOrg({ clock: { now: () => now } });
  });
  afterEach(() => t.org.close());

  const publish = (...names: (string | null)[]) =>
    t.org.bus.publish(
      names.map((Key__c) => t.row('Parcel_Event__e', { Key__c })),
      t.admin
    );

  test('a bad event does not sink its neighbours; replay ids grow', () => {
    const results = publish('a', null, 'b', 'x'.repeat(21));
    expect(results.map((result) => result.errors[0]?.statusCode ?? 'ok')).toEqual([
      'ok',
      'REQUIRED_FIELD_MISSING',
      'ok',
      'STRING_TOO_LONG'
    ]);
    expect(results[2]?.replayId).toBeGreaterThan(results[0]?.replayId ?? Infinity);
    const stored = t.org.bus.read(t.object('Parcel_Event__e'), -2, 10);
    expect(keys(stored)).toEqual(['a', 'b']);
    expect(stored[0]?.fields.get('CreatedDate')).toBe('2026-03-11T12:00:00.000+0000');
    expect(t.org.bus.tip(t.object('Parcel_Event__e'))).toBe(results[2]?.replayId);
    expect(t.org.bus.read(t.object('Parcel_Event__e'), -1, 10)).toEqual([]);
  });

  test('publish-after-commit vanishes with a rollback, publish-immediately stays', () => {
    let told = 0;
    t.org.bus.onStored(t.object('Alarm_Event__e'), () => (told += 1));
    expect(() =>
      t.org.transaction(() => {
        publish('gone');
        t.org.bus.publish([t.row('Alarm_Event__e', { Message__c: 'stays' })], t.admin);
        throw new Error('undo');
      })
    ).toThrow('undo');
    expect(t.org.bus.read(t.object('Parcel_Event__e'), -2, 10)).toEqual([]);
    expect(t.org.bus.read(t.object('Alarm_Event__e'), -2, 10).map((event) => event.fields.get('Message__c'))).toEqual([
      'stays'
    ]);
    expect(told).toBe(1);
  });

  test('discard forgets immediate events too', () => {
    const savepoint = t.org.savepoint();
    t.org.bus.publish([t.row('Alarm_Event__e', { Message__c: 'x' })], t.admin);
    t.org.discard(savepoint);
    expect(t.org.bus.read(t.object('Alarm_Event__e'), -2, 10)).toEqual([]);
  });

  test('batches of the configured size, as Automated Process, from where the trigger began', () => {
    publish('before the trigger');
    const batches: unknown[][] = [];
    const users = new Set<string>();
    t.org.setEventRunner(
      runner((events, access) => {
        batches.push(keys(events));
        users.add(access.userId);
        return { kind: 'done' };
      })
    );
    publish('1', '2', '3', '4', '5');
    expect(t.org.bus.deliverPending()).toBe(2);
    expect(batches).toEqual([
      ['1', '2', '3'],
      ['4', '5']
    ]);
    expect([...users]).toEqual([t.org.users.automatedProcess]);
    expect(t.org.bus.deliverPending()).toBe(0);
  });

  test('a checkpoint goes on behind it, a failure without one loses the batch', () => {
    const batches: unknown[][] = [];
    t.org.setEventRunner(
      runner((events) => {
        batches.push(keys(events));
        if (batches.length === 1) return { kind: 'checkpoint', replayId: events[0]?.replayId ?? 0, error: 'limit' };
        return batches.length === 2 ? { kind: 'failed', message: 'boom' } : { kind: 'done' };
      })
    );
    publish('1', '2', '3', '4', '5');
    t.org.bus.deliverPending();
    expect(batches).toEqual([['1', '2', '3'], ['2', '3', '4'], ['5']]);
    expect(t.select('SELECT Status, LastError, Retries FROM EventBusSubscriber')).toEqual([
      { Status: 'Running', LastError: 'boom', Retries: 0 }
    ]);
  });

  test('ten tries with RetryableException end in the Error state, which resume ends', () => {
    const retries: number[] = [];
    let healthy = false;
    t.org.setEventRunner(
      runner((_, __, count) => {
        retries.push(count);
        return healthy ? { kind: 'done' } : { kind: 'retry', message: 'row locked' };
      })
    );
    publish('1');
    t.org.bus.deliverPending();
    expect(retries).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(t.select('SELECT Status, LastError FROM EventBusSubscriber')).toEqual([
      { Status: 'Error', LastError: 'row locked' }
    ]);
    publish('2');
    expect(t.org.bus.deliverPending()).toBe(0);
    healthy = true;
    t.org.bus.resume('ParcelEvents', t.object('Parcel_Event__e'));
    expect(t.org.bus.deliverPending()).toBe(1);
  });

  test('a suspended trigger waits, and may skip what waited', () => {
    const seen: unknown[] = [];
    t.org.setEventRunner(
      runner((events) => {
        seen.push(...keys(events));
        return { kind: 'done' };
      })
    );
    const event = t.object('Parcel_Event__e');
    t.org.bus.suspend('ParcelEvents', event);
    publish('1', '2');
    expect(t.org.bus.deliverPending()).toBe(0);
    const [subscriber] = t.select('SELECT Status, Position, Tip FROM EventBusSubscriber');
    expect(subscriber?.Status).toBe('Suspended');
    expect(subscriber?.Tip).toBe(Number(subscriber?.Position) + 2);
    t.org.bus.resume('ParcelEvents', event, 'tip');
    publish('3');
    t.org.bus.deliverPending();
    expect(seen).toEqual(['3']);
  });

  test('what exceeds the hourly allocation gets an error of its own, until an hour has gone', () => {
    t.org.bus.hourlyAllocation = 2;
    const codes = () => publish('a', 'b', 'c').map((result) => result.errors[0]?.statusCode ?? 'ok');
    expect(codes()).toEqual(['ok', 'ok', 'LIMIT_EXCEEDED']);
    expect(codes()[0]).toBe('LIMIT_EXCEEDED');
    now += HOUR + 1;
    expect(codes()[0]).toBe('ok');
  });

  test('partitions keep the order of a key, and fail alone', () => {
    const project = loadShop();
    Object.assign(project.eventSubscriberConfigs[0] ?? {}, { partitions: 3, partitionKey: 'Key__c', batchSize: 2 });
    const partitioned = openTestOrg({ project });
    const seen: string[] = [];
    partitioned.org.setEventRunner(
      runner((events) => {
        const texts = events.map(({ fields }) => `${String(fields.get('Key__c'))}${String(fields.get('Amount__c'))}`);
        if (texts.some((text) => text.startsWith('bad'))) return { kind: 'retry', message: 'no' };
        seen.push(...texts);
        return { kind: 'done' };
      })
    );
    const names = ['bad', 'a', 'b', 'c', 'd', 'e'];
    const rows = [1, 2, 3].flatMap((Amount__c) =>
      names.map((Key__c) => partitioned.row('Parcel_Event__e', { Key__c, Amount__c }))
    );
    partitioned.org.bus.publish(rows, partitioned.admin);
    partitioned.org.bus.deliverPending();
    for (const name of new Set(seen.map((text) => text.charAt(0)))) {
      expect(seen.filter((text) => text.startsWith(name))).toEqual([`${name}1`, `${name}2`, `${name}3`]);
    }
    expect(seen.length).toBeGreaterThan(0);
    const subscribers = partitioned.select('SELECT Status, IsPartitioned FROM EventBusSubscriber ORDER BY Status');
    expect(subscribers).toEqual([
      { Status: 'Running', IsPartitioned: true },
      { Status: 'Running', IsPartitioned: true },
      { Status: 'Error', IsPartitioned: true }
    ]);
    partitioned.org.close();
  });

  test('events live for 72 hours', () => {
    const [old] = publish('old');
    now += 71 * HOUR;
    publish('new');
    expect(t.org.bus.retains(old?.replayId ?? 0)).toBe(true);
    now += 2 * HOUR;
    expect(keys(t.org.bus.read(t.object('Parcel_Event__e'), -2, 10))).toEqual(['new']);
    expect(t.org.bus.retains(old?.replayId ?? 0)).toBe(false);
    expect(t.org.bus.publishedSince(now - HOUR)).toBe(0);
  });

  test('server mode delivers by itself after the commit', async () => {
    const delivered = new Promise<unknown[]>((resolve) => {
      t.org.setEventRunner(
        runner((events) => {
          resolve(keys(events));
          return { kind: 'done' };
        })
      );
    });
    t.org.bus.autoDeliver = true;
    publish('1');
    expect(await delivered).toEqual(['1']);
  });
});

test('a restarted org goes on where its triggers stopped', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-org-bus-'));
  const file = path.join(folder, 'org.sqlite');
  const seen: unknown[] = [];
  const deliver = runner((events) => {
    seen.push(...keys(events));
    return { kind: 'done' };
  });
  let t = openTestOrg({ file });
  t.org.setEventRunner(deliver);
  t.org.bus.publish([t.row('Parcel_Event__e', { Key__c: '1' })], t.admin);
  t.org.bus.deliverPending();
  t.org.bus.publish([t.row('Parcel_Event__e', { Key__c: '2' })], t.admin);
  const id = t.insert('Account', { Name: 'kept' });
  t.org.close();
  t = openTestOrg({ file });
  t.org.setEventRunner(deliver);
  t.org.bus.deliverPending();
  expect(seen).toEqual(['1', '2']);
  expect(t.select('SELECT Name FROM Account')).toEqual([{ Name: 'kept' }]);
  expect(t.insert('Account', { Name: 'next' })).not.toBe(id);
  expect(t.select('SELECT COUNT(Id) n FROM User')).toEqual([{ n: 2 }]);
  t.org.close();
  rmSync(folder, { recursive: true });
});
