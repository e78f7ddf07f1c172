import type { Access } from '../../platform/org.ts';
import type { FieldDescribe, FieldType, ObjectDescribe } from '../../schema/schema.ts';
import { nameFieldOf } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import type { ServerContext } from '../context.ts';
import { tagged } from './etag.ts';

type Json = Record<string, unknown>;

/** The record type of objects that have none. */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

const DATA_TYPES: Partial<Record<FieldType, string>> = {
  id: 'String',
  textarea: 'TextArea',
  longtextarea: 'TextArea',
  multipicklist: 'MultiPicklist',
  combobox: 'ComboBox',
  datetime: 'DateTime',
  encryptedstring: 'EncryptedString',
  base64: 'Base64',
  anytype: 'Anytype'
};

const dataType = (type: FieldType): string => DATA_TYPES[type] ?? type.charAt(0).toUpperCase() + type.slice(1);

/** Fields of an object that the user may see. */
export function visibleFields(context: ServerContext, object: ObjectDescribe, access: Access): FieldDescribe[] {
  const rights = context.org.rights(access.userId);
  return [...object.fields.values()].filter(
    (field) => field.notEmulated === undefined && rights.field(object, field).read
  );
}

const nameFields = (object: ObjectDescribe): string[] => [nameFieldOf(object)].flatMap((field) => field?.apiName ?? []);

function fieldInfo(context: ServerContext, field: FieldDescribe, edit: boolean): Json {
  const targets = field.referenceTo.flatMap((name) => context.org.schema.object(name) ?? []);
  return {
    apiName: field.apiName,
    calculated: field.formula !== undefined,
    compound: false,
    compoundComponentName: null,
    compoundFieldName: null,
    controllerName: null,
    controllingFields: [],
    createable: field.createable && edit,
    custom: field.custom,
    dataType: dataType(field.type),
    extraTypeInfo: field.type === 'longtextarea' ? 'PlainTextArea' : null,
    filterable: field.type !== 'longtextarea',
    filteredLookupInfo: null,
    highScaleNumber: false,
    htmlFormatted: false,
    inlineHelpText: field.inlineHelpText ?? null,
    label: field.label,
    length: field.length ?? 0,
    maskType: null,
    nameField: field.nameField,
    polymorphicForeignKey: targets.length > 1,
    precision: field.precision ?? 0,
    reference: field.type === 'reference',
    referenceTargetField: null,
    referenceToInfos: targets.map((target) => ({
      apiName: target.apiName,
      nameFields: nameFields(target)
    })),
    relationshipName: field.relationshipName ?? null,
    required: !field.nillable && field.type !== 'boolean' && field.defaultValue === undefined && field.createable,
    scale: field.scale ?? 0,
    searchPrefilterable: field.type === 'reference',
    sortable: field.type !== 'longtextarea',
    unique: field.unique,
    updateable: field.updateable && edit
  };
}

const RECORD_TYPES = parseSoql(
  'SELECT Id, Name FROM RecordType WHERE SobjectType = :object AND IsActive = TRUE ORDER BY Name'
);

/** An object's active record types. */
function recordTypes(context: ServerContext, object: ObjectDescribe): { id: string; label: string }[] {
  if (object.recordTypes.length === 0) return [];
  const access: Access = { userId: context.org.users.admin, mode: 'system', sharing: false };
  return context.org
    .query(RECORD_TYPES, [object.apiName], access)
    .rows.map((row) => ({ id: String(row.fields.get('Id')), label: String(row.fields.get('Name')) }));
}

/** ObjectInfo of the UI API: what the user may know of an object. */
export function objectInfo(context: ServerContext, object: ObjectDescribe, access: Access): Json {
  const rights = context.org.rights(access.userId);
  const granted = rights.object(object);
  const types = recordTypes(context, object);
  const infos = [
    ...types.map(({ id, label }) => ({ id, label, master: false })),
    { id: MASTER_RECORD_TYPE, label: 'Master', master: true }
  ];
  return tagged({
    apiName: object.apiName,
    associateEntityType: null,
    associateParentEntity: null,
    childRelationships: [...object.childRelationships.values()].map((child) => ({
      childObjectApiName: child.childObject,
      fieldName: child.field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.relationshipName
    })),
    compactLayoutable: true,
    createable: granted.create,
    custom: object.kind !== 'standard',
    defaultRecordTypeId: types[0]?.id ?? MASTER_RECORD_TYPE,
    deletable: granted.delete,
    dependentFields: {},
    feedEnabled: false,
    fields: Object.fromEntries(
      visibleFields(context, object, access).map((field) => [
        field.apiName,
        fieldInfo(context, field, rights.field(object, field).edit)
      ])
    ),
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: true,
    mruEnabled: true,
    nameFields: nameFields(object),
    queryable: object.kind !== 'event',
    recordTypeInfos: Object.fromEntries(
      infos.map(({ id, label, master }) => [
        id,
        {
          available: !master || types.length === 0,
          defaultRecordTypeMapping: id === (types[0]?.id ?? MASTER_RECORD_TYPE),
          master,
          name: label,
          recordTypeId: id
        }
      ])
    ),
    searchLayoutable: false,
    searchable: false,
    themeInfo: null,
    updateable: granted.edit
  });
}

/** The values of one picklist field. */
export function picklistValues(field: FieldDescribe, url: string): Json {
  const values = field.picklistValues
    .filter((value) => value.active)
    .map(({ value, label }) => ({ attributes: null, label, validFor: [], value }));
  const chosen = field.picklistValues.find((value) => value.active && value.default)?.value;
  return tagged({
    controllerValues: {},
    defaultValue: values.find(({ value }) => value === chosen) ?? null,
    url,
    values
  });
}

export const isPicklist = (field: FieldDescribe): boolean =>
  field.type === 'picklist' || field.type === 'multipicklist';
