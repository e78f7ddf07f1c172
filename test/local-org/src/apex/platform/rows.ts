import type { DmlRow } from '../../platform/org.ts';
import { isComputed } from '../../schema/schema.ts';
import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';

/** A record as DML takes it: its fields, and lookups that are given by an external id. */
export function dmlRow(record: SObjectRecord): DmlRow {
  const row: DmlRow = { object: record.object, fields: writeable(record) };
  const parentKeys: NonNullable<DmlRow['parentKeys']> = new Map();
  for (const [name, parent] of record.parents) {
    if (parent && !parent.queried && parent.id === null) {
      const [key] = [...parent.fields];
      if (key) {
        parentKeys.set(name, { field: key[0], value: key[1] });
      }
    }
  }
  if (parentKeys.size) {
    row.parentKeys = parentKeys;
  }
  return row;
}

const carried = new WeakMap<ObjectDescribe, Set<string>>();

/** The object's formula fields and roll-ups, which nobody writes. */
function carriedFields(object: ObjectDescribe): Set<string> {
  let names = carried.get(object);
  if (!names) {
    const fields = [...object.fields.values()].filter(
      (field) => !field.createable && (isComputed(field) || field.summary !== undefined)
    );
    names = new Set(fields.map((field) => field.apiName));
    carried.set(object, names);
  }
  return names;
}

/** Records carry along the formula fields and roll-ups that were queried with them. */
function writeable({ object, fields }: SObjectRecord): Map<string, FieldValue> {
  const names = carriedFields(object);
  const any = names.size > 0 && [...fields.keys()].some((name) => names.has(name));
  return any ? new Map([...fields].filter(([name]) => !names.has(name))) : fields;
}
