import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { zipSync } from 'fflate';
import { ask, runningOrg, withOrgOptions, type OrgOptions, type RunningOrg } from './running-org.ts';

const REQUESTS = '/services/data/v67.0/metadata/deployRequest';
const POLL = 200;
const SKIPPED = new Set(['node_modules', '__tests__']);

interface DeployOptions extends OrgOptions {
  checkOnly: boolean;
  testLevel: string;
  json?: boolean;
}

interface Problem {
  fileName?: string;
  fullName?: string;
  lineNumber?: number;
  columnNumber?: number;
  problem?: string;
}

interface DeployResult {
  id: string;
  status: string;
  done: boolean;
  success: boolean;
  numberComponentsDeployed: number;
  numberComponentsTotal: number;
  numberTestsCompleted: number;
  numberTestErrors: number;
  errorMessage?: string | null;
  details?: {
    componentFailures?: Problem[];
    runTestResult?: { failures?: { name: string; methodName: string; message: string }[] };
  };
}

/** The files below a package directory, as source format has them. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) return [];
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

/** A project's package directories, zipped in source format. Throws an Error that names what is missing. */
function zipProject(project: string): Uint8Array<ArrayBuffer> {
  const manifest = path.join(project, 'sfdx-project.json');
  if (!existsSync(manifest)) {
    throw new Error(`there is no sfdx-project.json in ${path.resolve(project)}: name the project with --project`);
  }
  const { packageDirectories = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    packageDirectories?: { path: string }[];
  };
  const files = packageDirectories.flatMap(({ path: folder }) => filesBelow(path.join(project, folder)));
  const named = [manifest, ...files].map((file) => [
    path.relative(project, file).split(path.sep).join('/'),
    new Uint8Array(readFileSync(file))
  ]);
  return zipSync(Object.fromEntries(named) as Record<string, Uint8Array>);
}

async function deploy(org: RunningOrg, options: DeployOptions): Promise<DeployResult> {
  const form = new FormData();
  const deployOptions = { checkOnly: options.checkOnly, testLevel: options.testLevel, rollbackOnError: true };
  form.set('json', new Blob([JSON.stringify({ deployOptions })], { type: 'application/json' }));
  form.set('file', new Blob([zipProject(options.project)], { type: 'application/zip' }), 'deploy.zip');
  const { id } = await ask<{ id: string }>(org, REQUESTS, { method: 'POST', body: form });
  for (;;) {
    const { deployResult } = await ask<{ deployResult: DeployResult }>(org, `${REQUESTS}/${id}?includeDetails=true`);
    if (deployResult.done) return deployResult;
    if (process.stderr.isTTY) process.stderr.write(`\r${deployResult.status}…`.padEnd(30));
    await pause(POLL);
  }
}

function report(result: DeployResult): string {
  const problems = (result.details?.componentFailures ?? []).map((one) => {
    const place = [one.fileName ?? one.fullName, one.lineNumber, one.columnNumber].filter((part) => part !== undefined);
    return `${place.join(':')}: ${one.problem ?? ''}`;
  });
  const failures = (result.details?.runTestResult?.failures ?? []).map(
    ({ name, methodName, message }) => `${name}.${methodName}: ${message}`
  );
  const why = result.errorMessage ?? '';
  const tests = result.numberTestsCompleted + result.numberTestErrors;
  const counted = `${result.numberComponentsDeployed} of ${result.numberComponentsTotal} components`;
  const tested = tests > 0 ? `, ${result.numberTestsCompleted} of ${tests} tests passed` : '';
  return [...problems, ...failures, ...(why === '' ? [] : [why]), `${result.status}: ${counted}${tested}`].join('\n');
}

/** `local-org deploy`: puts a project's metadata into the running org, which keeps its data. */
export function registerDeploy(program: Command): void {
  withOrgOptions(
    program
      .command('deploy')
      .description('deploy a project into the running local org, which keeps its data; all or nothing'),
    'folder of the project to deploy; without --port also the one whose org runs'
  )
    .option('--check-only', 'validate, and change nothing', false)
    .addOption(
      new Option('--test-level <level>', 'which Apex tests run first')
        .choices(['NoTestRun', 'RunLocalTests', 'RunAllTestsInOrg'])
        .default('NoTestRun')
    )
    .option('--json', "print the Metadata API's deploy result")
    .addHelpText('after', '\nExit codes: 0 deployed, 1 refused or not reached, 2 wrong usage.')
    .action(async (options: DeployOptions) => {
      try {
        const result = await deploy(runningOrg(options), options);
        if (process.stderr.isTTY) process.stderr.write('\r');
        console.log(options.json === true ? JSON.stringify(result, null, 2) : report(result));
        process.exitCode = result.success ? 0 : 1;
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
      }
    });
}
