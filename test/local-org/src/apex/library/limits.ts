import { declare } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import type { LimitName } from '../runtime/limits.ts';
import { emailInvocations } from './messaging.ts';
import { current } from '../runtime/transaction.ts';

const NAMES: Record<string, LimitName> = {
  Queries: 'queries',
  QueryRows: 'queryRows',
  DmlStatements: 'dmlStatements',
  DmlRows: 'dmlRows',
  PublishImmediateDML: 'publishes',
  QueueableJobs: 'queueables',
  Callouts: 'callouts',
  FutureCalls: 'futures'
};

const statics: Record<string, Implementation> = {
  'Integer getCpuTime()': () => current().limits.cpuTime,
  'Integer getLimitCpuTime()': () => current().limits.allowed.cpuTime,
  // The heap of one Apex transaction cannot be told from that of Node.
  'Integer getHeapSize()': () => current().limits.used.heapSize,
  'Integer getLimitHeapSize()': () => current().limits.allowed.heapSize,
  'Integer getEmailInvocations()': emailInvocations,
  'Integer getLimitEmailInvocations()': () => 10,
  'Integer getAggregateQueries()': () => 0,
  'Integer getLimitAggregateQueries()': () => 300
};
for (const [name, limit] of Object.entries(NAMES)) {
  statics[`Integer get${name}()`] = () => current().limits.used[limit];
  statics[`Integer getLimit${name}()`] = () => current().limits.allowed[limit];
}

declare({ name: 'Limits', statics });
