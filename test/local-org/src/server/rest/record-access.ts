import type { Access } from '../../platform/org.ts';
import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { parseSoql } from '../../soql/parse.ts';
import { normalizeId } from '../../store/ids.ts';
import type { ServerContext } from '../context.ts';
import { rowJson } from './record-json.ts';
import { RestError, notFound } from './rest-error.ts';

type Json = Record<string, unknown>;

/** The object that the user may read; answers 404 where there is none or no right to it, as Salesforce does. */
export function readableObject(context: ServerContext, name: string, access: Access): ObjectDescribe {
  const object = context.org.schema.exact(name);
  if (object === undefined || !context.org.rights(access.userId).object(object).read) throw notFound();
  return object;
}

/** An id of the object, in its 18 characters. */
export function recordId(object: ObjectDescribe, given: string): string {
  const id = normalizeId(given);
  if (id === undefined || !id.startsWith(object.keyPrefix)) {
    throw notFound(`Provided external ID field does not exist or is not accessible: ${given}`);
  }
  return id;
}

/** A field that records are found by: the id, an external id, or a unique field. */
export function keyField(object: ObjectDescribe, name: string): FieldDescribe {
  const field = object.fields.get(name.toLowerCase());
  if (field !== undefined && (field.externalId || field.unique || field.type === 'id')) return field;
  throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`);
}

/** Names of all fields of the object that the user may see and that have a value. */
export function visibleFields(context: ServerContext, object: ObjectDescribe, access: Access): string[] {
  const rights = context.org.rights(access.userId);
  return [...object.fields.values()]
    .filter((field) => field.notEmulated === undefined && rights.field(object, field).read)
    .map((field) => field.apiName);
}

/** Ids of the records with this key, at most two. */
export function findIds(
  context: ServerContext,
  object: ObjectDescribe,
  key: FieldDescribe,
  value: FieldValue,
  access: Access
): string[] {
  const query = parseSoql(`SELECT Id FROM ${object.apiName} WHERE ${key.apiName} = :value`);
  return context.org.query(query, [value], access).rows.map((row) => String(row.fields.get('Id')));
}

export interface RecordRequest {
  object: ObjectDescribe;
  key: FieldDescribe;
  value: FieldValue;
  /** All visible ones when absent. */
  fields?: readonly string[] | undefined;
  version: string;
  access: Access;
}

/** More than one record has the key: Salesforce answers 300 with their addresses. */
export class SeveralRecords extends RestError {
  readonly urls: string[];

  constructor(object: ObjectDescribe, ids: readonly string[], version: string) {
    super(300, 'MULTIPLE_CHOICES', 'more than one record has this external id');
    this.urls = ids.map((id) => `/services/data/${version}/sobjects/${object.apiName}/${id}`);
  }
}

/** One record by its key, as JSON. Throws 404 where there is none, and {@link SeveralRecords}. */
export function readRecord(context: ServerContext, request: RecordRequest): Json {
  const { object, key, value, version, access } = request;
  const names = request.fields ?? visibleFields(context, object, access);
  const query = parseSoql(`SELECT ${names.join(',')} FROM ${object.apiName} WHERE ${key.apiName} = :value`);
  const { rows } = context.org.query(query, [value], access);
  const [row] = rows;
  if (row === undefined) throw notFound();
  if (rows.length > 1) throw new SeveralRecords(object, findIds(context, object, key, value, access), version);
  return rowJson(row, query, context.org.schema, version, false);
}
