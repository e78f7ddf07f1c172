import { Cron } from 'croner';
import type { LocalOrg } from '../../platform/open-org.ts';
import { current } from '../runtime/transaction.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { fieldTime } from './async.ts';
import type { Job, ScheduledJob } from './jobs.ts';

const schedules = new WeakMap<LocalOrg, Map<string, ScheduledJob>>();

function scheduleOf(org: LocalOrg): Map<string, ScheduledJob> {
  const known = schedules.get(org) ?? new Map<string, ScheduledJob>();
  schedules.set(org, known);
  return known;
}

/** Seconds, minutes, hours, day of month, month, day of week and an optional year, as Salesforce documents it. */
function nextTime(cron: string, after: number): number | null {
  try {
    return (
      new Cron(cron, { timezone: 'UTC', mode: '6-or-7-parts', sloppyRanges: true })
        .nextRun(new Date(after))
        ?.getTime() ?? null
    );
  } catch {
    raise('StringException', `Illegal cron expression: ${cron}`);
  }
}

/** `System.schedule`: writes CronTrigger and CronJobDetail; the trigger's id comes back. Throws AsyncException. */
export function schedule(name: string, cron: string, run: () => void): string {
  const { org, userId, test } = current();
  const next = nextTime(cron, org.clock.now());
  if (next === null) {
    raise('AsyncException', `Based on configured schedule, the given trigger '${name}' will never fire.`);
  }
  if (org.systemRow('CronJobDetail', 'Name', name)) {
    raise('AsyncException', `The Apex job named "${name}" is already scheduled for execution.`);
  }
  const detail = org.systemInsert('CronJobDetail', { Name: name, JobType: '7' });
  const id = org.systemInsert('CronTrigger', {
    CronJobDetailId: detail,
    CronExpression: cron,
    State: 'WAITING',
    TimesTriggered: 0,
    StartTime: fieldTime(org),
    NextFireTime: iso(next),
    TimeZoneSidKey: 'GMT',
    CreatedById: userId
  });
  const job: ScheduledJob = { id, name, cron, userId, run };
  if (test) {
    test.scheduled.push(job);
  } else {
    scheduleOf(org).set(id, job);
  }
  return id;
}

/** Ends a schedule; false where there is none with this id. */
export function unschedule(id: string): boolean {
  const { org, test } = current();
  const held = test?.scheduled.some((job) => job.id === id) ?? false;
  if (test && held) {
    test.scheduled = test.scheduled.filter((job) => job.id !== id);
  }
  const known = scheduleOf(org).delete(id) || held;
  if (known) {
    const detail = org.systemRow('CronTrigger', 'Id', id)?.get('CronJobDetailId');
    org.systemDelete('CronTrigger', id);
    org.systemDelete('CronJobDetail', String(detail));
  }
  return known;
}

/** The jobs whose time has come by the org's clock; each schedule is set to its next time. */
export function dueJobs(org: LocalOrg): Job[] {
  return [...scheduleOf(org).values()]
    .filter((job) => Date.parse(String(triggerOf(org, job)?.get('NextFireTime'))) <= org.clock.now())
    .map((job) => firing(org, job));
}

/** One run of a schedule, as a job; the run that a test forces is none that its trigger counts. */
export function firing(org: LocalOrg, scheduled: ScheduledJob, counted = true): Job {
  const { name, userId, run } = scheduled;
  const id = org.systemInsert('AsyncApexJob', { Status: 'Queued', JobType: 'ScheduledApex', CreatedById: userId });
  if (counted) {
    fired(org, scheduled);
  }
  return { id, name, kind: 'scheduled', userId, run };
}

function fired(org: LocalOrg, job: ScheduledJob): void {
  const next = nextTime(job.cron, org.clock.now());
  org.systemUpdate('CronTrigger', job.id, {
    PreviousFireTime: fieldTime(org),
    NextFireTime: next === null ? null : iso(next),
    State: next === null ? 'COMPLETE' : 'WAITING',
    TimesTriggered: Number(triggerOf(org, job)?.get('TimesTriggered') ?? 0) + 1
  });
}

const triggerOf = (org: LocalOrg, job: ScheduledJob): ReadonlyMap<string, unknown> | undefined =>
  org.systemRow('CronTrigger', 'Id', job.id);

const iso = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');
