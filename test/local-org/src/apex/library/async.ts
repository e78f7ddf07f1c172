import { ABSTRACT, declare, libraryClass, libraryType } from '../types/library.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { GovernorLimits } from '../runtime/limits.ts';
import { current, Transaction, within } from '../runtime/transaction.ts';
import { derivesFrom } from '../types/symbols.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';
import { iteratorOf } from './collections.ts';
import { enqueue } from '../platform/async.ts';

const native = <T>(name: string, data: T): NativeObject<T> => new NativeObject(present(libraryClass(name)), data);

declare({
  name: 'QueueableContext',
  methods: { 'Id getJobId()': (self: NativeObject<{ id: string }>) => self.data.id }
});
declare({ name: 'Queueable', kind: 'interface', methods: { 'void execute(QueueableContext context)': ABSTRACT } });
declare({
  name: 'SchedulableContext',
  methods: { 'Id getTriggerId()': (self: NativeObject<{ id: string }>) => self.data.id }
});
declare({ name: 'Schedulable', kind: 'interface', methods: { 'void execute(SchedulableContext context)': ABSTRACT } });
declare({
  name: 'Callable',
  kind: 'interface',
  methods: { 'Object call(String action, Map<String,Object> arguments)': ABSTRACT }
});
declare({ name: 'Database.AllowsCallouts', kind: 'interface' });
declare({ name: 'Database.Stateful', kind: 'interface' });
declare({ name: 'Database.RaisesPlatformEvents', kind: 'interface' });
declare({
  name: 'Database.BatchableContext',
  methods: {
    'Id getJobId()': (self: NativeObject<{ id: string }>) => self.data.id,
    'Id getChildJobId()': (self: NativeObject<{ id: string }>) => self.data.id
  }
});
declare({
  name: 'Database.QueryLocator',
  methods: {
    'String getQuery()': (self: NativeObject<{ text: string }>) => self.data.text,
    'Iterator<SObject> iterator()': (self: NativeObject<{ rows: ApexList }>) => iteratorOf(self.data.rows)
  }
});
declare({
  name: 'Database.Batchable',
  typeParameters: ['T'],
  kind: 'interface',
  methods: {
    'Object start(Database.BatchableContext context)': ABSTRACT,
    'void execute(Database.BatchableContext context, List<T> scope)': ABSTRACT,
    'void finish(Database.BatchableContext context)': ABSTRACT
  }
});

/** `System.enqueueJob`: runs after the transaction, or at `Test.stopTest`. */
export function enqueueQueueable(job: ApexObject): string {
  current().limits.use('queueables');
  const context: { id: string } = { id: '' };
  context.id = enqueue('queueable', job.symbol.name, () =>
    invoke(job, 'execute', [native('QueueableContext', context)])
  );
  return context.id;
}

export function scheduleJob(name: string, job: ApexObject): string {
  const context: { id: string } = { id: '' };
  context.id = enqueue('scheduled', name, () => invoke(job, 'execute', [native('SchedulableContext', context)]));
  return context.id;
}

/** `Database.executeBatch`: start, each chunk and finish are transactions of one job; state is kept where asked for. */
export function executeBatch(job: ApexObject, size: number): string {
  if (size < 1) {
    raise('IllegalArgumentException', 'The scope of a batch must be at least 1');
  }
  const context: { id: string } = { id: '' };
  context.id = enqueue('batch', job.symbol.name, () => {
    const argument = native('Database.BatchableContext', context);
    const stateful = derivesFrom(job.symbol, libraryType('Database.Stateful').symbol);
    const fields = new Map(Object.entries(job));
    const part = (work: () => void): void => {
      if (!stateful) {
        Object.assign(job, Object.fromEntries(fields));
      }
      separately(work);
    };
    let rows: unknown[] = [];
    part(() => {
      rows = rowsOf(invoke(job, 'start', [argument]));
    });
    for (let begin = 0; begin < rows.length; begin += size) {
      const scope = new ApexList(libraryType('Object'), rows.slice(begin, begin + size));
      part(() => invoke(job, 'execute', [argument, scope]));
    }
    part(() => invoke(job, 'finish', [argument]));
  });
  return context.id;
}

/** A part of a job, with limits and statics of its own. */
function separately(work: () => void): void {
  const { program, org, userId, sharing, test, jobs } = current();
  const transaction = new Transaction(program, org, { userId, sharing, quiddity: 'batch', test });
  transaction.limits = new GovernorLimits(true);
  org.transaction(() => {
    within(transaction, work);
  });
  jobs.push(...transaction.jobs);
}

function rowsOf(start: unknown): unknown[] {
  if (start instanceof ApexList) {
    return start.items;
  }
  const locator = (start as NativeObject<{ rows?: ApexList }> | null)?.data.rows;
  if (locator) {
    return locator.items;
  }
  const iterator = invoke(start as ApexObject, 'iterator', []) as ApexObject;
  const rows: unknown[] = [];
  while (invoke(iterator, 'hasNext', []) === true) {
    rows.push(invoke(iterator, 'next', []));
  }
  return rows;
}
