import type { ListView, Project } from '../metadata/project.ts';
import type { Access, Org, Row } from '../platform/org.ts';
import type { FieldDescribe, FieldType, FieldValue, ObjectDescribe } from '../schema/schema.ts';
import { parseSoql } from '../soql/parse.ts';

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
}

export interface ShownTable {
  label: string;
  object: string;
  columns: { apiName: string; label: string; type: FieldType }[];
  records: ShownRecord[];
  /** True when there are more records than shown. */
  more: boolean;
}

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
/** One more is asked for, and FIELDS(ALL) allows 200. */
const LIST_ROWS = 100;

/** What pages show of records, read with the rights of the user who looks. */
export class PageData {
  readonly #org: Org;
  readonly #project: Project;
  readonly #access: Access;

  constructor(org: Org, project: Project, userId: string) {
    this.#org = org;
    this.#project = project;
    this.#access = { userId, mode: 'user', sharing: true };
  }

  /** The object that an id belongs to; undefined for an id of no known object. */
  objectOf(id: string): ObjectDescribe | undefined {
    return this.#org.schema.byKeyPrefix(id.slice(0, 3));
  }

  /** A record with the fields that the user may see; undefined when there is none or sharing hides it. */
  record(object: ObjectDescribe, id: string): ShownRecord | undefined {
    return this.#read(object, 'WHERE Id = :id LIMIT 1', [id])[0];
  }

  /** The related lists of a record: children that point at it by a lookup with a name, those with rows or of the project. */
  related(object: ObjectDescribe, id: string): ShownTable[] {
    const tables: ShownTable[] = [];
    for (const child of object.childRelationships.values()) {
      const childObject = this.#org.schema.object(child.childObject);
      if (childObject?.kind !== 'custom') {
        continue;
      }
      const records = this.#read(
        childObject,
        `WHERE ${child.field} = :id ORDER BY CreatedDate DESC, Id DESC LIMIT ${RELATED_ROWS + 1}`,
        [id]
      );
      tables.push({
        label: childObject.labelPlural,
        object: childObject.apiName,
        columns: this.#columns(childObject, this.#defaultColumns(childObject, child.field)),
        records: records.slice(0, RELATED_ROWS),
        more: records.length > RELATED_ROWS
      });
    }
    return tables;
  }

  /** The list views of an object. */
  listViews(object: ObjectDescribe): ListView[] {
    return this.#project.listViews.filter((view) => view.object === object.apiName);
  }

  /** The rows of a list view, newest first; without a view all records. */
  list(object: ObjectDescribe, view: ListView | undefined): ShownTable {
    const { condition, binds } = this.#filter(object, view);
    const records = this.#read(object, `${condition} ORDER BY CreatedDate DESC, Id DESC LIMIT ${LIST_ROWS + 1}`, binds);
    const columns = view === undefined ? this.#defaultColumns(object) : view.columns;
    return {
      label: view?.label ?? `All ${object.labelPlural}`,
      object: object.apiName,
      columns: this.#columns(object, columns),
      records: records.slice(0, LIST_ROWS),
      more: records.length > LIST_ROWS
    };
  }

  #read(object: ObjectDescribe, clauses: string, binds: FieldValue[]): ShownRecord[] {
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
    return { id, title: titleOf(object, row), url: urlOf(object, id), object: named(object), fields };
  }

  #shownField(field: FieldDescribe, value: FieldValue, names: Map<string, string>): ShownField {
    const shown: ShownField = { apiName: field.apiName, label: field.label, type: field.type, value };
    if (field.type === 'reference' && typeof value === 'string') {
      const parent = this.objectOf(value);
      if (parent !== undefined) {
        shown.link = { label: names.get(value) ?? value, url: urlOf(parent, value) };
      }
    }
    return shown;
  }

  /** One query per object that lookups of these rows lead to. */
  #namesOfParents(object: ObjectDescribe, rows: Row[]): Map<string, string> {
    const idsByObject = new Map<ObjectDescribe, Set<string>>();
    for (const field of object.fields.values()) {
      for (const row of field.type === 'reference' ? rows : []) {
        const id = row.fields.get(field.apiName);
        const parent = typeof id === 'string' ? this.objectOf(id) : undefined;
        if (typeof id === 'string' && parent !== undefined) {
          idsByObject.set(parent, (idsByObject.get(parent) ?? new Set()).add(id));
        }
      }
    }
    const names = new Map<string, string>();
    for (const [parent, ids] of idsByObject) {
      const nameField = nameFieldOf(parent);
      if (nameField !== undefined) {
        const query = parseSoql(`SELECT Id, ${nameField.apiName} FROM ${parent.apiName} WHERE Id IN :ids`);
        // Names of parents show even where sharing hides the parent itself, as lookups do on Salesforce's pages.
        const access: Access = { ...this.#access, mode: 'system', sharing: false };
        for (const row of this.#org.query(query, [[...ids]], access).rows) {
          names.set(String(row.fields.get('Id')), String(row.fields.get(nameField.apiName)));
        }
      }
    }
    return names;
  }

  #filter(object: ObjectDescribe, view: ListView | undefined): { condition: string; binds: FieldValue[] } {
    const conditions: string[] = [];
    const binds: FieldValue[] = [];
    if (view?.filterScope === 'Mine') {
      conditions.push('OwnerId = :owner');
      binds.push(this.#access.userId);
    }
    for (const { field, operation, value } of view?.filters ?? []) {
      const name = this.#fieldOfView(object, field).apiName;
      const values = (value ?? '').split(',');
      if (operation !== 'equals' && operation !== 'notEqual') {
        throw new Error(`not emulated: the list view filter ${operation} on ${field}`);
      }
      const sign = operation === 'equals' ? '=' : '!=';
      const parts = values.map(() => `${name} ${sign} :value`);
      conditions.push(`(${parts.join(operation === 'equals' ? ' OR ' : ' AND ')})`);
      binds.push(...values.map((each) => (each === '' ? null : each)));
    }
    return { condition: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', binds };
  }

  #columns(object: ObjectDescribe, names: string[]): ShownTable['columns'] {
    return names.map((name) => {
      const { apiName, label, type } = this.#fieldOfView(object, name);
      return { apiName, label, type };
    });
  }

  /** List views name standard fields in their own way (`NAME`). */
  #fieldOfView(object: ObjectDescribe, name: string): FieldDescribe {
    const field = this.#org.schema.field(object, name.replace(/^.*\./, ''));
    if (field === undefined) {
      throw new Error(`not emulated: the list view column ${name} of ${object.apiName}`);
    }
    return field;
  }

  #defaultColumns(object: ObjectDescribe, except?: string): string[] {
    const view = this.listViews(object)[0];
    const columns = view?.columns ?? [nameFieldOf(object)?.apiName ?? 'Id', 'CreatedDate'];
    return columns.filter((name) => name.toLowerCase() !== except?.toLowerCase());
  }
}

function nameFieldOf(object: ObjectDescribe): FieldDescribe | undefined {
  return [...object.fields.values()].find((field) => field.nameField);
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
