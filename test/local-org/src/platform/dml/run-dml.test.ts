import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldValue } from '../../schema/schema.ts';
import type { DmlResult, TriggerCall, TriggerRunner } from '../org.ts';
import { openTestOrg } from '../testing/test-org.ts';
import type { TestOrg } from '../testing/test-org.ts';

let t: TestOrg;
beforeEach(() => {
  t = openTestOrg();
});
afterEach(() => t.org.close());

const codes = (results: DmlResult[]): (string | null)[] =>
  results.map((result) => result.errors[0]?.statusCode ?? null);

/** A runner whose triggers are functions by `timing operation`. */
function triggers(handlers: Record<string, (call: TriggerCall) => void>): TriggerRunner {
  return {
    has: (object, timing, operation) => `${object.apiName} ${timing} ${operation}` in handlers,
    fire: (call) => handlers[`${call.object.apiName} ${call.timing} ${call.operation}`]?.(call)
  };
}

describe('validation', () => {
  const LONG = 'x'.repeat(256);
  test.each<[string, string, Record<string, FieldValue>, string, string]>([
    ['a required field', 'Account', {}, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]'],
    ['a text too long', 'Account', { Name: LONG }, 'STRING_TOO_LONG', '(max length=255)'],
    [
      'a number out of range',
      'Parcel__c',
      { Weight__c: 10_000 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Weight: value outside of valid range on numeric field: 10000'
    ],
    [
      'a restricted picklist',
      'Parcel__c',
      { Status__c: 'Lost' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Status: bad value for restricted picklist field: Lost'
    ],
    [
      'a restricted multi-picklist',
      'Parcel__c',
      { Tags__c: 'Heavy;Odd' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Odd'
    ],
    [
      'an e-mail address',
      'Parcel__c',
      { Contact_Email__c: 'nobody' },
      'INVALID_EMAIL_ADDRESS',
      'invalid email address: nobody'
    ],
    ['an id that is none', 'Parcel__c', { Account__c: '12' }, 'MALFORMED_ID', 'id value of incorrect type: 12'],
    [
      'an id of another object',
      'Parcel__c',
      { Account__c: '003LO0000000001YAA' },
      'FIELD_INTEGRITY_EXCEPTION',
      'id value of incorrect type'
    ],
    [
      'an id of no record',
      'Parcel__c',
      { Account__c: '001LO000000zzzzYAA' },
      'INVALID_CROSS_REFERENCE_KEY',
      'invalid cross reference id'
    ],
    ['a master that is missing', 'Item__c', { Quantity__c: 1 }, 'REQUIRED_FIELD_MISSING', '[Parcel__c]'],
    [
      'a field that is not writeable',
      'Account',
      { Name: 'x', CreatedDate: '2026-01-01' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'Unable to create/update fields: CreatedDate.'
    ],
    [
      'a field that is not there',
      'Account',
      { Name: 'x', Nope__c: 1 },
      'INVALID_FIELD',
      "No such column 'Nope__c' on sobject of type Account"
    ],
    ['a date that is none', 'Parcel__c', { Due__c: 'soon' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', 'soon'],
    [
      'an id on insert',
      'Account',
      { Id: '001LO0000000001YAA', Name: 'x' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'cannot specify Id in an insert call'
    ]
  ])('refuses %s', (_, objectName, values, code, message) => {
    const [result] = t.dml('insert', [t.row(objectName, values)]);
    expect(result).toMatchObject({
      success: false,
      errors: [{ statusCode: code, message: expect.stringContaining(message) }]
    });
  });

  test('defaults, auto-numbers, rounding, derived and system fields', () => {
    const parcel = t.insert('Parcel__c', { Weight__c: 1.005, Posted__c: '2026-03-11T10:00:00+02:00', Notes__c: '' });
    expect(
      t.select(
        'SELECT Name, Weight__c, Posted__c, Notes__c, Status__c, Fragile__c, OwnerId, CreatedById FROM Parcel__c'
      )
    ).toEqual([
      {
        Name: parcel.slice(0, 15),
        Weight__c: 1.01,
        Posted__c: '2026-03-11T08:00:00.000+0000',
        Notes__c: null,
        Status__c: 'New',
        Fragile__c: false,
        OwnerId: t.org.users.admin,
        CreatedById: t.org.users.admin
      }
    ]);
    t.insert('Item__c', { Parcel__c: parcel, Quantity__c: 1 });
    t.insert('Item__c', { Parcel__c: parcel, Quantity__c: 1 });
    expect(t.select('SELECT Name FROM Item__c ORDER BY Name')).toEqual([{ Name: 'I-0001' }, { Name: 'I-0002' }]);
    t.insert('Contact', { FirstName: 'Ann', LastName: 'Lee' });
    expect(t.select('SELECT Name FROM Contact')).toEqual([{ Name: 'Ann Lee' }]);
    t.insert('Case', { Status: 'Closed' });
    expect(t.select('SELECT IsClosed, CaseNumber FROM Case')).toEqual([{ IsClosed: true, CaseNumber: '00000001' }]);
  });

  test('unique fields, by case or not, against rows and against neighbours', () => {
    const first = t.insert('Parcel__c', { Key__c: 'a', Code__c: 'x' });
    const results = t.dml('insert', [
      t.row('Parcel__c', { Key__c: 'A', Code__c: 'y' }),
      t.row('Parcel__c', { Key__c: 'b', Code__c: 'X' }),
      t.row('Parcel__c', { Key__c: 'c', Code__c: 'z' }),
      t.row('Parcel__c', { Key__c: 'c' })
    ]);
    expect(codes(results)).toEqual([null, 'DUPLICATE_VALUE', null, 'DUPLICATE_VALUE']);
    expect(results[1]?.errors[0]?.message).toBe(
      `duplicate value found: Code__c duplicates value on record with id: ${first.slice(0, 15)}`
    );
    expect(t.dml('update', [t.row('Parcel__c', { Id: first, Key__c: 'a', Name: 'same key' })])[0]?.success).toBe(true);
  });
});

describe('statements', () => {
  test('all or none undoes everything; rows without a fault of their own have no errors', () => {
    const results = t.dml('insert', [t.row('Account', { Name: 'good' }), t.row('Account', {})], { allOrNone: true });
    expect(results.map((result) => [result.success, result.errors.length])).toEqual([
      [false, 0],
      [false, 1]
    ]);
    expect(t.select('SELECT Name FROM Account')).toEqual([]);
  });

  test('update: missing, deleted and doubled ids', () => {
    const kept = t.insert('Account', { Name: 'kept' });
    const gone = t.insert('Account', { Name: 'gone' });
    t.dml('delete', [t.row('Account', { Id: gone })]);
    const rows = [kept, gone, '001LO000000zzzzYAA', kept].map((Id) => t.row('Account', { Id, Name: 'new' }));
    expect(codes(t.dml('update', [...rows, t.row('Account', { Name: 'no id' })]))).toEqual([
      null,
      'ENTITY_IS_DELETED',
      'INVALID_CROSS_REFERENCE_KEY',
      'DUPLICATE_VALUE',
      'MISSING_ARGUMENT'
    ]);
    expect(t.select('SELECT Name FROM Account')).toEqual([{ Name: 'new' }]);
  });

  test('an unchanged read-only field of a record that was read does no harm, a changed one does', () => {
    const id = t.insert('Account', { Name: 'a' });
    const [{ CreatedDate = null } = {}] = t.select('SELECT CreatedDate FROM Account');
    expect(codes(t.dml('update', [t.row('Account', { Id: id, CreatedDate, Name: 'b' })]))).toEqual([null]);
    expect(codes(t.dml('update', [t.row('Account', { Id: id, CreatedDate: '2001-01-01' })]))).toEqual([
      'INVALID_FIELD_FOR_INSERT_UPDATE'
    ]);
  });

  test('upsert by external id creates, updates, and refuses doubles', () => {
    const id = t.insert('Parcel__c', { Key__c: 'k1', Name: 'old' });
    const key = { externalIdField: 'Key__c' };
    const results = t.dml(
      'upsert',
      [
        t.row('Parcel__c', { Key__c: 'k1', Name: 'new' }),
        t.row('Parcel__c', { Key__c: 'K1', Name: 'other case' }),
        t.row('Parcel__c', { Key__c: 'k1' }),
        t.row('Parcel__c', { Name: 'no key' })
      ],
      key
    );
    expect(results.map((result) => [result.id === id, result.created])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false]
    ]);
    expect(codes(results)).toEqual([null, null, 'DUPLICATE_VALUE', 'MISSING_ARGUMENT']);
    expect(results[2]?.errors[0]?.message).toBe('Duplicate external id specified: k1');
    t.insert('Account', { Name: 'one', Depot_Code__c: 'D' });
    t.insert('Account', { Name: 'two', Depot_Code__c: 'd' });
    const [many] = t.dml('upsert', [t.row('Account', { Depot_Code__c: 'd', Name: 'three' })], {
      externalIdField: 'Depot_Code__c'
    });
    expect(many?.errors[0]?.statusCode).toBe('DUPLICATE_EXTERNAL_ID');
    expect(() => t.dml('upsert', [t.row('Account', { Name: 'x' })], { externalIdField: 'Phone' })).toThrow(
      /does not match an External ID/
    );
  });

  test('lookups by the key of the parent', () => {
    const account = t.insert('Account', { Name: 'Acme', Depot_Code__c: 'D1' });
    const withKey = (value: string) => ({
      ...t.row('Parcel__c', { Name: value }),
      parentKeys: new Map([['Account__r', { field: 'Depot_Code__c', value }]])
    });
    const results = t.dml('insert', [withKey('d1'), withKey('nope')]);
    expect(codes(results)).toEqual([null, 'INVALID_FIELD']);
    expect(results[1]?.errors[0]?.message).toBe(
      'Foreign key external ID: nope not found for field Depot_Code__c in entity Account'
    );
    expect(t.select('SELECT Account__c FROM Parcel__c')).toEqual([{ Account__c: account }]);
  });

  test('delete: details go along and come back, lookups are cleared, restricted parents stay', () => {
    const account = t.insert('Account', { Name: 'a' });
    const contact = t.insert('Contact', { LastName: 'c' });
    const parcel = t.insert('Parcel__c', { Account__c: account, Sender__c: contact });
    t.insert('Item__c', { Parcel__c: parcel, Quantity__c: 1 });
    expect(codes(t.dml('delete', [t.row('Contact', { Id: contact })]))).toEqual(['DELETE_FAILED']);
    t.dml('delete', [t.row('Account', { Id: account })]);
    expect(t.select('SELECT Account__c FROM Parcel__c')).toEqual([{ Account__c: null }]);
    t.dml('delete', [t.row('Parcel__c', { Id: parcel })]);
    expect(t.select('SELECT Quantity__c FROM Item__c')).toEqual([]);
    expect(codes(t.dml('undelete', [t.row('Parcel__c', { Id: parcel }), t.row('Contact', { Id: contact })]))).toEqual([
      null,
      'UNDELETE_FAILED'
    ]);
    expect(t.select('SELECT Quantity__c FROM Item__c')).toEqual([{ Quantity__c: 1 }]);
  });
});

describe('triggers', () => {
  test('what before triggers write is saved and checked; after triggers see ids and old rows', () => {
    const seen: unknown[] = [];
    t.org.setTriggerRunner(
      triggers({
        'Account before insert': ({ newRows = [] }) =>
          newRows.forEach((row) => row.fields.set('Site', String(row.fields.get('Name')).toUpperCase())),
        'Account after insert': ({ newRows = [] }) => newRows.forEach((row) => seen.push(row.fields.get('Id'))),
        'Account before update': ({ newRows = [], oldRows = [] }) =>
          seen.push(oldRows[0]?.fields.get('Name'), newRows[0]?.fields.get('Name'))
      })
    );
    const id = t.insert('Account', { Name: 'a' });
    t.dml('update', [t.row('Account', { Id: id, Name: 'b' })]);
    expect(seen).toEqual([id, 'a', 'b']);
    expect(t.select('SELECT Site FROM Account')).toEqual([{ Site: 'A' }]);
    expect(codes(t.dml('insert', [t.row('Account', { Name: 'y'.repeat(81) })]))).toEqual(['STRING_TOO_LONG']);
  });

  test('partial success: triggers run again for the good rows alone, and their first work is undone', () => {
    const batches: number[] = [];
    t.org.setTriggerRunner(
      triggers({
        'Account after insert': ({ newRows = [] }) => {
          batches.push(newRows.length);
          t.dml(
            'insert',
            newRows.map((row) => t.row('Contact', { LastName: String(row.fields.get('Name')) }))
          );
          for (const row of newRows) {
            if (row.fields.get('Name') === 'bad')
              row.errors.push({ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no', fields: [] });
          }
        }
      })
    );
    const results = t.dml(
      'insert',
      ['one', 'bad', 'two'].map((Name) => t.row('Account', { Name }))
    );
    expect(codes(results)).toEqual([null, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', null]);
    expect(batches).toEqual([3, 2]);
    expect(t.select('SELECT LastName FROM Contact ORDER BY LastName')).toEqual([
      { LastName: 'one' },
      { LastName: 'two' }
    ]);
  });

  test('chunks of 200', () => {
    const batches: number[] = [];
    t.org.setTriggerRunner(triggers({ 'Account before insert': ({ newRows = [] }) => batches.push(newRows.length) }));
    t.dml(
      'insert',
      Array.from({ length: 450 }, (_, i) => t.row('Account', { Name: `n${i}` })),
      { allOrNone: true }
    );
    expect(batches).toEqual([200, 200, 50]);
  });

  test('an uncaught Apex exception is the rows’ error, any other passes through and undoes the statement', () => {
    const thrown = Object.assign(new Error('x'), {
      triggerMessage: 'T: execution of AfterInsert\n\ncaused by: System.NullPointerException: …'
    });
    t.org.setTriggerRunner(
      triggers({
        'Account after insert': () => {
          throw thrown;
        }
      })
    );
    expect(t.dml('insert', [t.row('Account', { Name: 'a' })])[0]?.errors).toEqual([
      { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: thrown.triggerMessage, fields: [] }
    ]);
    t.org.setTriggerRunner(
      triggers({
        'Account after insert': () => {
          throw new RangeError('Too many SOQL queries: 101');
        }
      })
    );
    expect(() => t.dml('insert', [t.row('Account', { Name: 'a' })])).toThrow(RangeError);
    expect(t.select('SELECT Name FROM Account')).toEqual([]);
  });

  test('triggers that call themselves end at depth 16', () => {
    let deepest = 0;
    t.org.setTriggerRunner(
      triggers({
        'Account after insert': ({ newRows = [] }) => {
          deepest += 1;
          const [result] = t.dml('insert', [t.row('Account', { Name: 'again' })]);
          if (result?.success === false) newRows[0]?.errors.push(...result.errors);
        }
      })
    );
    const [result] = t.dml('insert', [t.row('Account', { Name: 'first' })], { allOrNone: true });
    expect(result?.errors[0]?.message).toMatch(/maximum trigger depth exceeded/);
    expect(deepest).toBeGreaterThanOrEqual(16);
  });
});
