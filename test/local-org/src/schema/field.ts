import type { FieldDescribe, FieldType } from './schema.ts';

/** What must be said of a field; everything else has Salesforce's usual default. */
export type FieldSeed = Pick<FieldDescribe, 'apiName' | 'type'> & Partial<FieldDescribe>;

const DEFAULT_LENGTH: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  combobox: 255,
  textarea: 255,
  multipicklist: 4099
};

/** Completes a field description with Salesforce's defaults. */
export function makeField(seed: FieldSeed): FieldDescribe {
  const length = seed.length ?? DEFAULT_LENGTH[seed.type];
  return {
    label: seed.apiName.replace(/__c$/, '').replaceAll('_', ' '),
    custom: false,
    nillable: true,
    createable: true,
    updateable: true,
    unique: false,
    caseSensitive: false,
    externalId: false,
    nameField: false,
    referenceTo: [],
    masterDetail: false,
    deleteConstraint: 'SetNull',
    picklistValues: [],
    restrictedPicklist: false,
    ...(length === undefined ? {} : { length }),
    ...seed
  };
}

/** A field that the platform alone writes. */
export function makeSystemField(seed: FieldSeed): FieldDescribe {
  return makeField({ createable: false, updateable: false, ...seed });
}

const userLookup = (apiName: string, relationshipName: string, label: string): FieldDescribe =>
  makeSystemField({ apiName, label, type: 'reference', referenceTo: ['User'], relationshipName, nillable: false });

/** `Id` and `IsDeleted`, which stand first in every stored object. */
export function identityFields(): FieldDescribe[] {
  return [
    makeSystemField({ apiName: 'Id', label: 'Record ID', type: 'id', nillable: false }),
    makeSystemField({ apiName: 'IsDeleted', label: 'Deleted', type: 'boolean', nillable: false })
  ];
}

/** The owner: a user or a queue, or a user only. */
export function ownerField(owners: readonly string[] = ['User', 'Group']): FieldDescribe {
  return makeField({
    apiName: 'OwnerId',
    label: 'Owner ID',
    type: 'reference',
    referenceTo: [...owners],
    relationshipName: 'Owner',
    nillable: false
  });
}

/** Who wrote the record and when. */
export function auditFields(): FieldDescribe[] {
  return [
    makeSystemField({ apiName: 'CreatedDate', label: 'Created Date', type: 'datetime', nillable: false }),
    userLookup('CreatedById', 'CreatedBy', 'Created By ID'),
    makeSystemField({ apiName: 'LastModifiedDate', label: 'Last Modified Date', type: 'datetime', nillable: false }),
    userLookup('LastModifiedById', 'LastModifiedBy', 'Last Modified By ID'),
    makeSystemField({ apiName: 'SystemModstamp', label: 'System Modstamp', type: 'datetime', nillable: false })
  ];
}

/** What every platform event carries besides its own fields. */
export function eventFields(): FieldDescribe[] {
  return [
    makeSystemField({ apiName: 'ReplayId', label: 'Replay ID', type: 'string', length: 1000 }),
    makeSystemField({ apiName: 'EventUuid', label: 'Event UUID', type: 'string', length: 36 }),
    makeSystemField({ apiName: 'CreatedDate', label: 'Created Date', type: 'datetime', nillable: false }),
    userLookup('CreatedById', 'CreatedBy', 'Created By ID')
  ];
}

/** What every custom metadata type carries besides its own fields. */
export function customMetadataFields(): FieldDescribe[] {
  return [
    makeSystemField({ apiName: 'Id', label: 'Custom Metadata Record ID', type: 'id', nillable: false }),
    makeSystemField({ apiName: 'DeveloperName', type: 'string', length: 40, nillable: false }),
    makeSystemField({ apiName: 'MasterLabel', type: 'string', length: 40, nillable: false }),
    makeSystemField({ apiName: 'Label', type: 'string', length: 40, nillable: false, nameField: true }),
    makeSystemField({ apiName: 'Language', type: 'picklist', length: 40 }),
    makeSystemField({ apiName: 'NamespacePrefix', type: 'string', length: 15 }),
    makeSystemField({ apiName: 'QualifiedApiName', type: 'string', length: 70, nillable: false }),
    makeSystemField({ apiName: 'SystemModstamp', type: 'datetime', nillable: false })
  ];
}
