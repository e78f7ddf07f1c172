import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseSoql } from '../../soql/parse.ts';
import type { Access, DmlResult } from '../org.ts';
import { openTestOrg } from '../testing/test-org.ts';
import type { TestOrg } from '../testing/test-org.ts';

let t: TestOrg;
beforeEach(() => {
  t = openTestOrg();
});
afterEach(() => t.org.close());

const codes = (results: DmlResult[]): (string | null)[] =>
  results.map((result) => result.errors[0]?.statusCode ?? null);

describe('rights', () => {
  let clerk: Access;
  beforeEach(() => {
    const ProfileId = idOf("SELECT Id FROM Profile WHERE Name = 'Minimum Access - Salesforce'");
    const userId = t.insert('User', {
      Username: 'clerk@shop.example',
      LastName: 'Clerk',
      Email: 'clerk@shop.example',
      Alias: 'clerk',
      ProfileId,
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8'
    });
    clerk = { userId, mode: 'user', sharing: true };
  });
  const idOf = (soql: string): string => {
    const [row] = t.org.query(parseSoql(soql), [], t.admin).rows;
    return String(row?.fields.get('Id'));
  };
  const assign = (): void => {
    t.insert('PermissionSetAssignment', {
      AssigneeId: clerk.userId,
      PermissionSetId: idOf("SELECT Id FROM PermissionSet WHERE Name = 'Clerk'")
    });
  };

  test('a permission set grants what the project says now, and no more', () => {
    const grants = "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Parcel__c' AND Parent.Name = 'Clerk'";
    expect(t.select(grants)).toHaveLength(1);
    const { project } = t.org;
    const permissionSets = project.permissionSets.map((set) =>
      set.name === 'Clerk' ? { ...set, objects: [], fields: [] } : set
    );
    t.org = t.org.reopen({ ...project, permissionSets });
    expect(t.org.query(parseSoql(grants), [], t.admin).rows).toEqual([]);
  });

  test('a share that gives no more than the org-wide default is refused', () => {
    const share = {
      AccountId: t.insert('Account', { Name: 'shared' }),
      UserOrGroupId: clerk.userId,
      AccountAccessLevel: 'Read',
      OpportunityAccessLevel: 'None'
    };
    const [refused] = t.dml('insert', [t.row('AccountShare', share)]);
    expect(refused?.errors).toMatchObject([
      { statusCode: 'FIELD_FILTER_VALIDATION_EXCEPTION', fields: ['AccountAccessLevel'] }
    ]);
    expect(codes(t.dml('insert', [t.row('AccountShare', { ...share, AccountAccessLevel: 'All' })]))).toEqual([null]);
  });

  test('encrypted texts are masked for those who may not see them, and plain in Apex', () => {
    t.insert('Parcel__c', { Key__c: 'm', Card__c: '4111222233334444' });
    const cards = (access: Access): unknown => t.select('SELECT Card__c FROM Parcel__c', [], access)[0]?.Card__c;
    const api: Access = { ...t.admin, mode: 'user', sharing: true, masked: true };
    expect(cards(api)).toBe('XXXX-XXXX-XXXX-4444');
    expect(cards({ ...api, masked: false })).toBe('4111222233334444');
    const { project } = t.org;
    const seeing = {
      ...project,
      permissionSets: project.permissionSets.map((set) => ({ ...set, viewEncryptedData: true }))
    };
    t.org = t.org.reopen(seeing);
    const assignment = t.row('PermissionSetAssignment', {
      AssigneeId: t.admin.userId,
      PermissionSetId: String(
        t.org
          .query(parseSoql("SELECT Id FROM PermissionSet WHERE Name = 'Clerk'"), [], t.admin)
          .rows[0]?.fields.get('Id')
      )
    });
    t.org.dml('insert', [assignment], { access: t.admin, allOrNone: true });
    expect(t.org.query(parseSoql('SELECT Card__c FROM Parcel__c'), [], api).rows[0]?.fields.get('Card__c')).toBe(
      '4111222233334444'
    );
  });

  test('without permission the object does not exist; with the permission set it does, and fields follow theirs', () => {
    expect(() => t.select('SELECT Id FROM Parcel__c', [], clerk)).toThrow(/sObject type 'Parcel__c' is not supported/);
    expect(t.dml('insert', [t.row('Parcel__c', { Name: 'x' })], { access: clerk })[0]?.errors[0]?.message).toBe(
      "Access to entity 'Parcel__c' denied"
    );
    assign();
    expect(t.select('SELECT Key__c, Weight__c FROM Parcel__c', [], clerk)).toEqual([]);
    expect(() => t.select('SELECT Value__c FROM Parcel__c', [], clerk)).toThrow(/No such column 'Value__c'/);
    expect(codes(t.dml('insert', [t.row('Parcel__c', { Key__c: 'k', Name: 'x' })], { access: clerk }))).toEqual([null]);
    const [denied] = t.dml('insert', [t.row('Parcel__c', { Weight__c: 1 })], { access: clerk });
    expect(denied?.errors[0]).toMatchObject({
      statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      fields: ['Weight__c']
    });
    expect(
      t.dml('delete', [t.row('Parcel__c', { Id: idOf('SELECT Id FROM Parcel__c') })], { access: clerk })[0]?.success
    ).toBe(false);
  });

  test('private records belong to their owner, in user mode and with sharing', () => {
    assign();
    const id = t.insert('Parcel__c', { Name: 'not his' });
    expect(t.select('SELECT Name FROM Parcel__c', [], clerk)).toEqual([]);
    expect(t.select('SELECT Name FROM Parcel__c', [], { ...clerk, mode: 'system' })).toEqual([]);
    expect(t.select('SELECT Name FROM Parcel__c', [], { ...clerk, mode: 'system', sharing: false })).toEqual([
      { Name: 'not his' }
    ]);
    expect(codes(t.dml('update', [t.row('Parcel__c', { Id: id, Name: 'mine' })], { access: clerk }))).toEqual([
      'INSUFFICIENT_ACCESS_OR_READONLY'
    ]);
    t.dml('update', [t.row('Parcel__c', { Id: id, OwnerId: clerk.userId })]);
    expect(codes(t.dml('update', [t.row('Parcel__c', { Id: id, Name: 'mine' })], { access: clerk }))).toEqual([null]);
  });

  test('details follow their master, events need no field permissions, administrators may all', () => {
    assign();
    const parcel = t.insert('Parcel__c', { Name: 'not his' });
    t.insert('Item__c', { Parcel__c: parcel, Quantity__c: 1 });
    const shared: Access = { ...clerk, mode: 'system', sharing: true };
    expect(t.select('SELECT Quantity__c FROM Item__c', [], shared)).toEqual([]);
    t.dml('update', [t.row('Parcel__c', { Id: parcel, OwnerId: clerk.userId })]);
    expect(t.select('SELECT Quantity__c FROM Item__c', [], shared)).toEqual([{ Quantity__c: 1 }]);
    const event = t.object('Parcel_Event__e');
    const field = event.fields.get('amount__c');
    if (field === undefined) throw new Error('no field');
    expect(t.org.rights(clerk.userId).field(event, field)).toEqual({ read: true, edit: true });
    expect(t.org.rights(clerk.userId).object(event).create).toBe(false);
    expect(t.org.rights(t.org.users.admin).object(event).create).toBe(true);
  });

  test('a queue’s records belong to its members', () => {
    assign();
    const queue = t.insert('Group', { Name: 'Unmatched', Type: 'Queue' });
    const refused = t.dml('insert', [t.row('Parcel__c', { Name: 'x', OwnerId: queue })]);
    expect(refused[0]?.errors[0]?.message).toBe('Queue not associated with this SObject type');
    t.insert('QueueSobject', { QueueId: queue, SobjectType: 'Parcel__c' });
    t.insert('Parcel__c', { Name: 'in the queue', OwnerId: queue });
    expect(t.select('SELECT Name FROM Parcel__c', [], clerk)).toEqual([]);
    t.insert('GroupMember', { GroupId: queue, UserOrGroupId: clerk.userId });
    expect(t.select('SELECT Name FROM Parcel__c', [], clerk)).toEqual([{ Name: 'in the queue' }]);
  });
});
