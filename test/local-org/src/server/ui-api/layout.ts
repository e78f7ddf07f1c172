import type { Access } from '../../platform/org.ts';
import { readMetadata } from '../../metadata/xml.ts';
import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import type { ServerContext } from '../context.ts';
import { tagged } from './etag.ts';
import { MASTER_RECORD_TYPE, visibleFields } from './object-info.ts';

type Json = Record<string, unknown>;

interface Item {
  field: string;
  behavior: string;
}

interface Section {
  heading: string;
  columns: Item[][];
}

/** Sections of the object's first page layout in the project. */
function projectSections(context: ServerContext, object: ObjectDescribe): Section[] | undefined {
  const layout = context.org.project.layouts.find((one) => one.object === object.apiName);
  if (layout === undefined) return undefined;
  return readMetadata(layout.file, 'Layout')
    .all('layoutSections')
    .map((section) => ({
      heading: section.text('label') ?? '',
      columns: section.all('layoutColumns').map((column) =>
        column.all('layoutItems').flatMap((item) => {
          const field = context.org.schema.field(object, item.text('field') ?? '');
          return field === undefined ? [] : [{ field: field.apiName, behavior: item.text('behavior') ?? 'Edit' }];
        })
      )
    }));
}

const HIDDEN = new Set(['Id', 'IsDeleted', 'SystemModstamp', 'CreatedById', 'LastModifiedById', 'RecordTypeId']);

/** Without a layout of the project: all that the user may see, in two columns. */
function generatedSections(fields: readonly FieldDescribe[]): Section[] {
  const shown = fields.filter((field) => !HIDDEN.has(field.apiName));
  const item = (field: FieldDescribe): Item => ({
    field: field.apiName,
    behavior: !field.nillable && field.type !== 'boolean' ? 'Required' : 'Edit'
  });
  const columns = [0, 1].map((column) => shown.filter((_, i) => i % 2 === column).map(item));
  return [{ heading: 'Information', columns }];
}

/** Layout of the UI API for an object. */
export function layoutOf(context: ServerContext, object: ObjectDescribe, access: Access, mode: string): Json {
  const rights = context.org.rights(access.userId);
  const fields = visibleFields(context, object, access);
  const visible = new Map(fields.map((field) => [field.apiName, field]));
  const sections = projectSections(context, object) ?? generatedSections(fields);
  const itemJson = ({ field: name, behavior }: Item): Json[] => {
    const field = visible.get(name);
    if (field === undefined) return [];
    const edit = rights.field(object, field).edit && behavior !== 'Readonly';
    return [
      {
        editableForNew: edit && field.createable,
        editableForUpdate: edit && field.updateable,
        label: field.label,
        layoutComponents: [{ apiName: field.apiName, componentType: 'Field', label: field.label }],
        lookupIdApiName: field.type === 'reference' ? field.apiName : null,
        required: behavior === 'Required',
        sortable: false
      }
    ];
  };
  return tagged({
    id: null,
    layoutType: 'Full',
    mode,
    objectApiName: object.apiName,
    recordTypeId: MASTER_RECORD_TYPE,
    saveOptions: [],
    sections: sections.map((section, i) => {
      const columns = section.columns.map((column) => column.flatMap(itemJson));
      const height = Math.max(0, ...columns.map((column) => column.length));
      return {
        collapsible: false,
        columns: columns.length,
        heading: section.heading,
        id: String(i),
        layoutRows: Array.from({ length: height }, (_, row) => ({
          layoutItems: columns.flatMap((column) => column[row] ?? [])
        })),
        rows: height,
        tabOrder: 'LeftRight',
        useHeading: section.heading !== ''
      };
    })
  });
}
