import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadShop } from '../metadata/fixtures/shop.ts';
import { openOrg } from '../platform/open-org.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import type { BindValue, Row } from '../platform/org.ts';
import type { FieldValue } from '../schema/schema.ts';
import { parseSoql } from './parse.ts';

const NOW = Date.parse('2026-03-11T12:00:00Z');

describe.each(['', 'acme'])('queries with namespace "%s"', (namespace) => {
  let org: LocalOrg;
  let clock = NOW;
  const ids: Record<string, string> = {};
  const access = () => ({ userId: org.users.admin, mode: 'user', sharing: true }) as const;

  const insert = (name: string, objectName: string, values: Record<string, FieldValue>): void => {
    const object = org.schema.object(objectName);
    if (object === undefined) throw new Error(objectName);
    const fields = new Map(
      Object.entries(values).map(([key, value]) => [org.schema.field(object, key)?.apiName ?? key, value])
    );
    const [result] = org.dml('insert', [{ object, fields }], { access: access(), allOrNone: true });
    expect(result?.errors).toEqual([]);
    ids[name] = result?.id ?? '';
  };
  const run = (soql: string, binds: BindValue[] = []) => org.query(parseSoql(soql), binds, access());
  const plain = (row: Row | undefined, name: string): FieldValue | undefined =>
    row?.fields.get(name) ?? row?.fields.get(`${namespace}__${name}`);
  const keys = (soql: string, binds: BindValue[] = []): unknown[] =>
    run(soql, binds).rows.map((row) => plain(row, 'Key__c'));

  beforeAll(() => {
    org = openOrg({ project: loadShop(namespace), clock: { now: () => clock } });
    insert('acme', 'Account', { Name: 'Acme', Industry: 'Retail', Depot_Code__c: 'D1' });
    insert('zeta', 'Account', { Name: 'zeta', Industry: 'Banking' });
    insert('ann', 'Contact', { LastName: 'Lee', FirstName: 'Ann', AccountId: ids.acme ?? '' });
    insert('p1', 'Parcel__c', {
      Name: 'one',
      Key__c: 'a',
      Account__c: ids.acme ?? '',
      Weight__c: 2,
      Status__c: 'Sent',
      Due__c: '2026-03-10',
      Tags__c: 'Heavy;Cold'
    });
    insert('p2', 'Parcel__c', {
      Name: 'TWO',
      Key__c: 'A',
      Account__c: ids.zeta ?? '',
      Weight__c: 10,
      Status__c: 'New',
      Due__c: '2026-03-11',
      Tags__c: 'Cold'
    });
    clock = NOW - 40 * 86_400_000;
    insert('p3', 'Parcel__c', { Name: '100%', Key__c: 'c', Status__c: 'Arrived', Sender__c: ids.ann ?? '' });
    clock = NOW;
    insert('i1', 'Item__c', { Parcel__c: ids.p1 ?? '', Quantity__c: 1, Sku__c: 'x' });
    insert('i2', 'Item__c', { Parcel__c: ids.p1 ?? '', Quantity__c: 5, Sku__c: 'y' });
    insert('i3', 'Item__c', { Parcel__c: ids.p2 ?? '', Quantity__c: 7, Sku__c: 'x' });
  });
  afterAll(() => org.close());

  test.each([
    ["Name = 'ONE'", ['a']],
    ["Key__c = 'A'", ['A']],
    ["Name != 'one'", ['A', 'c']],
    ['Weight__c != 2', ['A', 'c']],
    ['NOT (Weight__c > 5)', ['a', 'c']],
    ['Weight__c = null', ['c']],
    ['Account__c != null AND Weight__c <= 2', ['a']],
    ["Name LIKE 't%' OR Name LIKE '_ne'", ['a', 'A']],
    ["Name LIKE '%\\\\%'", ['c']],
    ["Name IN ('two', 'x')", ['A']],
    ["Account__c NOT IN (SELECT Id FROM Account WHERE Name = 'acme')", ['A', 'c']],
    ["Id IN (SELECT Parcel__c FROM Item__c WHERE Sku__c = 'x')", ['a', 'A']],
    ["Account__r.Name = 'ACME'", ['a']],
    ["Account__r.Owner.Profile.Name = 'system administrator'", ['a', 'A']],
    ["Sender__r.Account.Industry = 'retail'", ['c']],
    ['Due__c = TODAY', ['A']],
    ['Due__c = YESTERDAY', ['a']],
    ['Due__c < 2026-03-11', ['a']],
    ['CreatedDate = LAST_N_DAYS:30', ['a', 'A']],
    ['CreatedDate < LAST_MONTH', ['c']],
    ['CreatedDate < THIS_MONTH', ['c']],
    ['CreatedDate > 2026-03-11T11:00:00Z', ['a', 'A']],
    ["Tags__c INCLUDES ('Heavy')", ['a']],
    ["Tags__c INCLUDES ('Cold;Heavy')", ['a']],
    ["Tags__c EXCLUDES ('Heavy')", ['A', 'c']],
    ['CALENDAR_MONTH(Due__c) = 3', ['a', 'A']],
    ['Double_Weight__c = 20', ['A']],
    ['Parcel__c.Double_Weight__c < 5', ['a', 'c']],
    ['Fragile__c = false AND Weight__c > 1.5', ['a', 'A']]
  ])('WHERE %s', (where, expected) => {
    expect(keys(`SELECT Key__c FROM Parcel__c WHERE ${where} ORDER BY Key__c`)).toEqual(expected.sort());
  });

  test.each([
    ['Weight__c', ['c', 'a', 'A']],
    ['Weight__c DESC NULLS LAST', ['A', 'a', 'c']],
    ['Double_Weight__c DESC', ['A', 'a', 'c']],
    ['Weight__c DESC', ['c', 'A', 'a']],
    ['Status__c', ['A', 'a', 'c']],
    ['Account__r.Name DESC NULLS LAST', ['A', 'a', 'c']],
    ['Name LIMIT 1 OFFSET 1', ['a']]
  ])('ORDER BY %s', (order, expected) => {
    expect(keys(`SELECT Key__c FROM Parcel__c ORDER BY ${order}`)).toEqual(expected);
  });

  test('TYPEOF gives each kind of parent its fields', () => {
    const soql = `SELECT TYPEOF Owner WHEN User THEN Username, Profile.Name WHEN Group THEN DeveloperName END FROM Parcel__c LIMIT 1`;
    const owner = run(soql).rows[0]?.parents.get('Owner');
    expect(owner?.object.apiName).toBe('User');
    expect(owner?.fields.get('Username')).toBe('admin@local-org.example');
    expect(owner?.parents.get('Profile')?.fields.get('Name')).toBe('System Administrator');
    const other = run('SELECT TYPEOF Owner WHEN Group THEN DeveloperName ELSE Name END FROM Parcel__c LIMIT 1');
    expect(other.rows[0]?.parents.get('Owner')?.fields.get('Name')).toBe('Administrator');
  });

  test('ROLLUP and CUBE add subtotals, which GROUPING tells', () => {
    const values = (soql: string): unknown[][] => run(soql).rows.map((row) => [...row.fields.values()]);
    const select =
      'SELECT Sku__c, Parcel__r.Key__c k, SUM(Quantity__c) q, GROUPING(Sku__c) s, GROUPING(Parcel__r.Key__c) p';
    expect(values(`${select} FROM Item__c GROUP BY ROLLUP(Sku__c, Parcel__r.Key__c)`)).toEqual([
      ['x', 'A', 7, 0, 0],
      ['x', 'a', 1, 0, 0],
      ['x', null, 8, 0, 1],
      ['y', 'a', 5, 0, 0],
      ['y', null, 5, 0, 1],
      [null, null, 13, 1, 1]
    ]);
    const cube = values(
      `${select} FROM Item__c GROUP BY CUBE(Sku__c, Parcel__r.Key__c) ORDER BY SUM(Quantity__c) DESC LIMIT 3`
    );
    expect(cube).toEqual([
      [null, null, 13, 1, 1],
      ['x', null, 8, 0, 1],
      ['x', 'A', 7, 0, 0]
    ]);
  });

  test('labels, formats and time zones', () => {
    expect(keys("SELECT Key__c FROM Parcel__c WHERE toLabel(Status__c) = 'brand NEW'")).toEqual(['A']);
    const [row] = run(
      "SELECT toLabel(Status__c) l, FORMAT(Weight__c) w, FORMAT(Due__c) d FROM Parcel__c WHERE Key__c = 'A'"
    ).rows;
    expect([...(row?.fields.entries() ?? [])].slice(1)).toEqual([
      ['l', 'Brand new'],
      ['w', '10.00'],
      ['d', '3/11/26']
    ]);
    const [total] = run('SELECT FORMAT(SUM(Weight__c)) s FROM Parcel__c').rows;
    expect(total?.fields.get('s')).toBe('12.00');
  });

  test('date literals and CONVERTTIMEZONE follow the time zone of the user', () => {
    const admin = { userId: org.users.admin, mode: 'system', sharing: false } as const;
    const user = org.schema.object('User');
    if (user === undefined) throw new Error('no User');
    const zone = (TimeZoneSidKey: string) => {
      const fields = new Map<string, FieldValue>([
        ['Id', org.users.admin],
        ['TimeZoneSidKey', TimeZoneSidKey]
      ]);
      const [result] = org.dml('update', [{ object: user, fields }], { access: admin, allOrNone: true });
      expect(result?.errors).toEqual([]);
    };
    // In Kolkata it is the next day already.
    clock = Date.parse('2026-03-11T20:00:00Z');
    zone('Asia/Kolkata');
    expect(keys('SELECT Key__c FROM Parcel__c WHERE CreatedDate = YESTERDAY ORDER BY Key__c')).toEqual(['A', 'a']);
    expect(
      keys('SELECT Key__c FROM Parcel__c WHERE HOUR_IN_DAY(convertTimezone(CreatedDate)) = 17 ORDER BY Key__c')
    ).toEqual(['A', 'a', 'c']);
    zone('GMT');
    expect(keys('SELECT Key__c FROM Parcel__c WHERE CreatedDate = TODAY ORDER BY Key__c')).toEqual(['A', 'a']);
    clock = NOW;
  });

  test('scopes', () => {
    expect(keys('SELECT Key__c FROM Parcel__c USING SCOPE mine ORDER BY Key__c')).toEqual(['A', 'a', 'c']);
    expect(keys('SELECT Key__c FROM Parcel__c USING SCOPE everything')).toHaveLength(3);
    const other = { userId: org.users.automatedProcess, mode: 'system', sharing: false } as const;
    expect(org.query(parseSoql('SELECT Id FROM Parcel__c USING SCOPE mine'), [], other).rows).toEqual([]);
  });

  test('binds: values, collections with null, ids of 15 characters, limits', () => {
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Name = :n', [['two', 'x']])).toEqual(['A']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Name != :n', [['one', '100%']])).toEqual(['A']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Name = :n', ['two'])).toEqual(['A']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Weight__c IN :w ORDER BY Key__c', [[2, null]])).toEqual(['a', 'c']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Id = :id', [ids.p1?.slice(0, 15) ?? ''])).toEqual(['a']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE Id IN :ids', [[]])).toEqual([]);
    expect(keys('SELECT Key__c FROM Parcel__c ORDER BY Name LIMIT :n', [2])).toHaveLength(2);
  });

  test('parents, polymorphic owners, children', () => {
    const [row] = run(
      `SELECT Name, Account__r.Name, Owner.Name, Owner.Type, (SELECT Sku__c FROM Items__r ORDER BY Quantity__c DESC LIMIT 1)
       FROM Parcel__c WHERE Key__c = 'a'`
    ).rows;
    const relationship = (name: string): string => (namespace === '' ? name : `${namespace}__${name}`);
    expect(row?.parents.get(relationship('Account__r'))?.fields.get('Name')).toBe('Acme');
    expect(row?.parents.get('Owner')?.fields).toEqual(
      new Map([
        ['Id', org.users.admin],
        ['Name', 'Administrator'],
        ['Type', 'User']
      ])
    );
    const children = row?.children.get(relationship('Items__r')) ?? [];
    expect(children.map((child) => plain(child, 'Sku__c'))).toEqual(['y']);
    const [orphan] = run("SELECT Account__r.Name FROM Parcel__c WHERE Key__c = 'c'").rows;
    expect(orphan?.parents.get(relationship('Account__r'))).toBeNull();
  });

  test('aggregates', () => {
    const { rows, aggregate } = run(
      'SELECT Sku__c, COUNT(Id) n, SUM(Quantity__c), MAX(Parcel__r.Name) FROM Item__c GROUP BY Sku__c HAVING COUNT(Id) > 1'
    );
    expect(aggregate).toBe(true);
    expect(rows).toHaveLength(1);
    expect(plain(rows[0], 'Sku__c')).toBe('x');
    expect(rows[0]?.fields.get('n')).toBe(2);
    expect(rows[0]?.fields.get('expr0')).toBe(8);
    expect(rows[0]?.fields.get('expr1')).toBe('TWO');
    expect(run('SELECT COUNT() FROM Parcel__c WHERE Weight__c > 1')).toEqual({
      rows: [],
      aggregate: false,
      totalSize: 2
    });
    expect(org.count(parseSoql('SELECT Id FROM Parcel__c LIMIT 2'), [], access())).toBe(2);
  });

  test('toLabel, FIELDS, deleted rows', () => {
    expect(plain(run("SELECT toLabel(Status__c) FROM Parcel__c WHERE Key__c = 'A'").rows[0], 'Status__c')).toBe(
      'Brand new'
    );
    const fields = run('SELECT FIELDS(CUSTOM) FROM Parcel__c LIMIT 1').rows[0]?.fields;
    expect([...(fields?.keys() ?? [])].every((name) => name === 'Id' || name.endsWith('__c'))).toBe(true);
    const savepoint = org.savepoint();
    const object = org.schema.object('Parcel__c');
    if (object === undefined) throw new Error('no object');
    org.dml('delete', [{ object, fields: new Map([['Id', ids.p3 ?? '']]) }], { access: access(), allOrNone: true });
    expect(keys('SELECT Key__c FROM Parcel__c ORDER BY Key__c')).toEqual(['A', 'a']);
    expect(keys('SELECT Key__c FROM Parcel__c WHERE IsDeleted = true ALL ROWS')).toEqual(['c']);
    org.rollback(savepoint);
  });

  test('custom metadata leads to other records and to objects by relationships', () => {
    const [row] = run(
      "SELECT Next__r.DeveloperName, Object__r.QualifiedApiName FROM Tariff__mdt WHERE DeveloperName = 'Heavy'"
    ).rows;
    const parents = [...(row?.parents.values() ?? [])].map((parent) => [...(parent?.fields.values() ?? [])].at(-1));
    expect(parents).toEqual(['Light', org.schema.object('Parcel__c')?.apiName]);
  });

  test('custom metadata is data', () => {
    expect(
      plain(run("SELECT Price__c, MasterLabel FROM Tariff__mdt WHERE DeveloperName = 'Light'").rows[0], 'Price__c')
    ).toBe(4.5);
  });

  test.each([
    [
      'SELECT Nope FROM Parcel__c',
      'INVALID_FIELD',
      /No such column 'Nope' on entity '(?:acme__)?Parcel__c'\. If you are/
    ],
    ['SELECT Nope__r.Name FROM Parcel__c', 'INVALID_FIELD', /Didn't understand relationship 'Nope__r' in field path/],
    ['SELECT (SELECT Id FROM Nopes__r) FROM Parcel__c', 'INVALID_FIELD', /'Nopes__r' in FROM part of query call/],
    ['SELECT Id FROM Nope__c', 'INVALID_TYPE', /sObject type 'Nope__c' is not supported/],
    ['SELECT Id FROM Parcel_Event__e', 'INVALID_TYPE_FOR_OPERATION', /does not support query/],
    ["SELECT Id FROM Parcel__c WHERE Notes__c = 'x'", 'INVALID_FIELD', /can not be filtered in a query call/],
    ['SELECT Id FROM Parcel__c ORDER BY Notes__c', 'INVALID_FIELD', /can not be sorted/],
    [
      "SELECT Id FROM Parcel__c WHERE Weight__c = '2'",
      'INVALID_FIELD',
      /must be of type double and should not be enclosed in quotes/
    ],
    ['SELECT Name, COUNT(Id) FROM Parcel__c', 'MALFORMED_QUERY', /Field must be grouped or aggregated: Name/],
    ['SELECT TYPEOF Account__r WHEN Account THEN Name END FROM Parcel__c', 'MALFORMED_QUERY', /is not a polymorphic/],
    ['SELECT TYPEOF Owner WHEN Account THEN Name END FROM Parcel__c', 'MALFORMED_QUERY', /not a valid object type/],
    ['SELECT TYPEOF Owner WHEN User THEN Nope END FROM Parcel__c', 'INVALID_FIELD', /No such column 'Nope'/],
    ['SELECT Id FROM Parcel__c USING SCOPE team', 'NOT_EMULATED', /not emulated: USING SCOPE team/],
    ['SELECT NOPE(Name) FROM Parcel__c', 'MALFORMED_QUERY', /not emulated: SOQL function NOPE/],
    ['SELECT DISTANCE(Name) FROM Parcel__c', 'MALFORMED_QUERY', /DISTANCE needs a geolocation field/],
    ['SELECT FIELDS(ALL) FROM Parcel__c', 'MALFORMED_QUERY', /LIMIT of at most 200/]
  ])('%s is refused', (soql, code, message) => {
    expect(() => run(soql)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
