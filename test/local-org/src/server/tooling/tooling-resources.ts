import type { AnonymousResult } from '../../apex/anonymous.ts';
import type { ServerContext } from '../context.ts';
import { describeObject, describeSummary } from '../rest/describe.ts';
import { describeColumns } from '../rest/query-columns.ts';
import { rowJson } from '../rest/record-json.ts';
import { objectBody, ok } from '../rest/resources.ts';
import type { Handler, ResourceCall, RestResources } from '../rest/resources.ts';
import { RestError, notEmulated, notFound } from '../rest/rest-error.ts';
import type { RestAnswer } from '../rest/resources.ts';
import { coverageResults } from './coverage-rows.ts';
import { executeInOrg } from './execute-anonymous.ts';
import { allTests, runApexTests } from './test-runs.ts';
import type { TestChoice, TestReport } from './test-runs.ts';

/** What a run is asked for, in any of the forms that the Tooling API takes. */
interface TestRequest {
  tests?: { className?: string; classId?: string; testMethods?: string[] }[];
  classNames?: string;
  classids?: string;
  suiteNames?: string;
  suiteids?: string;
  testLevel?: string;
  /** A text where it stands in the address. */
  skipCodeCoverage?: boolean | string;
}

const split = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** The Tooling API is for those who may write Apex. */
export function requireAuthor(context: ServerContext, userId: string): void {
  if (context.org.rights(userId).administrator) return;
  throw new RestError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights: the Tooling API needs an administrator');
}

const guarded =
  (handler: Handler): Handler =>
  (call, context) => {
    requireAuthor(context, call.access.userId);
    return handler(call, context);
  };

function classNameOf(context: ServerContext, id: string): string {
  const name = context.tooling.className(id, context.org);
  if (name === undefined) throw new RestError(400, 'INVALID_INPUT', `no Apex class has the id ${id}`);
  return name;
}

/** The tests that the request means; undefined for all of the org. */
function choicesOf(request: TestRequest, context: ServerContext): TestChoice[] | undefined {
  if (request.suiteNames !== undefined || request.suiteids !== undefined) throw notEmulated('Apex test suites');
  const choices: TestChoice[] = (request.tests ?? []).map(({ className, classId, testMethods }) => ({
    className: className ?? classNameOf(context, classId ?? ''),
    ...(testMethods === undefined || testMethods.length === 0 ? {} : { methods: testMethods })
  }));
  choices.push(...split(request.classNames).map((className) => ({ className })));
  choices.push(...split(request.classids).map((id) => ({ className: classNameOf(context, id) })));
  if (choices.length > 0) return context.testRuns.known(choices);
  if (request.testLevel === 'RunAllTestsInOrg' || request.testLevel === 'RunLocalTests') return undefined;
  throw new RestError(400, 'INVALID_INPUT', 'name tests, classNames or classids, or a testLevel that runs all tests');
}

const requestOf = (call: ResourceCall): TestRequest => (call.method === 'GET' ? call.query : objectBody(call));

/** Coverage is calculated unless the request says otherwise. */
const wantsCoverage = ({ skipCodeCoverage }: TestRequest): boolean => String(skipCodeCoverage) !== 'true';

const runAsynchronously: Handler = (call, context) => {
  const request = requestOf(call);
  const choices = choicesOf(request, context);
  const all = allTests(context.testRuns.apex());
  const options = { isAllTests: choices === undefined, withCoverage: wantsCoverage(request) };
  return ok(context.testRuns.enqueue(choices ?? all, call.access.userId, options));
};

/** The answer of `runTestsSynchronous`, in the form of the SOAP API's RunTestsResult. */
async function runSynchronously(call: ResourceCall, context: ServerContext): Promise<RestAnswer> {
  const request = requestOf(call);
  const choices = choicesOf(request, context) ?? allTests(context.testRuns.apex());
  const successes: unknown[] = [];
  const failures: unknown[] = [];
  let totalTime = 0;
  const report: TestReport = (className, results) => {
    const id = context.tooling.classId(className, context.org);
    for (const { passed, methodName, message, stackTrace, milliseconds } of results) {
      const namespace = context.org.project.namespace || null;
      const common = { id, name: className, namespace, methodName, seeAllData: false, time: milliseconds };
      totalTime += milliseconds;
      if (passed) successes.push(common);
      else failures.push({ ...common, message, stackTrace, packageName: className, type: 'Class' });
    }
  };
  const { org, tooling, testRuns } = context;
  const withCoverage = wantsCoverage(request);
  const covered = await runApexTests(testRuns.apex().program.source, org.project, choices, report, { withCoverage });
  if (withCoverage) testRuns.coverage.add(covered, org);
  return ok({
    apexLogId: '',
    codeCoverage: coverageResults(covered, (name) => tooling.codeId(name, org), org.project.namespace),
    codeCoverageWarnings: [],
    failures,
    flowCoverage: [],
    flowCoverageWarnings: [],
    numFailures: failures.length,
    numTestsRun: successes.length + failures.length,
    successes,
    totalTime
  });
}

const query: Handler = (call, context) => {
  const text = call.query.q ?? '';
  const { query: parsed, result } = context.tooling.query(text, context.org);
  if (call.query.columns === 'true') return ok(describeColumns(parsed, context.tooling.schema));
  const records = result.rows.map((row) =>
    rowJson(row, parsed, context.tooling.schema, call.version, result.aggregate)
  );
  const only = records[0] as { attributes?: { type: string } } | undefined;
  return ok({
    size: records.length,
    totalSize: result.totalSize,
    done: true,
    queryLocator: null,
    entityTypeName: only?.attributes?.type ?? null,
    records
  });
};

/** Queue items can be set to Aborted; that ends their run. */
const updateQueueItem = (context: ServerContext, id: string, values: Record<string, unknown>): void => {
  if (values.Status !== 'Aborted') throw notEmulated('changes of test queue items other than to Aborted');
  const text = `SELECT ParentJobId FROM ApexTestQueueItem WHERE Id = '${id.replaceAll(/\W/g, '')}'`;
  const jobId = context.tooling.query(text, context.org).result.rows[0]?.fields.get('ParentJobId');
  if (typeof jobId === 'string') context.testRuns.abort(jobId);
};

/** The log goes nowhere: clients that want it ask the SOAP API. */
const anonymousJson = (result: AnonymousResult): Record<string, unknown> => ({ ...result, debugLog: undefined });

/** `/tooling…`: queries, test runs and anonymous Apex. */
export function toolingResources(resources: RestResources): void {
  resources
    .on('GET', '/tooling/query', guarded(query))
    .on('GET', '/tooling/runTestsAsynchronous', guarded(runAsynchronously))
    .on('POST', '/tooling/runTestsAsynchronous', guarded(runAsynchronously))
    .on('GET', '/tooling/runTestsSynchronous', guarded(runSynchronously))
    .on('POST', '/tooling/runTestsSynchronous', guarded(runSynchronously))
    .on(
      'GET',
      '/tooling/executeAnonymous',
      guarded((call, context) =>
        ok(anonymousJson(executeInOrg(context, call.query.anonymousBody ?? '', call.access.userId)))
      )
    )
    .on(
      'GET',
      '/tooling/sobjects',
      guarded((call, context) =>
        ok({
          encoding: 'UTF-8',
          maxBatchSize: 200,
          sobjects: context.tooling.schema.objects.map((object) =>
            describeSummary(object, context.org, call.access.userId, call.version)
          )
        })
      )
    )
    .on(
      'GET',
      '/tooling/sobjects/:object/describe',
      guarded((call, context) => {
        const object = context.tooling.schema.exact(call.params.object ?? '');
        if (object === undefined) throw notFound();
        return ok(describeObject(object, context.org, call.access.userId, call.version));
      })
    )
    .on(
      'PATCH',
      '/tooling/sobjects/ApexTestQueueItem/:id',
      guarded((call, context) => {
        updateQueueItem(context, call.params.id ?? '', objectBody(call));
        return { status: 204 };
      })
    );
}
