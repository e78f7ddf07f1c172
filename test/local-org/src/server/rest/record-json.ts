import type { FieldType, FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { DmlRow, Row } from '../../platform/org.ts';
import type { SoqlQuery } from '../../soql/ast.ts';
import { pathOf } from '../../soql/check.ts';
import { resolvePath, withoutAlias } from '../../soql/resolve.ts';
import { RestError } from './rest-error.ts';

type Json = Record<string, unknown>;

const attributes = (object: ObjectDescribe, id: FieldValue | undefined, version: string): Json => ({
  type: object.apiName,
  url: `/services/data/${version}/sobjects/${object.apiName}/${String(id)}`
});

/** Types whose values are stored as the JSON that they are shown as. */
const JSON_TYPES: ReadonlySet<FieldType> = new Set(['location', 'address', 'junctionidlist', 'complexvalue']);

/** Binary fields are shown by the address of their bytes, compound ones are objects. */
function shown(row: Row, name: string, version: string): unknown {
  const value = row.fields.get(name) ?? null;
  const type = row.object.fields.get(name.toLowerCase())?.type;
  if (typeof value !== 'string') return value;
  if (type !== undefined && JSON_TYPES.has(type)) return JSON.parse(value);
  if (type !== 'base64') return value;
  return `${attributes(row.object, row.fields.get('Id'), version).url as string}/${name}`;
}

/** Puts a path's value into nested objects, one for each lookup; an empty lookup is null. */
function setPath(json: Json, row: Row, relationships: readonly string[], name: string, version: string): void {
  const [relationship, ...rest] = relationships;
  if (relationship === undefined) {
    json[name] = shown(row, name, version);
    return;
  }
  const parent = row.parents.get(relationship) ?? null;
  if (parent === null) {
    json[relationship] = null;
    return;
  }
  const nested = (json[relationship] ?? {
    attributes: attributes(parent.object, parent.fields.get('Id'), version)
  }) as Json;
  json[relationship] = nested;
  setPath(nested, parent, rest, name, version);
}

/** A parent with all that was read of it, its own parents included. */
function parentJson(row: Row | null, version: string): Json | null {
  if (row === null) return null;
  const json: Json = { attributes: attributes(row.object, row.fields.get('Id'), version) };
  for (const name of row.fields.keys()) if (name !== 'Id') json[name] = shown(row, name, version);
  for (const [name, parent] of row.parents) json[name] = parentJson(parent, version);
  return json;
}

/** A row as the REST API shows it: only what the query selected, in its order. */
export function rowJson(row: Row, query: SoqlQuery, schema: Schema, version: string, aggregate: boolean): Json {
  if (aggregate) return { attributes: { type: 'AggregateResult' }, ...Object.fromEntries(row.fields) };
  const json: Json = { attributes: attributes(row.object, row.fields.get('Id'), version) };
  for (const item of query.select) {
    if (item.kind === 'field') {
      if (item.alias !== undefined) {
        json[item.alias] = row.fields.get(item.alias) ?? null;
        continue;
      }
      const resolved = resolvePath(schema, row.object, withoutAlias(pathOf(item.expression) ?? [], query.from));
      setPath(
        json,
        row,
        resolved.hops.map((hop) => hop.relationship),
        resolved.field.apiName,
        version
      );
    } else if (item.kind === 'fields') {
      for (const name of row.fields.keys()) json[name] = shown(row, name, version);
    } else if (item.kind === 'typeof') {
      const name = schema.parent(row.object, item.relationship)?.field.relationshipName ?? item.relationship;
      json[name] = parentJson(row.parents.get(name) ?? null, version);
    } else if (item.kind === 'subquery') {
      const name = schema.children(row.object, item.query.from.object)?.relationshipName ?? item.query.from.object;
      const children = row.children.get(name) ?? [];
      const records = children.map((child) => rowJson(child, item.query, schema, version, false));
      json[name] = records.length === 0 ? null : { totalSize: records.length, done: true, records };
    }
  }
  return json;
}

function parentKey(relationship: string, value: object): { field: string; value: FieldValue } {
  const keys = Object.entries(value as Record<string, FieldValue>).filter(([name]) => name !== 'attributes');
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    throw new RestError(400, 'INVALID_FIELD', `${relationship} must name its record by exactly one field`);
  }
  return { field: key[0], value: key[1] };
}

/** A JSON record as a row; nested objects are lookups given by an external id. */
export function jsonRow(json: Json, object: ObjectDescribe, schema: Schema): DmlRow {
  const fields = new Map<string, FieldValue>();
  const parentKeys = new Map<string, { field: string; value: FieldValue }>();
  for (const [name, value] of Object.entries(json)) {
    if (name === 'attributes') continue;
    if (Array.isArray(value) && object.fields.get(name.toLowerCase())?.type === 'junctionidlist') {
      fields.set(object.fields.get(name.toLowerCase())?.apiName ?? name, JSON.stringify(value));
      continue;
    }
    if (typeof value === 'object' && value !== null) {
      const parent = schema.parent(object, name);
      if (parent?.field.relationshipName?.toLowerCase() !== name.toLowerCase()) {
        throw new RestError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.apiName}`);
      }
      parentKeys.set(parent.field.relationshipName ?? name, parentKey(name, value));
      continue;
    }
    const field = object.fields.get(name.toLowerCase());
    if (field === undefined) {
      throw new RestError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.apiName}`);
    }
    fields.set(field.apiName, value as FieldValue);
  }
  return { object, fields, ...(parentKeys.size === 0 ? {} : { parentKeys }) };
}
