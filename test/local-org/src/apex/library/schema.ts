import { randomUUID } from 'node:crypto';
import type { UserRecordType } from '../../platform/record-types.ts';
import { declare, libraryClass, libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import type { ChildRelationship, FieldDescribe, ObjectDescribe, PicklistValue } from '../../schema/schema.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList, ApexMap } from '../runtime/values/collections.ts';
import { apexTypeName } from '../runtime/values/field-values.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { enumValues, NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { toFieldValue } from '../runtime/values/field-values.ts';
import {
  childToken,
  fieldDescribe,
  fieldToken,
  objectDescribe,
  typeToken,
  type FieldOf,
  type ObjectOf
} from './schema-tokens.ts';

type Typed = NativeObject<ObjectOf>;
type Fielded = NativeObject<FieldOf>;

const native = <T>(name: string, data: T): NativeObject<T> => new NativeObject(present(libraryClass(name)), data);
const rights = (object: ObjectDescribe) => current().org.rights(current().userId).object(object);

declare({
  name: 'Schema.SObjectTypeFields',
  methods: { 'Map<String,Schema.SObjectField> getMap()': (self: Typed) => fieldMap(self.data.object) }
});
declare({
  name: 'Schema.SObjectTokenFields',
  methods: { 'Map<String,Schema.SObjectField> getMap()': (self: Typed) => fieldMap(self.data.object) }
});
declare({ name: 'Schema.SObjectDescribeOptions', kind: 'enum', constants: ['DEFAULT', 'DEFERRED', 'FULL'] });
declare({
  name: 'Schema.DisplayType',
  kind: 'enum',
  constants: [
    'ADDRESS',
    'ANYTYPE',
    'BASE64',
    'BOOLEAN',
    'COMBOBOX',
    'CURRENCY',
    'DATE',
    'DATETIME',
    'DOUBLE',
    'EMAIL',
    'ENCRYPTEDSTRING',
    'ID',
    'INTEGER',
    'LOCATION',
    'LONG',
    'MULTIPICKLIST',
    'PERCENT',
    'PHONE',
    'PICKLIST',
    'REFERENCE',
    'STRING',
    'TEXTAREA',
    'TIME',
    'URL'
  ]
});
declare({
  name: 'Schema.SOAPType',
  kind: 'enum',
  constants: ['ANYTYPE', 'BASE64BINARY', 'BOOLEAN', 'DATE', 'DATETIME', 'DOUBLE', 'ID', 'INTEGER', 'STRING', 'TIME']
});

function fieldMap(object: ObjectDescribe): ApexMap {
  const map = new ApexMap(libraryType('String'), libraryType('Schema.SObjectField'), true);
  for (const [name, field] of object.fields) {
    map.put(name, fieldToken(object, field));
  }
  return map;
}

function newRecord(self: Typed, id: string | null = null): SObjectRecord {
  const record = new SObjectRecord(self.data.object);
  if (id !== null) {
    record.fields.set('Id', toFieldValue(id));
  }
  return record;
}

/** With the default values of a record type's fields, or without. */
function newOfType(self: Typed, recordTypeId: string | null, defaults: boolean): SObjectRecord {
  const { object } = self.data;
  const record = new SObjectRecord(object);
  if (defaults) {
    const { org, userId } = current();
    for (const [name, value] of org.newRecord(object, userId, recordTypeId)) {
      const field = org.schema.field(object, name);
      if (value !== null && field?.createable === true && name !== 'OwnerId' && name !== 'RecordTypeId') {
        record.fields.set(name, value);
      }
    }
    if (object.kind === 'event') {
      record.fields.set('EventUuid', randomUUID());
    }
  }
  if (recordTypeId !== null) {
    record.fields.set('RecordTypeId', recordTypeId);
  }
  return record;
}

declare({
  name: 'Schema.SObjectType',
  methods: {
    'Schema.DescribeSObjectResult getDescribe()': (self: Typed) => objectDescribe(self.data.object),
    'Schema.DescribeSObjectResult getDescribe(Object options)': (self: Typed) => objectDescribe(self.data.object),
    'SObject newSObject()': (self: Typed) => newRecord(self),
    'SObject newSObject(Id id)': newRecord,
    'SObject newSObject(Id recordType, Boolean defaults)': newOfType,
    'String toString()': (self: Typed) => self.data.object.apiName
  }
});

declare({
  name: 'Schema.SObjectField',
  methods: {
    'Schema.DescribeFieldResult getDescribe()': (self: Fielded) => fieldDescribe(self.data.object, self.data.field),
    'Schema.DescribeFieldResult getDescribe(Object options)': (self: Fielded) =>
      fieldDescribe(self.data.object, self.data.field),
    'String toString()': (self: Fielded) => self.data.field.apiName
  }
});

const localName = (name: string, namespace: string): string =>
  namespace && name.toLowerCase().startsWith(`${namespace.toLowerCase()}__`) ? name.slice(namespace.length + 2) : name;

/** Standard objects with feeds; custom ones have none unless someone enables them, which metadata does not tell here. */
const FEED_OBJECTS = new Set([
  'Account',
  'Case',
  'Contact',
  'Lead',
  'Opportunity',
  'Task',
  'Event',
  'Asset',
  'Campaign',
  'Contract',
  'Product2',
  'User'
]);

const objectIs =
  (test: (object: ObjectDescribe) => boolean): Implementation =>
  (self: Typed) =>
    test(self.data.object);

declare({
  name: 'Schema.DescribeSObjectResult',
  methods: {
    'String getName()': (self: Typed) => self.data.object.apiName,
    'String getLocalName()': (self: Typed) => localName(self.data.object.apiName, self.data.object.namespace),
    'String getLabel()': (self: Typed) => self.data.object.label,
    'String getLabelPlural()': (self: Typed) => self.data.object.labelPlural,
    'String getKeyPrefix()': ({ data: { object } }: Typed) =>
      object.virtual === true ? null : object.keyPrefix || null,
    'Schema.SObjectType getSObjectType()': (self: Typed) => typeToken(self.data.object),
    'Boolean isCustom()': objectIs((object) => object.kind !== 'standard'),
    'Boolean isCustomSetting()': objectIs((object) => object.kind.endsWith('Setting')),
    'Boolean isAccessible()': objectIs((object) => rights(object).read),
    'Boolean isQueryable()': objectIs((object) => rights(object).read),
    'Boolean isCreateable()': objectIs((object) => rights(object).create),
    'Boolean isUpdateable()': objectIs((object) => rights(object).edit),
    'Boolean isUndeletable()': objectIs((object) => rights(object).delete),
    'Boolean isMergeable()': objectIs((object) => ['Account', 'Contact', 'Lead', 'Case'].includes(object.apiName)),
    'Boolean isFeedEnabled()': objectIs((object) => FEED_OBJECTS.has(object.apiName)),
    'Boolean isMruEnabled()': objectIs((object) => !object.setup),
    'Boolean isDeprecatedAndHidden()': () => false,
    'Boolean getHasSubtypes()': () => false,
    'Boolean isSearchable()': objectIs((object) => object.kind === 'standard' || object.kind === 'custom'),
    'Boolean isDeletable()': objectIs((object) => rights(object).delete),
    'List<Schema.ChildRelationship> getChildRelationships()': (self: Typed) =>
      new ApexList(
        libraryType('Schema.ChildRelationship'),
        [...self.data.object.childRelationships.values()].map(childToken)
      ),
    'List<Schema.RecordTypeInfo> getRecordTypeInfos()': (self: Typed) =>
      new ApexList(libraryType('Schema.RecordTypeInfo'), recordTypes(self)),
    'Map<String,Schema.RecordTypeInfo> getRecordTypeInfosByDeveloperName()': recordTypesBy('developerName', 'String'),
    'Map<String,Schema.RecordTypeInfo> getRecordTypeInfosByName()': recordTypesBy('label', 'String'),
    'Map<Id,Schema.RecordTypeInfo> getRecordTypeInfosById()': recordTypesBy('id', 'Id')
  }
});

type RecordType = NativeObject<UserRecordType>;

/** Those of the object, and the master record type. */
function recordTypes(self: Typed): RecordType[] {
  const { org, userId } = current();
  return org.recordTypes(self.data.object, userId).map((one) => native('Schema.RecordTypeInfo', one));
}

function recordTypesBy(key: 'developerName' | 'label' | 'id', keyType: string): Implementation {
  return (self: Typed) => {
    const map = new ApexMap(libraryType(keyType), libraryType('Schema.RecordTypeInfo'));
    recordTypes(self).forEach((one) => map.put(one.data[key], one));
    return map;
  };
}

declare({
  name: 'Schema.RecordTypeInfo',
  methods: {
    'String getName()': (self: RecordType) => self.data.label,
    'String getDeveloperName()': (self: RecordType) => self.data.developerName,
    'Id getRecordTypeId()': (self: RecordType) => self.data.id,
    'Boolean isActive()': (self: RecordType) => self.data.active,
    'Boolean isAvailable()': (self: RecordType) => self.data.available,
    'Boolean isMaster()': (self: RecordType) => self.data.master,
    'Boolean isDefaultRecordTypeMapping()': (self: RecordType) => self.data.isDefault
  }
});

type Child = NativeObject<ChildRelationship>;

declare({
  name: 'Schema.ChildRelationship',
  methods: {
    'String getRelationshipName()': (self: Child) => self.data.relationshipName,
    'Boolean isCascadeDelete()': (self: Child) => self.data.cascadeDelete,
    'Schema.SObjectType getChildSObject()': (self: Child) =>
      typeToken(present(current().org.schema.object(self.data.childObject))),
    'Schema.SObjectField getField()': (self: Child) => {
      const object = present(current().org.schema.object(self.data.childObject));
      return fieldToken(object, present(current().org.schema.field(object, self.data.field)));
    }
  }
});

type Picklist = NativeObject<PicklistValue>;

declare({
  name: 'Schema.PicklistEntry',
  methods: {
    'String getLabel()': (self: Picklist) => self.data.label,
    'String getValue()': (self: Picklist) => self.data.value,
    'Boolean isActive()': (self: Picklist) => self.data.active,
    'Boolean isDefaultValue()': (self: Picklist) => self.data.default
  }
});

const fieldIs =
  (read: (field: FieldDescribe) => unknown): Implementation =>
  (self: Fielded) =>
    read(self.data.field);
const constant = (enumName: string, name: string): unknown =>
  enumValues(present(libraryClass(enumName))).get(name.toLowerCase()) ?? null;

const DISPLAY: Partial<Record<FieldDescribe['type'], string>> = { int: 'INTEGER', longtextarea: 'TEXTAREA' };
const SOAP: Record<string, string> = { Id: 'ID', Decimal: 'DOUBLE', Blob: 'BASE64BINARY', Object: 'ANYTYPE' };

/** A field's `Schema.DisplayType`. */
export function displayType(field: FieldDescribe): unknown {
  return constant('Schema.DisplayType', DISPLAY[field.type] ?? field.type);
}

declare({
  name: 'Schema.DescribeFieldResult',
  methods: {
    'String getName()': fieldIs((field) => field.apiName),
    'String getLocalName()': (self: Fielded) => localName(self.data.field.apiName, self.data.object.namespace),
    'String getLabel()': fieldIs((field) => field.label),
    'Integer getLength()': fieldIs((field) => field.length ?? 0),
    'Integer getByteLength()': fieldIs((field) => (field.length ?? 0) * 3),
    'Integer getPrecision()': fieldIs((field) => field.precision ?? 0),
    'Integer getScale()': fieldIs((field) => field.scale ?? 0),
    'Integer getDigits()': fieldIs((field) => (field.type === 'int' ? (field.precision ?? 0) : 0)),
    'Schema.DisplayType getType()': fieldIs(displayType),
    'Schema.SOAPType getSOAPType()': fieldIs((field) =>
      constant('Schema.SOAPType', SOAP[apexTypeName(field)] ?? apexTypeName(field))
    ),
    'Schema.SObjectField getSObjectField()': (self: Fielded) => fieldToken(self.data.object, self.data.field),
    'Schema.SObjectType getSObjectType()': (self: Fielded) => typeToken(self.data.object),
    'List<Schema.PicklistEntry> getPicklistValues()': fieldIs(
      (field) =>
        new ApexList(
          libraryType('Schema.PicklistEntry'),
          field.picklistValues.map((one) => native('Schema.PicklistEntry', one))
        )
    ),
    'List<Schema.SObjectType> getReferenceTo()': fieldIs(
      (field) =>
        new ApexList(
          libraryType('Schema.SObjectType'),
          field.referenceTo.flatMap((name) => {
            const object = current().org.schema.object(name);
            return object ? [typeToken(object)] : [];
          })
        )
    ),
    'String getRelationshipName()': fieldIs((field) => field.relationshipName ?? null),
    'String getInlineHelpText()': fieldIs((field) => field.inlineHelpText ?? null),
    'Object getDefaultValue()': fieldIs((field) => field.defaultValue ?? null),
    'String getCalculatedFormula()': fieldIs((field) => field.formula ?? null),
    'Boolean isNillable()': fieldIs((field) => field.nillable),
    'Boolean isCustom()': fieldIs((field) => field.custom),
    'Boolean isUnique()': fieldIs((field) => field.unique),
    'Boolean isExternalId()': fieldIs((field) => field.externalId),
    'Boolean isCaseSensitive()': fieldIs((field) => field.caseSensitive),
    'Boolean isNameField()': fieldIs((field) => field.nameField),
    'Boolean isCalculated()': fieldIs((field) => field.formula !== undefined || field.summary !== undefined),
    'Boolean isAutoNumber()': fieldIs((field) => field.autoNumber !== undefined),
    'Boolean isRestrictedPicklist()': fieldIs((field) => field.restrictedPicklist),
    'Boolean isEncrypted()': fieldIs((field) => field.type === 'encryptedstring'),
    'Boolean isHtmlFormatted()': fieldIs((field) => field.htmlFormatted === true),
    'Boolean isIdLookup()': fieldIs((field) => field.externalId || field.nameField || field.type === 'id'),
    'Boolean isDependentPicklist()': fieldIs((field) => field.dependsOn !== undefined),
    'Boolean isPermissionable()': fieldIs((field) => field.nillable && !field.nameField && field.type !== 'id'),
    'Boolean isNamePointing()': fieldIs((field) => field.referenceTo.length > 1),
    'Boolean isFilterable()': fieldIs((field) => field.type !== 'longtextarea' && field.type !== 'base64'),
    'Boolean isSortable()': fieldIs((field) => !['longtextarea', 'base64', 'multipicklist'].includes(field.type)),
    'Boolean isGroupable()': fieldIs(
      (field) =>
        !['longtextarea', 'base64', 'multipicklist', 'datetime', 'double', 'currency', 'percent'].includes(field.type)
    ),
    'Boolean isCascadeDelete()': fieldIs((field) => field.masterDetail),
    'Boolean isAccessible()': (self: Fielded) =>
      current().org.rights(current().userId).field(self.data.object, self.data.field).read,
    'Boolean isCreateable()': (self: Fielded) =>
      self.data.field.createable &&
      current().org.rights(current().userId).field(self.data.object, self.data.field).edit,
    'Boolean isUpdateable()': (self: Fielded) =>
      self.data.field.updateable && current().org.rights(current().userId).field(self.data.object, self.data.field).edit
  }
});

function globalDescribe(): ApexMap {
  const map = new ApexMap(libraryType('String'), libraryType('Schema.SObjectType'), true);
  current().org.schema.objects.forEach((object) => map.put(object.apiName.toLowerCase(), typeToken(object)));
  return map;
}

function describeObjects(names: ApexList): ApexList {
  return new ApexList(
    libraryType('Schema.DescribeSObjectResult'),
    names.items.map((name) => {
      const object = current().org.schema.object(String(name));
      return object
        ? objectDescribe(object)
        : raise('InvalidParameterValueException', `Entity not found: ${String(name)}`);
    })
  );
}

declare({
  name: 'Schema',
  statics: {
    'Map<String,Schema.SObjectType> getGlobalDescribe()': globalDescribe,
    'List<Schema.DescribeSObjectResult> describeSObjects(List<String> names)': describeObjects,
    'List<Schema.DescribeSObjectResult> describeSObjects(List<String> names, Schema.SObjectDescribeOptions options)':
      describeObjects
  }
});
