import type { FieldDescribe, ObjectDescribe } from '../../schema/schema.ts';
import { dmlError } from './errors.ts';
import type { Chunk, SavedWork } from './work.ts';

/** A lookup that got a new value. */
interface Use {
  saved: SavedWork;
  field: FieldDescribe;
  id: string;
}

function newUses(
  chunk: Chunk,
  works: readonly SavedWork[],
  fields: readonly FieldDescribe[]
): Map<ObjectDescribe, Use[]> {
  const wanted = new Map<ObjectDescribe, Use[]>();
  for (const field of fields) {
    if (field.type !== 'reference') continue;
    for (const saved of works) {
      const id = saved.fields.get(field.apiName);
      if (typeof id !== 'string' || saved.old?.get(field.apiName) === id) continue;
      const target = chunk.context.schema.byKeyPrefix(id.slice(0, 3));
      if (target === undefined || !field.referenceTo.includes(target.apiName)) {
        saved.work.errors.push(dmlError.wrongIdType(field, id));
      } else wanted.set(target, [...(wanted.get(target) ?? []), { saved, field, id }]);
    }
  }
  return wanted;
}

/** The rows must be there, and the user must see them; a master's details need more than that. */
function checkRows({ context, access }: Chunk, target: ObjectDescribe, uses: readonly Use[]): void {
  const ids = [...new Set(uses.map((use) => use.id))];
  const states = context.store.states(target, ids);
  const readable = context.accessControl.reachable(target, ids, access, 'read');
  const editable = uses.some(({ field }) => field.masterDetail)
    ? context.accessControl.reachable(target, ids, access, 'edit')
    : undefined;
  for (const { saved, field, id } of uses) {
    const state = states.get(id);
    const reachable = field.masterDetail && field.readableMasterSuffices !== true ? editable : readable;
    if (state === undefined) saved.work.errors.push(dmlError.badReference(field));
    else if (state.deleted) saved.work.errors.push(dmlError.isDeleted());
    else if (reachable?.has(id) === false) saved.work.errors.push(dmlError.noParentAccess(id));
  }
}

function checkUserOwners({ context, object }: Chunk, user: ObjectDescribe, uses: readonly Use[]): void {
  const ids = [...new Set(uses.map((use) => use.id))];
  const inactive = new Set(
    context.store
      .find(user, 'Id', ids)
      .filter((row) => row.get('IsActive') === false)
      .map((row) => row.get('Id'))
  );
  for (const { saved, id } of uses) if (inactive.has(id)) saved.work.errors.push(dmlError.inactiveOwner(object, id));
}

/** Of groups, only queues own records, and only of the objects that they are for. */
function checkQueueOwners({ context, object }: Chunk, group: ObjectDescribe, uses: readonly Use[]): void {
  const { schema, store } = context;
  const ids = [...new Set(uses.map((use) => use.id))];
  const queues = new Set(
    store
      .find(group, 'Id', ids)
      .filter((row) => row.get('Type') === 'Queue')
      .map((row) => row.get('Id'))
  );
  const link = schema.object('QueueSobject');
  const supporting = new Set(
    link === undefined
      ? []
      : store
          .find(link, 'QueueId', ids)
          .filter((row) => row.get('SobjectType') === object.apiName)
          .map((row) => row.get('QueueId'))
  );
  for (const { saved, field, id } of uses) {
    if (!queues.has(id)) saved.work.errors.push(dmlError.wrongIdType(field, id));
    else if (!supporting.has(id)) saved.work.errors.push(dmlError.wrongQueue(field));
  }
}

/** Lookups must lead to a row of an object that the field may point to, and owners must be able to own. */
export function checkReferences(chunk: Chunk, works: readonly SavedWork[], fields: readonly FieldDescribe[]): void {
  for (const [target, uses] of newUses(chunk, works, fields)) {
    checkRows(chunk, target, uses);
    const owners = uses.filter(({ field, saved }) => field.apiName === 'OwnerId' && saved.work.errors.length === 0);
    if (owners.length === 0) continue;
    if (target.apiName === 'User') checkUserOwners(chunk, target, owners);
    else if (target.apiName === 'Group') checkQueueOwners(chunk, target, owners);
  }
}
