import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';
import { storedFields } from '../../store/store.ts';
import type { Store } from '../../store/store.ts';
import { buildInserts, buildUpdates } from './build-rows.ts';
import { deriveFields } from './derived-fields.ts';
import type { ParentReader } from './derived-fields.ts';
import { keepTotals, rollUpChunk } from './roll-ups.ts';
import { endManualShares } from './share-rows.ts';
import { specialInsert } from './special-inserts.ts';
import { runTriggers } from './triggers.ts';
import { checkUnique, validate } from './validate.ts';
import { checkRules } from './validation-rules.ts';
import type { Chunk, SavedWork, Work } from './work.ts';

const sound = (works: readonly SavedWork[]): SavedWork[] => works.filter((saved) => saved.work.errors.length === 0);

/** Writes numbers into `INV-{0000}` or `{YYYY}{MM}-{00}` as Salesforce does. */
function autoNumberWriter(format: string, now: number): (n: number) => string {
  const day = datetimeText(now);
  const dated = format
    .replaceAll('{YYYY}', day.slice(0, 4))
    .replaceAll('{YY}', day.slice(2, 4))
    .replaceAll('{MM}', day.slice(5, 7))
    .replaceAll('{DD}', day.slice(8, 10));
  const [before = '', digits, after = ''] = dated.split(/\{(0+)\}/);
  if (digits === undefined) return () => dated;
  return (n) => before + String(n).padStart(digits.length, '0') + after;
}

/** Fills the auto-number fields of new rows. */
export function assignAutoNumbers(
  store: Store,
  object: ObjectDescribe,
  rows: readonly Map<string, FieldValue>[],
  now: number
): void {
  for (const field of object.fields.values()) {
    if (field.autoNumber === undefined) continue;
    const { displayFormat, start } = field.autoNumber;
    const first = store.reserve(`auto:${object.apiName}.${field.apiName}`, rows.length, start);
    const write = autoNumberWriter(displayFormat, now);
    rows.forEach((row, i) => row.set(field.apiName, write(first + i)));
  }
}

/** A custom object's name may be left out; Salesforce then writes the record's id there. */
function nameAfterId(object: ObjectDescribe, fields: Map<string, FieldValue>): void {
  const name = object.fields.get('name');
  if (object.kind === 'custom' && name?.nameField === true && (fields.get('Name') ?? null) === null) {
    fields.set('Name', (fields.get('Id') as string).slice(0, 15));
  }
}

/** Creation and modification by the given user at the given time. */
export function stamp(
  object: ObjectDescribe,
  fields: Map<string, FieldValue>,
  userId: string,
  now: string,
  created: boolean
): void {
  const set = (name: string, value: FieldValue): void => {
    if (object.fields.has(name.toLowerCase())) fields.set(name, value);
  };
  if (created) {
    set('CreatedDate', now);
    set('CreatedById', userId);
    set('IsDeleted', false);
  }
  set('LastModifiedDate', now);
  set('LastModifiedById', userId);
  set('SystemModstamp', now);
}

/** Read-only fields that follow from others. */
function derive({ context, object, access }: Chunk, works: readonly SavedWork[]): void {
  for (const { fields, old } of works) {
    const parent: ParentReader = (id) => {
      const target = typeof id === 'string' ? context.schema.byKeyPrefix(id.slice(0, 3)) : undefined;
      return target && context.store.find(target, 'Id', [id ?? null], true)[0];
    };
    deriveFields(fields, { object, old, now: context.clock.now(), userId: access.userId, parent });
  }
}

/** One chunk of an insert: defaults, before triggers, validation, save, after triggers. */
export function insertChunk(chunk: Chunk, works: readonly Work[]): void {
  const { context, object, access } = chunk;
  const built = buildInserts(chunk, works);
  runTriggers(chunk, 'before', 'insert', built);
  validate(chunk, sound(built));
  derive(chunk, sound(built));
  checkRules(chunk, sound(built));
  const valid = sound(built);
  const ids = context.store.newIds(object, valid.length);
  valid.forEach((saved, i) => saved.fields.set('Id', ids[i] ?? null));
  checkUnique(chunk, valid);
  const rows = sound(valid);
  const now = context.clock.now();
  const time = datetimeText(now);
  assignAutoNumbers(
    context.store,
    object,
    rows.map((saved) => saved.fields),
    now
  );
  for (const saved of rows) {
    nameAfterId(object, saved.fields);
    stamp(object, saved.fields, access.userId, time, true);
    saved.work.id = saved.fields.get('Id') as string;
    saved.work.created = true;
  }
  const special = specialInsert(chunk);
  special.prepare?.(chunk, rows);
  context.store.insert(
    object,
    rows.map((saved) => saved.fields)
  );
  special.complete?.(chunk, rows, insertChunk);
  context.accessControl.changed(object);
  runTriggers(chunk, 'after', 'insert', rows);
  rollUpChunk(chunk, sound(rows), updateChunk);
}

function writeChanges(store: Store, object: ObjectDescribe, fields: readonly FieldDescribe[], saved: SavedWork): void {
  const changes = new Map<string, FieldValue>();
  for (const field of fields) {
    const value = saved.fields.get(field.apiName) ?? null;
    if (saved.old?.get(field.apiName) !== value) changes.set(field.apiName, value);
  }
  store.update(object, saved.fields.get('Id') as string, changes);
}

/** Fields that nobody may write go back to what is stored, whatever a trigger did to them. */
function resetFields(saved: SavedWork, stored: readonly FieldDescribe[]): void {
  for (const field of stored) {
    if (field.updateable) continue;
    const from = saved.work.summary?.has(field.apiName) === true ? saved.work.summary : saved.old;
    saved.fields.set(field.apiName, from?.get(field.apiName) ?? null);
  }
}

/** One chunk of an update. */
export function updateChunk(chunk: Chunk, works: readonly Work[]): void {
  const { context, object, access } = chunk;
  const built = sound(buildUpdates(chunk, works));
  runTriggers(chunk, 'before', 'update', built);
  const stored = storedFields(object);
  for (const saved of built) resetFields(saved, stored);
  keepTotals(chunk, built);
  validate(chunk, sound(built));
  derive(chunk, sound(built));
  checkRules(chunk, sound(built));
  checkUnique(chunk, sound(built));
  const rows = sound(built);
  for (const saved of rows) {
    nameAfterId(object, saved.fields);
    stamp(object, saved.fields, access.userId, datetimeText(context.clock.now()), false);
    writeChanges(context.store, object, stored, saved);
  }
  endManualShares(chunk, rows);
  context.accessControl.changed(object);
  runTriggers(chunk, 'after', 'update', rows);
  rollUpChunk(chunk, sound(rows), updateChunk);
}
