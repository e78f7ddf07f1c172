import type { TestResult } from '../../apex/testing/run-tests.ts';
import { coverageResults } from '../tooling/coverage-rows.ts';
import type { MethodCoverage } from '../tooling/coverage-rows.ts';

export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

/** What a deployment is asked for, by the names of the Metadata API's DeployOptions. */
export interface DeployOptions {
  checkOnly: boolean;
  ignoreWarnings: boolean;
  rollbackOnError: boolean;
  /** Classes of `RunSpecifiedTests`. */
  runTests: string[];
  testLevel: string;
}

/** What became of one component: DeployMessage of the Metadata API. */
export interface DeployMessage {
  componentType: string;
  fullName: string;
  fileName: string;
  success: boolean;
  changed: boolean;
  created: boolean;
  deleted: boolean;
  createdDate: string;
  problem?: string;
  problemType?: 'Error' | 'Warning';
  lineNumber?: number;
  columnNumber?: number;
}

/** A component that was refused, and the place in its file where that is known. */
export function failure(
  component: { type: string; fullName: string; fileName: string },
  problem: { message: string; line?: number; column?: number },
  createdDate: string
): DeployMessage {
  return {
    componentType: component.type,
    fullName: component.fullName,
    fileName: component.fileName,
    success: false,
    changed: false,
    created: false,
    deleted: false,
    createdDate,
    problem: problem.message,
    problemType: 'Error',
    ...(problem.line === undefined ? {} : { lineNumber: problem.line }),
    ...(problem.column === undefined ? {} : { columnNumber: problem.column })
  };
}

/** A deployment on its way. */
export interface Deployment {
  id: string;
  userId: string;
  options: DeployOptions;
  status: DeployStatus;
  created: string;
  started?: string;
  completed?: string;
  /** A reason that concerns no component: the zip cannot be read. */
  error?: { statusCode: string; message: string };
  messages: DeployMessage[];
  componentsTotal: number;
  testsTotal: number;
  tests: { className: string; results: readonly TestResult[] }[];
  /** What the tests ran. */
  covered: readonly MethodCoverage[];
}

function testResult(deployment: Deployment, classId: (name: string) => string | undefined, namespace: string) {
  const successes: unknown[] = [];
  const failures: unknown[] = [];
  let totalTime = 0;
  for (const { className, results } of deployment.tests) {
    for (const { passed, methodName, message, stackTrace, milliseconds } of results) {
      totalTime += milliseconds;
      const common = {
        id: classId(className),
        methodName,
        name: className,
        namespace: namespace === '' ? null : namespace,
        seeAllData: false,
        time: milliseconds
      };
      if (passed) successes.push(common);
      else failures.push({ ...common, message, stackTrace, packageName: className, type: 'Class' });
    }
  }
  return {
    numFailures: failures.length,
    numTestsRun: failures.length + successes.length,
    totalTime,
    codeCoverage: coverageResults(deployment.covered, classId, namespace),
    ...(failures.length === 0 ? {} : { failures }),
    ...(successes.length === 0 ? {} : { successes })
  };
}

const DONE = new Set<DeployStatus>(['Succeeded', 'SucceededPartial', 'Failed', 'Canceled']);

export const isDone = (deployment: Deployment): boolean => DONE.has(deployment.status);

/** The DeployResult of the Metadata API, with details where they are asked for. */
export function deployResult(
  deployment: Deployment,
  details: boolean,
  org: { userName: string; namespace: string; classId: (name: string) => string | undefined }
): Record<string, unknown> {
  const { messages, options, status } = deployment;
  const errors = messages.filter((message) => !message.success);
  const results = deployment.tests.flatMap((test) => test.results);
  const good = messages.filter((message) => message.success && message.componentType !== '');
  return {
    id: deployment.id,
    status,
    success: status === 'Succeeded' || status === 'SucceededPartial',
    done: isDone(deployment),
    checkOnly: options.checkOnly,
    ignoreWarnings: options.ignoreWarnings,
    rollbackOnError: options.rollbackOnError,
    runTestsEnabled: options.testLevel !== 'NoTestRun',
    createdBy: deployment.userId,
    createdByName: org.userName,
    createdDate: deployment.created,
    startDate: deployment.started,
    completedDate: deployment.completed,
    lastModifiedDate: deployment.completed ?? deployment.started ?? deployment.created,
    numberComponentErrors: errors.length,
    numberComponentsDeployed: good.length,
    numberComponentsTotal: deployment.componentsTotal,
    numberTestErrors: results.filter((result) => !result.passed).length,
    numberTestsCompleted: results.filter((result) => result.passed).length,
    numberTestsTotal: Math.max(deployment.testsTotal, results.length),
    errorMessage: deployment.error?.message,
    errorStatusCode: deployment.error?.statusCode,
    ...(details
      ? {
          details: {
            componentFailures: errors,
            componentSuccesses: messages.filter((message) => message.success),
            runTestResult: testResult(deployment, org.classId, org.namespace)
          }
        }
      : {})
  };
}
