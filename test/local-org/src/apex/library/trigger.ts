import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import type { PublishResult } from '../../platform/org.ts';
import { accessFor } from '../platform/access.ts';
import { recordsOf } from '../platform/dml.ts';
import { awaitOutcome, tellFailure, tellSuccess } from '../platform/publish-callbacks.ts';
import { dmlRow } from '../platform/rows.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import type { TriggerState } from '../runtime/trigger-state.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { enumValues, NativeObject, type ApexObject } from '../runtime/values/objects.ts';

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

type Published = NativeObject<PublishResult>;

function publish(events: unknown, callback: ApexObject | null = null): unknown {
  const { org, limits, caller } = current();
  const records = recordsOf(events);
  const immediate = records.some((record) => record.object.publishBehavior === 'PublishImmediately');
  limits.use(immediate ? 'publishes' : 'dmlStatements');
  const symbol = present(libraryClass('Database.SaveResult'));
  const published = org.bus.publish(records.map(dmlRow), accessFor(caller));
  if (callback) {
    awaitOutcome(callback, published);
  }
  const results = published.map(
    (result) =>
      new NativeObject(symbol, { ...result, id: result.success ? eventId(result) : null, created: result.success })
  );
  return events instanceof ApexList ? new ApexList(libraryType('Database.SaveResult'), results) : (results[0] ?? null);
}

/** Events have no record: the id of a publish result only tells them apart. */
function eventId(result: PublishResult): string {
  return `e00${String(result.replayId ?? 0).padStart(12, '0')}AAA`;
}

declare({
  name: 'EventBus.TriggerContext',
  methods: {
    'void setResumeCheckpoint(String replayId)': setCheckpoint,
    'String getResumeCheckpoint()': () => {
      const at = state()?.event?.checkpoint ?? null;
      return at === null ? null : String(at);
    }
  },
  statics: {
    'EventBus.TriggerContext currentContext()': () =>
      new NativeObject(present(libraryClass('EventBus.TriggerContext')), null)
  },
  fields: {
    'Integer retries': () => state()?.event?.retries ?? 0,
    'String lastError': () => state()?.event?.lastError ?? ''
  }
});

function setCheckpoint(_: unknown, replayId: string | null): void {
  const event = state()?.event;
  if (!event?.replayIds.has(Number(present(replayId)))) {
    raise('InvalidParameterValueException', `The replay id ${replayId ?? ''} is not one of this trigger's events`);
  }
  event.checkpoint = Number(replayId);
  event.savepoint = current().org.savepoint();
  event.jobs = current().jobs.length;
}

for (const [result, method] of [
  ['SuccessResult', 'onSuccess'],
  ['FailureResult', 'onFailure']
] as const) {
  declare({
    name: `EventBus.${result}`,
    methods: { 'List<String> getEventUuids()': (self: NativeObject<{ uuids: ApexList }>) => self.data.uuids }
  });
  declare({
    name: `EventBus.EventPublish${result.replace('Result', '')}Callback`,
    kind: 'interface',
    methods: { [`void ${method}(EventBus.${result} result)`]: ABSTRACT }
  });
}

declare({
  name: 'EventBus.TestBroker',
  methods: {
    'void deliver()': () => {
      current().org.bus.deliverPending();
      tellSuccess();
    },
    'void fail()': tellFailure
  }
});

declare({
  name: 'EventBus',
  statics: {
    'Database.SaveResult publish(SObject event)': publish,
    'List<Database.SaveResult> publish(List<SObject> events)': publish,
    'Database.SaveResult publish(SObject event, Object callback)': publish,
    'List<Database.SaveResult> publish(List<SObject> events, Object callback)': publish,
    'String getOperationId(Database.SaveResult result)': (result: Published) => result.data.eventUuid
  }
});
