import { libraryClass, libraryType } from '../types/library.ts';
import { derivesFrom } from '../types/symbols.ts';
import { enqueue, fieldTime, messageOf } from '../platform/async.ts';
import type { Job } from '../platform/jobs.ts';
import { invoke } from '../runtime/dispatch.ts';
import { present } from '../runtime/operators.ts';
import { GovernorLimits } from '../runtime/limits.ts';
import { current, Transaction, within } from '../runtime/transaction.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { NativeObject, type ApexObject } from '../runtime/values/objects.ts';

const MAX_SIZE = 2000;

interface Context {
  id: string;
  childId: string | null;
}

/**
 * `Database.executeBatch`: start, each chunk and finish are transactions of one job; fields keep their values only for
 * Database.Stateful. A chunk that fails is counted, and the others go on; within a test it fails the test.
 */
export function executeBatch(job: ApexObject, size: number): string {
  if (present(size) < 1) {
    raise('IllegalArgumentException', 'The scope of a batch must be at least 1');
  }
  const context: Context = { id: '', childId: null };
  const queued = enqueue('batch', present(job).symbol.name, () => {
    run(job, Math.min(size, MAX_SIZE), context, queued);
  });
  context.id = queued.id;
  return queued.id;
}

function run(job: ApexObject, size: number, context: Context, queued: Job): void {
  const { org, test } = current();
  const argument = new NativeObject(present(libraryClass('Database.BatchableContext')), context);
  const stateful = derivesFrom(job.symbol, libraryType('Database.Stateful').symbol);
  const fields = new Map(Object.entries(job));
  const part = (work: () => void): void => {
    if (!stateful) {
      Object.assign(job, Object.fromEntries(fields));
    }
    separately(work);
  };
  let rows: unknown[] = [];
  let element = libraryType('Object') as ApexList['element'];
  part(() => {
    const started = invoke(job, 'start', [argument]);
    ({ rows, element } = rowsOf(started));
  });
  const chunks = Math.ceil(rows.length / size);
  if (test && chunks > 1) {
    raise(
      'UnexpectedException',
      'No more than one executeBatch can be called from within a test method. Please make sure the iterable returned from your start method matches the batch size, resulting in one executeBatch invocation.'
    );
  }
  org.systemUpdate('AsyncApexJob', queued.id, { TotalJobItems: chunks });
  let errors = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const scope = new ApexList(element, rows.slice(chunk * size, (chunk + 1) * size));
    context.childId = queued.id;
    try {
      part(() => invoke(job, 'execute', [argument, scope]));
    } catch (error) {
      if (test) {
        throw error;
      }
      errors += 1;
      org.systemUpdate('AsyncApexJob', queued.id, {
        NumberOfErrors: errors,
        ExtendedStatus: `First error: ${messageOf(error)}`.slice(0, 255)
      });
    }
    org.systemUpdate('AsyncApexJob', queued.id, { JobItemsProcessed: chunk + 1 });
    if (org.systemRow('AsyncApexJob', 'Id', queued.id)?.get('Status') === 'Aborted') {
      return;
    }
  }
  org.systemUpdate('AsyncApexJob', queued.id, { Status: 'Completed', CompletedDate: fieldTime(org) });
  context.childId = null;
  part(() => invoke(job, 'finish', [argument]));
}

/** A part of a job, with limits of its own, and outside of tests with statics of its own. */
function separately(work: () => void): void {
  const outer = current();
  const { program, org, userId, sharing, test, jobs } = outer;
  const transaction = new Transaction(program, org, {
    userId,
    sharing,
    quiddity: 'batch',
    test,
    ...(test ? { statics: outer.statics } : {})
  });
  transaction.limits = new GovernorLimits(true);
  transaction.job = outer.job;
  org.transaction(() => {
    within(transaction, work);
  });
  jobs.push(...transaction.jobs);
}

function rowsOf(start: unknown): { rows: unknown[]; element: ApexList['element'] } {
  if (start instanceof ApexList) {
    return { rows: [...start.items], element: start.element };
  }
  const locator = (start as NativeObject<{ rows?: ApexList }> | null)?.data as { rows?: ApexList } | undefined;
  if (locator?.rows) {
    return { rows: locator.rows.items, element: locator.rows.element };
  }
  const iterator = invoke(start as ApexObject, 'iterator', []) as ApexObject;
  const rows: unknown[] = [];
  while (invoke(iterator, 'hasNext', []) === true) {
    rows.push(invoke(iterator, 'next', []));
  }
  return { rows, element: libraryType('Object') };
}
