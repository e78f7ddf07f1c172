import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../../schema/schema.ts';
import { nameFieldOf } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { StoredRow } from '../../store/store.ts';
import { readStored } from './build-rows.ts';
import { dmlError } from './errors.ts';
import { parentChunk, rollUp, rollUpChunk, summariesOver } from './roll-ups.ts';
import { stamp, updateChunk } from './save.ts';
import { runTriggers } from './triggers.ts';
import type { Chunk, DmlContext, SavedWork, Work } from './work.ts';

interface Reference {
  child: ObjectDescribe;
  field: FieldDescribe;
}

const references = new WeakMap<ObjectDescribe, Reference[]>();

/** The lookups of business records that lead to an object. */
export function referencesTo(schema: Schema, object: ObjectDescribe): Reference[] {
  let found = references.get(object);
  if (found === undefined) {
    found = findReferences(schema, object);
    references.set(object, found);
  }
  return found;
}

function findReferences(schema: Schema, object: ObjectDescribe): Reference[] {
  return schema.objects
    .filter((child) => child.fields.has('isdeleted'))
    .flatMap((child) =>
      [...child.fields.values()]
        .filter((field) => field.createable && field.referenceTo.includes(object.apiName))
        .map((field) => ({ child, field }))
    );
}

const sound = (works: readonly SavedWork[]): SavedWork[] => works.filter((saved) => saved.work.errors.length === 0);

function load(chunk: Chunk, works: readonly Work[]): SavedWork[] {
  const stored = readStored(chunk, works);
  return works.flatMap((work) => {
    const old = stored(work);
    return old === undefined ? [] : [{ work, old, fields: new Map(old) }];
  });
}

function nameOf(object: ObjectDescribe, row: StoredRow): string {
  return String(row.get(nameFieldOf(object)?.apiName ?? 'Id') ?? row.get('Id'));
}

function checkRestricted(chunk: Chunk, works: readonly SavedWork[]): void {
  for (const { child, field } of referencesTo(chunk.context.schema, chunk.object)) {
    if (field.deleteConstraint !== 'Restrict') continue;
    const ids = works.map((saved) => saved.work.id);
    const holders = Map.groupBy(chunk.context.store.find(child, field.apiName, ids), (row) => row.get(field.apiName));
    for (const saved of works) {
      const names = (holders.get(saved.work.id) ?? []).map((row) => nameOf(child, row));
      const name = nameOf(chunk.object, saved.fields);
      if (names.length > 0) saved.work.errors.push(dmlError.restrictedDelete(name, child, names));
    }
  }
}

/** Details that went or came with one master count for their other one as well. */
function rollUpOthers(chunk: Chunk, child: ObjectDescribe, ids: readonly string[]): void {
  const { context } = chunk;
  if (summariesOver(context.schema, child).length === 0) return;
  const rows = context.store.find(child, 'Id', ids, true).map((fields) => ({ fields, old: undefined }));
  rollUp(context, child, rows, (parent, works) => updateChunk(parentChunk(chunk, parent), works));
}

/** Children go with their master, or lose their lookup. Their own triggers do not run: Salesforce does not either. */
function follow(chunk: Chunk, object: ObjectDescribe, ids: readonly string[], now: string): void {
  const { schema, store } = chunk.context;
  for (const { child, field } of referencesTo(schema, object)) {
    const children = store.lookUp(child, field.apiName, ids).map(([id]) => id);
    if (children.length === 0) continue;
    if (field.deleteConstraint === 'Cascade') {
      for (const id of children)
        store.update(
          child,
          id,
          new Map<string, FieldValue>([
            ['IsDeleted', true],
            ['SystemModstamp', now]
          ])
        );
      follow(chunk, child, children, now);
      rollUpOthers(chunk, child, children);
    } else {
      for (const id of children) store.update(child, id, new Map<string, FieldValue>([[field.apiName, null]]));
    }
  }
}

const lastDeletions = new WeakMap<DmlContext, number>();

/** A time of its own for every deletion, since {@link restore} tells by it what went together. */
function deletionTime(context: DmlContext): string {
  const time = Math.max(context.clock.now(), (lastDeletions.get(context) ?? 0) + 1);
  lastDeletions.set(context, time);
  return datetimeText(time);
}

/** One chunk of a delete: rows go to the recycle bin, with their details. */
export function deleteChunk(chunk: Chunk, works: readonly Work[]): void {
  const { context, object, access } = chunk;
  const loaded = sound(load(chunk, works));
  runTriggers(chunk, 'before', 'delete', loaded);
  checkRestricted(chunk, sound(loaded));
  const rows = sound(loaded);
  const now = deletionTime(context);
  for (const saved of rows) {
    const changes = new Map<string, FieldValue>([['IsDeleted', true]]);
    stamp(object, changes, access.userId, now, false);
    context.store.update(object, saved.work.id ?? '', changes);
  }
  follow(
    chunk,
    object,
    rows.flatMap((saved) => saved.work.id ?? []),
    now
  );
  context.accessControl.changed(object);
  runTriggers(chunk, 'after', 'delete', rows);
  rollUpChunk(chunk, sound(rows), updateChunk);
}

/** Details come back with their master when they went with it, which their common time stamp tells. */
function restore(chunk: Chunk, object: ObjectDescribe, id: string, deletedAt: FieldValue): void {
  const { schema, store } = chunk.context;
  for (const { child, field } of referencesTo(schema, object)) {
    if (field.deleteConstraint !== 'Cascade') continue;
    for (const row of store.find(child, field.apiName, [id], true)) {
      if (row.get('IsDeleted') !== true || row.get('SystemModstamp') !== deletedAt) continue;
      const childId = row.get('Id') as string;
      store.update(child, childId, new Map([['IsDeleted', false]]));
      restore(chunk, child, childId, deletedAt);
      rollUpOthers(chunk, child, [childId]);
    }
  }
}

/** One chunk of an undelete. */
export function undeleteChunk(chunk: Chunk, works: readonly Work[]): void {
  const { context, object, access } = chunk;
  const loaded = sound(load(chunk, works));
  for (const saved of loaded) {
    if (saved.old?.get('IsDeleted') !== true) saved.work.errors.push(dmlError.notDeleted());
  }
  runTriggers(chunk, 'before', 'undelete', loaded);
  const rows = sound(loaded);
  for (const saved of rows) {
    const changes = new Map<string, FieldValue>([['IsDeleted', false]]);
    stamp(object, changes, access.userId, datetimeText(context.clock.now()), false);
    context.store.update(object, saved.work.id ?? '', changes);
    restore(chunk, object, saved.work.id ?? '', saved.old?.get('SystemModstamp') ?? null);
    for (const [name, value] of changes) saved.fields.set(name, value);
  }
  context.accessControl.changed(object);
  runTriggers(chunk, 'after', 'undelete', rows);
  rollUpChunk(chunk, sound(rows), updateChunk);
}
