import { MASTER_RECORD_TYPE } from '../../platform/record-types.ts';
import { noteSeen } from '../../platform/recent-records.ts';
import type { UserRecordType } from '../../platform/record-types.ts';
import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import type { ServerContext } from '../context.ts';
import { readableObject } from '../rest/record-access.ts';
import { objectBody, ok } from '../rest/resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from '../rest/resources.ts';
import { RestError, notFound } from '../rest/rest-error.ts';
import { tagged } from './etag.ts';
import { listResources } from './list-resources.ts';
import { layoutJson } from './layout.ts';
import { isPicklist, objectInfo, picklistValues, visibleFields } from './object-info.ts';
import { saveUiRecord } from './save-record.ts';
import { askedPaths, objectOfId, uiRecord } from './ui-record.ts';

type Json = Record<string, unknown>;

const param = (call: ResourceCall, name: string): string => call.params[name] ?? '';
const ids = (call: ResourceCall): string[] =>
  param(call, 'ids')
    .split(',')
    .filter((id) => id !== '');
const objectOf = (call: ResourceCall, context: ServerContext): ObjectDescribe =>
  readableObject(context, param(call, 'object'), call.access);

function readRecord(call: ResourceCall, context: ServerContext, given: string): Json {
  const { object, id } = objectOfId(context, given, call.access);
  const paths = askedPaths(context, object, call.query, call.access);
  if (paths.length === 0) {
    throw new RestError(
      400,
      'ILLEGAL_QUERY_PARAMETER_VALUE',
      'fields, optionalFields or layoutTypes must say what to read'
    );
  }
  const record = uiRecord(context, object, id, paths, call.access);
  if (call.query.updateMru === 'true') noteSeen(context.org, call.access.userId, object, id);
  return record;
}

const createRecord: Handler = (call, context) => {
  const name = objectBody(call).apiName;
  const object = readableObject(context, typeof name === 'string' ? name : '', call.access);
  const saved = saveUiRecord(call, context, 'insert', object);
  return 'refused' in saved ? saved.refused : { status: 201, body: savedRecord(call, context, object, saved.id) };
};

/** A record that was saved is answered with all fields of its layout. */
function savedRecord(call: ResourceCall, context: ServerContext, object: ObjectDescribe, id: string): Json {
  const paths = visibleFields(context, object, call.access).map((field) => field.apiName);
  return uiRecord(context, object, id, paths, call.access);
}

const updateRecord: Handler = (call, context) => {
  const { object, id } = objectOfId(context, param(call, 'id'), call.access);
  const saved = saveUiRecord(call, context, 'update', object, id);
  return 'refused' in saved ? saved.refused : ok(savedRecord(call, context, object, id));
};

const deleteRecord: Handler = (call, context) => {
  const { object, id } = objectOfId(context, param(call, 'id'), call.access);
  const saved = saveUiRecord(call, context, 'delete', object, id);
  return 'refused' in saved ? saved.refused : { status: 204 };
};

const recordUi: Handler = (call, context) => {
  const given = ids(call).map((id) => objectOfId(context, id, call.access));
  const objects = [...new Set(given.map(({ object }) => object))];
  const mode = call.query.modes ?? 'View';
  const records = given.map(({ object, id }) => {
    const query = call.query.fields === undefined ? { ...call.query, layoutTypes: 'Full' } : call.query;
    return [id, uiRecord(context, object, id, askedPaths(context, object, query, call.access), call.access)] as const;
  });
  const byObject = <T>(make: (object: ObjectDescribe) => T) =>
    Object.fromEntries(objects.map((object) => [object.apiName, make(object)]));
  return ok(
    tagged({
      layouts: byObject((object) => ({
        [MASTER_RECORD_TYPE]: { Full: { [mode]: layoutJson(context, object, call.access, mode) } }
      })),
      layoutUserStates: {},
      objectInfos: byObject((object) => objectInfo(context, object, call.access)),
      records: Object.fromEntries(records)
    })
  );
};

/** What a new record of a type begins with; of the user's default type where none is asked for. */
const createDefaults: Handler = (call, context) => {
  const object = objectOf(call, context);
  const type = recordTypeOf(call, context, object, call.query.recordTypeId);
  const given = context.org.newRecord(object, call.access.userId, type?.id ?? null);
  const fields = visibleFields(context, object, call.access).filter((field) => field.createable);
  return ok(
    tagged({
      layout: layoutJson(context, object, call.access, 'Create'),
      objectInfos: { [object.apiName]: objectInfo(context, object, call.access) },
      record: {
        apiName: object.apiName,
        childRelationships: {},
        fields: Object.fromEntries(
          fields.map((field) => [field.apiName, { displayValue: null, value: given.get(field.apiName) ?? null }])
        ),
        id: null,
        recordTypeId: given.get('RecordTypeId') ?? MASTER_RECORD_TYPE
      }
    })
  );
};

/** The record type of an id; undefined for none. Throws 404 where the object has no such type. */
function recordTypeOf(
  call: ResourceCall,
  context: ServerContext,
  object: ObjectDescribe,
  given: string | undefined
): UserRecordType | undefined {
  if (given === undefined) return undefined;
  const type = context.org
    .recordTypes(object, call.access.userId)
    .find(({ id }) => id === given || id.slice(0, 15) === given);
  if (type === undefined) throw notFound(`${given} is no record type of ${object.apiName}`);
  return type;
}

const picklists: Handler = (call, context) => {
  const object = objectOf(call, context);
  const type = recordTypeOf(call, context, object, param(call, 'recordType'));
  const root = `/ui-api/object-info/${object.apiName}/picklist-values/${param(call, 'recordType')}`;
  const valuesOf = (field: FieldDescribe): Json =>
    picklistValues(object, field, type, `/services/data/${call.version}${root}/${field.apiName}`);
  const fields = visibleFields(context, object, call.access).filter(isPicklist);
  const wanted = call.params.field;
  if (wanted === undefined) {
    const values = fields.map((field) => [field.apiName, valuesOf(field)] as const);
    return ok(tagged({ picklistFieldValues: Object.fromEntries(values) }));
  }
  const field = fields.find((one) => one.apiName.toLowerCase() === wanted.toLowerCase());
  if (field === undefined) throw notFound(`${wanted} is no picklist field of ${object.apiName}`);
  return ok(valuesOf(field));
};

/** Standard actions of a record, as far as the user may do them. */
const actions: Handler = (call, context) => {
  const entries = ids(call).map((given) => {
    const { object, id } = objectOfId(context, given, call.access);
    const granted = context.org.rights(call.access.userId).object(object);
    const list = [
      ['Edit', granted.edit],
      ['Delete', granted.delete]
    ] as const;
    const allowed = list
      .filter(([, may]) => may)
      .map(([name]) => ({ apiName: name, label: name, type: 'StandardButton' }));
    return [id, { actions: allowed, objectApiName: object.apiName }] as const;
  });
  return ok(tagged({ actions: Object.fromEntries(entries) }));
};

const batched =
  (read: (call: ResourceCall, context: ServerContext, id: string) => Json): Handler =>
  (call, context) => {
    const results = ids(call).map((id): Json => {
      try {
        return { result: read(call, context, id), statusCode: 200 };
      } catch (error) {
        if (!(error instanceof RestError)) throw error;
        return { result: error.bodies, statusCode: error.status };
      }
    });
    return ok({ hasErrors: results.some((result) => result.statusCode !== 200), results });
  };

const infoOf = (call: ResourceCall, context: ServerContext, name: string): Json =>
  objectInfo(context, readableObject(context, name, call.access), call.access);

/** `/ui-api…`: what Lightning components read and write records by. */
export function uiApiResources(resources: RestResources): void {
  const answer =
    (make: (call: ResourceCall, context: ServerContext) => Json): Handler =>
    (call, context): RestAnswer =>
      ok(make(call, context));
  resources
    .on('POST', '/ui-api/records', createRecord)
    .on('GET', '/ui-api/records/batch/:ids', batched(readRecord))
    .on(
      'GET',
      '/ui-api/records/:id',
      answer((call, context) => readRecord(call, context, param(call, 'id')))
    )
    .on('PATCH', '/ui-api/records/:id', updateRecord)
    .on('DELETE', '/ui-api/records/:id', deleteRecord)
    .on('GET', '/ui-api/record-ui/:ids', recordUi)
    .on('GET', '/ui-api/record-defaults/create/:object', createDefaults)
    .on('GET', '/ui-api/object-info/batch/:ids', batched(infoOf))
    .on(
      'GET',
      '/ui-api/object-info/:object',
      answer((call, context) => infoOf(call, context, param(call, 'object')))
    )
    .on('GET', '/ui-api/object-info/:object/picklist-values/:recordType', picklists)
    .on('GET', '/ui-api/object-info/:object/picklist-values/:recordType/:field', picklists)
    .on('GET', '/ui-api/layout/:object', (call, context) =>
      ok(layoutJson(context, objectOf(call, context), call.access, call.query.mode ?? 'View'))
    )
    .on('GET', '/ui-api/actions/record/:ids', actions);
  listResources(resources);
}
