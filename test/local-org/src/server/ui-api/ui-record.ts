import { MASTER_RECORD_TYPE } from '../../platform/record-types.ts';
import type { Access, Row } from '../../platform/org.ts';
import { OrgError } from '../../platform/org.ts';
import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { nameFieldOf } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import { normalizeId } from '../../store/ids.ts';
import type { ServerContext } from '../context.ts';
import { notFound } from '../rest/rest-error.ts';
import { tagged } from './etag.ts';
import { visibleFields } from './object-info.ts';

type Json = Record<string, unknown>;

interface FieldJson {
  displayValue: string | null;
  value: unknown;
}

/** What is shown to people where it differs from the value: labels, formatted dates and numbers. */
function displayValue(field: FieldDescribe | undefined, value: FieldValue): string | null {
  if (value === null || field === undefined) return null;
  if (field.type === 'picklist' || field.type === 'combobox') {
    return field.picklistValues.find((one) => one.value === value)?.label ?? String(value);
  }
  if (field.type === 'datetime') {
    const date = new Date(String(value).replace('+0000', 'Z'));
    return date.toLocaleString('en-US', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'short' });
  }
  if (field.type === 'date') {
    return new Date(`${String(value)}T00:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC' });
  }
  if (['double', 'int', 'currency', 'percent'].includes(field.type)) {
    return Number(value).toLocaleString('en-US', { minimumFractionDigits: field.scale ?? 0 });
  }
  return null;
}

/** Fields that every record of the UI API tells beside those that were asked for. */
const ALWAYS = ['LastModifiedById', 'LastModifiedDate', 'SystemModstamp', 'RecordTypeId'];

/** `Account.Owner.Name` without its object. Throws when it is one of another object. */
function pathOf(object: ObjectDescribe, name: string): string {
  const [first = '', ...rest] = name.split('.');
  if (first.toLowerCase() === object.apiName.toLowerCase() && rest.length > 0) return rest.join('.');
  throw new OrgError('INVALID_FIELD', `Fields must begin with the name of the record's object: ${name}`);
}

/** Whether the path leads to a field that the user may see; for optional fields, which are left out otherwise. */
function isVisible(context: ServerContext, object: ObjectDescribe, path: string, access: Access): boolean {
  try {
    context.org.query(parseSoql(`SELECT ${path} FROM ${object.apiName} LIMIT 0`), [], access);
    return true;
  } catch (error) {
    if (error instanceof OrgError) return false;
    throw error;
  }
}

/** The paths that a request asks for. */
export function askedPaths(
  context: ServerContext,
  object: ObjectDescribe,
  query: { fields?: string | undefined; optionalFields?: string | undefined; layoutTypes?: string | undefined },
  access: Access
): string[] {
  const split = (list: string | undefined): string[] =>
    (list ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const asked = split(query.fields).map((name) => pathOf(object, name));
  const optional = split(query.optionalFields)
    .map((name) => pathOf(object, name))
    .filter((path) => isVisible(context, object, path, access));
  const layout =
    query.layoutTypes === undefined ? [] : visibleFields(context, object, access).map((field) => field.apiName);
  return [...new Set([...asked, ...optional, ...layout])];
}

/** Who reads, and from where. */
interface Reading {
  context: ServerContext;
  access: Access;
}

function put(fields: Record<string, FieldJson>, row: Row, steps: readonly string[], reading: Reading): void {
  const [first = '', ...rest] = steps;
  if (rest.length === 0) {
    const field = row.object.fields.get(first.toLowerCase()) ?? reading.context.org.schema.field(row.object, first);
    const value = row.fields.get(field?.apiName ?? first) ?? null;
    fields[field?.apiName ?? first] = { displayValue: displayValue(field, value), value };
    return;
  }
  const parent = [...row.parents].find(([name]) => name.toLowerCase() === first.toLowerCase());
  if (parent?.[1] === undefined || parent[1] === null) {
    fields[parent?.[0] ?? first] = { displayValue: null, value: null };
    return;
  }
  const [name, related] = parent;
  const known = fields[name]?.value as Json | undefined;
  const nested = known ?? recordJson(related, [], reading);
  put(nested.fields as Record<string, FieldJson>, related, rest, reading);
  const title = nameFieldOf(related.object)?.apiName;
  const shown = title === undefined ? null : (related.fields.get(title) ?? null);
  fields[name] = { displayValue: shown === null ? null : String(shown), value: nested };
}

function recordTypeInfo(object: ObjectDescribe, id: string | null, { context, access }: Reading): Json | null {
  if (id === null || object.recordTypes.length === 0) return null;
  const type = context.org.recordTypes(object, access.userId).find((one) => one.id === id);
  return type === undefined
    ? null
    : {
        available: type.available,
        defaultRecordTypeMapping: type.isDefault,
        master: type.master,
        name: type.label,
        recordTypeId: type.id
      };
}

/** RecordRepresentation of the UI API, with these paths. */
function recordJson(row: Row, paths: readonly string[], reading: Reading): Json {
  const fields: Record<string, FieldJson> = {};
  for (const path of paths) put(fields, row, path.split('.'), reading);
  const text = (name: string): string | null => {
    const value = row.fields.get(name);
    return typeof value === 'string' ? value : null;
  };
  return {
    apiName: row.object.apiName,
    childRelationships: {},
    fields,
    id: text('Id'),
    lastModifiedById: text('LastModifiedById'),
    lastModifiedDate: text('LastModifiedDate')?.replace('+0000', 'Z') ?? null,
    recordTypeId: text('RecordTypeId') ?? MASTER_RECORD_TYPE,
    recordTypeInfo: recordTypeInfo(row.object, text('RecordTypeId'), reading),
    systemModstamp: text('SystemModstamp')?.replace('+0000', 'Z') ?? null,
    weakEtag: Date.parse(text('SystemModstamp')?.replace('+0000', 'Z') ?? '') || 0
  };
}

/** Records found by a condition, each with these paths. */
export function uiRecords(
  context: ServerContext,
  object: ObjectDescribe,
  paths: readonly string[],
  condition: string,
  binds: readonly (FieldValue | readonly FieldValue[])[],
  access: Access
): Json[] {
  const always = ALWAYS.filter((name) => object.fields.has(name.toLowerCase()));
  const names = [...new Map(['Id', ...always, ...paths].map((path) => [path.toLowerCase(), path])).values()];
  const query = parseSoql(`SELECT ${names.join(', ')} FROM ${object.apiName} ${condition}`);
  return context.org.query(query, binds, access).rows.map((row) => tagged(recordJson(row, paths, { context, access })));
}

/** The object of an id; 404 where there is none, or none that the user may read. */
export function objectOfId(
  context: ServerContext,
  given: string,
  access: Access
): { object: ObjectDescribe; id: string } {
  const id = normalizeId(given);
  const object = id === undefined ? undefined : context.org.schema.byKeyPrefix(id.slice(0, 3));
  if (id === undefined || object === undefined || !context.org.rights(access.userId).object(object).read) {
    throw notFound();
  }
  return { object, id };
}

/** One record. Throws 404 where there is none. */
export function uiRecord(
  context: ServerContext,
  object: ObjectDescribe,
  id: string,
  paths: readonly string[],
  access: Access
): Json {
  const [record] = uiRecords(context, object, paths, 'WHERE Id = :id', [id], access);
  if (record === undefined) throw notFound();
  return record;
}
