import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg, type LocalOrg } from '../platform/open-org.ts';
import { parseSoql } from '../soql/parse.ts';
import { compile } from './compile.ts';
import { createApexRuntime, type ApexRuntime } from './host.ts';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), 'testing/fixtures/failing-project');

const JOBS = `public class Jobs {
  public static Integer statics = 0;
  public class Counting implements Database.Batchable<Integer> {
    Integer seen = 0;
    public Iterable<Integer> start(Database.BatchableContext context) { return new List<Integer>{ 1, 2, 3, 4, 5 }; }
    public void execute(Database.BatchableContext context, List<Integer> scope) {
      seen++; statics++;
      if (scope.contains(3)) { throw new IllegalArgumentException('three'); }
      insert new Account(Name = 'chunk of ' + scope.size() + ', seen ' + seen + ', statics ' + statics);
    }
    public void finish(Database.BatchableContext context) {
      AsyncApexJob job = [SELECT NumberOfErrors, JobItemsProcessed, TotalJobItems FROM AsyncApexJob WHERE Id = :context.getJobId()];
      insert new Account(Name = job.NumberOfErrors + ' of ' + job.JobItemsProcessed + '/' + job.TotalJobItems);
    }
  }
  public class Failing implements Queueable, Finalizer {
    public void execute(QueueableContext context) {
      System.attachFinalizer(this);
      insert new Account(Name = 'undone');
      throw new IllegalArgumentException('broken');
    }
    public void execute(FinalizerContext context) {
      insert new Account(Name = context.getResult().name() + ': ' + context.getException().getMessage());
    }
  }
  public class Hourly implements Schedulable {
    public void execute(SchedulableContext context) { insert new Account(Name = 'hour ' + Datetime.now().hourGmt()); }
  }
  @AuraEnabled public static Id batch() { return Database.executeBatch(new Counting(), 2); }
  @AuraEnabled public static Id queue() { return System.enqueueJob(new Failing()); }
  @AuraEnabled public static Id hourly() { return System.schedule('hourly', '0 0 * * * ?', new Hourly()); }
  @AuraEnabled public static void abort(Id jobId) { System.abortJob(jobId); }
}`;

describe('jobs outside of tests', () => {
  let org: LocalOrg;
  let runtime: ApexRuntime;
  let now = Date.parse('2026-01-01T09:30:00Z');

  const call = (methodName: string, args: Record<string, unknown> = {}): unknown =>
    runtime.invokeAura({ className: 'Jobs', methodName, args, userId: org.users.admin });
  const column = (soql: string): unknown[] =>
    org
      .query(parseSoql(soql), [], { userId: org.users.admin, mode: 'system', sharing: false })
      .rows.map((row) => [...row.fields.values()].at(-1));
  const names = (): unknown[] => column('SELECT Name FROM Account ORDER BY Id');

  beforeEach(() => {
    now = Date.parse('2026-01-01T09:30:00Z');
    const project = loadProject(fixture);
    const units = [{ name: 'Jobs', kind: 'class' as const, file: 'Jobs.cls', text: JOBS, apiVersion: 66 }];
    const result = compile(units, project.schema, { labels: project.labels, namespace: '' });
    if ('errors' in result) {
      throw new Error(JSON.stringify(result.errors));
    }
    org = openOrg({ project: { ...project, apex: units }, clock: { now: () => now } });
    runtime = createApexRuntime(result.program, org);
  });
  afterEach(() => {
    org.close();
  });

  it('gives each chunk of a batch its own fields and statics, counts the one that fails and goes on', () => {
    call('batch');
    expect(runtime.runPendingJobs()).toBe(1);
    expect(names()).toEqual(['chunk of 2, seen 1, statics 1', 'chunk of 1, seen 1, statics 1', '1 of 3/3']);
    expect(column('SELECT Status FROM AsyncApexJob')).toEqual(['Completed']);
    expect(column('SELECT ExtendedStatus FROM AsyncApexJob')).toEqual(['First error: three']);
  });

  it('runs a finalizer after a queueable whose work was undone', () => {
    call('queue');
    runtime.runPendingJobs();
    expect(names()).toEqual(['UNHANDLED_EXCEPTION: broken']);
    expect(column('SELECT Status FROM AsyncApexJob')).toEqual(['Failed']);
  });

  it('runs no job that was aborted', () => {
    call('abort', { jobId: call('queue') });
    runtime.runPendingJobs();
    expect(names()).toEqual([]);
    expect(column('SELECT Status FROM AsyncApexJob')).toEqual(['Aborted']);
  });

  it('runs a schedule when its hour has come, again the hour after, and not once it is aborted', () => {
    const id = call('hourly');
    expect(column('SELECT NextFireTime FROM CronTrigger')).toEqual(['2026-01-01T10:00:00.000+0000']);
    runtime.runDueSchedules();
    expect(names()).toEqual([]);
    for (const hour of ['10', '11']) {
      now = Date.parse(`2026-01-01T${hour}:00:00Z`);
      runtime.runDueSchedules();
      runtime.runPendingJobs();
    }
    expect(names()).toEqual(['hour 10', 'hour 11']);
    expect(column('SELECT TimesTriggered FROM CronTrigger')).toEqual([2]);
    call('abort', { jobId: id });
    now = Date.parse('2026-01-01T12:00:00Z');
    runtime.runDueSchedules();
    runtime.runPendingJobs();
    expect(names()).toHaveLength(2);
    expect(column('SELECT Id FROM CronTrigger')).toEqual([]);
  });
});
