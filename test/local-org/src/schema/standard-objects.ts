import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditFields, identityFields, makeField, ownerField } from './field.ts';
import type { FieldSeed } from './field.ts';
import type { FieldDescribe, FieldType, ObjectDescribe, PicklistValue, Summary } from './schema.ts';

/**
 * A standard object as its JSON file says it. A field is one line: `type(argument) word…`. The argument is a length, a
 * precision and scale, picklist values separated by `|`, or the objects a lookup leads to (`*` for all business records). The default value ends in
 * `*`; behind `#` stands what a value means: `closed`, `won`, `converted`, `high`, `responded`, a stage's probability, or
 * the name of its forecast category or status code.
 * Words: `required`, `name`, `readonly`, `createonly`, `unique`, `restricted`, `externalid`, `detail`, `cascade`,
 * `restrict`, `default=…`, `as=RelationshipName`, `children=ChildRelationshipName`, `autonumber=Format`, `formula=Path`,
 * `notemulated`, and roll-ups over `Child.Lookup` or `Child.Lookup.Field`: `count=`, `sum=`, `any=` (is there one), and
 * `total=` (a sum that stands as it was written while there are no children).
 */
interface StandardObjectFile {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  sharingModel?: ObjectDescribe['sharingModel'];
  setup?: boolean;
  /** Whether it has an owner: a user or a queue, or a user only. */
  owner?: boolean | 'user';
  fields: Record<string, string>;
}

const TEXTUAL = new Set<FieldType>(['string', 'textarea', 'longtextarea', 'email', 'phone', 'url', 'encryptedstring']);

const FLAGS = new Set(['closed', 'won', 'converted', 'high', 'responded']);

function meaningOf(text: string): Partial<PicklistValue> {
  if (FLAGS.has(text)) return { [text]: true };
  return /^\d+$/.test(text) ? { probability: Number(text) } : { category: text };
}

function picklistValue(text: string): PicklistValue {
  const [marked = '', ...meanings] = text.split('#');
  const value = marked.replace(/\*$/, '');
  const plain = { value, label: value, active: true, default: marked.endsWith('*') };
  return Object.assign(plain, ...meanings.map(meaningOf)) as PicklistValue;
}

function summaryOf(operation: Summary['operation'], text: string): Partial<FieldDescribe> {
  const [childObject = '', foreignKey = '', field] = text.split('.');
  return { summary: { operation, childObject, foreignKey, ...(field === undefined ? {} : { field }), filters: [] } };
}

function argumentOf(type: FieldType, argument: string): Partial<FieldDescribe> {
  if (argument === '') return {};
  if (type === 'reference') return { referenceTo: argument.split('|') };
  if (type === 'picklist' || type === 'multipicklist' || type === 'combobox') {
    return { picklistValues: argument.split('|').map(picklistValue) };
  }
  if (TEXTUAL.has(type)) return { length: Number(argument) };
  const [precision = '18', scale = '0'] = argument.split(',');
  return { precision: Number(precision), scale: Number(scale) };
}

function word(text: string, type: FieldType): Partial<FieldDescribe> {
  const [key, ...rest] = text.split('=');
  const value = rest.join('=');
  switch (key) {
    case 'required':
      return { nillable: false };
    case 'name':
      return { nameField: true };
    case 'readonly':
      return { createable: false, updateable: false };
    case 'createonly':
      return { updateable: false };
    case 'unique':
      return { unique: true };
    case 'externalid':
      return { externalId: true };
    case 'hidden':
      return { hiddenByDefault: true };
    case 'restricted':
      return { restrictedPicklist: true };
    case 'detail':
      return { masterDetail: true, nillable: false, updateable: false, deleteConstraint: 'Cascade' };
    case 'cascade':
      return { deleteConstraint: 'Cascade' };
    case 'restrict':
      return { deleteConstraint: 'Restrict' };
    case 'formula':
      return { formula: value, blankAsZero: false, nillable: true, createable: false, updateable: false };
    case 'count':
    case 'sum':
    case 'any':
      return { ...summaryOf(key, value), createable: false, updateable: false };
    case 'total':
      return summaryOf('total', value);
    case 'as':
      return { relationshipName: value };
    case 'children':
      return { childRelationshipName: value };
    case 'autonumber':
      return { autoNumber: { displayFormat: value, start: 1 }, createable: false, updateable: false, nillable: false };
    case 'notemulated':
      return {
        notEmulated: 'computed field',
        nillable: true,
        createable: false,
        updateable: false
      };
    case 'default':
      return { defaultValue: type === 'boolean' ? value === 'true' : type === 'int' ? Number(value) : value };
    default:
      throw new Error(`unknown word "${text}" in a standard object's field`);
  }
}

function standardField(apiName: string, line: string): FieldDescribe {
  const match = /^([a-z0-9]+)(?:\((.*?)\))?((?: [^ ]+)*)$/.exec(line);
  if (match === null) throw new Error(`cannot read the description "${line}" of ${apiName}`);
  const type = match[1] as FieldType;
  const words = (match[3] ?? '').split(' ').filter((text) => text !== '');
  const base: Partial<FieldDescribe> =
    type === 'boolean'
      ? { nillable: false, defaultValue: false }
      : type === 'address'
        ? { createable: false, updateable: false }
        : {};
  const label = apiName.replace(/Id$/, ' ID').replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  const seed: FieldSeed = { apiName, label, type, ...base, ...argumentOf(type, match[2] ?? '') };
  return makeField(words.reduce((described, text) => ({ ...described, ...word(text, type) }), seed));
}

function standardObject(file: StandardObjectFile): ObjectDescribe {
  const own = Object.entries(file.fields).map(([name, line]) => standardField(name, line));
  const given = new Set(own.map((field) => field.apiName));
  const fields = [
    ...identityFields(),
    ...own,
    ...(file.owner === undefined || file.owner === false
      ? []
      : [ownerField(file.owner === 'user' ? ['User'] : ['User', 'Group'])]),
    ...auditFields().filter((field) => !given.has(field.apiName))
  ];
  return {
    apiName: file.name,
    namespace: '',
    label: file.label,
    labelPlural: file.labelPlural,
    keyPrefix: file.keyPrefix,
    kind: 'standard',
    sharingModel: file.sharingModel ?? 'ReadWrite',
    setup: file.setup ?? false,
    fields: new Map(fields.map((field) => [field.apiName.toLowerCase(), field])),
    childRelationships: new Map(),
    recordTypes: [],
    fieldSets: [],
    validationRules: []
  };
}

/** Fresh descriptions of the standard objects that the local org knows; projects add fields to them. */
export function loadStandardObjects(
  directory: string = fileURLToPath(new URL('standard-objects', import.meta.url))
): ObjectDescribe[] {
  return readdirSync(directory)
    .sort()
    .map((name) => standardObject(JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as StandardObjectFile));
}
