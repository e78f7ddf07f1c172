import { OrgError, type Access, type Row } from '../platform/org.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import type { FieldValue, ObjectDescribe } from '../schema/schema.ts';
import { parseSoql } from '../soql/parse.ts';

interface UiField {
  value: FieldValue | UiRecord | null;
  displayValue: string | null;
}

/** A record as `lightning/uiRecordApi` gives it (User Interface API, "Record"). */
export interface UiRecord {
  apiName: string;
  id: string;
  fields: Record<string, UiField>;
  recordTypeId: string | null;
  lastModifiedDate: FieldValue;
}

/**
 * Reads the fields that a component asks for, each as `Object.Field` or over lookups. Fields that the user may not see
 * are left out, as for optional fields. Throws OrgError NOT_FOUND.
 */
export function recordJson(
  org: LocalOrg,
  object: ObjectDescribe,
  id: string,
  fields: readonly string[],
  userId: string
): UiRecord {
  const access: Access = { userId, mode: 'user', sharing: true };
  const prefix = `${object.apiName}.`.toLowerCase();
  const paths = fields.map((path) => (path.toLowerCase().startsWith(prefix) ? path.slice(prefix.length) : path));
  const readable = paths.filter((path) => isReadable(org, object, path, userId));
  const audit = ['lastmodifieddate', 'recordtypeid'].flatMap((name) => object.fields.get(name)?.apiName ?? []);
  const names = [...new Set(['Id', ...audit, ...readable])];
  const query = parseSoql(`SELECT ${names.join(', ')} FROM ${object.apiName} WHERE Id = :id`);
  const [row] = org.query(query, [id], access).rows;
  if (!row) {
    throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  }
  return json(row);
}

function isReadable(org: LocalOrg, object: ObjectDescribe, path: string, userId: string): boolean {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    const field = org.schema.field(object, first);
    return field !== undefined && field.notEmulated === undefined && org.rights(userId).field(object, field).read;
  }
  const parent = org.schema.parent(object, first)?.objects[0];
  return parent !== undefined && isReadable(org, parent, rest.join('.'), userId);
}

function json(row: Row): UiRecord {
  const fields: Record<string, UiField> = {};
  for (const [name, value] of row.fields) {
    fields[name] = { value, displayValue: value === null ? null : String(value) };
  }
  for (const [name, parent] of row.parents) {
    const nameField = parent && [...parent.object.fields.values()].find((field) => field.nameField);
    const display = nameField ? parent.fields.get(nameField.apiName) : null;
    fields[name] = {
      value: parent ? json(parent) : null,
      displayValue: display === null || display === undefined ? null : String(display)
    };
  }
  return {
    apiName: row.object.apiName,
    id: String(row.fields.get('Id') ?? ''),
    fields,
    recordTypeId: (row.fields.get('RecordTypeId') as string | null | undefined) ?? null,
    lastModifiedDate: row.fields.get('LastModifiedDate') ?? null
  };
}
