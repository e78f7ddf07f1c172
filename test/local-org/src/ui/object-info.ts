import type { LocalOrg } from '../platform/open-org.ts';
import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';

const MASTER_RECORD_TYPE = '012000000000000AAA';

/** What `lightning/uiObjectInfoApi` gives of an object: of the fields those that the user may see. */
export function objectInfo(org: LocalOrg, object: ObjectDescribe, userId: string): Record<string, unknown> {
  const rights = org.rights(userId);
  const own = rights.object(object);
  const fields = [...object.fields.values()].filter((field) => rights.field(object, field).read);
  return {
    apiName: object.apiName,
    label: object.label,
    labelPlural: object.labelPlural,
    keyPrefix: object.keyPrefix,
    custom: object.kind === 'custom',
    createable: own.create,
    updateable: own.edit,
    deletable: own.delete,
    queryable: own.read,
    defaultRecordTypeId: MASTER_RECORD_TYPE,
    nameFields: fields.filter((field) => field.nameField).map((field) => field.apiName),
    recordTypeInfos: Object.fromEntries([
      [MASTER_RECORD_TYPE, { recordTypeId: MASTER_RECORD_TYPE, name: 'Master', master: true, available: true }]
    ]),
    fields: Object.fromEntries(fields.map((field) => [field.apiName, fieldInfo(field)])),
    childRelationships: [...object.childRelationships.values()].map((child) => ({
      childObjectApiName: child.childObject,
      fieldName: child.field,
      relationshipName: child.relationshipName
    }))
  };
}

function fieldInfo(field: FieldDescribe): Record<string, unknown> {
  return {
    apiName: field.apiName,
    label: field.label,
    dataType: dataType(field),
    length: field.length ?? 0,
    precision: field.precision ?? 0,
    scale: field.scale ?? 0,
    required: !field.nillable,
    createable: field.createable,
    updateable: field.updateable,
    custom: field.custom,
    unique: field.unique,
    inlineHelpText: field.inlineHelpText ?? null,
    reference: field.type === 'reference',
    referenceToInfos: field.referenceTo.map((apiName) => ({ apiName })),
    relationshipName: field.relationshipName ?? null,
    picklistValues: field.picklistValues
      .filter((value) => value.active)
      .map(({ label, value }) => ({ label, value, attributes: null, validFor: [] }))
  };
}

const NAMES: Partial<Record<FieldDescribe['type'], string>> = {
  int: 'Int',
  longtextarea: 'TextArea',
  textarea: 'TextArea',
  datetime: 'DateTime',
  multipicklist: 'MultiPicklist',
  combobox: 'ComboBox',
  encryptedstring: 'EncryptedString'
};

const dataType = ({ type }: FieldDescribe): string => NAMES[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
