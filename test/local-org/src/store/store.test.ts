import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadShop } from '../metadata/fixtures/shop.ts';
import { openTestOrg } from '../platform/testing/test-org.ts';
import { makeField } from '../schema/field.ts';
import { makeId, normalizeId } from './ids.ts';
import { Store } from './store.ts';
import { Transactions } from './transactions.ts';

describe('ids', () => {
  test('the checksum of a published example', () => {
    expect(normalizeId('001A0000006Vm9r')).toBe('001A0000006Vm9rIAC');
  });

  test('18 characters, growing, stable between both forms', () => {
    const ids = [1, 61, 62, 3843, 3844].map((n) => makeId('a00', n));
    expect(ids.every((id) => id.length === 18 && normalizeId(id.slice(0, 15)) === id)).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(normalizeId('no id')).toBeUndefined();
  });
});

describe('transactions nest', () => {
  test('inner work that throws is undone alone, a savepoint can be used again', () => {
    const t = openTestOrg();
    t.org.transaction(() => {
      t.insert('Account', { Name: 'outer' });
      expect(() =>
        t.org.transaction(() => {
          t.insert('Account', { Name: 'inner' });
          throw new Error('undo');
        })
      ).toThrow('undo');
      const savepoint = t.org.savepoint();
      for (const Name of ['once', 'twice']) {
        t.insert('Account', { Name });
        t.org.rollback(savepoint);
      }
    });
    expect(t.select('SELECT Name FROM Account')).toEqual([{ Name: 'outer' }]);
    t.org.close();
  });

  test('a savepoint of an ended transaction is refused', () => {
    const t = openTestOrg();
    const stale = t.org.transaction(() => t.org.savepoint());
    expect(() => t.org.rollback(stale)).toThrow(/transaction that has ended/);
    t.org.close();
  });

  test('numbers of a sequence are not given twice, rolled back or not', () => {
    const store = new Store(':memory:', loadShop().schema);
    const transactions = new Transactions(store);
    expect(store.reserve('x', 2)).toBe(1);
    const savepoint = transactions.savepoint();
    expect(store.reserve('x', 1)).toBe(3);
    transactions.rollback(savepoint);
    transactions.release(savepoint);
    expect(store.reserve('x', 1)).toBe(4);
    store.close();
  });
});

test('a stored org gets the columns that its schema has grown', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-org-store-'));
  const file = path.join(folder, 'org.sqlite');
  const before = openTestOrg({ file });
  before.insert('Parcel__c', { Key__c: 'k' });
  before.org.close();
  const { schema } = loadShop();
  const parcel = schema.object('Parcel__c');
  if (parcel === undefined) throw new Error('no object');
  parcel.fields.set('extra__c', makeField({ apiName: 'Extra__c', type: 'string', length: 10, externalId: true }));
  const store = new Store(file, schema);
  const [row] = store.find(parcel, 'Key__c', ['k']);
  expect(row?.get('Extra__c')).toBeNull();
  store.update(parcel, String(row?.get('Id')), new Map([['Extra__c', 'new']]));
  expect(store.lookUp(parcel, 'Extra__c', ['NEW'])).toEqual([[row?.get('Id'), 'new']]);
  store.close();
  rmSync(folder, { recursive: true });
});
