import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { normalizeId } from '../../store/ids.ts';
import { OrgError } from '../org.ts';
import { dmlError } from './errors.ts';
import { convertValue } from './field-values.ts';
import type { DmlContext, Work } from './work.ts';

const sameness = (field: FieldDescribe) => (value: FieldValue) =>
  field.caseSensitive ? String(value) : String(value).toLowerCase();

/** Ids by key value, for many keys at once. */
function idsByKey(
  context: DmlContext,
  object: ObjectDescribe,
  field: FieldDescribe,
  values: readonly FieldValue[]
): Map<string, string[]> {
  const key = sameness(field);
  const found = new Map<string, string[]>();
  for (const [id, value] of context.store.lookUp(object, field.apiName, values)) {
    found.set(key(value), [...(found.get(key(value)) ?? []), id]);
  }
  return found;
}

/** The field that an upsert matches on. Throws OrgError when it is no key. */
export function keyField(context: DmlContext, object: ObjectDescribe, name: string): FieldDescribe {
  const field = context.schema.field(object, name);
  const usable = field !== undefined && (field.externalId || field.unique || field.nameField || field.type === 'id');
  if (!usable) {
    throw new OrgError(
      'INVALID_FIELD',
      `Field name provided, ${name} does not match an External ID for ${object.apiName}`
    );
  }
  return field;
}

/** Gives each upserted row the id of the record that has its key, if one has. */
export function matchByKey(
  context: DmlContext,
  object: ObjectDescribe,
  field: FieldDescribe,
  works: readonly Work[]
): void {
  const key = sameness(field);
  const value = (work: Work): FieldValue => {
    const converted = convertValue(field, work.row.fields.get(field.apiName) ?? null);
    return 'value' in converted ? converted.value : null;
  };
  const ids = idsByKey(
    context,
    object,
    field,
    works.map(value).filter((entry) => entry !== null)
  );
  const seen = new Set<string>();
  for (const work of works) {
    const own = value(work);
    const matches = ids.get(key(own)) ?? [];
    if (own === null) work.errors.push(dmlError.keyMissing(field.apiName));
    else if (seen.has(key(own))) work.errors.push(dmlError.duplicateKeyInCall(field, own));
    else if (matches.length > 1) work.errors.push(dmlError.keyMatchesMany(field, matches));
    else work.id = matches[0] ?? null;
    seen.add(key(own));
  }
}

/** Turns lookups that were given by a parent's key into ids: one query a relationship and key field. */
export function resolveParentKeys(context: DmlContext, object: ObjectDescribe, works: readonly Work[]): void {
  const groups = new Map<string, { work: Work; relationship: string; field: string; value: FieldValue }[]>();
  for (const work of works) {
    for (const [relationship, { field, value }] of work.row.parentKeys ?? []) {
      const key = `${relationship}.${field}`.toLowerCase();
      groups.set(key, [...(groups.get(key) ?? []), { work, relationship, field, value }]);
    }
  }
  for (const uses of groups.values()) {
    const [first] = uses;
    const parent = first && context.schema.parent(object, first.relationship);
    const target = parent?.objects.find(
      (candidate) => context.schema.field(candidate, first?.field ?? '') !== undefined
    );
    const field = target && context.schema.field(target, first?.field ?? '');
    if (first === undefined || parent === undefined || target === undefined || field === undefined) {
      for (const use of uses) use.work.errors.push(dmlError.noSuchColumn(use.relationship, object));
      continue;
    }
    const ids = idsByKey(
      context,
      target,
      field,
      uses.map((use) => use.value)
    );
    for (const use of uses) {
      const id = ids.get(sameness(field)(use.value))?.[0];
      if (id === undefined) use.work.errors.push(dmlError.foreignKeyNotFound(use.value, field.apiName, target));
      else use.work.row.fields.set(parent.field.apiName, id);
    }
  }
}

/** The row's own id in its 18-character form; a text that is no id of this object is an error of the row. */
export function ownId(object: ObjectDescribe, work: Work): void {
  const given = work.row.fields.get('Id') ?? null;
  if (given === null) return;
  const id = typeof given === 'string' ? normalizeId(given) : undefined;
  if (id?.startsWith(object.keyPrefix) === true) work.id = id;
  else
    work.errors.push({
      statusCode: 'MALFORMED_ID',
      message: `${object.label} ID: id value of incorrect type: ${String(given)}`,
      fields: ['Id']
    });
}
