import { setImmediate } from 'node:timers/promises';
import type { ApexProgram } from '../../apex/compile.ts';
import { createApexRuntime } from '../../apex/host.ts';
import type { ApexRuntime } from '../../apex/host.ts';
import { Coverage } from '../../apex/testing/coverage.ts';
import { runTests, testMethods } from '../../apex/testing/run-tests.ts';
import type { TestResult } from '../../apex/testing/run-tests.ts';
import type { Project } from '../../metadata/project.ts';
import { openOrg } from '../../platform/open-org.ts';
import type { LocalOrg } from '../../platform/open-org.ts';
import { datetimeText } from '../../soql/literals.ts';
import type { ServerContext } from '../context.ts';
import { RestError, notEmulated } from '../rest/rest-error.ts';
import { CoverageRows } from './coverage-rows.ts';
import type { MethodCoverage } from './coverage-rows.ts';
import type { ToolingStore } from './tooling-store.ts';

/** The tests of one class; all of its methods when there is no list. */
export interface TestChoice {
  className: string;
  methods?: readonly string[];
}

/** Results by class, in the order of their run. */
export type TestReport = (className: string, results: readonly TestResult[]) => void;

/** Names of all test classes of the org's project. */
export const testClasses = (apex: ApexRuntime): string[] =>
  apex.program.source.classes
    .filter((symbol) => symbol.outer === null && symbol.source?.isTest === true)
    .map((symbol) => symbol.name);

/** What every class with tests in it would run. */
export const allTests = (apex: ApexRuntime): TestChoice[] => testClasses(apex).map((className) => ({ className }));

function runChoice(choice: TestChoice, apex: ApexRuntime, org: LocalOrg): TestResult[] {
  if (choice.methods === undefined) return runTests(apex, org, { classes: [choice.className] });
  return choice.methods.flatMap((method) => runTests(apex, org, { classes: [choice.className], method }));
}

/** Runs each method by itself, since what it covers is told apart. */
function runCovered(choice: TestChoice, apex: ApexRuntime, org: LocalOrg, coverage: Coverage): CoveredRun {
  const { source } = apex.program;
  const symbol = source.classes.find((one) => one.name === choice.className);
  const methods = choice.methods ?? (symbol ? testMethods(symbol).map(({ name }) => name) : []);
  coverage.read(source);
  const covered: MethodCoverage[] = [];
  const results = methods.flatMap((method) => {
    const ofMethod = runTests(apex, org, { classes: [choice.className], method });
    covered.push({ className: choice.className, methodName: method, files: coverage.read(source) });
    return ofMethod;
  });
  return { results, covered };
}

interface CoveredRun {
  results: TestResult[];
  covered: MethodCoverage[];
}

/**
 * Runs Apex tests in an org of their own, which has the project and none of the data. Class by class, so that the server
 * answers in between. What each method covers comes back where it is asked for.
 */
export async function runApexTests(
  program: ApexProgram,
  project: Project,
  choices: Iterable<TestChoice>,
  report: TestReport,
  { withCoverage = false } = {}
): Promise<MethodCoverage[]> {
  // Before the program is loaded.
  const coverage = withCoverage ? new Coverage() : undefined;
  const org = openOrg({ project });
  const covered: MethodCoverage[] = [];
  try {
    const runtime = createApexRuntime(program, org);
    for (const choice of choices) {
      await setImmediate();
      if (coverage === undefined) {
        report(choice.className, runChoice(choice, runtime, org));
        continue;
      }
      const run = runCovered(choice, runtime, org, coverage);
      covered.push(...run.covered);
      report(choice.className, run.results);
    }
    return covered;
  } finally {
    coverage?.stop();
    org.close();
  }
}

function* untilAborted(choices: readonly TestChoice[], aborted: () => boolean): Generator<TestChoice> {
  for (const choice of choices) {
    if (aborted()) return;
    yield choice;
  }
}

/** Runs that the Tooling API was asked for, as rows of its objects. */
export class TestRuns {
  private readonly context: ServerContext;
  private readonly tooling: ToolingStore;
  /** Lines that tests ran. */
  readonly coverage: CoverageRows;
  private readonly aborted = new Set<string>();
  private last: Promise<void> = Promise.resolve();

  constructor(context: ServerContext, tooling: ToolingStore) {
    this.context = context;
    this.tooling = tooling;
    this.coverage = new CoverageRows(tooling);
  }

  private now(): string {
    return datetimeText(this.context.org.clock.now());
  }

  apex(): ApexRuntime {
    if (this.context.apex === undefined) throw notEmulated('tests in an org without Apex');
    return this.context.apex;
  }

  /** The classes of a request, which must exist. */
  known(choices: readonly TestChoice[]): TestChoice[] {
    const names = new Map(testClasses(this.apex()).map((name) => [name.toLowerCase(), name]));
    return choices.map((choice) => {
      const bare = choice.className.replace(/^\w+?(?:__|\.)/, '');
      const className = names.get(choice.className.toLowerCase()) ?? names.get(bare.toLowerCase());
      if (className === undefined) {
        throw new RestError(
          400,
          'INVALID_INPUT',
          `This class name's value is invalid: ${choice.className}. Provide the name of an Apex class that has test methods.`
        );
      }
      return { ...choice, className };
    });
  }

  /** Puts a run into the queue; returns its job id. Runs go one after the other. */
  enqueue(
    choices: readonly TestChoice[],
    userId: string,
    { isAllTests = false, withCoverage = true }: { isAllTests?: boolean; withCoverage?: boolean } = {}
  ): string {
    const apex = this.apex();
    const { org } = this.context;
    const { rows } = this.tooling;
    const jobId = org.systemInsert('AsyncApexJob', {
      JobType: 'TestRequest',
      Status: 'Queued',
      TotalJobItems: choices.length,
      JobItemsProcessed: 0,
      NumberOfErrors: 0
    });
    this.tooling.query('SELECT Id FROM ApexClass LIMIT 1', org);
    const runId = rows.insert('ApexTestRunResult', {
      AsyncApexJobId: jobId,
      UserId: userId,
      IsAllTests: isAllTests,
      Source: 'Tooling API',
      Status: 'Queued',
      StartTime: this.now(),
      TestTime: 0,
      TestSetupTime: 0,
      ClassesEnqueued: choices.length,
      ClassesCompleted: 0,
      MethodsEnqueued: 0,
      MethodsCompleted: 0,
      MethodsFailed: 0
    });
    const items = new Map(
      choices.map(({ className }) => [
        className,
        rows.insert('ApexTestQueueItem', {
          ApexClassId: this.tooling.classId(className, org) ?? null,
          Status: 'Queued',
          ParentJobId: jobId,
          TestRunResultId: runId
        })
      ])
    );
    this.last = this.last.then(() =>
      this.run({ jobId, runId, items, choices, program: apex.program.source, project: org.project, withCoverage })
    );
    return jobId;
  }

  /** What is still queued of the run will not run. */
  abort(jobId: string): void {
    this.aborted.add(jobId);
  }

  private async run(run: {
    jobId: string;
    runId: string;
    items: ReadonlyMap<string, string>;
    choices: readonly TestChoice[];
    program: ApexProgram;
    project: Project;
    withCoverage: boolean;
  }): Promise<void> {
    const { rows } = this.tooling;
    const { jobId, runId, items } = run;
    const totals = { TestTime: 0, ClassesCompleted: 0, MethodsEnqueued: 0, MethodsCompleted: 0, MethodsFailed: 0 };
    rows.update('ApexTestRunResult', runId, { Status: 'Processing' });
    const choices = untilAborted(run.choices, () => this.aborted.has(jobId));
    const finished = (status: string): void => {
      rows.update('ApexTestRunResult', runId, { Status: status, EndTime: this.now() });
      const jobStatus = status === 'Aborted' ? 'Aborted' : 'Completed';
      this.context.org.systemUpdate('AsyncApexJob', jobId, {
        Status: jobStatus,
        JobItemsProcessed: totals.ClassesCompleted,
        CompletedDate: this.now()
      });
    };
    try {
      const report: TestReport = (className, results) => {
        const itemId = items.get(className) ?? '';
        this.record(className, results, { jobId, runId, itemId });
        totals.ClassesCompleted += 1;
        totals.MethodsEnqueued += results.length;
        totals.MethodsCompleted += results.length;
        totals.MethodsFailed += results.filter((result) => !result.passed).length;
        totals.TestTime += results.reduce((sum, result) => sum + result.milliseconds, 0);
        rows.update('ApexTestRunResult', runId, totals);
      };
      const { withCoverage } = run;
      const covered = await runApexTests(run.program, run.project, choices, report, { withCoverage });
      if (withCoverage) this.coverage.add(covered, this.context.org);
      finished(this.aborted.has(jobId) ? 'Aborted' : totals.MethodsFailed > 0 ? 'Failed' : 'Completed');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      for (const id of items.values())
        rows.update('ApexTestQueueItem', id, { Status: 'Failed', ExtendedStatus: message });
      finished('Failed');
    }
  }

  private record(
    className: string,
    results: readonly TestResult[],
    ids: { jobId: string; runId: string; itemId: string }
  ): void {
    const { rows } = this.tooling;
    const { org } = this.context;
    for (const result of results) {
      rows.insert('ApexTestResult', {
        ApexClassId: this.tooling.classId(className, org) ?? null,
        ApexTestRunResultId: ids.runId,
        AsyncApexJobId: ids.jobId,
        QueueItemId: ids.itemId,
        MethodName: result.methodName,
        Message: result.passed ? null : result.message,
        StackTrace: result.passed ? null : result.stackTrace,
        Outcome: result.passed ? 'Pass' : 'Fail',
        RunTime: result.milliseconds,
        TestTimestamp: this.now(),
        IsTestSetup: false
      });
    }
    const passed = results.filter((result) => result.passed).length;
    rows.update('ApexTestQueueItem', ids.itemId, {
      Status: 'Completed',
      ExtendedStatus: `(${passed}/${results.length})`
    });
  }
}
