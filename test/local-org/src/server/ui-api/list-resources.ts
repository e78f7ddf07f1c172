import { MASTER_RECORD_TYPE } from '../../platform/record-types.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import { columnsOf, listViews } from '../../ui/list-data.ts';
import { PageData } from '../../ui/page-data.ts';
import type { ServerContext } from '../context.ts';
import { readableObject } from '../rest/record-access.ts';
import { objectBody, ok } from '../rest/resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from '../rest/resources.ts';
import { RestError, notFound } from '../rest/rest-error.ts';
import { tagged } from './etag.ts';
import { askedPaths, objectOfId, uiRecords } from './ui-record.ts';

type Json = Record<string, unknown>;

const PAGE_SIZE = 50;
const MAX_PAGE = 1999;

const param = (call: ResourceCall, name: string): string => call.params[name] ?? '';
const objectOf = (call: ResourceCall, context: ServerContext): ObjectDescribe =>
  readableObject(context, param(call, 'object'), call.access);

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
  // One more than a page holds tells whether there is a next one.
  const condition = `WHERE ${child.field} = :id${orderBy(input.sortBy, object)} LIMIT ${size + 1} OFFSET ${from}`;
  const records = uiRecords(context, object, paths.length === 0 ? ['Id'] : paths, condition, [id], call.access);
  return ok({
    ...collection(call, records.slice(0, size), from + records.length, from, size),
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
  const view = listViews(context.org.project, object).find((one) => one.name === param(call, 'view'));
  if (view === undefined) throw notFound(`${object.apiName} has no list view ${param(call, 'view')}`);
  return { object, view };
}

function listInfo(call: ResourceCall, context: ServerContext): Json {
  const { object, view } = listView(call, context);
  return tagged({
    cloneable: false,
    createable: false,
    deletable: false,
    displayColumns: columnsOf(context.org, object, view.columns).map(({ apiName, label, sortable }) => ({
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
  const { object, view } = listView(call, context);
  const { from, size } = pageOf(call);
  const table = new PageData(context.org, context.org.project, call.access.userId).list(object, view, {
    offset: from,
    rows: size,
    ...sortOf(call.query.sortBy)
  });
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

/** Related lists and list views. */
export function listResources(resources: RestResources): void {
  const answer =
    (make: (call: ResourceCall, context: ServerContext) => Json): Handler =>
    (call, context): RestAnswer =>
      ok(make(call, context));
  resources
    .on('GET', '/ui-api/related-list-records/:id/:list', relatedListRecords)
    .on('POST', '/ui-api/related-list-records/:id/:list', relatedListRecords)
    .on('GET', '/ui-api/list-ui/:object', lists)
    .on('GET', '/ui-api/list-info/:object/:view', answer(listInfo))
    .on('GET', '/ui-api/list-records/:object/:view', answer(listRecords))
    .on(
      'GET',
      '/ui-api/list-ui/:object/:view',
      answer((call, context) => ({ info: listInfo(call, context), records: listRecords(call, context) }))
    );
}
