import type { Project } from '../metadata/project.ts';
import { readMetadata, type XmlElement } from '../metadata/xml.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';

export interface LayoutItem {
  field: FieldDescribe;
  /** The layout wants a value. */
  required: boolean;
  readOnly: boolean;
}

export interface LayoutSection {
  label: string;
  /** Items of one or two columns, row by row; null leaves a place empty. */
  columns: 1 | 2;
  items: (LayoutItem | null)[];
}

const SYSTEM = new Set([
  'Id',
  'IsDeleted',
  'SystemModstamp',
  'LastViewedDate',
  'LastReferencedDate',
  'LastActivityDate'
]);
const AUDIT = ['OwnerId', 'CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate'];

/** The sections of an object's page layout; without one of the project's, all its fields in one section. */
export function layoutOf(project: Project, schema: Schema, object: ObjectDescribe): LayoutSection[] {
  const layout = project.layouts.find((one) => one.object === object.apiName);
  const sections = layout === undefined ? [] : readSections(layout.file, schema, object);
  return sections.length > 0 ? sections : defaultSections(object);
}

function readSections(file: string, schema: Schema, object: ObjectDescribe): LayoutSection[] {
  return readMetadata(file, 'Layout')
    .all('layoutSections')
    .filter((section) => section.text('style') !== 'CustomLinks')
    .map((section): LayoutSection => {
      const columns = section.all('layoutColumns').map((column) => itemsOf(column, schema, object));
      const rows = Math.max(0, ...columns.map((column) => column.length));
      const items = Array.from({ length: rows }, (_, row) => columns.map((column) => column[row] ?? null)).flat();
      return { label: section.text('label') ?? '', columns: columns.length > 1 ? 2 : 1, items };
    })
    .filter((section) => section.items.some((item) => item !== null));
}

function itemsOf(column: XmlElement, schema: Schema, object: ObjectDescribe): (LayoutItem | null)[] {
  return column.all('layoutItems').map((item) => {
    const name = item.text('field');
    const field = name === undefined ? undefined : schema.field(object, name);
    const behavior = item.text('behavior');
    return field === undefined ? null : { field, required: behavior === 'Required', readOnly: behavior === 'Readonly' };
  });
}

/** Coordinates of addresses, and record types where there are none, are of no use to people. */
function isShown(object: ObjectDescribe, field: FieldDescribe): boolean {
  const isUseless =
    (!field.custom && /(?:Latitude|Longitude|GeocodeAccuracy)$/.test(field.apiName)) ||
    (field.apiName === 'RecordTypeId' && object.recordTypes.length === 0);
  return !SYSTEM.has(field.apiName) && field.type !== 'base64' && !isUseless;
}

function defaultSections(object: ObjectDescribe): LayoutSection[] {
  const item = (field: FieldDescribe): LayoutItem => ({
    field,
    required: !field.nillable && field.createable && field.type !== 'boolean',
    readOnly: false
  });
  const shown = [...object.fields.values()].filter((field) => isShown(object, field));
  const isAudit = (field: FieldDescribe): boolean => AUDIT.includes(field.apiName);
  // The parts of a compound name or address are shown by themselves, so that each can be edited.
  const own = shown.filter((field) => !isAudit(field) && field.type !== 'address' && field.type !== 'location');
  const sections: LayoutSection[] = [{ label: 'Information', columns: 2, items: own.map(item) }];
  const audit = shown.filter(isAudit).sort((a, b) => AUDIT.indexOf(a.apiName) - AUDIT.indexOf(b.apiName));
  return audit.length > 0
    ? [...sections, { label: 'System Information', columns: 2, items: audit.map(item) }]
    : sections;
}

/** The label of a field on pages, which leave the "ID" of lookups away. */
export const shownLabel = ({ label, type, custom }: FieldDescribe): string =>
  type === 'reference' && !custom ? label.replace(/ ID$/, '') : label;
