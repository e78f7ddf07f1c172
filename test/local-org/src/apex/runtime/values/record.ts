import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../../schema/schema.ts';
import type { DmlError, Row } from '../../../platform/org.ts';
import { fromField } from './field-values.ts';
import { raise } from './exceptions.ts';
import { ApexList } from './collections.ts';
import { sObjectType } from '../../types/type.ts';
import type { Schema } from '../../../schema/schema.ts';

const TIMESTAMPS = ['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

/** An sObject. `fields` holds what was set or queried, in the form of the store; aggregate rows have `aggregate`. */
export class SObjectRecord {
  readonly object: ObjectDescribe;
  fields: Map<string, FieldValue>;
  readonly parents = new Map<string, SObjectRecord | null>();
  readonly children = new Map<string, ApexList>();
  /** True for rows of a query: reading another field than the queried ones throws. */
  queried = false;
  errors: DmlError[] = [];
  /** Present where the record belongs to a trigger, so that its error reaches the row. */
  rowErrors: DmlError[] | null = null;
  /** Set where Salesforce forbids changes: `Trigger.old`, `Trigger.new` of after triggers. */
  readOnly = false;
  /** Made by `clone`. */
  cloned = false;
  readonly aggregate: boolean;
  /** Of aggregate rows, the fields behind the columns. */
  sources: ReadonlyMap<string, FieldDescribe> | undefined;
  /** Apex values as they were assigned, so that a Decimal keeps its scale and a Blob its identity. */
  private readonly assigned = new Map<string, { raw: FieldValue; value: unknown }>();

  constructor(object: ObjectDescribe, fields = new Map<string, FieldValue>(), aggregate = false) {
    this.object = object;
    this.fields = fields;
    this.aggregate = aggregate;
  }

  get id(): string | null {
    const id = this.fields.get('Id');
    return typeof id === 'string' ? id : null;
  }

  /** A field's value as Apex sees it. */
  get(field: FieldDescribe): unknown {
    const raw = this.fields.get(field.apiName);
    if (raw === undefined) {
      if (this.queried && field.type !== 'id') {
        raise(
          'SObjectException',
          `SObject row was retrieved via SOQL without querying the requested field: ${this.object.apiName}.${field.apiName}`
        );
      }
      return field.type === 'boolean' ? false : null;
    }
    const assigned = this.assigned.get(field.apiName);
    if (assigned?.raw === raw) {
      return assigned.value;
    }
    const value = fromField(raw, field);
    this.assigned.set(field.apiName, { raw, value });
    return value;
  }

  set(field: FieldDescribe, raw: FieldValue, value: unknown): void {
    if (this.readOnly) {
      raise('FinalException', 'Record is read-only');
    }
    this.fields.set(field.apiName, raw);
    this.assigned.set(field.apiName, { raw, value });
    if (field.relationshipName && this.parents.get(field.relationshipName)?.id !== raw) {
      this.parents.delete(field.relationshipName);
    }
  }

  isSet(field: FieldDescribe): boolean {
    return this.fields.has(field.apiName);
  }

  addError(error: DmlError): void {
    this.errors.push(error);
    this.rowErrors?.push(error);
  }

  copy(options: { id: boolean; timestamps: boolean; deep: boolean }): SObjectRecord {
    const copy = new SObjectRecord(this.object, new Map(this.fields), this.aggregate);
    copy.sources = this.sources;
    if (!options.id) {
      copy.fields.delete('Id');
    }
    if (!options.id) {
      for (const { apiName, createable, formula } of this.object.fields.values()) {
        const kept = createable || formula !== undefined || (options.timestamps && TIMESTAMPS.includes(apiName));
        if (!kept) {
          copy.fields.delete(apiName);
        }
      }
    }
    for (const [name, parent] of this.parents) {
      copy.parents.set(name, parent);
    }
    for (const [name, assigned] of this.assigned) {
      copy.assigned.set(name, assigned);
    }
    copy.queried = this.queried && options.id;
    return copy;
  }
}

/** A query's row with its parents and children as records. */
export function recordOf(row: Row, schema: Schema, aggregate: boolean): SObjectRecord {
  const record = new SObjectRecord(row.object, row.fields, aggregate);
  record.queried = true;
  record.sources = row.sources;
  for (const [name, parent] of row.parents) {
    record.parents.set(name, parent ? recordOf(parent, schema, false) : null);
  }
  for (const [name, children] of row.children) {
    const child = schema.children(row.object, name);
    const object = children[0]?.object ?? (child ? schema.object(child.childObject) : undefined) ?? row.object;
    record.children.set(
      name,
      new ApexList(
        sObjectType(object),
        children.map((one) => recordOf(one, schema, false))
      )
    );
  }
  return record;
}
