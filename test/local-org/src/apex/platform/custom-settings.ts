import type { ObjectDescribe } from '../../schema/schema.ts';
import type { SoqlQuery } from '../../soql/ast.ts';
import { libraryType } from '../types/library.ts';
import { sObjectType } from '../types/type.ts';
import { current } from '../runtime/transaction.ts';
import { ApexMap } from '../runtime/values/collections.ts';
import { recordOf, SObjectRecord } from '../runtime/values/record.ts';

/** Custom metadata and custom settings, as their static methods read them: in system mode and outside the limits. */
function rows(object: ObjectDescribe): SObjectRecord[] {
  const { org, userId } = current();
  const select: SoqlQuery['select'] = [...object.fields.values()].map((field) => ({
    kind: 'field',
    expression: { kind: 'path', path: [field.apiName] }
  }));
  const query: SoqlQuery = {
    text: '',
    select,
    from: { object: object.apiName },
    orderBy: [],
    forUpdate: false,
    allRows: false,
    bindCount: 0,
    binds: []
  };
  return org
    .query(query, [], { userId, mode: 'system', sharing: false })
    .rows.map((row) => recordOf(row, org.schema, false));
}

function keyOf(record: SObjectRecord): string {
  const key = record.object.kind === 'customMetadata' ? 'DeveloperName' : 'Name';
  return String(record.fields.get(key) ?? '');
}

export function allCached(object: ObjectDescribe): ApexMap {
  const map = new ApexMap(libraryType('String'), sObjectType(object));
  rows(object).forEach((record) => map.put(keyOf(record), record));
  return map;
}

export function cachedInstance(object: ObjectDescribe, key?: string | null): SObjectRecord | null {
  if (object.kind !== 'hierarchySetting') {
    return (
      rows(object).find((record) => keyOf(record).toLowerCase() === key?.toLowerCase() || record.id === key) ?? null
    );
  }
  const { userId, org } = current();
  const owner = key ?? userId;
  return owned(object, owner) ?? owned(object, org.organizationId) ?? new SObjectRecord(object);
}

export function cachedValues(object: ObjectDescribe, key?: string | null): SObjectRecord | null {
  return object.kind === 'hierarchySetting' ? (owned(object, key ?? '') ?? null) : cachedInstance(object, key);
}

export function orgDefaults(object: ObjectDescribe): SObjectRecord {
  return owned(object, current().org.organizationId) ?? new SObjectRecord(object);
}

function owned(object: ObjectDescribe, owner: string): SObjectRecord | undefined {
  return rows(object).find((record) => record.fields.get('SetupOwnerId') === owner);
}
