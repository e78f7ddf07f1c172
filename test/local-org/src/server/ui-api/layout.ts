import { MASTER_RECORD_TYPE } from '../../platform/record-types.ts';
import type { Access } from '../../platform/org.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import { layoutOf, type LayoutItem } from '../../ui/layouts.ts';
import type { ServerContext } from '../context.ts';
import { tagged } from './etag.ts';
import { visibleFields } from './object-info.ts';

type Json = Record<string, unknown>;

/** Layout of the UI API for an object. */
export function layoutJson(context: ServerContext, object: ObjectDescribe, access: Access, mode: string): Json {
  const rights = context.org.rights(access.userId);
  const visible = new Set(visibleFields(context, object, access));
  const itemJson = (item: LayoutItem | null): Json[] => {
    if (item === null || !visible.has(item.field)) return [];
    const { field } = item;
    const edit = rights.field(object, field).edit && !item.readOnly;
    return [
      {
        editableForNew: edit && field.createable,
        editableForUpdate: edit && field.updateable,
        label: field.label,
        layoutComponents: [{ apiName: field.apiName, componentType: 'Field', label: field.label }],
        lookupIdApiName: field.type === 'reference' ? field.apiName : null,
        required: item.required,
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
    sections: layoutOf(context.org.project, context.org.schema, object).map(({ label, columns, items }, i) => {
      const rows = Array.from({ length: Math.ceil(items.length / columns) }, (_, row) => ({
        layoutItems: items.slice(row * columns, (row + 1) * columns).flatMap(itemJson)
      })).filter(({ layoutItems }) => layoutItems.length > 0);
      return {
        collapsible: false,
        columns,
        heading: label,
        id: String(i),
        layoutRows: rows,
        rows: rows.length,
        tabOrder: 'LeftRight',
        useHeading: label !== ''
      };
    })
  });
}
