import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { declare, libraryType } from '../types/library.ts';
import type { FieldDescribe } from '../../schema/schema.ts';
import { children, parent } from '../runtime/emitted.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexMap } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { checkedFieldValue, fromAggregate } from '../runtime/values/field-values.ts';
import type { NativeObject } from '../runtime/values/objects.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';
import { equal } from '../runtime/values/equality.ts';
import { hashCode } from './object.ts';
import { errorList } from './errors.ts';
import { typeToken, type FieldOf } from './schema-tokens.ts';

type Token = NativeObject<FieldOf>;

function field(self: SObjectRecord, name: string): FieldDescribe {
  const found = current().org.schema.field(self.object, present(name));
  if (!found) {
    raise('SObjectException', `Invalid field ${name} for ${self.object.apiName}`);
  }
  return found;
}

function getByName(self: SObjectRecord, name: string): unknown {
  if (self.aggregate) {
    return aggregateValue(self, present(name));
  }
  const shown = aliased(self, present(name));
  return shown === undefined ? self.get(field(self, name)) : shown;
}

/** What a query shows under a name of its own: `FORMAT(Price__c) shown`. */
function aliased(self: SObjectRecord, name: string): unknown {
  if (!self.queried || current().org.schema.field(self.object, name)) {
    return undefined;
  }
  const found = [...self.fields].find(([alias]) => alias.toLowerCase() === name.toLowerCase());
  return found && fromAggregate(found[1], self.sources?.get(found[0]));
}

function aggregateValue(self: SObjectRecord, alias: string): unknown {
  const found = [...self.fields].find(([name]) => name.toLowerCase() === alias.toLowerCase());
  if (!found) {
    raise('SObjectException', `Invalid field ${alias} for AggregateResult`);
  }
  return fromAggregate(found[1], self.sources?.get(found[0]));
}

function putValue(self: SObjectRecord, target: FieldDescribe, value: unknown): unknown {
  const before = self.fields.has(target.apiName) ? self.get(target) : null;
  self.set(target, checkedFieldValue(value, target), value === '' ? null : value);
  return before;
}

/** An error without a field belongs to the row. */
function addError(self: SObjectRecord, message: unknown, fields: string[] = []): void {
  const shown = message instanceof Object && 'message' in message ? String(message.message) : String(message);
  self.addError({ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: shown, fields });
}

function relationshipName(self: SObjectRecord, name: string): string {
  const found = current().org.schema.parent(self.object, present(name));
  if (!found) {
    raise('SObjectException', `Invalid relationship ${name} for ${self.object.apiName}`);
  }
  return found.field.relationshipName ?? name;
}

function childRows(self: SObjectRecord, name: string): unknown {
  const found = current().org.schema.children(self.object, present(name));
  if (!found) {
    raise('SObjectException', `Invalid aggregate relationship ${name} for ${self.object.apiName}`);
  }
  const rows = children(self, found.relationshipName);
  // Children of objects that describe metadata are lists even when they are empty.
  return rows.items.length > 0 || current().org.schema.object(found.childObject)?.virtual === true ? rows : null;
}

function copy(self: SObjectRecord, id = false, deep = true, timestamps = false): SObjectRecord {
  const made = self.copy({ id, deep, timestamps });
  made.cloned = true;
  return made;
}

declare({
  name: 'SObject',
  methods: {
    'Object get(String name)': getByName,
    'Object get(Schema.SObjectField field)': (self: SObjectRecord, token: Token) => self.get(present(token).data.field),
    'Object put(String name, Object value)': (self: SObjectRecord, name: string, value: unknown) =>
      putValue(self, field(self, name), value),
    'Object put(Schema.SObjectField field, Object value)': (self: SObjectRecord, token: Token, value: unknown) =>
      putValue(self, present(token).data.field, value),
    'SObject getSObject(String name)': (self: SObjectRecord, name: string) =>
      parent(self, relationshipName(self, name)),
    'SObject getSObject(Schema.SObjectField field)': (self: SObjectRecord, token: Token) =>
      parent(self, token.data.field.relationshipName ?? token.data.field.apiName),
    'SObject putSObject(String name, SObject value)': (self: SObjectRecord, name: string, value: SObjectRecord) => {
      self.parents.set(relationshipName(self, name), value);
      return value;
    },
    'List<SObject> getSObjects(String name)': childRows,
    'Schema.SObjectType getSObjectType()': (self: SObjectRecord) =>
      typeToken(self.aggregate ? present(AGGREGATE_RESULT.object) : self.object),
    'Boolean isSet(String name)': (self: SObjectRecord, name: string) => self.isSet(field(self, name)),
    'Boolean isSet(Schema.SObjectField field)': (self: SObjectRecord, token: Token) => self.isSet(token.data.field),
    'Boolean isClone()': (self: SObjectRecord) => self.cloned,
    'SObject clone()': (self: SObjectRecord) => copy(self),
    'SObject clone(Boolean id)': copy,
    'SObject clone(Boolean id, Boolean deep)': copy,
    'SObject clone(Boolean id, Boolean deep, Boolean timestamps)': copy,
    'SObject clone(Boolean id, Boolean deep, Boolean timestamps, Boolean autonumber)': copy,
    'Map<String,Object> getPopulatedFieldsAsMap()': populated,
    'void addError(String message)': (self: SObjectRecord, message: unknown) => addError(self, message),
    'void addError(Exception error)': (self: SObjectRecord, message: unknown) => addError(self, message),
    'void addError(String message, Boolean escape)': (self: SObjectRecord, message: unknown) => addError(self, message),
    'void addError(String field, String message)': (self: SObjectRecord, name: string, message: string) =>
      addError(self, message, [field(self, name).apiName]),
    'void addError(Schema.SObjectField field, String message)': (self: SObjectRecord, token: Token, message: string) =>
      addError(self, message, [token.data.field.apiName]),
    'Boolean hasErrors()': (self: SObjectRecord) => self.errors.length > 0,
    'List<Database.Error> getErrors()': (self: SObjectRecord) => errorList(self.errors),
    'Boolean equals(Object other)': (self: SObjectRecord, other: unknown) => equal(self, other, false),
    'Integer hashCode()': hashCode,
    'Id getRecordTypeId()': (self: SObjectRecord) => self.fields.get('RecordTypeId') ?? null
  }
});

function populated(self: SObjectRecord): ApexMap {
  const map = new ApexMap(libraryType('String'), libraryType('Object'));
  if (self.aggregate) {
    self.fields.forEach((value, alias) => map.put(alias, fromAggregate(value, self.sources?.get(alias))));
    return map;
  }
  for (const name of self.fields.keys()) {
    const described = self.object.fields.get(name.toLowerCase());
    if (described && (self.fields.get(name) !== null || !self.queried)) {
      map.put(name, self.get(described));
    }
  }
  self.parents.forEach((one, name) => one && map.put(name, one));
  self.children.forEach((list, name) => map.put(name, list));
  return map;
}
