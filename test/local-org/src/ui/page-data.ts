import type { ListView, Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import type { Access, BindValue, Row } from '../platform/org.ts';
import type { ChildRelationship, FieldDescribe, FieldType, FieldValue, ObjectDescribe } from '../schema/schema.ts';
import { nameFieldOf } from '../schema/schema.ts';
import { parseSoql } from '../soql/parse.ts';
import { recordNames } from './record-names.ts';
import { relatedListsOf, type RelatedListLayout } from './related-lists.ts';
import { shownLabel } from './layouts.ts';
import {
  columnsOf,
  fieldOfView,
  LIST_ROWS,
  listQuery,
  listViews,
  type ListColumn,
  type ListRequest
} from './list-data.ts';

/** A field of a record, ready to be shown. */
export interface ShownField {
  apiName: string;
  label: string;
  type: FieldType;
  value: FieldValue;
  /** Name and address of the record that a lookup leads to. */
  link?: { label: string; url: string };
}

export interface ShownRecord {
  id: string;
  title: string;
  url: string;
  object: { apiName: string; label: string };
  fields: ShownField[];
  /** API names of the fields of the object's compact layout; null where it has none. */
  highlights: string[] | null;
}

export interface ShownTable {
  label: string;
  object: string;
  columns: ListColumn[];
  records: ShownRecord[];
  /** True when there are more records than shown. */
  more: boolean;
}

export interface RelatedTable extends ShownTable {
  relationship: string;
  /** The child's lookup that leads to the record. */
  parentField: string;
  objectLabel: string;
  canCreate: boolean;
}

/** Standard objects whose related lists are shown by default. */
const RELATED_STANDARD = new Set(['Contact', 'Opportunity', 'Case', 'CaseComment', 'Task']);
const SYSTEM_FIELDS = new Set([
  'Id',
  'IsDeleted',
  'SystemModstamp',
  'LastModifiedById',
  'CreatedById',
  'LastViewedDate'
]);
/** Shown after the record's own fields. */
const AUDIT_FIELDS = new Set(['OwnerId', 'CreatedDate', 'LastModifiedDate']);
const RELATED_ROWS = 6;

/** What pages show of records, read with the rights of the user who looks. */
export class PageData {
  readonly #org: LocalOrg;
  readonly #project: Project;
  readonly #access: Access;

  constructor(org: LocalOrg, project: Project, userId: string) {
    this.#org = org;
    this.#project = project;
    this.#access = { userId, mode: 'user', sharing: true, masked: true };
  }

  /** The object that an id belongs to; undefined for an id of no known object. */
  objectOf(id: string): ObjectDescribe | undefined {
    return this.#org.schema.byKeyPrefix(id.slice(0, 3));
  }

  /** A record with the fields that the user may see; undefined when there is none or sharing hides it. */
  record(object: ObjectDescribe, id: string): ShownRecord | undefined {
    return this.#read(object, 'WHERE Id = :id LIMIT 1', [id])[0];
  }

  /**
   * The related lists of a record: those of the object's page layout, with their columns. Without a layout, children that
   * point at it by a lookup with a name: all of the project, and some standard ones.
   */
  related(object: ObjectDescribe, id: string): RelatedTable[] {
    const wanted = relatedListsOf(this.#project, this.#org.schema, object);
    const children = [...object.childRelationships.values()];
    if (wanted === undefined) {
      return children.flatMap((child) => this.#relatedTable(child, id) ?? []);
    }
    return wanted.flatMap((list) => {
      const child = children.find((one) => one.childObject === list.child && one.field === list.field);
      return (child && this.#relatedTable(child, id, list)) ?? [];
    });
  }

  /** One related list; undefined where the user may not see its object, or it is not shown without being asked for. */
  #relatedTable(child: ChildRelationship, id: string, layout?: RelatedListLayout): RelatedTable | undefined {
    const { schema } = this.#org;
    const rights = this.#org.rights(this.#access.userId);
    const object = schema.object(child.childObject);
    const lookup = object && schema.field(object, child.field);
    const isOffered = layout !== undefined || object?.kind === 'custom' || RELATED_STANDARD.has(child.childObject);
    if (!object || !lookup || !isOffered || !rights.object(object).read || !rights.field(object, lookup).read) {
      return undefined;
    }
    const sort = layout?.sort;
    const sortField = sort && fieldOfView(this.#org, object, sort.column);
    const order =
      sortField && rights.field(object, sortField).read
        ? `${sortField.apiName} ${sort.descending ? 'DESC' : 'ASC'}`
        : 'CreatedDate DESC, Id DESC';
    const records = this.#read(object, `WHERE ${child.field} = :id ORDER BY ${order} LIMIT ${RELATED_ROWS + 1}`, [id]);
    const { columns = [] } = layout ?? {};
    const shown = columns.length > 0 ? columns : this.#defaultColumns(object, child.field);
    return {
      relationship: child.relationshipName,
      parentField: child.field,
      objectLabel: object.label,
      canCreate: rights.object(object).create,
      label: child.label ?? object.labelPlural,
      object: object.apiName,
      columns: columnsOf(this.#org, object, shown),
      records: records.slice(0, RELATED_ROWS),
      more: records.length > RELATED_ROWS
    };
  }

  /** Rows of a list view; without a view of all records. */
  list(object: ObjectDescribe, view: ListView | undefined, request: ListRequest = {}): ShownTable {
    const { clauses, binds } = listQuery(this.#org, object, view, request, this.#access.userId);
    const records = this.#read(object, clauses, binds);
    const rows = request.rows ?? LIST_ROWS;
    const columns = view === undefined ? this.#defaultColumns(object) : view.columns;
    return {
      label: view?.label ?? `All ${object.labelPlural}`,
      object: object.apiName,
      columns: columnsOf(this.#org, object, columns),
      records: records.slice(0, rows),
      more: records.length > rows
    };
  }

  #read(object: ObjectDescribe, clauses: string, binds: BindValue[]): ShownRecord[] {
    const query = parseSoql(`SELECT FIELDS(ALL) FROM ${object.apiName} ${clauses}`);
    const { rows } = this.#org.query(query, binds, this.#access);
    const names = this.#namesOfParents(object, rows);
    return rows.map((row) => this.#shown(object, row, names));
  }

  #shown(object: ObjectDescribe, row: Row, names: Map<string, string>): ShownRecord {
    const id = String(row.fields.get('Id'));
    const fields: ShownField[] = [];
    for (const field of object.fields.values()) {
      if (row.fields.has(field.apiName) && !SYSTEM_FIELDS.has(field.apiName)) {
        fields.push(this.#shownField(field, row.fields.get(field.apiName) ?? null, names));
      }
    }
    fields.sort((left, right) => Number(AUDIT_FIELDS.has(left.apiName)) - Number(AUDIT_FIELDS.has(right.apiName)));
    const highlights = this.#project.compactLayouts.get(object.apiName) ?? null;
    return { id, title: titleOf(object, row), url: urlOf(object, id), object: named(object), fields, highlights };
  }

  #shownField(field: FieldDescribe, value: FieldValue, names: Map<string, string>): ShownField {
    const shown: ShownField = { apiName: field.apiName, label: shownLabel(field), type: field.type, value };
    if (field.type === 'reference' && typeof value === 'string') {
      const parent = this.objectOf(value);
      if (parent !== undefined) {
        shown.link = { label: names.get(value) ?? value, url: urlOf(parent, value) };
      }
    }
    return shown;
  }

  #namesOfParents(object: ObjectDescribe, rows: Row[]): Map<string, string> {
    const lookups = [...object.fields.values()].filter((field) => field.type === 'reference');
    const values = rows.flatMap((row) => lookups.map((field) => row.fields.get(field.apiName)));
    return recordNames(this.#org, values, this.#access.userId);
  }

  #defaultColumns(object: ObjectDescribe, except?: string): string[] {
    const view = listViews(this.#project, object)[0];
    const columns = view?.columns ?? [nameFieldOf(object)?.apiName ?? 'Id', 'CreatedDate'];
    return columns.filter((name) => name.toLowerCase() !== except?.toLowerCase());
  }
}

function titleOf(object: ObjectDescribe, row: Row): string {
  const field = nameFieldOf(object);
  return String((field === undefined ? undefined : row.fields.get(field.apiName)) ?? row.fields.get('Id'));
}

function named(object: ObjectDescribe): { apiName: string; label: string } {
  return { apiName: object.apiName, label: object.label };
}

/** The address of a record's page. */
export function urlOf(object: ObjectDescribe, id: string): string {
  return `/lightning/r/${object.apiName}/${id}/view`;
}
