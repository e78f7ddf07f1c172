import { makeField } from '../schema/field.ts';
import type { FieldSeed } from '../schema/field.ts';
import type { FieldDescribe, FieldType, FieldValue, PicklistValue } from '../schema/schema.ts';
import type { Naming } from './namespace.ts';
import type { XmlElement } from './xml.ts';

/** Metadata API field types and the describe types that they become. */
const TYPES: Record<string, FieldType> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'longtextarea',
  Html: 'longtextarea',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Time: 'time',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
  Lookup: 'reference',
  MasterDetail: 'reference',
  Hierarchy: 'reference',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  AutoNumber: 'string',
  EncryptedText: 'encryptedstring',
  Location: 'location',
  MetadataRelationship: 'reference',
  Summary: 'double'
};

export interface FieldContext {
  naming: Naming;
  /** Values of global value sets by name. */
  valueSets: ReadonlyMap<string, PicklistValue[]>;
}

function picklistValues(element: XmlElement, context: FieldContext): Partial<FieldDescribe> {
  const set = element.first('valueSet');
  if (set === undefined) return {};
  const globalName = set.text('valueSetName');
  if (globalName !== undefined) {
    const values = context.valueSets.get(globalName);
    if (values === undefined) throw set.error('valueSetName', `global value set "${globalName}" is not in the project`);
    return { picklistValues: values, restrictedPicklist: set.flag('restricted', true) };
  }
  const definition = set.first('valueSetDefinition');
  return {
    picklistValues: (definition?.all('value') ?? []).map(picklistValue),
    restrictedPicklist: set.flag('restricted')
  };
}

/** A value of a value set; the label is its name where none is given. */
export function picklistValue(element: XmlElement): PicklistValue {
  const value = element.required('fullName');
  return {
    value,
    label: element.text('label') ?? value,
    active: element.flag('isActive', true),
    default: element.flag('default')
  };
}

function lookup(element: XmlElement, type: string, naming: Naming): Partial<FieldDescribe> {
  const master = type === 'MasterDetail';
  const name = naming.api(element.required('fullName'));
  const childName = element.text('relationshipName');
  const constraint = element.text('deleteConstraint') ?? 'SetNull';
  if (constraint !== 'SetNull' && constraint !== 'Restrict' && constraint !== 'Cascade') {
    throw element.error('deleteConstraint', `"${constraint}" is none of SetNull, Restrict, Cascade`);
  }
  const target = type === 'Hierarchy' ? 'User' : element.required('referenceTo');
  return {
    referenceTo: [naming.api(target)],
    relationshipName: name.replace(/__c$/i, '__r'),
    ...(childName === undefined ? {} : { childRelationshipName: naming.api(`${childName}__r`) }),
    masterDetail: master,
    deleteConstraint: master ? 'Cascade' : constraint,
    ...(master ? { nillable: false, updateable: element.flag('reparentableMasterDetail') } : {})
  };
}

/** Literal defaults are evaluated at once; everything else stays a formula and is refused when it is needed. */
function defaults(text: string | undefined, type: FieldType): Partial<FieldDescribe> {
  if (text === undefined || text === '') return type === 'boolean' ? { defaultValue: false } : {};
  const quoted = /^(?:"([^"]*)"|'([^']*)')$/.exec(text);
  let value: FieldValue | undefined;
  if (type === 'boolean') value = text.toLowerCase() === 'true';
  else if (quoted !== null) value = quoted[1] ?? quoted[2] ?? '';
  else if (/^-?\d+(?:\.\d+)?$/.test(text))
    value = ['double', 'currency', 'percent'].includes(type) ? Number(text) : text;
  return value === undefined ? { defaultFormula: text } : { defaultValue: value };
}

function typeDetails(element: XmlElement, type: string, context: FieldContext): Partial<FieldDescribe> {
  switch (type) {
    case 'Lookup':
    case 'MasterDetail':
    case 'Hierarchy':
    case 'MetadataRelationship':
      return lookup(element, type, context.naming);
    case 'Picklist':
    case 'MultiselectPicklist':
      return picklistValues(element, context);
    case 'Number':
    case 'Currency':
    case 'Percent':
      return { precision: element.number('precision') ?? 18, scale: element.number('scale') ?? 0 };
    case 'AutoNumber':
      return {
        autoNumber: {
          displayFormat: element.text('displayFormat') ?? '{0}',
          start: element.number('startingNumber') ?? 1
        },
        createable: false,
        updateable: false,
        length: 30
      };
    case 'Summary':
      return { notEmulated: 'roll-up summary field', createable: false, updateable: false };
    case 'Location':
      return { notEmulated: 'geolocation field', createable: false, updateable: false };
    default:
      return {};
  }
}

/** One `fields/X.field-meta.xml`. */
export function loadField(element: XmlElement, context: FieldContext): FieldDescribe {
  const apiName = context.naming.api(element.required('fullName'));
  const metadataType = element.text('type');
  if (metadataType === undefined) {
    // Source format also has files for standard fields, which only say what was customised.
    throw element.error('type', 'is missing');
  }
  const type = TYPES[metadataType];
  if (type === undefined) throw element.error('type', `not emulated: field type ${metadataType}`);
  const formula = element.text('formula');
  const length = element.number('length');
  const seed: FieldSeed = {
    apiName,
    type,
    label: element.text('label') ?? apiName,
    custom: true,
    ...(length === undefined ? {} : { length }),
    nillable: !element.flag('required') && type !== 'boolean',
    unique: element.flag('unique'),
    externalId: element.flag('externalId'),
    caseSensitive: element.flag('caseSensitive'),
    ...typeDetails(element, metadataType, context),
    ...(formula === undefined ? defaults(element.text('defaultValue'), type) : {}),
    ...(formula === undefined ? {} : { formula, notEmulated: 'formula field', createable: false, updateable: false })
  };
  const help = element.text('inlineHelpText');
  const description = element.text('description');
  return makeField({
    ...seed,
    ...(help === undefined ? {} : { inlineHelpText: help }),
    ...(description === undefined ? {} : { description })
  });
}
