import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { normalizeId } from '../../store/ids.ts';
import { storedFields } from '../../store/store.ts';
import { MASTER_RECORD_TYPE } from '../record-types.ts';
import { dmlError } from './errors.ts';
import { convertValue } from './field-values.ts';
import { emptySummary } from './roll-ups.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

/** Applies the given values; what is unknown or not writeable is an error of the row. */
function apply(chunk: Chunk, saved: SavedWork, writeable: (field: FieldDescribe) => boolean): void {
  const refused: string[] = [];
  const given: FieldDescribe[] = [];
  for (const [name, value] of saved.work.row.fields) {
    if (name === 'Id') continue;
    const field = chunk.context.schema.field(chunk.object, name);
    if (field === undefined) {
      saved.work.errors.push(dmlError.noSuchColumn(name, chunk.object));
      continue;
    }
    // Records that were read carry read-only fields along; only a changed one is an attempt to write it.
    if (!writeable(field)) {
      const unchanged =
        field.notEmulated !== undefined || (saved.old !== undefined && saved.old.get(field.apiName) === value);
      if (!unchanged) refused.push(field.apiName);
      continue;
    }
    const converted = convertValue(field, value);
    if ('error' in converted) saved.work.errors.push(converted.error);
    else {
      if (saved.old?.get(field.apiName) !== converted.value) given.push(field);
      saved.fields.set(field.apiName, converted.value);
    }
  }
  if (refused.length > 0) saved.work.errors.push(dmlError.notWriteable(refused));
  checkFieldAccess(chunk, saved, given);
}

function checkFieldAccess(chunk: Chunk, saved: SavedWork, given: readonly FieldDescribe[]): void {
  const { access, object, context } = chunk;
  if (access.mode !== 'user') return;
  const rights = context.accessControl.rights(access.userId);
  const denied = given.filter((field) => !rights.field(object, field).edit).map((field) => field.apiName);
  if (denied.length > 0) saved.work.errors.push(dmlError.noFieldAccess(object, denied));
}

function defaultOf({ context, object }: Chunk, field: FieldDescribe): FieldValue {
  if (field.defaultValue !== undefined) return field.defaultValue;
  const picked = field.picklistValues.find((entry) => entry.default)?.value;
  if (picked !== undefined) return picked;
  if (field.summary !== undefined && field.summary.operation !== 'total') return emptySummary(field.summary);
  if (field.defaultFormula !== undefined) return context.formulas.defaultOf(object, field);
  return field.type === 'boolean' ? false : null;
}

/** A new row before anything is given, of that record type, or of the user's default one. */
export function emptyRow(chunk: Chunk, recordTypeId: FieldValue): Map<string, FieldValue> {
  const { object, access, context } = chunk;
  const fields = new Map<string, FieldValue>();
  for (const field of storedFields(object)) fields.set(field.apiName, defaultOf(chunk, field));
  if (object.fields.has('ownerid')) fields.set('OwnerId', access.userId);
  if (object.recordTypes.length === 0) return fields;
  const id = recordTypeId ?? context.recordTypes.defaultOf(object, access.userId);
  fields.set('RecordTypeId', id === MASTER_RECORD_TYPE ? null : id);
  for (const [name, { default: value }] of context.recordTypes.byId(object, id)?.picklists ?? []) {
    const field = context.schema.field(object, name);
    if (field !== undefined && field.defaultFormula === undefined) fields.set(field.apiName, value ?? null);
  }
  return fields;
}

/** New rows with defaults and the given values. */
export function buildInserts(chunk: Chunk, works: readonly Work[]): SavedWork[] {
  const byType = new Map<FieldValue, Map<string, FieldValue>>();
  const empty = (recordTypeId: FieldValue): Map<string, FieldValue> => {
    const known = byType.get(recordTypeId) ?? emptyRow(chunk, recordTypeId);
    byType.set(recordTypeId, known);
    return known;
  };
  return works.map((work) => {
    const saved: SavedWork = { work, old: undefined, fields: new Map(empty(givenType(chunk, work))) };
    if (work.id !== null) work.errors.push(dmlError.idOnInsert());
    apply(chunk, saved, (field) => field.createable);
    // An explicit null owner means the default one.
    if (saved.fields.get('OwnerId') === null) saved.fields.set('OwnerId', chunk.access.userId);
    return saved;
  });
}

function givenType({ object }: Chunk, { row }: Work): FieldValue {
  const given = object.recordTypes.length === 0 ? null : row.fields.get('RecordTypeId');
  return typeof given === 'string' ? (normalizeId(given) ?? null) : null;
}

/** Stored rows with the given values laid over. */
export function buildUpdates(chunk: Chunk, works: readonly Work[]): SavedWork[] {
  const stored = readStored(chunk, works);
  return works.flatMap((work) => {
    const old = stored(work);
    if (old === undefined) return [];
    const saved: SavedWork = { work, old, fields: new Map(old) };
    apply(chunk, saved, (field) => field.updateable);
    for (const [name, value] of work.summary ?? []) saved.fields.set(name, value);
    return [saved];
  });
}

/** The stored row of each work, by one query. What is missing, deleted or named twice becomes an error of the row. */
export function readStored(chunk: Chunk, works: readonly Work[]): (work: Work) => Map<string, FieldValue> | undefined {
  const ids = works.flatMap((work) => work.id ?? []);
  const rows = new Map(chunk.context.store.find(chunk.object, 'Id', ids, true).map((row) => [row.get('Id'), row]));
  const seen = new Set<string>();
  const allowed = editable(chunk, ids);
  return (work) => {
    const row = rows.get(work.id);
    if (work.id === null) work.errors.push(dmlError.idMissing(chunk.operation));
    else if (row === undefined) work.errors.push(dmlError.badReference());
    else if (seen.has(work.id)) work.errors.push(dmlError.duplicateId(work.id));
    else if (row.get('IsDeleted') === true && chunk.operation !== 'undelete') work.errors.push(dmlError.isDeleted());
    else if (!allowed.has(work.id)) work.errors.push(dmlError.noRowAccess());
    else {
      seen.add(work.id);
      return row;
    }
    return undefined;
  };
}

function editable(chunk: Chunk, ids: readonly string[]): { has(id: string): boolean } {
  return (
    chunk.context.accessControl.reachable(
      chunk.object,
      ids,
      chunk.access,
      chunk.operation === 'delete' || chunk.operation === 'undelete' ? 'delete' : 'edit'
    ) ?? { has: () => true }
  );
}

/** The object's fields that a statement may set, for after the triggers have run. */
export function writeableFields(object: ObjectDescribe, insert: boolean): FieldDescribe[] {
  return storedFields(object).filter((field) => (insert ? field.createable : field.updateable));
}
