import type { LocalOrg } from '../platform/open-org.ts';
import type { EventTriggerRunner, TriggerRunner } from '../platform/org.ts';
import { runJob } from './platform/async.ts';
import { invokeApexRest, type ApexRestAnswer, type ApexRestCall } from './platform/apex-rest.ts';
import { invokeAura, type AuraCall } from './platform/aura.ts';
import type { Job } from './platform/jobs.ts';
import { dueJobs } from './platform/schedule.ts';
import type { ApexProgram } from './program.ts';
import { failureOf } from './runtime/failure.ts';
import { LoadedProgram } from './runtime/load-program.ts';
import { Transaction, within } from './runtime/transaction.ts';
import { Triggers } from './runtime/triggers.ts';
import { forgetUserKeys } from './runtime/values/equality.ts';

export type { AuraCall } from './platform/aura.ts';
export { ApexRestError, type ApexRestAnswer, type ApexRestCall } from './platform/apex-rest.ts';

/** The Apex of one org, running. */
export interface ApexRuntime {
  readonly program: LoadedProgram;
  readonly triggers: TriggerRunner & EventTriggerRunner;
  /**
   * Calls an `@AuraEnabled` static method as a user, in a transaction of its own; JSON-ready data comes back. Throws
   * {@link AuraError}.
   */
  invokeAura(call: AuraCall): unknown;
  /** Answers a call of a class with `@RestResource`, in a transaction of its own. Throws {@link ApexRestError}. */
  invokeRest(call: ApexRestCall): ApexRestAnswer;
  /** Runs queued jobs and those they queue; returns how many ran. A failed job is recorded on its AsyncApexJob. */
  runPendingJobs(): number;
  /** Queues the schedules whose time has come by the org's clock. */
  runDueSchedules(): void;
  /** Server mode: jobs run on the next turn of the event loop after they were queued, schedules when they are due. */
  autoRun: boolean;
  /** Runs work as a transaction that commits, or undoes everything when it throws. */
  run<T>(options: { userId: string; quiddity: Transaction['quiddity'] }, work: () => T): T;
}

const SCHEDULE_INTERVAL = 1000;

class Runtime implements ApexRuntime {
  readonly program: LoadedProgram;
  readonly triggers: Triggers;
  private timer: NodeJS.Timeout | undefined;
  private readonly org: LocalOrg;
  private scheduled = false;
  private readonly pending: { job: Job; parent: Transaction }[] = [];

  constructor(program: ApexProgram, org: LocalOrg) {
    this.program = new LoadedProgram(program);
    this.org = org;
    this.triggers = new Triggers(this.program, org, (transaction) => this.ended(transaction));
    org.setTriggerRunner(this.triggers);
    org.setEventRunner(this.triggers);
  }

  /** In server mode schedules are looked at every second, by the org's clock. */
  set autoRun(on: boolean) {
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.runDueSchedules(), SCHEDULE_INTERVAL).unref() : undefined;
  }

  get autoRun(): boolean {
    return this.timer !== undefined;
  }

  runDueSchedules(): void {
    const parent = new Transaction(this.program, this.org, {
      userId: this.org.users.admin,
      sharing: true,
      quiddity: 'scheduled'
    });
    this.pending.push(...dueJobs(this.org).map((job) => ({ job, parent })));
    this.schedule();
  }

  /** A test keeps its jobs itself, for `stopTest`. */
  private ended(transaction: Transaction): void {
    if (transaction.test) {
      transaction.test.jobs.push(...transaction.jobs.splice(0));
    } else {
      this.pending.push(...transaction.jobs.splice(0).map((job) => ({ job, parent: transaction })));
      this.schedule();
    }
  }

  private schedule(): void {
    if (this.autoRun && this.pending.length && !this.scheduled) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.runPendingJobs();
      });
    }
  }

  run<T>(options: { userId: string; quiddity: Transaction['quiddity'] }, work: () => T): T {
    const transaction = new Transaction(this.program, this.org, { ...options, sharing: true });
    try {
      const result = this.org.transaction(() => within(transaction, work));
      this.ended(transaction);
      return result;
    } finally {
      forgetUserKeys();
    }
  }

  invokeAura(call: AuraCall): unknown {
    return invokeAura(call, this.program, (work) => this.run({ userId: call.userId, quiddity: 'aura' }, work));
  }

  invokeRest(call: ApexRestCall): ApexRestAnswer {
    const rights = this.org.rights(call.userId);
    const run = <T>(work: () => T): T => this.run({ userId: call.userId, quiddity: 'rest' }, work);
    return invokeApexRest(call, this.program, (name) => rights.apexClass(name), run);
  }

  runPendingJobs(): number {
    let count = 0;
    for (let next = this.pending.shift(); next; next = this.pending.shift()) {
      const { job, parent } = next;
      count += 1;
      try {
        this.pending.push(...runJob(job, parent).map((child) => ({ job: child, parent })));
      } catch (error) {
        if (!failureOf(error).exception && !(error instanceof Error && error.name.startsWith('System.'))) {
          throw error;
        }
      }
    }
    return count;
  }
}

/** Loads a compiled program into V8 and registers its triggers on the org. */
export function createApexRuntime(program: ApexProgram, org: LocalOrg): ApexRuntime {
  return new Runtime(program, org);
}
