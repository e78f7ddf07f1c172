import type { DmlRow } from '../../platform/org.ts';
import type { SObjectRecord } from '../runtime/values/record.ts';

/** A record as DML takes it: its fields, and lookups that are given by an external id. */
export function dmlRow(record: SObjectRecord): DmlRow {
  const row: DmlRow = { object: record.object, fields: record.fields };
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
