import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { XMLParser } from 'fast-xml-parser';

interface FieldXml {
  fullName: string;
  label?: string;
  type?: string;
  description?: string;
  length?: number;
  precision?: number;
  scale?: number;
  referenceTo?: string;
  required?: boolean;
  externalId?: boolean;
  unique?: boolean;
  formula?: string;
  valueSet?: { valueSetDefinition?: { value: { fullName: string } | { fullName: string }[] } };
}

interface ObjectXml {
  label?: string;
  description?: string;
  sharingModel?: string;
}

export interface DictionaryObject {
  apiName: string;
  folder: string;
  object: ObjectXml | null;
  fields: FieldXml[];
}

const parser = new XMLParser({ ignoreAttributes: true });
const read = async <T>(file: string): Promise<T> => parser.parse(await readFile(file, 'utf8')) as T;

/** The objects and fields of a package, by API name; those of standard objects are its own fields alone. */
export async function readDictionary(root: string): Promise<DictionaryObject[]> {
  const objects = new Map<string, DictionaryObject>();
  for await (const file of glob('*/objects/*/{*.object-meta.xml,fields/*.field-meta.xml}', { cwd: root })) {
    const [folder = '', , apiName = ''] = file.split(path.sep);
    const known = objects.get(apiName) ?? { apiName, folder, object: null, fields: [] };
    objects.set(apiName, known);
    if (file.endsWith('.object-meta.xml'))
      known.object = (await read<{ CustomObject: ObjectXml }>(path.join(root, file))).CustomObject;
    else known.fields.push((await read<{ CustomField: FieldXml }>(path.join(root, file))).CustomField);
  }
  for (const { fields } of objects.values()) fields.sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  return [...objects.values()].sort((a, b) => (a.apiName < b.apiName ? -1 : 1));
}

/** What lacks a description: people meet these names for as long as the package lives. */
export function undescribed(objects: readonly DictionaryObject[]): string[] {
  return objects.flatMap(({ apiName, object, fields }) => [
    ...(object !== null && !object.description ? [apiName] : []),
    ...fields.filter(({ description }) => !description).map(({ fullName }) => `${apiName}.${fullName}`)
  ]);
}

const SECTIONS: [title: string, belongs: (apiName: string) => boolean][] = [
  ['Platform events', (name) => name.endsWith('__e')],
  ['Custom metadata types', (name) => name.endsWith('__mdt')],
  ['Objects', (name) => name.endsWith('__c')],
  ['Fields on standard objects', () => true]
];

/** The data dictionary as Markdown. */
export function dictionaryText(objects: readonly DictionaryObject[]): string {
  const left = new Set(objects);
  const parts = [
    '# Data dictionary',
    'Generated from the metadata by `npm run data-dictionary`; a test compares the two. API names are without the namespace `tgrid__`.'
  ];
  for (const [title, belongs] of SECTIONS) {
    const own = [...left].filter(({ apiName }) => belongs(apiName));
    if (own.length === 0) continue;
    parts.push(`## ${title}`);
    for (const one of own) {
      left.delete(one);
      parts.push(objectText(one));
    }
  }
  return parts.join('\n\n');
}

function objectText({ apiName, folder, object, fields }: DictionaryObject): string {
  const head = object ? `${object.description ?? ''} Folder \`${folder}\`, sharing ${object.sharingModel ?? '–'}.` : '';
  const rows = fields.map(
    (field) => `| \`${field.fullName}\` | ${cell(field.label)} | ${cell(typeOf(field))} | ${cell(field.description)} |`
  );
  const table = ['| field | label | type | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return [`### ${object?.label ?? apiName} (\`${apiName}\`)`, head, table].filter((part) => part !== '').join('\n\n');
}

const cell = (text: string | undefined) => (text ?? '').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

function typeOf({ type, length, precision, scale, referenceTo, formula, valueSet, ...field }: FieldXml): string {
  const marks = [
    field.required === true ? 'required' : '',
    field.externalId === true ? 'external id' : '',
    field.unique === true ? 'unique' : ''
  ].filter((mark) => mark !== '');
  const values = valueSet?.valueSetDefinition?.value ?? [];
  const choices = (Array.isArray(values) ? values : [values]).map(({ fullName }) => fullName).join(', ');
  const size = length ?? (precision === undefined ? undefined : `${precision},${scale ?? 0}`);
  const what = [
    formula === undefined ? '' : 'Formula',
    type ?? '',
    referenceTo === undefined ? '' : `to ${referenceTo}`,
    size === undefined ? '' : `(${size})`,
    choices === '' ? '' : `: ${choices}`
  ];
  return [
    what
      .filter((part) => part !== '')
      .join(' ')
      .replace(' :', ':'),
    ...marks
  ].join(', ');
}
