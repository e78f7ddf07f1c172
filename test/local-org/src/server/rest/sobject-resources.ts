import type { DmlOperation } from '../../platform/org.ts';
import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { fromMultipart } from './blob.ts';
import { describeObject, describeSummary } from './describe.ts';
import type { ServerContext } from '../context.ts';
import { SeveralRecords, findIds, keyField, readRecord, readableObject, recordId } from './record-access.ts';
import { jsonRow } from './record-json.ts';
import { created, noContent, objectBody, ok } from './resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from './resources.ts';
import { recentItems } from './recent.ts';
import { RowError, notFound } from './rest-error.ts';
import { save } from './write.ts';
import type { SaveResult } from './write.ts';

/** From this version on an upsert that updates answers with a body. */
const UPSERT_BODY_VERSION = 46;

const MOST_RECENT = 20;

const param = (call: ResourceCall, name: string): string => call.params[name] ?? '';
const fieldsOf = (call: ResourceCall): string[] | undefined => call.query.fields?.split(',').map((name) => name.trim());

/** Salesforce knows an object that the user may not read, but may write, when it is written to. */
function writableObject(context: ServerContext, name: string): ObjectDescribe {
  const object = context.org.schema.exact(name);
  if (object === undefined) throw notFound();
  return object;
}

function write(
  context: ServerContext,
  call: ResourceCall,
  operation: DmlOperation,
  object: ObjectDescribe,
  values: Record<string, unknown>,
  externalIdField?: string
): SaveResult {
  const row = jsonRow(values, object, context.org.schema);
  const options = {
    access: call.access,
    allOrNone: true,
    ...(externalIdField === undefined ? {} : { externalIdField })
  };
  const [result] = save(context, operation, [row], options);
  if (result?.success !== true) throw new RowError(result?.errors ?? []);
  return result;
}

const locationOf = (call: ResourceCall, object: ObjectDescribe, id: string | undefined): string =>
  `/services/data/${call.version}/sobjects/${object.apiName}/${id ?? ''}`;

function several(error: unknown): RestAnswer {
  if (error instanceof SeveralRecords) return { status: error.status, body: error.urls };
  throw error;
}

const list: Handler = (call, context) => {
  const rights = context.org.rights(call.access.userId);
  const sobjects = context.org.schema.objects
    .filter((object) => rights.object(object).read)
    .map((object) => describeSummary(object, context.org, call.access.userId, call.version));
  return ok({ encoding: 'UTF-8', maxBatchSize: 200, sobjects });
};

const basicInformation: Handler = (call, context) => {
  const object = readableObject(context, param(call, 'object'), call.access);
  const objectDescribe = describeSummary(object, context.org, call.access.userId, call.version);
  return ok({ objectDescribe, recentItems: recentItems(call, context, MOST_RECENT, object) });
};

const describe: Handler = (call, context) => {
  const object = readableObject(context, param(call, 'object'), call.access);
  return ok(describeObject(object, context.org, call.access.userId, call.version));
};

function createRow(call: ResourceCall, context: ServerContext, values: Record<string, unknown>): RestAnswer {
  const object = writableObject(context, param(call, 'object'));
  const result = write(context, call, 'insert', object, values);
  return created(result, locationOf(call, object, result.id));
}

/** Multipart bodies carry a binary field; they are parsed asynchronously, which composite requests cannot wait for. */
const create: Handler = (call, context) =>
  Buffer.isBuffer(call.body)
    ? fromMultipart(call.body, call.headers).then((values) => createRow(call, context, values))
    : createRow(call, context, objectBody(call));

const retrieve: Handler = (call, context) => {
  const object = readableObject(context, param(call, 'object'), call.access);
  const value = recordId(object, param(call, 'id'));
  const { version, access } = call;
  return ok(
    readRecord(context, { object, key: keyField(object, 'Id'), value, fields: fieldsOf(call), version, access })
  );
};

const update: Handler = (call, context) => {
  const object = readableObject(context, param(call, 'object'), call.access);
  write(context, call, 'update', object, { ...objectBody(call), Id: recordId(object, param(call, 'id')) });
  return noContent;
};

const remove: Handler = (call, context) => {
  const object = readableObject(context, param(call, 'object'), call.access);
  write(context, call, 'delete', object, { Id: recordId(object, param(call, 'id')) });
  return noContent;
};

function byKey(call: ResourceCall, context: ServerContext): { object: ObjectDescribe; key: FieldDescribe } {
  const object = readableObject(context, param(call, 'object'), call.access);
  return { object, key: keyField(object, param(call, 'field')) };
}

const retrieveByKey: Handler = (call, context) => {
  const { object, key } = byKey(call, context);
  const { version, access } = call;
  try {
    return ok(
      readRecord(context, { object, key, value: param(call, 'value'), fields: fieldsOf(call), version, access })
    );
  } catch (error) {
    return several(error);
  }
};

function singleId(call: ResourceCall, context: ServerContext, object: ObjectDescribe, key: FieldDescribe) {
  const ids = findIds(context, object, key, param(call, 'value'), call.access);
  if (ids.length > 1) throw new SeveralRecords(object, ids, call.version);
  return ids[0];
}

const upsert: Handler = (call, context) => {
  const { object, key } = byKey(call, context);
  try {
    const id = singleId(call, context, object, key);
    if (id === undefined && call.query.updateOnly === 'true') throw notFound();
  } catch (error) {
    return several(error);
  }
  const values = { ...objectBody(call), [key.apiName]: param(call, 'value') };
  const result = write(context, call, 'upsert', object, values, key.apiName);
  if (result.created === true) return created(result, locationOf(call, object, result.id));
  return Number(call.version.slice(1)) < UPSERT_BODY_VERSION ? noContent : ok(result);
};

const removeByKey: Handler = (call, context) => {
  const { object, key } = byKey(call, context);
  try {
    const id = singleId(call, context, object, key);
    if (id === undefined) throw notFound();
    write(context, call, 'delete', object, { Id: id });
    return noContent;
  } catch (error) {
    return several(error);
  }
};

/** `/sobjects…`: describe, and one record at a time. */
export function sobjectResources(resources: RestResources): void {
  resources
    .on('GET', '/sobjects', list)
    .on('GET', '/sobjects/:object', basicInformation)
    .on('POST', '/sobjects/:object', create)
    .on('GET', '/sobjects/:object/describe', describe)
    .on('GET', '/sobjects/:object/:id', retrieve)
    .on('PATCH', '/sobjects/:object/:id', update)
    .on('DELETE', '/sobjects/:object/:id', remove)
    .on('GET', '/sobjects/:object/:field/:value', retrieveByKey)
    .on('PATCH', '/sobjects/:object/:field/:value', upsert)
    .on('POST', '/sobjects/:object/:field/:value', upsert)
    .on('DELETE', '/sobjects/:object/:field/:value', removeByKey);
}
