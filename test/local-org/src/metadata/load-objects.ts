import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  auditFields,
  customMetadataFields,
  eventFields,
  identityFields,
  makeField,
  makeSystemField,
  ownerField
} from '../schema/field.ts';
import { buildSchema } from '../schema/build-schema.ts';
import type {
  FieldDescribe,
  ObjectDescribe,
  ObjectKind,
  PicklistValue,
  Schema,
  ValidationRule
} from '../schema/schema.ts';
import type { FormulaSources } from './load-formulas.ts';
import { shareObjects } from '../schema/share-objects.ts';
import { loadStandardObjects } from '../schema/standard-objects.ts';
import { FormulaError } from '../formula/formula-error.ts';
import { lookupFilterRule } from './load-lookup-filter.ts';
import { coordinateFields, customiseStandardField, loadField, picklistValue } from './load-fields.ts';
import type { FieldContext } from './load-fields.ts';
import { loadStandardValueSets } from './load-standard-values.ts';
import type { Naming } from './namespace.ts';
import { withSuffix } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import { MetadataError, readMetadata } from './xml.ts';
import type { XmlElement } from './xml.ts';

function kindOf(apiName: string, element: XmlElement): ObjectKind {
  if (apiName.endsWith('__e')) return 'event';
  if (apiName.endsWith('__mdt')) return 'customMetadata';
  const settings = element.text('customSettingsType');
  if (settings === 'List') return 'listSetting';
  return settings === 'Hierarchy' ? 'hierarchySetting' : 'custom';
}

function sharingModel(element: XmlElement): ObjectDescribe['sharingModel'] {
  const model = element.text('sharingModel') ?? 'ReadWrite';
  switch (model) {
    case 'Private':
    case 'Read':
    case 'ReadWrite':
    case 'ControlledByParent':
      return model;
    default:
      throw element.error('sharingModel', `not emulated: sharing model ${model}`);
  }
}

function nameField(element: XmlElement): FieldDescribe {
  const given = element.first('nameField');
  const label = given?.text('label') ?? 'Name';
  const base = { apiName: 'Name', label, type: 'string', length: 80, nameField: true } as const;
  if (given?.text('type') !== 'AutoNumber') return makeField(base);
  return makeSystemField({
    ...base,
    nillable: false,
    autoNumber: { displayFormat: given.text('displayFormat') ?? '{0}', start: given.number('startingNumber') ?? 1 }
  });
}

/** The fields that the platform adds; owner and the lookups come with the object's own fields. */
function platformFields(kind: ObjectKind, element: XmlElement): FieldDescribe[] {
  if (kind === 'event') return eventFields();
  if (kind === 'customMetadata') return customMetadataFields();
  const owner = element.text('sharingModel') === 'ControlledByParent' || kind !== 'custom' ? [] : [ownerField()];
  const setup =
    kind === 'hierarchySetting'
      ? [
          makeField({
            apiName: 'SetupOwnerId',
            type: 'reference',
            referenceTo: ['Organization', 'Profile', 'User'],
            relationshipName: 'SetupOwner'
          })
        ]
      : [];
  return [...identityFields(), ...owner, ...setup, nameField(element), ...auditFields()];
}

function publishBehavior(element: XmlElement): Pick<ObjectDescribe, 'publishBehavior'> {
  const behavior = element.text('publishBehavior') ?? 'PublishAfterCommit';
  if (behavior !== 'PublishAfterCommit' && behavior !== 'PublishImmediately') {
    throw element.error('publishBehavior', `"${behavior}" is neither PublishAfterCommit nor PublishImmediately`);
  }
  return { publishBehavior: behavior };
}

function customObject(name: string, element: XmlElement, naming: Naming): ObjectDescribe {
  const apiName = naming.api(name);
  const kind = kindOf(apiName, element);
  const label = element.text('label') ?? name;
  return {
    apiName,
    namespace: naming.namespace,
    label,
    labelPlural: element.text('pluralLabel') ?? label,
    keyPrefix: '',
    kind,
    sharingModel: sharingModel(element),
    setup: false,
    fields: new Map(platformFields(kind, element).map((field) => [field.apiName.toLowerCase(), field])),
    childRelationships: new Map(),
    recordTypes: [],
    fieldSets: [],
    validationRules: [],
    ...(kind === 'event' ? publishBehavior(element) : {})
  };
}

/** The object a decomposed file belongs to: `objects/X/fields/Y` → X. */
const ownerOf = (file: string): string => path.basename(path.dirname(path.dirname(file)));

function loadValueSets(files: ProjectFiles): Map<string, PicklistValue[]> {
  return new Map(
    withSuffix(files, '.globalValueSet-meta.xml').map(({ name, file }) => [
      name,
      readMetadata(file, 'GlobalValueSet').all('customValue').map(picklistValue)
    ])
  );
}

function addField(object: ObjectDescribe, field: FieldDescribe, warnings: string[]): void {
  if (field.notEmulated !== undefined) {
    warnings.push(`not emulated: ${field.notEmulated} ${object.apiName}.${field.apiName}`);
  }
  if (field.masterDetail) object.fields.delete('ownerid');
  const parts = field.type === 'location' ? coordinateFields(field) : [];
  for (const added of [field, ...parts]) object.fields.set(added.apiName.toLowerCase(), added);
}

/**
 * Objects, their fields, record types and validation rules; `sources` says which files formulas came from. What is not
 * emulated goes to `warnings`.
 */
export function loadSchema(
  files: ProjectFiles,
  naming: Naming,
  warnings: string[]
): { schema: Schema; sources: FormulaSources } {
  const sources: FormulaSources = new Map();
  const standard = loadStandardObjects();
  const objects = new Map(standard.map((object) => [object.apiName.toLowerCase(), object]));
  const skipped = new Set<string>();
  for (const { name, file } of withSuffix(files, '.object-meta.xml')) {
    const known = objects.get(name.toLowerCase());
    if (known !== undefined) {
      const element = readMetadata(file, 'CustomObject');
      if (element.text('sharingModel') !== undefined) known.sharingModel = sharingModel(element);
      continue;
    }
    if (!/__(?:c|e|mdt)$/i.test(name)) {
      warnings.push(`not emulated: ${name.includes('__') ? 'object' : 'standard object'} ${name}`);
      skipped.add(name);
      continue;
    }
    objects.set(naming.api(name).toLowerCase(), customObject(name, readMetadata(file, 'CustomObject'), naming));
  }
  loadStandardValueSets(files, objects, warnings);
  const find = (file: string): ObjectDescribe | undefined => objects.get(naming.api(ownerOf(file)).toLowerCase());
  const context: FieldContext = { naming, valueSets: loadValueSets(files) };
  for (const { name, file } of withSuffix(files, '.field-meta.xml')) {
    const object = find(file);
    if (object === undefined) {
      if (skipped.has(ownerOf(file)) || !ownerOf(file).includes('__')) continue;
      throw new MetadataError(file, 'CustomField', `object ${ownerOf(file)} has no object-meta.xml in the project`);
    }
    if (!name.endsWith('__c')) {
      customiseStandardField(object.fields.get(name.toLowerCase()), readMetadata(file, 'CustomField'), context);
      continue;
    }
    const field = loadField(readMetadata(file, 'CustomField'), context);
    addField(object, field, warnings);
    sources.set(field, file);
  }
  for (const { file } of withSuffix(files, '.recordType-meta.xml')) {
    find(file)?.recordTypes.push(loadRecordType(readMetadata(file, 'RecordType'), naming));
  }
  for (const { name, file } of withSuffix(files, '.fieldSet-meta.xml')) {
    find(file)?.fieldSets.push(loadFieldSet(name, readMetadata(file, 'FieldSet'), naming));
  }
  for (const { name, file } of withSuffix(files, '.validationRule-meta.xml')) {
    const element = readMetadata(file, 'ValidationRule');
    const rule = element.flag('active') ? loadRule(name, element, naming) : undefined;
    if (rule === undefined) continue;
    find(file)?.validationRules.push(rule);
    sources.set(rule, file);
  }
  const owned = [...objects.values()];
  const all = [...owned, ...shareObjects(owned)];
  addRecordTypeFields(all);
  const schema = buildSchema(naming.namespace, all);
  completeSummaries(schema);
  loadLookupFilters(files, schema, naming, sources);
  return { schema, sources };
}

/** Values are written as in URLs. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

function loadRecordType(element: XmlElement, naming: Naming): ObjectDescribe['recordTypes'][number] {
  const developerName = element.required('fullName');
  const picklists = element.all('picklistValues').map((picklist) => {
    const values = picklist.all('values');
    const fallback = values.find((value) => value.flag('default'))?.text('fullName');
    return [
      naming.api(picklist.required('picklist')),
      {
        values: values.map((value) => decoded(value.required('fullName'))),
        ...(fallback === undefined ? {} : { default: decoded(fallback) })
      }
    ] as const;
  });
  return {
    developerName,
    label: element.text('label') ?? developerName,
    description: element.text('description') ?? '',
    active: element.flag('active', true),
    picklists: new Map(picklists)
  };
}

/** A roll-up takes the type of what it sums up. */
function completeSummaries(schema: Schema): void {
  for (const field of schema.objects.flatMap((object) => [...object.fields.values()])) {
    const child = field.summary && schema.object(field.summary.childObject);
    const source = child && schema.field(child, field.summary?.field ?? '');
    if (source !== undefined) Object.assign(field, { type: source.type, scale: source.scale });
  }
}

/** Needs the whole schema, since filters lead over lookups. */
function loadLookupFilters(files: ProjectFiles, schema: Schema, naming: Naming, sources: FormulaSources): void {
  for (const { file } of withSuffix(files, '.field-meta.xml')) {
    if (!readFileSync(file, 'utf8').includes('<lookupFilter>')) continue;
    const element = readMetadata(file, 'CustomField');
    const object = schema.object(ownerOf(file));
    const lookup = object && schema.field(object, element.required('fullName'));
    if (object === undefined || lookup === undefined) continue;
    const rule = filterRule(element, { schema, object, lookup, naming });
    if (rule === undefined) continue;
    object.validationRules.push(rule);
    sources.set(rule, file);
  }
}

function filterRule(element: XmlElement, place: Parameters<typeof lookupFilterRule>[0]): ValidationRule | undefined {
  try {
    return lookupFilterRule(place, element);
  } catch (error) {
    if (error instanceof FormulaError) throw element.error('lookupFilter', error.message);
    throw error;
  }
}

function loadRule(name: string, element: XmlElement, naming: Naming): ValidationRule {
  const errorField = element.text('errorDisplayField');
  return {
    name,
    condition: element.required('errorConditionFormula'),
    message: element.required('errorMessage'),
    ...(errorField === undefined ? {} : { errorField: naming.api(errorField) })
  };
}

function loadFieldSet(name: string, element: XmlElement, naming: Naming): ObjectDescribe['fieldSets'][number] {
  return {
    apiName: naming.namespace === '' ? name : `${naming.namespace}__${name}`,
    namespace: naming.namespace,
    label: element.text('label') ?? name,
    description: element.text('description') ?? '',
    fields: element.all('displayedFields').map((field) => ({
      path: field
        .required('field')
        .split('.')
        .map((part) => naming.api(part))
        .join('.'),
      required: field.flag('isRequired')
    }))
  };
}

/** Custom objects have a RecordTypeId only where they have record types. */
function addRecordTypeFields(objects: readonly ObjectDescribe[]): void {
  for (const object of objects) {
    if (object.kind !== 'custom' || object.recordTypes.length === 0) continue;
    const field = makeField({
      apiName: 'RecordTypeId',
      label: 'Record Type ID',
      type: 'reference',
      referenceTo: ['RecordType'],
      relationshipName: 'RecordType'
    });
    object.fields.set('recordtypeid', field);
  }
}
