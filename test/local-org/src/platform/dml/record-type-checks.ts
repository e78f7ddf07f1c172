import type { FieldValue, RecordTypeDescribe } from '../../schema/schema.ts';
import { MASTER_RECORD_TYPE } from '../record-types.ts';
import { dmlError } from './errors.ts';
import type { Chunk, SavedWork } from './work.ts';

const changed = ({ old, fields }: SavedWork, name: string): boolean =>
  old === undefined || old.get(name) !== fields.get(name);

/** The user must have been given the record type; the master one is stored as none. */
function checkType({ context, object, access }: Chunk, saved: SavedWork): void {
  const id = saved.fields.get('RecordTypeId') ?? null;
  if (id === null || !changed(saved, 'RecordTypeId')) return;
  if (id === MASTER_RECORD_TYPE) saved.fields.set('RecordTypeId', null);
  else if (!context.recordTypes.isAvailable(object, id, access.userId)) {
    saved.work.errors.push(dmlError.recordTypeNotForUser(id));
  }
}

/** Restricted picklists take the values of the record's type alone; others take any. */
function checkPicklists({ context, object }: Chunk, saved: SavedWork, type: RecordTypeDescribe): void {
  for (const [name, { values }] of type.picklists) {
    const field = context.schema.field(object, name);
    const value: FieldValue = (field && saved.fields.get(field.apiName)) ?? null;
    if (field?.restrictedPicklist !== true || typeof value !== 'string' || !changed(saved, field.apiName)) continue;
    const allowed = new Set(values.map((one) => one.toLowerCase()));
    const given = field.type === 'multipicklist' ? value.split(';') : [value];
    const bad = given.find((one) => !allowed.has(one.toLowerCase()));
    if (bad !== undefined) saved.work.errors.push(dmlError.badPicklist(field, bad));
  }
}

/** Record types, and the picklist values that they allow, of rows of which before triggers have run. */
export function checkRecordTypes(chunk: Chunk, works: readonly SavedWork[]): void {
  if (chunk.object.recordTypes.length === 0) return;
  for (const saved of works) {
    checkType(chunk, saved);
    const type = chunk.context.recordTypes.byId(chunk.object, saved.fields.get('RecordTypeId'));
    if (type !== undefined) checkPicklists(chunk, saved, type);
  }
}
