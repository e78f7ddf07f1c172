import { makeField } from '../schema/field.ts';
import type { FieldSeed } from '../schema/field.ts';
import type { FieldDescribe, FieldType, FieldValue, PicklistValue, Summary } from '../schema/schema.ts';
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
  Summary: 'double',
  ExternalLookup: 'string',
  IndirectLookup: 'string'
};

export interface FieldContext {
  naming: Naming;
  /** Values of global value sets by name. */
  valueSets: ReadonlyMap<string, PicklistValue[]>;
}

function picklistValues(element: XmlElement, context: FieldContext): Partial<FieldDescribe> {
  const set = element.first('valueSet');
  if (set === undefined) return {};
  const dependsOn = dependency(set, context);
  const globalName = set.text('valueSetName');
  if (globalName !== undefined) {
    const values = context.valueSets.get(globalName);
    if (values === undefined) throw set.error('valueSetName', `global value set "${globalName}" is not in the project`);
    return { picklistValues: values, restrictedPicklist: set.flag('restricted', true), ...dependsOn };
  }
  const definition = set.first('valueSetDefinition');
  return {
    picklistValues: definitionValues(definition),
    restrictedPicklist: set.flag('restricted'),
    ...dependsOn
  };
}

function definitionValues(definition: XmlElement | undefined): PicklistValue[] {
  const values = (definition?.all('value') ?? []).map(picklistValue);
  return definition?.flag('sorted') === true ? values.sort((a, b) => a.label.localeCompare(b.label)) : values;
}

/** Which values the controlling field's values allow. */
function dependency(set: XmlElement, { naming }: FieldContext): Pick<FieldDescribe, 'dependsOn'> {
  const field = set.text('controllingField');
  if (field === undefined) return {};
  const valid = new Map<string, string[]>();
  for (const setting of set.all('valueSettings')) {
    const value = setting.required('valueName');
    for (const controlling of setting.all('controllingFieldValue')) {
      const key = controlling.content.trim();
      valid.set(key, [...(valid.get(key) ?? []), value]);
    }
  }
  return { dependsOn: { field: naming.api(field), valid } };
}

/** What a project says of a standard field: its picklist values, label and help. */
export function customiseStandardField(
  field: FieldDescribe | undefined,
  element: XmlElement,
  context: FieldContext
): void {
  if (field === undefined) return;
  const help = element.text('inlineHelpText');
  Object.assign(field, picklistValues(element, context), help === undefined ? {} : { inlineHelpText: help });
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
  const childLabel = element.text('relationshipLabel');
  const constraint = element.text('deleteConstraint') ?? 'SetNull';
  if (constraint !== 'SetNull' && constraint !== 'Restrict' && constraint !== 'Cascade') {
    throw element.error('deleteConstraint', `"${constraint}" is none of SetNull, Restrict, Cascade`);
  }
  const target = type === 'Hierarchy' ? 'User' : element.required('referenceTo');
  return {
    referenceTo: [naming.api(target)],
    relationshipName: name.replace(/__c$/i, '__r'),
    ...(childName === undefined ? {} : { childRelationshipName: naming.api(`${childName}__r`) }),
    ...(childLabel === undefined ? {} : { childRelationshipLabel: childLabel }),
    masterDetail: master,
    deleteConstraint: master ? 'Cascade' : constraint,
    ...(master
      ? {
          nillable: false,
          updateable: element.flag('reparentableMasterDetail'),
          readableMasterSuffices: element.flag('writeRequiresMasterRead')
        }
      : {})
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

function formulaField(element: XmlElement, formula: string): Partial<FieldDescribe> {
  const blankAsZero = element.text('formulaTreatBlanksAs') !== 'BlankAsBlank';
  return { formula, blankAsZero, nillable: true, createable: false, updateable: false };
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
      return {
        summary: summary(element, context.naming),
        createable: false,
        updateable: false,
        precision: 18,
        scale: 0
      };
    case 'Location':
      return { scale: element.number('scale') ?? 2, createable: false, updateable: false };
    case 'ExternalLookup':
    case 'IndirectLookup':
      return { notEmulated: 'lookup to external data', createable: false, updateable: false };
    case 'LongTextArea':
      return { length: element.number('length') ?? 32_768 };
    case 'EncryptedText':
      return {
        mask: {
          type: element.text('maskType') ?? 'all',
          character: element.text('maskChar') === 'X' ? 'X' : '*'
        }
      };
    case 'Html':
      return { length: element.number('length') ?? 32_768, htmlFormatted: true };
    default:
      return {};
  }
}

function summary(element: XmlElement, naming: Naming): Summary {
  const operation = element.required('summaryOperation');
  if (operation !== 'count' && operation !== 'sum' && operation !== 'min' && operation !== 'max') {
    throw element.error('summaryOperation', `"${operation}" is none of count, sum, min, max`);
  }
  const [childObject = '', foreignKey = ''] = element
    .required('summaryForeignKey')
    .split('.')
    .map((part) => naming.api(part));
  const field = element
    .text('summarizedField')
    ?.split('.')
    .map((part) => naming.api(part))
    .at(-1);
  if (field === undefined && operation !== 'count') throw element.error('summarizedField', 'is missing or empty');
  return {
    operation,
    childObject,
    foreignKey,
    ...(field === undefined ? {} : { field }),
    filters: element.all('summaryFilterItems').map((item) => ({
      field: naming.api(item.required('field').split('.').at(-1) ?? ''),
      operation: item.required('operation'),
      value: item.text('value') ?? ''
    }))
  };
}

/** A geolocation has its two coordinates as fields beside it. */
export function coordinateFields(location: FieldDescribe): FieldDescribe[] {
  return ['Latitude', 'Longitude'].map((part) =>
    makeField({
      apiName: location.apiName.replace(/__c$/i, `__${part}__s`),
      label: `${location.label} (${part})`,
      type: 'double',
      custom: true,
      precision: 18,
      scale: 15,
      nillable: location.nillable
    })
  );
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
    ...(formula === undefined ? {} : formulaField(element, formula))
  };
  const help = element.text('inlineHelpText');
  const description = element.text('description');
  return makeField({
    ...seed,
    ...(help === undefined ? {} : { inlineHelpText: help }),
    ...(description === undefined ? {} : { description })
  });
}
