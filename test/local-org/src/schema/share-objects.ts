import { identityFields, makeField, makeSystemField } from './field.ts';
import type { FieldDescribe, ObjectDescribe } from './schema.ts';

/** Standard objects whose records can be shared; their share objects name the access by the object. */
const STANDARD = ['Account', 'Asset', 'Campaign', 'Case', 'Contact', 'Lead', 'Opportunity', 'Order'];
const KEY_PREFIXES: Record<string, string> = {
  Account: '00r',
  Asset: '70a',
  Campaign: '08s',
  Case: '01n',
  Contact: '03s',
  Lead: '01o',
  Opportunity: '00t',
  Order: '0Oz'
};

/** How an object's share object is called, and its fields that hold the record and the access. */
export interface ShareNames {
  object: string;
  parent: string;
  access: string;
}

/** Undefined for objects that have no shares of their own. */
export function shareNames(object: ObjectDescribe): ShareNames | undefined {
  if (!object.fields.has('ownerid')) return undefined;
  if (object.kind === 'custom') {
    return { object: object.apiName.replace(/__c$/i, '__Share'), parent: 'ParentId', access: 'AccessLevel' };
  }
  if (!STANDARD.includes(object.apiName)) return undefined;
  const { apiName } = object;
  return { object: `${apiName}Share`, parent: `${apiName}Id`, access: `${apiName}AccessLevel` };
}

const levels = (...values: string[]): FieldDescribe['picklistValues'] =>
  values.map((value) => ({ value, label: value === 'Edit' ? 'Read/Write' : value, active: true, default: false }));

function fieldsOf(object: ObjectDescribe, names: ShareNames): FieldDescribe[] {
  const standard = object.kind === 'standard';
  return [
    ...identityFields(),
    makeField({
      apiName: names.parent,
      type: 'reference',
      referenceTo: [object.apiName],
      relationshipName: standard ? object.apiName : 'Parent',
      childRelationshipName: 'Shares',
      nillable: false,
      updateable: false,
      deleteConstraint: 'Cascade'
    }),
    makeField({
      apiName: 'UserOrGroupId',
      type: 'reference',
      referenceTo: ['User', 'Group'],
      relationshipName: 'UserOrGroup',
      nillable: false,
      updateable: false
    }),
    makeField({
      apiName: names.access,
      type: 'picklist',
      nillable: false,
      restrictedPicklist: true,
      picklistValues: levels('Read', 'Edit', 'All')
    }),
    // A share of an account says as well what it gives of the account's children.
    ...(object.apiName === 'Account'
      ? ['Case', 'Contact', 'Opportunity'].map((child) =>
          makeField({
            apiName: `${child}AccessLevel`,
            type: 'picklist',
            picklistValues: levels('None', 'Read', 'Edit')
          })
        )
      : []),
    makeField({ apiName: 'RowCause', type: 'picklist', updateable: false, defaultValue: 'Manual' }),
    makeSystemField({ apiName: 'LastModifiedDate', type: 'datetime', nillable: false }),
    makeSystemField({
      apiName: 'LastModifiedById',
      type: 'reference',
      referenceTo: ['User'],
      relationshipName: 'LastModifiedBy',
      nillable: false
    })
  ];
}

/** The share objects of all objects that have owners. */
export function shareObjects(objects: readonly ObjectDescribe[]): ObjectDescribe[] {
  return objects.flatMap((object) => {
    const names = shareNames(object);
    if (names === undefined) return [];
    const label = `${object.label} Share`;
    return {
      apiName: names.object,
      namespace: object.namespace,
      label,
      labelPlural: label,
      keyPrefix: KEY_PREFIXES[object.apiName] ?? '',
      kind: 'standard' as const,
      sharingModel: 'ReadWrite' as const,
      fields: new Map(fieldsOf(object, names).map((field) => [field.apiName.toLowerCase(), field])),
      childRelationships: new Map(),
      recordTypes: [],
      fieldSets: [],
      validationRules: [],
      setup: false,
      share: true
    };
  });
}
