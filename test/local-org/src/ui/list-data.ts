import type { ListView, Project } from '../metadata/project.ts';
import type { BindValue, Org } from '../platform/org.ts';
import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';
import { nameFieldOf } from '../schema/schema.ts';
import { shownLabel } from './layouts.ts';
import { combined, filterCondition } from './list-filter.ts';

/** What a person asks of a list. */
export interface ListRequest {
  /** API name of the column to sort by; newest first without one. */
  sort?: string;
  descending?: boolean;
  /** Rows whose name contains this. */
  search?: string;
  /** Rows to pass over. */
  offset?: number;
  /** Rows of a page; {@link LIST_ROWS} without it. */
  rows?: number;
}

/** Rows of a page of a list; SOQL passes over 2,000 at most. */
export const LIST_ROWS = 50;
const MAX_OFFSET = 2000;
const UNSORTABLE = new Set(['longtextarea', 'textarea', 'base64', 'multipicklist', 'encryptedstring']);

export interface ListColumn {
  apiName: string;
  label: string;
  type: FieldDescribe['type'];
  sortable: boolean;
}

/** The query of a list view, from WHERE on, with its binds. Throws where the view needs what is not emulated. */
export function listQuery(
  org: Org,
  object: ObjectDescribe,
  view: ListView | undefined,
  request: ListRequest,
  userId: string
): { clauses: string; binds: BindValue[] } {
  const conditions: string[] = [];
  const binds: BindValue[] = [];
  if (view?.filterScope === 'Mine') {
    conditions.push('OwnerId = :owner');
    binds.push(userId);
  }
  const filters = (view?.filters ?? []).map((filter) =>
    filterCondition(filter, fieldOfView(org, object, filter.field))
  );
  if (filters.length > 0) {
    const { text, order } = combined(
      filters.map((filter) => filter.condition),
      view?.booleanFilter
    );
    conditions.push(text);
    binds.push(...order.flatMap((index) => filters[index]?.binds ?? []));
  }
  const nameField = nameFieldOf(object);
  if (request.search !== undefined && request.search !== '' && nameField) {
    conditions.push(`${nameField.apiName} LIKE :search`);
    binds.push(`%${request.search.replaceAll(/[%_\\]/g, '\\$&')}%`);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const offset = Math.min(Math.max(0, request.offset ?? 0), MAX_OFFSET);
  return {
    clauses: `${where} ORDER BY ${orderOf(org, object, request)} LIMIT ${(request.rows ?? LIST_ROWS) + 1} OFFSET ${offset}`,
    binds
  };
}

function orderOf(org: Org, object: ObjectDescribe, { sort, descending }: ListRequest): string {
  const field = sort === undefined || sort === '' ? undefined : org.schema.field(object, sort);
  if (field === undefined || UNSORTABLE.has(field.type)) {
    return object.fields.has('createddate') ? 'CreatedDate DESC, Id DESC' : 'Id DESC';
  }
  return `${field.apiName} ${descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}, Id`;
}

/** Columns by the names that a list view gives them. */
export function columnsOf(org: Org, object: ObjectDescribe, names: readonly string[]): ListColumn[] {
  return names.map((name) => {
    const field = fieldOfView(org, object, name);
    const { apiName, type } = field;
    return { apiName, label: shownLabel(field), type, sortable: !UNSORTABLE.has(type) };
  });
}

/** How list views call standard fields: `NAME`, `CREATED_DATE`, `OWNER.ALIAS`, `ACCOUNT.NAME`. */
const ALIASES: Record<string, string> = {
  name: 'Name',
  full_name: 'Name',
  'owner.alias': 'OwnerId',
  created_date: 'CreatedDate',
  createdby_user: 'CreatedById',
  last_update: 'LastModifiedDate',
  updatedby_user: 'LastModifiedById',
  recordtype: 'RecordTypeId',
  closed: 'IsClosed'
};

/** The field that a column of a list view or a related list names. @throws where there is none */
export function fieldOfView(org: Org, object: ObjectDescribe, name: string): FieldDescribe {
  const lower = name.toLowerCase();
  const bare = lower.replace(/^(?:core|sales|cases|lead|contact|account|opportunity)\./, '');
  const candidates = [name, ALIASES[lower], ALIASES[bare], bare, name.replace(/^.*\./, ''), bare.replaceAll('_', '')];
  for (const candidate of candidates) {
    const field = candidate === undefined ? undefined : org.schema.field(object, candidate);
    if (field !== undefined) {
      return field;
    }
  }
  throw new Error(`not emulated: the list column ${name} of ${object.apiName}`);
}

/** The list views of an object. */
export function listViews(project: Project, object: ObjectDescribe): ListView[] {
  return project.listViews.filter((view) => view.object === object.apiName);
}
