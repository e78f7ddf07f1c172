import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { declare, libraryType } from '../types/library.ts';
import { sObjectType } from '../types/type.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import type { ApexEnumValue } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { newBean, type Bean } from './bean.ts';

declare({
  name: 'SObjectAccessDecision',
  methods: {
    'List<SObject> getRecords()': (self: Bean) => self.data['records'],
    'Map<String,Set<String>> getRemovedFields()': (self: Bean) => self.data['removed'],
    'Set<Integer> getModifiedIndexes()': (self: Bean) => self.data['modified']
  }
});

declare({
  name: 'Security',
  statics: {
    'SObjectAccessDecision stripInaccessible(AccessType access, List<SObject> rows)': (
      access: ApexEnumValue,
      rows: ApexList
    ) => strip(access, rows, true),
    'SObjectAccessDecision stripInaccessible(AccessType access, List<SObject> rows, Boolean enforceRootObjectCRUD)':
      strip
  }
});

/** Copies of the records without the fields, parents and children that the user may not reach. */
function strip(access: ApexEnumValue, rows: ApexList, enforce: boolean): Bean {
  if (present(rows).items.some((row) => row instanceof SObjectRecord && row.aggregate)) {
    raise('InvalidParameterValueException', 'AggregateResult SObject types are not supported');
  }
  const removed = new Map<string, Set<string>>();
  const modified = new ApexSet(libraryType('Integer'));
  const records = (present(rows).items as SObjectRecord[]).map((row, index) => {
    if (enforce && !mayUseObject(access, row.object)) {
      raise('NoAccessException', `No access to entity: ${row.object.apiName}`);
    }
    const before = countOf(removed);
    const stripped = reachable(row, access, removed);
    if (countOf(removed) > before || stripped.fields.size < row.fields.size) {
      modified.add(index);
    }
    return stripped;
  });
  const map = new ApexMap(libraryType('String'), libraryType('Set', libraryType('String')));
  removed.forEach((names, object) => map.put(object, new ApexSet(libraryType('String'), [...names])));
  return newBean('SObjectAccessDecision', { records: new ApexList(rows.element, records), removed: map, modified });
}

const countOf = (removed: Map<string, Set<string>>): number =>
  [...removed.values()].reduce((sum, names) => sum + names.size, 0);

function note(removed: Map<string, Set<string>>, object: ObjectDescribe, name: string): void {
  removed.set(object.apiName, (removed.get(object.apiName) ?? new Set()).add(name));
}

function reachable(row: SObjectRecord, access: ApexEnumValue, removed: Map<string, Set<string>>): SObjectRecord {
  const copy = row.copy({ id: true, timestamps: true, deep: true });
  for (const name of [...copy.fields.keys()]) {
    const field = row.object.fields.get(name.toLowerCase());
    if (field && field.type !== 'id' && !mayUseField(access, row.object, field)) {
      copy.fields.delete(name);
      note(removed, row.object, name);
    }
  }
  for (const [name, parent] of [...copy.parents]) {
    if (parent && mayUseObject(access, parent.object)) {
      copy.parents.set(name, reachable(parent, access, removed));
    } else if (parent) {
      copy.parents.delete(name);
      note(removed, row.object, name);
    }
  }
  for (const [name, list] of row.children) {
    const children = list.items as SObjectRecord[];
    if (children.some((child) => !mayUseObject(access, child.object))) {
      note(removed, row.object, name);
    } else {
      const items = children.map((child) => reachable(child, access, removed));
      const [first] = items;
      copy.children.set(name, new ApexList(first ? sObjectType(first.object) : list.element, items));
    }
  }
  return copy;
}

function mayUseObject(access: ApexEnumValue, object: ObjectDescribe): boolean {
  const rights = current().org.rights(current().userId).object(object);
  switch (access.name) {
    case 'CREATABLE':
      return rights.create;
    case 'UPDATABLE':
      return rights.edit;
    case 'UPSERTABLE':
      return rights.create && rights.edit;
    default:
      return rights.read;
  }
}

function mayUseField(access: ApexEnumValue, object: ObjectDescribe, field: FieldDescribe): boolean {
  const rights = current().org.rights(current().userId).field(object, field);
  switch (access.name) {
    case 'CREATABLE':
      return rights.edit && field.createable;
    case 'UPDATABLE':
      return rights.edit && field.updateable;
    case 'UPSERTABLE':
      return rights.edit && field.createable && field.updateable;
    default:
      return rights.read;
  }
}
