import { current, Transaction, within } from '../runtime/transaction.ts';
import { GovernorLimits } from '../runtime/limits.ts';
import { forgetUserKeys } from '../runtime/values/equality.ts';
import type { Job } from './jobs.ts';

/** Puts work into the queue of the running transaction; its AsyncApexJob's id comes back. */
export function enqueue(kind: Job['kind'], name: string, run: () => void): string {
  const { org, userId, jobs } = current();
  const type = { queueable: 'Queueable', future: 'Future', batch: 'BatchApex', scheduled: 'ScheduledApex' }[kind];
  const id = org.systemInsert('AsyncApexJob', { Status: 'Queued', JobType: type, CreatedById: userId });
  jobs.push({ id, name, kind, userId, run });
  return id;
}

/** A call of a method marked `@future`. */
export function enqueueFuture(run: () => void): void {
  current().limits.use('futures');
  enqueue('future', 'future', run);
}

/** Runs jobs in the order of their queueing, each in a transaction of its own; what they queue comes back. */
export function runJob(job: Job, parent: Transaction): Job[] {
  const { org } = parent;
  const transaction = new Transaction(parent.program, org, {
    userId: job.userId,
    sharing: true,
    quiddity: job.kind,
    test: parent.test
  });
  transaction.limits = new GovernorLimits(true);
  org.systemUpdate('AsyncApexJob', job.id, { Status: 'Processing' });
  try {
    org.transaction(() => within(transaction, job.run));
    org.systemUpdate('AsyncApexJob', job.id, {
      Status: 'Completed',
      CompletedDate: new Date(org.clock.now()).toISOString().replace('Z', '+0000')
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String((error as { message?: unknown }).message);
    org.systemUpdate('AsyncApexJob', job.id, {
      Status: 'Failed',
      ExtendedStatus: message.slice(0, 255),
      NumberOfErrors: 1
    });
    throw error;
  } finally {
    forgetUserKeys();
  }
  return transaction.jobs;
}
