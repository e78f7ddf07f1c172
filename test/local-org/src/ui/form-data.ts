import type { Project } from '../metadata/project.ts';
import type { LocalOrg } from '../platform/open-org.ts';
import { picklistValuesOf, type UserRecordType } from '../platform/record-types.ts';
import { OrgError, type Access, type DmlError, type DmlOperation } from '../platform/org.ts';
import { controllerValues, controllingField, validFor } from '../schema/dependent-picklists.ts';
import type { FieldDescribe, FieldType, FieldValue, ObjectDescribe, RecordTypeDescribe } from '../schema/schema.ts';
import { nameFieldOf } from '../schema/schema.ts';
import { parseSoql } from '../soql/parse.ts';
import { layoutOf, shownLabel } from './layouts.ts';
import { recordNames } from './record-names.ts';

/** A field as a form shows and edits it. */
export interface FormField {
  apiName: string;
  label: string;
  type: FieldType;
  value: FieldValue;
  /** What the record that a lookup holds is called. */
  displayValue: string | null;
  required: boolean;
  editable: boolean;
  length: number | null;
  scale: number | null;
  help: string | null;
  options: { label: string; value: string }[];
  /** Objects that a lookup may lead to. */
  references: string[];
  /** Of a dependent picklist: the controlling field, its value, and which values go with each of its values. */
  dependsOn: { field: string; value: FieldValue; valid: Record<string, string[]> } | null;
}

export interface FormModel {
  object: { apiName: string; label: string };
  recordId: string | null;
  title: string;
  /** What a new record may be, where there is a choice. */
  recordTypes: { label: string; value: string }[];
  recordTypeId: string | null;
  sections: { label: string; columns: 1 | 2; fields: (FormField | null)[] }[];
}

export interface SaveFault {
  message: string;
  fields: string[];
}

/** What fields of a form are filled with. */
interface ShownData {
  values: ReadonlyMap<string, FieldValue>;
  /** Names of the records that lookups lead to, by id. */
  names: ReadonlyMap<string, string>;
  isNew: boolean;
  recordType: RecordTypeDescribe | undefined;
}

const lookupsOf = (
  fields: readonly FieldDescribe[],
  values: ReadonlyMap<string, FieldValue>
): (FieldValue | undefined)[] =>
  fields.filter((field) => field.type === 'reference').map((field) => values.get(field.apiName));

const LOOKUP_ROWS = 10;

/** Forms for records: what they hold, and saving, with the rights of the user who fills them in. */
export class FormData {
  readonly #org: LocalOrg;
  readonly #project: Project;
  readonly #access: Access;

  constructor(org: LocalOrg, project: Project, userId: string) {
    this.#org = org;
    this.#project = project;
    this.#access = { userId, mode: 'user', sharing: true, masked: true };
  }

  /** The form of a record, or of a new one. Throws OrgError NOT_FOUND where the user may not see the record. */
  form(object: ObjectDescribe, recordId: string | null, given: Readonly<Record<string, FieldValue>> = {}): FormModel {
    const rights = this.#org.rights(this.#access.userId);
    const sections = layoutOf(this.#project, this.#org.schema, object);
    const visible = sections.flatMap(({ items }) => items.flatMap((item) => (item ? [item.field] : [])));
    const readable = visible.filter((field) => rights.field(object, field).read && field.notEmulated === undefined);
    const values = recordId === null ? this.#defaults(object, given) : this.#values(object, recordId, readable);
    const recordType = this.#recordType(object, values);
    const names = recordNames(this.#org, [recordId, ...lookupsOf(readable, values)], this.#access.userId);
    const fields = new Set(readable);
    const shown = sections
      .map(({ label, columns, items }) => ({
        label,
        columns,
        fields: items.map((item) =>
          item && fields.has(item.field)
            ? this.#field(object, item.field, { values, names, isNew: recordId === null, recordType }, item)
            : null
        )
      }))
      .filter((section) => section.fields.some((field) => field !== null));
    return {
      object: { apiName: object.apiName, label: object.label },
      recordId,
      recordTypes: recordId === null ? this.#choices(object) : [],
      recordTypeId: recordType?.id ?? null,
      title: recordId === null ? `New ${object.label}` : (names.get(recordId) ?? recordId),
      sections: shown
    };
  }

  /** Fields by name, for forms that choose their own. Unknown and hidden ones are left out. */
  fields(object: ObjectDescribe, recordId: string | null, names: readonly string[]): FormField[] {
    const rights = this.#org.rights(this.#access.userId);
    const known = names.flatMap((name) => {
      const field = this.#org.schema.field(object, name);
      return field && rights.field(object, field).read && field.notEmulated === undefined ? [field] : [];
    });
    const values = recordId === null ? this.#defaults(object, {}) : this.#values(object, recordId, known);
    const shown = {
      values,
      names: recordNames(this.#org, lookupsOf(known, values), this.#access.userId),
      isNew: recordId === null,
      recordType: this.#recordType(object, values)
    };
    return known.map((field) => this.#field(object, field, shown, { required: false, readOnly: false }));
  }

  /** Saves a record; the id comes back, or what is wrong. */
  save(
    object: ObjectDescribe,
    recordId: string | null,
    fields: Readonly<Record<string, FieldValue>>
  ): { id: string } | { faults: SaveFault[] } {
    const row = new Map<string, FieldValue>(recordId === null ? [] : [['Id', recordId]]);
    for (const [name, value] of Object.entries(fields)) {
      const field = this.#org.schema.field(object, name);
      if (field === undefined) {
        return { faults: [{ message: `There is no field ${name}.`, fields: [] }] };
      }
      row.set(field.apiName, value);
    }
    return this.#dml(recordId === null ? 'insert' : 'update', object, row);
  }

  remove(object: ObjectDescribe, recordId: string): { id: string } | { faults: SaveFault[] } {
    return this.#dml('delete', object, new Map([['Id', recordId]]));
  }

  /** Records whose name begins with or contains the text. */
  lookup(object: ObjectDescribe, text: string): { id: string; label: string }[] {
    const nameField = nameFieldOf(object);
    if (nameField === undefined) {
      return [];
    }
    const { apiName } = nameField;
    const pattern = `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`;
    const query = parseSoql(
      `SELECT Id, ${apiName} FROM ${object.apiName} WHERE ${apiName} LIKE :text ORDER BY ${apiName} LIMIT ${LOOKUP_ROWS}`
    );
    return this.#org.query(query, [pattern], this.#access).rows.map((row) => ({
      id: String(row.fields.get('Id')),
      label: String(row.fields.get(apiName) ?? '')
    }));
  }

  #dml(
    operation: DmlOperation,
    object: ObjectDescribe,
    fields: Map<string, FieldValue>
  ): { id: string } | { faults: SaveFault[] } {
    const [result] = this.#org.dml(operation, [{ object, fields }], { access: this.#access, allOrNone: true });
    return result?.success && result.id !== null
      ? { id: result.id }
      : { faults: (result?.errors ?? []).map((error) => this.#fault(object, error)) };
  }

  /** Salesforce's pages show the bare message, and the labels of required fields. */
  #fault(object: ObjectDescribe, error: DmlError): SaveFault {
    const labels = error.fields.map((name) => this.#org.schema.field(object, name)?.label.replace(/ ID$/, '') ?? name);
    const message =
      error.statusCode === 'REQUIRED_FIELD_MISSING' ? `Complete this field: ${labels.join(', ')}.` : error.message;
    return { message, fields: error.fields };
  }

  /** What a new record holds: what is given, then what its record type and fields begin with. */
  #defaults(object: ObjectDescribe, given: Readonly<Record<string, FieldValue>>): ReadonlyMap<string, FieldValue> {
    const type = typeof given.RecordTypeId === 'string' ? given.RecordTypeId : null;
    const values = this.#org.newRecord(object, this.#access.userId, type);
    for (const [name, value] of Object.entries(given)) {
      if (value !== null) values.set(name, value);
    }
    return values;
  }

  #recordType(object: ObjectDescribe, values: ReadonlyMap<string, FieldValue>): UserRecordType | undefined {
    const id = values.get('RecordTypeId') ?? null;
    return id === null ? undefined : this.#org.recordTypes(object, this.#access.userId).find((type) => type.id === id);
  }

  /** The record types that the user may choose from, if there are several. */
  #choices(object: ObjectDescribe): { label: string; value: string }[] {
    const types = this.#org.recordTypes(object, this.#access.userId).filter((type) => type.available && !type.master);
    return types.length > 1 ? types.map(({ label, id }) => ({ label, value: id })) : [];
  }

  #values(object: ObjectDescribe, recordId: string, fields: readonly FieldDescribe[]): ReadonlyMap<string, FieldValue> {
    const type = object.recordTypes.length > 0 ? ['RecordTypeId'] : [];
    const controlling = fields.flatMap((field) => controllingField(object, field)?.apiName ?? []);
    const names = [...new Set(['Id', ...type, ...controlling, ...fields.map((field) => field.apiName)])];
    const query = parseSoql(`SELECT ${names.join(', ')} FROM ${object.apiName} WHERE Id = :id`);
    const [row] = this.#org.query(query, [recordId], this.#access).rows;
    if (!row) {
      throw new OrgError('NOT_FOUND', 'The record does not exist, or you may not see it.');
    }
    return row.fields;
  }

  #dependency(
    object: ObjectDescribe,
    field: FieldDescribe,
    values: ReadonlyMap<string, FieldValue>
  ): FormField['dependsOn'] {
    const controlling = controllingField(object, field);
    if (controlling === undefined) return null;
    const valid = [...controllerValues(controlling)].map(([value, index]) => {
      const all = field.picklistValues.map((one) => one.value);
      return [value, all.filter((one) => validFor(field, one, controllerValues(controlling)).includes(index))] as const;
    });
    return {
      field: controlling.apiName,
      value: values.get(controlling.apiName) ?? (controlling.type === 'boolean' ? false : null),
      valid: Object.fromEntries(valid)
    };
  }

  #field(
    object: ObjectDescribe,
    field: FieldDescribe,
    { values, names, isNew, recordType }: ShownData,
    layout: { required: boolean; readOnly: boolean }
  ): FormField {
    const writeable = isNew ? field.createable : field.updateable;
    const isFixed = layout.readOnly || field.apiName === 'RecordTypeId';
    const editable = writeable && !isFixed && this.#org.rights(this.#access.userId).field(object, field).edit;
    const value = values.get(field.apiName) ?? null;
    return {
      apiName: field.apiName,
      label: shownLabel(field),
      type: field.type,
      value,
      displayValue: (typeof value === 'string' ? names.get(value) : undefined) ?? null,
      required: editable && field.type !== 'boolean' && (layout.required || !field.nillable),
      editable,
      length: field.length ?? null,
      scale: field.scale ?? null,
      help: field.inlineHelpText ?? null,
      options: picklistValuesOf(field, recordType)
        .filter((one) => one.active)
        .map(({ label, value: key }) => ({ label, value: key })),
      references: field.referenceTo,
      dependsOn: this.#dependency(object, field, values)
    };
  }
}
