import type { PublishResult } from '../../platform/org.ts';
import { libraryClass, libraryType } from '../types/library.ts';
import { findMethod, invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';
import { enqueue } from './async.ts';

/** What waits to hear how its events fared. */
interface Waiting {
  callback: ApexObject;
  published: PublishResult[];
}

const waiting = new WeakMap<object, Waiting[]>();

const METHODS = { SuccessResult: 'onSuccess', FailureResult: 'onFailure' } as const;

/** Calls the callback where it implements that kind. */
function tell({ callback, published }: Waiting, result: keyof typeof METHODS): void {
  const method = METHODS[result];
  if (!findMethod(callback.symbol, method, 1)) {
    return;
  }
  const uuids = published.flatMap(({ eventUuid }) => (eventUuid === null ? [] : [eventUuid]));
  const data = { uuids: new ApexList(libraryType('String'), uuids) };
  invoke(callback, method, [new NativeObject(present(libraryClass(`EventBus.${result}`)), data)]);
}

/** Tests decide when events fare well or ill; elsewhere they are on the bus once the transaction has ended. */
export function awaitOutcome(callback: ApexObject, results: readonly PublishResult[]): void {
  const { test } = current();
  const entry = { callback, published: results.filter(({ success }) => success) };
  if (!entry.published.length) {
    return;
  }
  if (test) {
    waiting.set(test, [...(waiting.get(test) ?? []), entry]);
  } else {
    enqueue('future', 'EventPublishCallback', () => tell(entry, 'SuccessResult'));
  }
}

function take(): Waiting[] {
  const { test } = current();
  const entries = (test && waiting.get(test)) ?? [];
  if (test) {
    waiting.delete(test);
  }
  return entries;
}

/** The events that callbacks wait for have been delivered. */
export function tellSuccess(): void {
  for (const entry of take()) {
    tell(entry, 'SuccessResult');
  }
}

/** The events that callbacks wait for vanish undelivered. */
export function tellFailure(): void {
  for (const entry of take()) {
    current().org.bus.withdraw(entry.published.flatMap(({ replayId }) => (replayId === null ? [] : [replayId])));
    tell(entry, 'FailureResult');
  }
}
