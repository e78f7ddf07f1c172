import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import { derivesFrom } from '../types/symbols.ts';
import type { PublishResult } from '../../platform/org.ts';
import { accessFor, modeOf } from '../platform/access.ts';
import { recordsOf } from '../platform/dml.ts';
import { dmlRow } from '../platform/rows.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import type { TriggerState } from '../runtime/trigger-state.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';

const state = (): TriggerState | undefined => current().triggers.at(-1);

type Published = NativeObject<PublishResult>;

function publish(events: unknown, callback: ApexObject | null = null, level: unknown = null): unknown {
  const { org, limits, caller } = current();
  const records = recordsOf(events);
  const immediate = records.some((record) => record.object.publishBehavior === 'PublishImmediately');
  limits.use(immediate ? 'publishes' : 'dmlStatements');
  const symbol = present(libraryClass('Database.SaveResult'));
  const published = org.bus.publish(records.map(dmlRow), accessFor(caller, modeOf(level)));
  remember(published, callback);
  const results = published.map(
    (result) =>
      new NativeObject(symbol, { ...result, id: result.success ? eventId(result) : null, created: result.success })
  );
  return events instanceof ApexList ? new ApexList(libraryType('Database.SaveResult'), results) : (results[0] ?? null);
}

/** @see https://developer.salesforce.com/docs/platform/apex-ref/references/apex-ref/apex-class-system-eventbus.html */
const publishAs = (events: unknown, level: unknown): unknown => publish(events, null, level);

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

const CALLBACKS = [
  ['EventPublishSuccessCallback', 'onSuccess', 'SuccessResult'],
  ['EventPublishFailureCallback', 'onFailure', 'FailureResult']
] as const;
for (const [name, method, result] of CALLBACKS) {
  declare({
    name: `EventBus.${result}`,
    methods: {
      'List<String> getEventUuids()': (self: NativeObject<string[]>) => new ApexList(libraryType('String'), self.data)
    }
  });
  declare({
    name: `EventBus.${name}`,
    kind: 'interface',
    methods: { [`void ${method}(EventBus.${result} result)`]: ABSTRACT }
  });
}

/** Outside of tests the bus has stored the events at once, so that the callback is due when the transaction ends. */
function remember(published: readonly PublishResult[], callback: ApexObject | null): void {
  const { test, org } = current();
  const { userId } = current();
  const good = published.flatMap((one) => (one.eventUuid !== null && one.replayId !== null ? [one] : []));
  if (test) {
    test.published.push({
      replayIds: good.map((one) => one.replayId ?? 0),
      uuids: good.map((one) => one.eventUuid ?? ''),
      callback
    });
  } else if (callback && good.length) {
    const id = org.systemInsert('AsyncApexJob', { Status: 'Queued', JobType: 'Queueable', CreatedById: userId });
    const uuids = good.map((one) => one.eventUuid ?? '');
    current().jobs.push({
      id,
      name: callback.symbol.name,
      kind: 'queueable',
      userId,
      run: () => tell(callback, true, uuids)
    });
  }
}

function tell(callback: ApexObject, success: boolean, uuids: string[]): void {
  const [name, method, result] = CALLBACKS[success ? 0 : 1];
  if (derivesFrom(callback.symbol, libraryType(`EventBus.${name}`).symbol)) {
    invoke(callback, method, [new NativeObject(present(libraryClass(`EventBus.${result}`)), uuids)]);
  }
}

/** Delivers what a test has published, and tells its callbacks. */
export function deliver(): void {
  const { org, test } = current();
  org.bus.deliverOnce();
  for (const { callback, uuids } of test?.published.splice(0) ?? []) {
    if (callback && uuids.length) {
      tell(callback, true, uuids);
    }
  }
}

/** `TestBroker.fail`: the events published so far never arrive. */
function fail(): void {
  const { org, test } = current();
  for (const { callback, uuids, replayIds } of test?.published.splice(0) ?? []) {
    org.bus.withdraw(replayIds);
    if (callback && uuids.length) {
      tell(callback, false, uuids);
    }
  }
}

declare({
  name: 'EventBus.TestBroker',
  methods: {
    'void deliver()': deliver,
    'void fail()': fail
  }
});

declare({
  name: 'EventBus',
  statics: {
    'Database.SaveResult publish(SObject event)': (event: unknown) => publish(event),
    'List<Database.SaveResult> publish(List<SObject> events)': (events: unknown) => publish(events),
    'Database.SaveResult publish(SObject event, Object callback)': publish,
    'List<Database.SaveResult> publish(List<SObject> events, Object callback)': publish,
    'Database.SaveResult publishWithAccessLevel(SObject event, AccessLevel level)': publishAs,
    'List<Database.SaveResult> publishWithAccessLevel(List<SObject> events, AccessLevel level)': publishAs,
    'Database.SaveResult publishWithAccessLevel(SObject event, Object callback, AccessLevel level)': publish,
    'List<Database.SaveResult> publishWithAccessLevel(List<SObject> events, Object callback, AccessLevel level)':
      publish,
    'String getOperationId(Database.SaveResult result)': (result: Published) => result.data.eventUuid
  }
});
