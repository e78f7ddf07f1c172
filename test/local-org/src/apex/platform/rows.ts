import type { DmlRow } from '../../platform/org.ts';
import { isComputed } from '../../schema/schema.ts';
import type { FieldValue } from '../../schema/schema.ts';
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

/** Records carry along the formula fields and roll-ups that were queried with them. */
function writeable({ object, fields }: SObjectRecord): Map<string, FieldValue> {
  const carried = [...fields.keys()].filter((name) => {
    const field = object.fields.get(name.toLowerCase());
    return field !== undefined && !field.createable && (isComputed(field) || field.summary !== undefined);
  });
  if (carried.length === 0) {
    return fields;
  }
  return new Map([...fields].filter(([name]) => !carried.includes(name)));
}
