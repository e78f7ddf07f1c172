import type { FieldDescribe, FieldValue } from '../../schema/schema.ts';
import { dmlError } from './errors.ts';
import { writeableFields } from './build-rows.ts';
import { convertValue } from './field-values.ts';
import { checkRecordTypes } from './record-type-checks.ts';
import { checkReferences } from './references.ts';
import { checkShares } from './share-rows.ts';
import type { Chunk, SavedWork } from './work.ts';

const changed = (saved: SavedWork, field: FieldDescribe): boolean =>
  saved.old === undefined || saved.old.get(field.apiName) !== saved.fields.get(field.apiName);

/** What before triggers wrote is checked like what the caller gave. */
function checkValue(saved: SavedWork, field: FieldDescribe, value: FieldValue): void {
  if (!changed(saved, field)) return;
  const converted = convertValue(field, value);
  if ('error' in converted) saved.work.errors.push(converted.error);
  else saved.fields.set(field.apiName, converted.value);
}

/** Values that a trigger may have `touched` since they were converted; then required fields. */
function checkValues(saved: SavedWork, fields: readonly FieldDescribe[], touched: boolean): void {
  const missing: string[] = [];
  for (const field of fields) {
    const value = saved.fields.get(field.apiName) ?? null;
    if (touched) checkValue(saved, field, value);
    if (value === null && !field.nillable && field.type !== 'boolean') missing.push(field.apiName);
  }
  if (missing.length > 0) saved.work.errors.push(dmlError.requiredMissing(missing));
}

/** A unique value may stand once among stored rows and once among these. Rows must have their ids. */
export function checkUnique(chunk: Chunk, works: readonly SavedWork[]): void {
  for (const field of chunk.object.fields.values()) {
    if (!field.unique) continue;
    const key = (value: FieldValue): string => (field.caseSensitive ? String(value) : String(value).toLowerCase());
    const candidates = works.filter(
      (saved) => (saved.fields.get(field.apiName) ?? null) !== null && changed(saved, field)
    );
    const values = candidates.map((saved) => saved.fields.get(field.apiName) ?? null);
    const holders = new Map(
      chunk.context.store.lookUp(chunk.object, field.apiName, values).map(([id, value]) => [key(value), id])
    );
    for (const saved of candidates) {
      const value = key(saved.fields.get(field.apiName) ?? null);
      const id = saved.fields.get('Id') as string;
      const holder = holders.get(value);
      if (holder !== undefined && holder !== id) saved.work.errors.push(dmlError.duplicateValue(field, holder));
      else holders.set(value, id);
    }
  }
}

/** The checks that run after before triggers. Errors go to the rows. */
export function validate(chunk: Chunk, works: readonly SavedWork[]): void {
  const fields = writeableFields(chunk.object, chunk.operation === 'insert');
  const operation = chunk.operation === 'insert' ? 'insert' : 'update';
  const touched = chunk.context.triggers()?.has(chunk.object, 'before', operation) === true;
  for (const saved of works) checkValues(saved, fields, touched);
  checkRecordTypes(chunk, works);
  checkShares(chunk, works);
  checkReferences(
    chunk,
    works.filter((saved) => saved.work.errors.length === 0),
    fields
  );
}
