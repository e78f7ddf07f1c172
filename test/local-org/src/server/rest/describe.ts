import type { LocalOrg } from '../../platform/open-org.ts';
import { controllerValues, controllingField, validFor } from '../../schema/dependent-picklists.ts';
import type { FieldDescribe, FieldType, ObjectDescribe } from '../../schema/schema.ts';

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary'
};

function describeField(
  object: ObjectDescribe,
  field: FieldDescribe,
  rights: { edit: boolean }
): Record<string, unknown> {
  const controlling = controllingField(object, field);
  return {
    name: field.apiName,
    label: field.label,
    type: field.type === 'longtextarea' ? 'textarea' : field.type,
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    length: field.length ?? 0,
    precision: field.precision ?? 0,
    scale: field.scale ?? 0,
    digits: field.type === 'int' ? 9 : 0,
    byteLength: (field.length ?? 0) * 3,
    custom: field.custom,
    nillable: field.nillable,
    createable: field.createable && rights.edit,
    updateable: field.updateable && rights.edit,
    unique: field.unique,
    caseSensitive: field.caseSensitive,
    externalId: field.externalId,
    idLookup: field.externalId || field.type === 'id',
    nameField: field.nameField,
    autoNumber: field.autoNumber !== undefined,
    calculated: field.formula !== undefined || field.summary !== undefined,
    calculatedFormula: field.formula ?? null,
    defaultedOnCreate: field.type === 'boolean' || field.autoNumber !== undefined,
    defaultValue: field.defaultValue ?? (field.type === 'boolean' ? false : null),
    filterable: field.type !== 'longtextarea',
    sortable: field.type !== 'longtextarea',
    groupable: field.type !== 'longtextarea',
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName ?? null,
    cascadeDelete: field.masterDetail,
    restrictedDelete: field.deleteConstraint === 'Restrict',
    restrictedPicklist: field.restrictedPicklist,
    inlineHelpText: field.inlineHelpText ?? null,
    encrypted: field.type === 'encryptedstring',
    htmlFormatted: field.htmlFormatted === true,
    dependentPicklist: controlling !== undefined,
    controllerName: controlling?.apiName ?? null,
    picklistValues: field.picklistValues.map((value) => ({
      value: value.value,
      label: value.label,
      active: value.active,
      defaultValue: value.default,
      validFor: controlling === undefined ? null : bitmap(validFor(field, value.value, controllerValues(controlling)))
    }))
  };
}

/** Salesforce's form of which controlling values allow a value: a bit each, from the left, in base 64. */
function bitmap(indexes: readonly number[]): string {
  const bytes = Buffer.alloc(Math.ceil((Math.max(0, ...indexes) + 1) / 8));
  for (const index of indexes) bytes.writeUInt8(bytes.readUInt8(index >> 3) | (0x80 >> (index & 7)), index >> 3);
  return bytes.toString('base64');
}

/** The short description that lists of objects show. */
export function describeSummary(
  object: ObjectDescribe,
  org: LocalOrg,
  userId: string,
  version: string
): Record<string, unknown> {
  const rights = org.rights(userId).object(object);
  const root = `/services/data/${version}/sobjects/${object.apiName}`;
  return {
    name: object.apiName,
    label: object.label,
    labelPlural: object.labelPlural,
    keyPrefix: object.keyPrefix,
    custom: object.kind !== 'standard',
    customSetting: object.kind === 'listSetting' || object.kind === 'hierarchySetting',
    createable: rights.create,
    updateable: rights.edit && object.kind !== 'event',
    deletable: rights.delete && object.kind !== 'event',
    queryable: object.kind !== 'event',
    retrieveable: object.kind !== 'event',
    undeletable: rights.delete && object.kind !== 'event',
    searchable: (object.kind === 'standard' || object.kind === 'custom') && !object.setup && object.share !== true,
    triggerable: object.kind !== 'customMetadata',
    urls: { sobject: root, describe: `${root}/describe`, rowTemplate: `${root}/{ID}` }
  };
}

/** The whole description: what the user may see of the object, its fields, children and record types. */
export function describeObject(
  object: ObjectDescribe,
  org: LocalOrg,
  userId: string,
  version: string
): Record<string, unknown> {
  const rights = org.rights(userId);
  return {
    ...describeSummary(object, org, userId, version),
    fields: [...object.fields.values()]
      .filter((field) => field.notEmulated === undefined && rights.field(object, field).read)
      .map((field) => describeField(object, field, rights.field(object, field))),
    childRelationships: [...object.childRelationships.values()].map((child) => ({
      childSObject: child.childObject,
      field: child.field,
      relationshipName: child.relationshipName,
      cascadeDelete: child.cascadeDelete,
      restrictedDelete: false,
      deprecatedAndHidden: false
    })),
    recordTypeInfos: org.recordTypes(object, userId).map((type) => ({
      recordTypeId: type.id,
      developerName: type.developerName,
      name: type.label,
      active: type.active,
      available: type.available,
      defaultRecordTypeMapping: type.isDefault,
      master: type.master,
      urls: { layout: `/services/data/${version}/sobjects/${object.apiName}/describe/layouts/${type.id}` }
    }))
  };
}
