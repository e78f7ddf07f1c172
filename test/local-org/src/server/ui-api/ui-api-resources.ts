import type { ObjectDescribe } from '../../schema/schema.ts';
import { listViews } from '../../ui/list-data.ts';
import { PageData } from '../../ui/page-data.ts';
import type { ServerContext } from '../context.ts';
import { readableObject } from '../rest/record-access.ts';
import { objectBody, ok } from '../rest/resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from '../rest/resources.ts';
import { RestError, notFound } from '../rest/rest-error.ts';
import { tagged } from './etag.ts';
import { layoutJson } from './layout.ts';
import { MASTER_RECORD_TYPE, isPicklist, objectInfo, picklistValues, visibleFields } from './object-info.ts';
import { saveUiRecord } from './save-record.ts';
import { askedPaths, objectOfId, uiRecord, uiRecords } from './ui-record.ts';

type Json = Record<string, unknown>;

const PAGE_SIZE = 50;
const MAX_PAGE = 1999;

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
  return uiRecord(context, object, id, paths, call.access);
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

const createDefaults: Handler = (call, context) => {
  const object = objectOf(call, context);
  const fields = visibleFields(context, object, call.access).filter((field) => field.createable);
  return ok(
    tagged({
      layout: layoutJson(context, object, call.access, 'Create'),
      objectInfos: { [object.apiName]: objectInfo(context, object, call.access) },
      record: {
        apiName: object.apiName,
        childRelationships: {},
        fields: Object.fromEntries(
          fields.map((field) => [
            field.apiName,
            {
              displayValue: null,
              value:
                field.defaultValue ?? field.picklistValues.find((value) => value.active && value.default)?.value ?? null
            }
          ])
        ),
        id: null,
        recordTypeId: MASTER_RECORD_TYPE
      }
    })
  );
};

const picklists: Handler = (call, context) => {
  const object = objectOf(call, context);
  const root = `/ui-api/object-info/${object.apiName}/picklist-values/${param(call, 'recordType')}`;
  const url = (name: string): string => `/services/data/${call.version}${root}/${name}`;
  const fields = visibleFields(context, object, call.access).filter(isPicklist);
  const wanted = call.params.field;
  if (wanted === undefined) {
    const values = fields.map((field) => [field.apiName, picklistValues(field, url(field.apiName))] as const);
    return ok(tagged({ picklistFieldValues: Object.fromEntries(values) }));
  }
  const field = fields.find((one) => one.apiName.toLowerCase() === wanted.toLowerCase());
  if (field === undefined) throw notFound(`${wanted} is no picklist field of ${object.apiName}`);
  return ok(picklistValues(field, url(field.apiName)));
};

/** One page of records, in the form that all lists of the UI API share. */
function collection(call: ResourceCall, records: Json[], total: number, from: number, size: number): Json {
  const at = (offset: number): string => {
    const query = new URLSearchParams({ ...(call.query as Record<string, string>), pageToken: String(offset) });
    return `/services/data/${call.version}${call.path}?${query.toString()}`;
  };
  const next = from + size < total ? from + size : null;
  const previous = from > 0 ? Math.max(0, from - size) : null;
  return {
    count: records.length,
    currentPageToken: String(from),
    currentPageUrl: at(from),
    nextPageToken: next === null ? null : String(next),
    nextPageUrl: next === null ? null : at(next),
    pageSize: size,
    previousPageToken: previous === null ? null : String(previous),
    previousPageUrl: previous === null ? null : at(previous),
    records
  };
}

function pageOf(call: ResourceCall): { from: number; size: number } {
  const from = Number(call.query.pageToken ?? 0);
  const size = Number(call.query.pageSize ?? PAGE_SIZE);
  if (!Number.isInteger(from) || from < 0 || !Number.isInteger(size) || size < 1 || size > MAX_PAGE) {
    throw new RestError(400, 'ILLEGAL_QUERY_PARAMETER_VALUE', `pageSize goes from 1 to ${MAX_PAGE}`);
  }
  return { from, size };
}

/** `-CreatedDate,Name` as an ORDER BY. */
function orderBy(sort: string | undefined, object: ObjectDescribe): string {
  const keys = (sort ?? '').split(',').filter((key) => key !== '');
  const terms = keys.map((key) => {
    const name = key.replace(/^-/, '').replace(new RegExp(`^${object.apiName}\\.`, 'i'), '');
    if (!/^[\w.]+$/.test(name)) throw new RestError(400, 'INVALID_FIELD', `cannot sort by ${key}`);
    return `${name} ${key.startsWith('-') ? 'DESC NULLS LAST' : 'ASC'}`;
  });
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

const relatedListRecords: Handler = (call, context) => {
  const { object: parent, id } = objectOfId(context, param(call, 'id'), call.access);
  const child = parent.childRelationships.get(param(call, 'list').toLowerCase());
  if (child === undefined) throw notFound(`${parent.apiName} has no related list ${param(call, 'list')}`);
  const object = readableObject(context, child.childObject, call.access);
  const input = call.method === 'POST' ? { ...call.query, ...listInput(call) } : call.query;
  const paths = askedPaths(context, object, input, call.access);
  const { from, size } = pageOf({ ...call, query: input });
  const condition = `WHERE ${child.field} = :id${orderBy(input.sortBy, object)}`;
  const records = uiRecords(context, object, paths.length === 0 ? ['Id'] : paths, condition, [id], call.access);
  return ok({
    ...collection(call, records.slice(from, from + size), records.length, from, size),
    listReference: {
      inContextOfRecordId: id,
      parentObjectApiName: parent.apiName,
      recordTypeId: MASTER_RECORD_TYPE,
      relatedListId: child.relationshipName,
      type: 'relatedList'
    }
  });
};

/** The POST form holds lists where the query holds texts. */
function listInput(call: ResourceCall): Record<string, string> {
  const entries = Object.entries(objectBody(call)).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value as string | number)])
  );
}

function listView(call: ResourceCall, context: ServerContext) {
  const object = objectOf(call, context);
  const data = new PageData(context.org, context.org.project, call.access.userId);
  const view = listViews(context.org.project, object).find((one) => one.name === param(call, 'view'));
  if (view === undefined) throw notFound(`${object.apiName} has no list view ${param(call, 'view')}`);
  return { object, data, view };
}

function listInfo(call: ResourceCall, context: ServerContext): Json {
  const { object, data, view } = listView(call, context);
  return tagged({
    cloneable: false,
    createable: false,
    deletable: false,
    displayColumns: data.list(object, view, { rows: 1 }).columns.map(({ apiName, label, sortable }) => ({
      fieldApiName: apiName,
      label,
      lookupId: null,
      sortable
    })),
    filteredByInfo: view.filters.map(({ field, operation, value }) => ({
      fieldApiName: field,
      label: field,
      operandLabels: value === undefined ? [] : [value],
      operator: operation
    })),
    label: view.label,
    listReference: reference(object, view.name),
    updateable: false,
    visibility: 'Public'
  });
}

const reference = (object: ObjectDescribe, name: string): Json => ({
  id: null,
  listViewApiName: name,
  objectApiName: object.apiName,
  type: 'listView'
});

function listRecords(call: ResourceCall, context: ServerContext): Json {
  const { object, data, view } = listView(call, context);
  const { from, size } = pageOf(call);
  const table = data.list(object, view, { offset: from, rows: size, ...sortOf(call.query.sortBy) });
  const found = table.records.map((record) => record.id);
  const paths = [
    ...new Set([
      ...table.columns.map((column) => column.apiName),
      ...askedPaths(context, object, call.query, call.access)
    ])
  ];
  const records = uiRecords(context, object, paths, 'WHERE Id IN :ids', [found], call.access);
  const ordered = found.flatMap((id): Json[] => {
    const record = records.find((one) => one.id === id);
    return record === undefined ? [] : [record];
  });
  return {
    ...collection(call, ordered, from + ordered.length + (table.more ? 1 : 0), from, size),
    listReference: reference(object, view.name)
  };
}

/** Lists are sorted by one column, `-CreatedDate` for the highest first. */
function sortOf(sort: string | undefined): { sort?: string; descending?: boolean } {
  const [first] = (sort ?? '').split(',');
  return first === undefined || first === ''
    ? {}
    : { sort: first.replace(/^-/, ''), descending: first.startsWith('-') };
}

const lists: Handler = (call, context) => {
  const object = objectOf(call, context);
  const views = listViews(context.org.project, object);
  return ok({
    ...collection(call, [], 0, 0, PAGE_SIZE),
    count: views.length,
    lists: views.map((view) => ({
      apiName: view.name,
      id: null,
      label: view.label,
      listUiUrl: `/services/data/${call.version}/ui-api/list-ui/${object.apiName}/${view.name}`
    })),
    objectApiName: object.apiName
  });
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
    .on('GET', '/ui-api/related-list-records/:id/:list', relatedListRecords)
    .on('POST', '/ui-api/related-list-records/:id/:list', relatedListRecords)
    .on('GET', '/ui-api/list-ui/:object', lists)
    .on('GET', '/ui-api/list-info/:object/:view', answer(listInfo))
    .on('GET', '/ui-api/list-records/:object/:view', answer(listRecords))
    .on(
      'GET',
      '/ui-api/list-ui/:object/:view',
      answer((call, context) => ({ info: listInfo(call, context), records: listRecords(call, context) }))
    )
    .on('GET', '/ui-api/actions/record/:ids', actions);
}
