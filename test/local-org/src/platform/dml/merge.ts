import type { FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { normalizeId } from '../../store/ids.ts';
import { OrgError } from '../org.ts';
import type { DmlOptions, DmlRow, MergeResult } from '../org.ts';
import { deleteChunk, referencesTo } from './remove.ts';
import { updateChunk } from './save.ts';
import type { Chunk, DmlContext, Work } from './work.ts';

const MERGEABLE = new Set(['Account', 'Contact', 'Lead', 'Case']);
const MOST_DUPLICATES = 2;

function check(object: ObjectDescribe, master: string | undefined, duplicates: readonly string[]): void {
  if (!MERGEABLE.has(object.apiName)) {
    throw new OrgError('INVALID_TYPE_FOR_OPERATION', `Cannot merge entities of type ${object.label}`);
  }
  if (duplicates.length > MOST_DUPLICATES) {
    throw new OrgError('MERGE_FAILED', `merge request may have at most ${MOST_DUPLICATES} records to merge`);
  }
  if (master !== undefined && duplicates.includes(master)) {
    throw new OrgError('MERGE_FAILED', 'records to merge must be distinct');
  }
}

/** What led to a duplicate leads to the master. No triggers run for that, as in Salesforce. */
function reparent(
  context: DmlContext,
  object: ObjectDescribe,
  duplicates: readonly string[],
  master: string
): string[] {
  const moved: string[] = [];
  for (const { child, field } of referencesTo(context.schema, object)) {
    if (field.apiName === 'MasterRecordId') continue;
    for (const [id] of context.store.lookUp(child, field.apiName, duplicates)) {
      context.store.update(child, id, new Map<string, FieldValue>([[field.apiName, master]]));
      moved.push(id);
    }
  }
  return moved;
}

const work = (row: DmlRow, id: string): Work => ({ row, id, created: false, errors: [] });

/** Merges up to two duplicates into a master: their children move, they are deleted, the master is updated. */
export function mergeRecords(
  context: DmlContext,
  master: DmlRow,
  duplicateIds: readonly string[],
  options: DmlOptions
): MergeResult {
  const { object } = master;
  const masterId = normalizeId(String(master.fields.get('Id') ?? ''));
  const duplicates = duplicateIds.map((id) => normalizeId(id) ?? id);
  check(object, masterId, duplicates);
  const chunk = (operation: Chunk['operation']): Chunk => ({ context, object, operation, access: options.access });
  const kept = work({ object, fields: new Map(master.fields) }, masterId ?? '');
  return context.transactions.run(() => {
    const savepoint = context.transactions.savepoint();
    context.formulas.use(options.access.userId);
    const updatedRelatedIds = reparent(context, object, duplicates, kept.id ?? '');
    const losers = duplicates.map((id) => work({ object, fields: new Map([['Id', id]]) }, id));
    deleteChunk(chunk('delete'), losers);
    for (const id of duplicates) context.store.update(object, id, new Map([['MasterRecordId', kept.id]]));
    updateChunk(chunk('update'), [kept]);
    const errors = [...kept.errors, ...losers.flatMap((loser) => loser.errors)];
    if (errors.length > 0) context.transactions.rollback(savepoint);
    context.transactions.release(savepoint);
    return { id: kept.id, success: errors.length === 0, created: false, errors, updatedRelatedIds };
  });
}
