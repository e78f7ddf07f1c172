import type { Access } from '../../platform/org.ts';
import { MASTER_RECORD_TYPE, picklistValuesOf } from '../../platform/record-types.ts';
import { controllerValues, controllingField, validFor } from '../../schema/dependent-picklists.ts';
import type { FieldDescribe, FieldType, ObjectDescribe, RecordTypeDescribe } from '../../schema/schema.ts';
import { nameFieldOf } from '../../schema/schema.ts';
import type { ServerContext } from '../context.ts';
import { tagged } from './etag.ts';

type Json = Record<string, unknown>;

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

function fieldInfo(context: ServerContext, object: ObjectDescribe, field: FieldDescribe, edit: boolean): Json {
  const controlling = controllingField(object, field)?.apiName;
  const targets = field.referenceTo.flatMap((name) => context.org.schema.object(name) ?? []);
  return {
    apiName: field.apiName,
    calculated: field.formula !== undefined,
    compound: false,
    compoundComponentName: null,
    compoundFieldName: null,
    controllerName: controlling ?? null,
    controllingFields: controlling === undefined ? [] : [controlling],
    createable: field.createable && edit,
    custom: field.custom,
    dataType: dataType(field.type),
    extraTypeInfo: field.type === 'longtextarea' ? 'PlainTextArea' : null,
    filterable: field.type !== 'longtextarea',
    filteredLookupInfo: null,
    highScaleNumber: false,
    htmlFormatted: field.htmlFormatted === true,
    inlineHelpText: field.inlineHelpText ?? null,
    label: field.label,
    length: field.length ?? 0,
    maskType: field.mask?.type ?? null,
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

/** What depends on a field, and what depends on that. */
function dependentFields(object: ObjectDescribe): Json {
  const below = (name: string | undefined): Json =>
    Object.fromEntries(
      [...object.fields.values()]
        .filter((field) => field.dependsOn !== undefined && controllingField(object, field)?.apiName === name)
        .map((field) => [field.apiName, below(field.apiName)])
    );
  const controlling = new Set([...object.fields.values()].flatMap((field) => controllingField(object, field) ?? []));
  const top = [...controlling].filter((field) => field.dependsOn === undefined);
  return Object.fromEntries(top.map((field) => [field.apiName, below(field.apiName)]));
}

/** ObjectInfo of the UI API: what the user may know of an object. */
export function objectInfo(context: ServerContext, object: ObjectDescribe, access: Access): Json {
  const rights = context.org.rights(access.userId);
  const granted = rights.object(object);
  const types = context.org.recordTypes(object, access.userId).filter((type) => type.active);
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
    defaultRecordTypeId: types.find((type) => type.isDefault)?.id ?? MASTER_RECORD_TYPE,
    deletable: granted.delete,
    dependentFields: dependentFields(object),
    feedEnabled: false,
    fields: Object.fromEntries(
      visibleFields(context, object, access).map((field) => [
        field.apiName,
        fieldInfo(context, object, field, rights.field(object, field).edit)
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
      types.map(({ id, label, master, available, isDefault }) => [
        id,
        { available, defaultRecordTypeMapping: isDefault, master, name: label, recordTypeId: id }
      ])
    ),
    searchLayoutable: false,
    searchable: (object.kind === 'standard' || object.kind === 'custom') && !object.setup,
    themeInfo: null,
    updateable: granted.edit
  });
}

/** The values of one picklist field that records of a type may have. */
export function picklistValues(
  object: ObjectDescribe,
  field: FieldDescribe,
  type: RecordTypeDescribe | undefined,
  url: string
): Json {
  const controlling = controllingField(object, field);
  const controllers = controlling ? controllerValues(controlling) : new Map<string, number>();
  const offered = picklistValuesOf(field, type).filter((value) => value.active);
  const values = offered.map(({ value, label }) => ({
    attributes: null,
    label,
    validFor: validFor(field, value, controllers),
    value
  }));
  const chosen = offered.find((value) => value.default)?.value;
  return tagged({
    controllerValues: Object.fromEntries(controllers),
    defaultValue: values.find(({ value }) => value === chosen) ?? null,
    url,
    values
  });
}

export const isPicklist = (field: FieldDescribe): boolean =>
  field.type === 'picklist' || field.type === 'multipicklist';
