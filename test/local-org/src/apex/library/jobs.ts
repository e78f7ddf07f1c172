import { declare, libraryClass, libraryType } from '../types/library.ts';
import { enqueue } from '../platform/async.ts';
import { schedule, unschedule } from '../platform/schedule.ts';
import { apexError } from '../runtime/emitted.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { enumValues, NativeObject, type ApexObject } from '../runtime/values/objects.ts';
import type { Bean } from './bean.ts';
import { executeBatch } from './batch.ts';

const native = <T>(name: string, data: T): NativeObject<T> => new NativeObject(present(libraryClass(name)), data);

/** A queueable may queue one more; in a test, the chain is as long as its depth allows. */
function enqueueQueueable(job: ApexObject, options: Bean | null = null, delay = 0): string {
  const { limits, job: running, org } = current();
  limits.use('queueables');
  const signature = (options?.data['duplicatesignature'] as Bean | null | undefined)?.data['text'];
  if (typeof signature === 'string') {
    checkSignature(signature);
  }
  const most = options?.data['maximumqueueablestackdepth'];
  const depth = (running?.kind === 'queueable' ? (running.depth ?? 1) : 0) + 1;
  const allowed = typeof most === 'number' ? most : running?.maximumDepth;
  if (allowed !== undefined && depth > allowed) {
    raise('AsyncException', `Maximum stack depth has been reached.`);
  }
  const context: { id: string } = { id: '' };
  const queued = enqueue('queueable', present(job).symbol.name, () =>
    invoke(job, 'execute', [native('QueueableContext', context)])
  );
  context.id = queued.id;
  queued.depth = depth;
  const least = options?.data['minimumqueueabledelayinminutes'];
  queued.delay = typeof least === 'number' ? least : delay;
  if (allowed !== undefined) {
    queued.maximumDepth = allowed;
  }
  if (typeof signature === 'string') {
    org.systemUpdate('AsyncApexJob', queued.id, { ExtendedStatus: signature });
  }
  return queued.id;
}

function checkSignature(signature: string): void {
  const waiting = current().jobs.some(
    (job) => current().org.systemRow('AsyncApexJob', 'Id', job.id)?.get('ExtendedStatus') === signature
  );
  if (waiting) {
    raise('DuplicateMessageException', 'Attempt to enqueue job with duplicate queueable signature');
  }
}

/** `System.attachFinalizer`: once a queueable. */
function attachFinalizer(finalizer: ApexObject): void {
  const { job } = current();
  if (job?.kind !== 'queueable') {
    raise('HandledException', 'System.attachFinalizer(Finalizer) is not allowed in this context');
  }
  if (job.finalizer) {
    raise('HandledException', 'Multiple finalizers cannot be attached to the same queueable job');
  }
  job.finalizer = ({ error }) => {
    const name = error === null ? 'success' : 'unhandled_exception';
    const result = enumValues(libraryType('ParentJobResult').symbol).get(name);
    const exception = error === null ? null : (apexError(error) ?? null);
    invoke(finalizer, 'execute', [native('FinalizerContext', { id: job.id, result, exception })]);
  };
}

function scheduleJob(name: string, cron: string, job: ApexObject): string {
  const context: { id: string } = { id: '' };
  context.id = schedule(present(name), present(cron), () =>
    invoke(present(job), 'execute', [native('SchedulableContext', context)])
  );
  return context.id;
}

/** A batch that starts once, after these minutes; in a test at `stopTest`. */
function scheduleBatch(job: ApexObject, name: string, minutes: number, size = 200): string {
  const at = new Date(current().org.clock.now() + minutes * 60_000);
  const cron = [
    at.getUTCSeconds(),
    at.getUTCMinutes(),
    at.getUTCHours(),
    at.getUTCDate(),
    at.getUTCMonth() + 1,
    '?',
    at.getUTCFullYear()
  ].join(' ');
  return schedule(present(name), cron, () => executeBatch(job, size));
}

/** `System.abortJob`: a schedule, or a job that has not ended. */
function abortJob(id: string): void {
  const { org, jobs } = current();
  if (unschedule(present(id))) {
    return;
  }
  if (!org.systemRow('AsyncApexJob', 'Id', id)) {
    raise('StringException', `Invalid job ID: ${id}`);
  }
  const waiting = jobs.findIndex((job) => job.id === id);
  if (waiting >= 0) {
    jobs.splice(waiting, 1);
  }
  org.systemUpdate('AsyncApexJob', id, { Status: 'Aborted' });
}

/** What `System` offers for asynchronous Apex. */
export const SYSTEM_JOBS = {
  'Id enqueueJob(Queueable job)': (job: ApexObject) => enqueueQueueable(job),
  'Id enqueueJob(Queueable job, Integer delay)': (job: ApexObject, delay: number) => {
    if (present(delay) < 0 || delay > 10) {
      raise('IllegalArgumentException', 'The delay must be between 0 and 10 minutes');
    }
    return enqueueQueueable(job, null, delay);
  },
  'Id enqueueJob(Queueable job, AsyncOptions options)': (job: ApexObject, options: Bean) =>
    enqueueQueueable(job, options),
  'void attachFinalizer(Finalizer finalizer)': attachFinalizer,
  'Id schedule(String name, String cron, Schedulable job)': scheduleJob,
  'Id scheduleBatch(Object job, String name, Integer minutes)': (job: ApexObject, name: string, minutes: number) =>
    scheduleBatch(job, name, minutes),
  'Id scheduleBatch(Object job, String name, Integer minutes, Integer size)': scheduleBatch,
  'void abortJob(Id id)': abortJob
};

const running = (): number => {
  const { job } = current();
  return job?.kind === 'queueable' ? (job.depth ?? 1) : 0;
};

declare({
  name: 'AsyncInfo',
  statics: {
    'Boolean hasMaxStackDepth()': () => current().job?.maximumDepth !== undefined,
    'Integer getCurrentQueueableStackDepth()': running,
    'Integer getMaximumQueueableStackDepth()': () =>
      current().job?.maximumDepth ?? raise('AsyncException', 'No maximum stack depth is set'),
    'Integer getMinimumQueueableDelayInMinutes()': () => current().job?.delay ?? 0
  }
});
