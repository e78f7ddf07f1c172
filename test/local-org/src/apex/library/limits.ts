import { declare } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import type { LimitName } from '../runtime/limits.ts';
import { current } from '../runtime/transaction.ts';

/** `Limits.getX()` and `Limits.getLimitX()` by X. */
const NAMES: Record<string, LimitName> = {
  AggregateQueries: 'aggregateQueries',
  ApexCursorRows: 'cursorRows',
  AsyncCalls: 'queueables',
  Callouts: 'callouts',
  DmlRows: 'dmlRows',
  DmlStatements: 'dmlStatements',
  EmailInvocations: 'emailInvocations',
  FetchCallsOnApexCursor: 'fetchCalls',
  FutureCalls: 'futures',
  PublishImmediateDML: 'publishes',
  Queries: 'queries',
  QueryLocatorRows: 'locatorRows',
  QueryRows: 'queryRows',
  QueueableJobs: 'queueables',
  Savepoints: 'savepoints',
  SavepointRollbacks: 'rollbacks',
  SoslQueries: 'searches'
};

const statics: Record<string, Implementation> = {
  'Integer getCpuTime()': () => current().limits.cpuTime,
  'Integer getLimitCpuTime()': () => current().limits.allowed.cpuTime,
  'Integer getHeapSize()': () => current().heap.size(),
  'Integer getLimitHeapSize()': () => current().limits.allowed.heapSize,
  'Integer getMobilePushApexCalls()': () => 0,
  'Integer getLimitMobilePushApexCalls()': () => 10
};
for (const [name, limit] of Object.entries(NAMES)) {
  statics[`Integer get${name}()`] = () => current().limits.used[limit];
  statics[`Integer getLimit${name}()`] = () => current().limits.allowed[limit];
}

declare({ name: 'Limits', statics });
