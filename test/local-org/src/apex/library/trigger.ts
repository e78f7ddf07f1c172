import { declare, libraryClass } from '../types/library.ts';
import { current } from '../runtime/transaction.ts';
import type { TriggerState } from '../runtime/trigger-state.ts';
import { enumValues } from '../runtime/values/objects.ts';

const OPERATIONS = [
  'BEFORE_INSERT',
  'BEFORE_UPDATE',
  'BEFORE_DELETE',
  'AFTER_INSERT',
  'AFTER_UPDATE',
  'AFTER_DELETE',
  'AFTER_UNDELETE'
];
declare({ name: 'TriggerOperation', kind: 'enum', constants: OPERATIONS });

const state = (): TriggerState | undefined => current().triggers.at(-1);
const is = (test: (trigger: TriggerState) => boolean) => (): boolean => {
  const trigger = state();
  return trigger !== undefined && test(trigger);
};

function operationType(): unknown {
  const trigger = state();
  const symbol = libraryClass('TriggerOperation');
  return trigger && symbol ? (enumValues(symbol).get(`${trigger.timing}_${trigger.operation}`) ?? null) : null;
}

declare({
  name: 'Trigger',
  staticFields: {
    'List<SObject> new': () => state()?.newList ?? null,
    'List<SObject> old': () => state()?.oldList ?? null,
    'Map<Id,SObject> newMap': () => state()?.newMap ?? null,
    'Map<Id,SObject> oldMap': () => state()?.oldMap ?? null,
    'Integer size': () => state()?.size ?? 0,
    'TriggerOperation operationType': operationType,
    'Boolean isExecuting': is(() => true),
    'Boolean isBefore': is((trigger) => trigger.timing === 'before'),
    'Boolean isAfter': is((trigger) => trigger.timing === 'after'),
    'Boolean isInsert': is((trigger) => trigger.operation === 'insert'),
    'Boolean isUpdate': is((trigger) => trigger.operation === 'update'),
    'Boolean isDelete': is((trigger) => trigger.operation === 'delete'),
    'Boolean isUndelete': is((trigger) => trigger.operation === 'undelete')
  }
});
