import { openOrg, type LocalOrg } from '../platform/open-org.ts';
import type { Project } from '../metadata/project.ts';
import { compileLeniently } from './compile.ts';
import { createApexRuntime } from './host.ts';
import { debugSink } from './library/system.ts';
import { failureOf } from './runtime/failure.ts';

/** The fields of Salesforce's ExecuteAnonymousResult, and what was written to the log. */
export interface AnonymousResult {
  compiled: boolean;
  success: boolean;
  /** Place and text of the first thing that does not compile; -1 and null where all does. */
  line: number;
  column: number;
  compileProblem: string | null;
  exceptionMessage: string | null;
  exceptionStackTrace: string | null;
  debugLog: string[];
}

/** The class that the block becomes the body of. */
const NAME = 'AnonymousBlock';

/**
 * Runs anonymous Apex as the administrator of a fresh org, and the jobs that it queues.
 * @param log is told every line of System.debug when it is written
 */
export function executeAnonymous(source: string, project: Project, log: (line: string) => void): AnonymousResult {
  const org = openOrg({ project });
  try {
    return runAnonymous(source, org, org.users.admin, log);
  } finally {
    org.close();
  }
}

/**
 * Runs anonymous Apex in an org, and the jobs that it queues. The block is compiled with the project's classes, whose
 * triggers are the org's from then on. It is statements: methods and classes declared in it are not emulated.
 */
export function runAnonymous(
  source: string,
  org: LocalOrg,
  userId: string,
  log: (line: string) => void = () => undefined
): AnonymousResult {
  const { project } = org;
  const file = `${NAME}.cls`;
  const unit = { name: NAME, file, kind: 'anonymous' as const, text: source, apiVersion: 67 };
  const { program, errors } = compileLeniently([...project.apex, unit], project.schema, {
    labels: project.labels,
    namespace: project.namespace
  });
  const result: AnonymousResult = {
    compiled: true,
    success: true,
    line: -1,
    column: -1,
    compileProblem: null,
    exceptionMessage: null,
    exceptionStackTrace: null,
    debugLog: []
  };
  const [problem] = errors.filter((error) => error.file === file);
  if (problem) {
    const { line, column, message } = problem;
    return { ...result, compiled: false, success: false, line, column, compileProblem: message };
  }
  const outer = debugSink.write;
  debugSink.write = (line) => {
    result.debugLog.push(line);
    log(line);
  };
  try {
    const runtime = createApexRuntime(program, org);
    const symbol = program.classes.find(({ name }) => name === NAME);
    const method = symbol?.allMethods().find(({ name }) => name === 'run');
    if (!symbol || !method) throw new Error('The anonymous block was not compiled.');
    runtime.run({ userId, quiddity: 'anonymous' }, () => {
      ((runtime.program.record(symbol)?.s() ?? {})[method.key] as () => void)();
    });
    runtime.runPendingJobs();
  } catch (error) {
    const failure = failureOf(error);
    result.success = false;
    result.exceptionMessage = `${failure.exceptionType}: ${failure.message}`;
    result.exceptionStackTrace = failure.stackTrace;
  } finally {
    debugSink.write = outer;
  }
  return result;
}
