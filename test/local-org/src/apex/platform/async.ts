import type { LocalOrg } from '../../platform/open-org.ts';
import type { FieldValue } from '../../schema/schema.ts';
import { current, Transaction, within } from '../runtime/transaction.ts';
import { GovernorLimits } from '../runtime/limits.ts';
import { forgetUserKeys } from '../runtime/values/equality.ts';
import type { Job } from './jobs.ts';
import { commitOutgoing } from './outgoing.ts';

const TYPES = { queueable: 'Queueable', future: 'Future', batch: 'BatchApex', scheduled: 'ScheduledApex' };

/** Puts work into the queue of the running transaction; the job comes back. `className` as ApexClass rows name it. */
export function enqueue(kind: Job['kind'], className: string, run: () => void, methodName: string | null = null): Job {
  const { org, userId, jobs } = current();
  const id = org.systemInsert('AsyncApexJob', {
    Status: 'Queued',
    JobType: TYPES[kind],
    CreatedById: userId,
    ApexClassId: org.systemRow('ApexClass', 'Name', className.split('.')[0] ?? '')?.get('Id') ?? null,
    MethodName: methodName,
    TotalJobItems: 0,
    JobItemsProcessed: 0,
    NumberOfErrors: 0
  });
  const job: Job = { id, name: className, kind, userId, run };
  jobs.push(job);
  // What is queued is uncommitted work, so callouts are refused after it.
  current().uncommitted = true;
  return job;
}

/** A call of a method marked `@future`. */
export function enqueueFuture(className: string, method: string, run: () => void): void {
  current().limits.use('futures');
  enqueue('future', className, run, method);
}

export const fieldTime = (org: LocalOrg): FieldValue => new Date(org.clock.now()).toISOString().replace('Z', '+0000');

const statusOf = (job: Job, org: LocalOrg): FieldValue | undefined =>
  org.systemRow('AsyncApexJob', 'Id', job.id)?.get('Status');

/** What a failed job's ExtendedStatus tells. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String((error as { message?: unknown }).message);
}

/** Runs jobs in the order of their queueing, each in a transaction of its own; what they queue comes back. */
export function runJob(job: Job, parent: Transaction): Job[] {
  const { org } = parent;
  if (statusOf(job, org) === 'Aborted') {
    return [];
  }
  const queued: Job[] = [];
  const transaction = newTransaction(job, parent);
  org.systemUpdate('AsyncApexJob', job.id, { Status: 'Processing' });
  let failure: { error: unknown } | undefined;
  try {
    org.transaction(() => within(transaction, job.run));
    commitOutgoing(transaction);
    queued.push(...transaction.jobs);
    if (statusOf(job, org) === 'Processing') {
      org.systemUpdate('AsyncApexJob', job.id, { Status: 'Completed', CompletedDate: fieldTime(org) });
    }
  } catch (error) {
    failure = { error };
    org.systemUpdate('AsyncApexJob', job.id, {
      Status: 'Failed',
      CompletedDate: fieldTime(org),
      ExtendedStatus: messageOf(error).slice(0, 255),
      NumberOfErrors: 1
    });
  } finally {
    forgetUserKeys();
  }
  queued.push(...finalize(job, parent, failure?.error ?? null));
  if (failure) {
    throw failure.error;
  }
  return queued;
}

/** In tests a job shares the static fields of the test method, as in Salesforce. */
function newTransaction(job: Job, parent: Transaction): Transaction {
  const transaction = new Transaction(parent.program, parent.org, {
    userId: job.userId,
    sharing: true,
    quiddity: job.kind,
    test: parent.test,
    ...(parent.test ? { statics: parent.statics } : {})
  });
  transaction.limits = new GovernorLimits(true);
  transaction.job = job;
  return transaction;
}

function finalize(job: Job, parent: Transaction, error: unknown): Job[] {
  const { finalizer } = job;
  if (!finalizer) {
    return [];
  }
  const transaction = newTransaction({ ...job, run: () => undefined }, parent);
  parent.org.transaction(() =>
    within(transaction, () => {
      finalizer({ error });
    })
  );
  return transaction.jobs;
}
