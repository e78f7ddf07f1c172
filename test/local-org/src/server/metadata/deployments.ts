import { datetimeText } from '../../soql/literals.ts';
import { makeId } from '../../store/ids.ts';
import type { ServerContext } from '../context.ts';
import { RestError, notFound } from '../rest/rest-error.ts';
import { runApexTests } from '../tooling/test-runs.ts';
import type { TestChoice, TestReport } from '../tooling/test-runs.ts';
import { DeployRefused, readZip } from './deployment-zip.ts';
import { deployResult, isDone } from './deploy-result.ts';
import type { DeployMessage, DeployOptions, Deployment } from './deploy-result.ts';
import { stage } from './staged-deploy.ts';
import type { Staged } from './staged-deploy.ts';
import type { Workspace } from './workspace.ts';

const TEST_LEVELS = ['NoTestRun', 'RunSpecifiedTests', 'RunLocalTests', 'RunAllTestsInOrg', 'RunRelevantTests'];
/** Results are kept for as many deployments. */
const KEPT = 50;

class Canceled extends Error {}

/** The Metadata API's deployments: they run one after the other, and a good one becomes the org. */
export class Deployments {
  private readonly context: ServerContext;
  private readonly deployments = new Map<string, Deployment>();
  private last: Promise<void> = Promise.resolve();
  private count = 0;
  /** The folder that the org's project lies in since it was first deployed to. */
  private current: Workspace | undefined;

  constructor(context: ServerContext) {
    this.context = context;
  }

  private now(): string {
    return datetimeText(this.context.org.clock.now());
  }

  /** Takes a zip; returns the deployment's id. Throws what the API answers to options that cannot be. */
  enqueue(zip: Buffer, options: DeployOptions, userId: string): string {
    if (!this.context.org.rights(userId).administrator) {
      throw new RestError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights: deploying needs an administrator');
    }
    if (!TEST_LEVELS.includes(options.testLevel)) {
      throw new RestError(400, 'INVALID_FIELD', `testLevel ${options.testLevel} is none of ${TEST_LEVELS.join(', ')}`);
    }
    if (options.testLevel === 'RunSpecifiedTests' && options.runTests.length === 0) {
      throw new RestError(400, 'INVALID_FIELD', 'RunSpecifiedTests needs the names of tests (runTests)');
    }
    this.count += 1;
    const deployment: Deployment = {
      id: deploymentId(this.count),
      userId,
      options,
      status: 'Pending',
      created: this.now(),
      messages: [],
      componentsTotal: 0,
      testsTotal: 0,
      tests: [],
      covered: []
    };
    this.deployments.set(deployment.id, deployment);
    const [oldest] = this.deployments.keys();
    if (this.deployments.size > KEPT && oldest !== undefined) this.deployments.delete(oldest);
    this.last = this.last.then(() => this.run(deployment, zip));
    return deployment.id;
  }

  private find(id: string): Deployment {
    const deployment =
      this.deployments.get(id) ?? [...this.deployments.values()].find((one) => one.id.slice(0, 15) === id);
    if (deployment === undefined) throw notFound(`there is no deployment ${id}`);
    return deployment;
  }

  result(id: string, details: boolean): Record<string, unknown> {
    const { org, tooling } = this.context;
    const deployment = this.find(id);
    return deployResult(deployment, details, {
      userName: org.users.byId(deployment.userId) ?? '',
      namespace: org.project.namespace,
      classId: (name) => tooling.codeId(name, org)
    });
  }

  options(id: string): DeployOptions {
    return this.find(id).options;
  }

  /** True when it is canceled already; otherwise it will be at its next step. */
  cancel(id: string): boolean {
    const deployment = this.find(id);
    if (isDone(deployment)) throw new RestError(400, 'INVALID_ID_FIELD', `Deployment already completed: ${id}`);
    const pending = deployment.status === 'Pending';
    deployment.status = pending ? 'Canceled' : 'Canceling';
    return pending;
  }

  private async run(deployment: Deployment, zip: Buffer): Promise<void> {
    // Whoever deployed shall see that it waits, and may cancel it.
    await new Promise((resolve) => setImmediate(resolve));
    if (deployment.status === 'Canceled') return;
    deployment.status = 'InProgress';
    deployment.started = this.now();
    try {
      deployment.status = await this.deploy(deployment, zip);
    } catch (error) {
      deployment.status = error instanceof Canceled ? 'Canceled' : 'Failed';
      if (!(error instanceof Canceled)) {
        const statusCode = error instanceof DeployRefused ? error.statusCode : 'UNKNOWN_EXCEPTION';
        deployment.error = { statusCode, message: error instanceof Error ? error.message : String(error) };
      }
    }
    deployment.completed = this.now();
  }

  private async deploy(deployment: Deployment, zip: Buffer): Promise<Deployment['status']> {
    const { options } = deployment;
    const { components, removals, failures, manifestFile } = readZip(zip, this.now());
    deployment.componentsTotal = components.length + removals.length + failures.length;
    deployment.messages = failures;
    if (failures.length > 0 && options.rollbackOnError) return 'Failed';
    const staged = stage(this.context.org.project, components, removals, {
      rollbackOnError: options.rollbackOnError,
      now: this.now()
    });
    const manifest = manifestFile === undefined ? [] : [manifestMessage(manifestFile, this.now())];
    deployment.messages = [...manifest, ...failures, ...staged.messages];
    try {
      if (!(await this.accepted(deployment, staged))) return 'Failed';
    } catch (error) {
      staged.workspace.dispose();
      throw error;
    }
    if (options.checkOnly) staged.workspace.dispose();
    else this.replace(staged);
    return deployment.messages.some((one) => !one.success) ? 'SucceededPartial' : 'Succeeded';
  }

  /** Whether the staged state may become the org: it loads, no warning forbids it, and its tests pass. */
  private async accepted(deployment: Deployment, staged: Staged): Promise<boolean> {
    const { options } = deployment;
    const warned = deployment.messages.some((one) => one.problemType === 'Warning');
    if (staged.project === undefined || (warned && !options.ignoreWarnings && options.rollbackOnError)) {
      if (staged.project !== undefined) {
        for (const one of deployment.messages) if (one.problemType === 'Warning') one.success = false;
      }
      staged.workspace.dispose();
      return false;
    }
    await this.test(deployment, staged);
    if (deployment.tests.every(({ results }) => results.every((result) => result.passed))) return true;
    staged.workspace.dispose();
    return false;
  }

  private async test(deployment: Deployment, staged: Staged): Promise<void> {
    const { program, project } = staged;
    const choices = program === undefined ? [] : testsOf(deployment, program.classes);
    if (program === undefined || project === undefined || choices.length === 0) return;
    const isCanceled = (): boolean => deployment.status === 'Canceling';
    deployment.testsTotal = choices.length;
    const report: TestReport = (className, results) => {
      deployment.tests.push({ className, results });
      if (isCanceled()) throw new Canceled();
    };
    deployment.covered = await runApexTests(program, project, choices, report, { withCoverage: true });
  }

  private replace({ workspace, project, program }: Staged): void {
    if (project === undefined || program === undefined) return;
    this.context.host.replace(project, program);
    this.current?.dispose();
    this.current = workspace;
  }

  /** Removes the folders that were made. */
  close(): void {
    this.current?.dispose();
  }
}

const manifestMessage = (fileName: string, createdDate: string): DeployMessage => ({
  componentType: '',
  fullName: 'package.xml',
  fileName,
  success: true,
  changed: true,
  created: false,
  deleted: false,
  createdDate
});

function testsOf(
  deployment: Deployment,
  classes: readonly { name: string; outer: unknown; source?: { isTest: boolean } }[]
): TestChoice[] {
  const { testLevel, runTests } = deployment.options;
  if (testLevel === 'NoTestRun') return [];
  const tests = classes.filter((one) => one.outer === null && one.source?.isTest === true).map((one) => one.name);
  if (testLevel !== 'RunSpecifiedTests') return tests.map((className) => ({ className }));
  return runTests.map((wanted) => {
    const [name = '', method] = wanted.split('.');
    const className = tests.find((one) => one.toLowerCase() === name.toLowerCase());
    if (className === undefined) throw new DeployRefused('INVALID_FIELD', `there is no test class ${wanted}`);
    return { className, ...(method === undefined ? {} : { methods: [method] }) };
  });
}

/** `0Af…`, 18 characters. */
const deploymentId = (n: number): string => makeId('0Af', n);
