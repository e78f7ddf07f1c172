import type { Command } from 'commander';
import { isNotEmulated, type CompileError } from '../apex/compile.ts';
import { createApexRuntime } from '../apex/host.ts';
import { runTests, type TestResult } from '../apex/testing/run-tests.ts';
import { Coverage, coverageTable, type FileCoverage } from '../apex/testing/coverage.ts';
import { openOrg } from '../platform/open-org.ts';
import type { TestOptions } from './options.ts';
import type { ClassSymbol } from '../apex/types/symbols.ts';
import { openProject, printErrors } from './project.ts';

/** Runs a project's Apex tests in an org of their own, prints what came of them, and sets the exit code. */
export function runProjectTests(options: TestOptions, command: Command): void {
  const opened = openProject(options, command);
  if (!options.json) {
    printErrors(opened.errors);
  }
  refuseUnknown(options, opened.program.classes, command);
  const coverage = options.coverage ? new Coverage() : undefined;
  const org = openOrg({ project: opened.project });
  try {
    const runtime = createApexRuntime(opened.program, org);
    const selection = {
      ...(options.class ? { classes: options.class } : {}),
      ...(options.method === undefined ? {} : { method: options.method })
    };
    const results = runTests(runtime, org, selection, options.json ? undefined : printClass);
    if (options.method !== undefined && results.length === 0) {
      command.error(`no test class has a test method ${options.method}`, { exitCode: 2 });
    }
    const files = coverage?.take(opened.program);
    if (files && !options.json) {
      console.log(coverageTable(files));
    }
    finish(results, opened.errors, options.json ?? false, files);
  } finally {
    org.close();
  }
}

/** A name that is misspelt must not look like tests that pass. */
function refuseUnknown(options: TestOptions, classes: readonly ClassSymbol[], command: Command): void {
  const known = new Set(
    classes.filter((symbol) => !symbol.outer && symbol.source?.isTest).map((symbol) => symbol.name.toLowerCase())
  );
  const unknown = (options.class ?? []).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length) {
    command.error(`the project has no test class ${unknown.join(', ')}`, { exitCode: 2 });
  }
}

function printClass(className: string, results: readonly TestResult[]): void {
  const failed = results.filter((result) => !result.passed);
  const milliseconds = results.reduce((sum, result) => sum + result.milliseconds, 0);
  console.log(
    `${failed.length ? 'FAIL' : 'ok  '} ${className} (${results.length - failed.length}/${results.length}, ${milliseconds} ms)`
  );
  for (const result of failed) {
    console.log(`  ${result.className}.${result.methodName}: ${result.message}`);
    console.log(result.stackTrace.replaceAll(/^/gm, '    '));
  }
}

/** What the project itself has wrong fails by file; what is not emulated fails only the tests that reach it. */
function finish(
  results: readonly TestResult[],
  errors: readonly CompileError[],
  json: boolean,
  coverage: readonly FileCoverage[] | undefined
): void {
  const broken = new Set(errors.filter((error) => !isNotEmulated(error)).map((error) => error.file)).size;
  const passed = results.filter((result) => result.passed).length;
  const failed = results.length - passed + broken;
  if (json) {
    console.log(JSON.stringify({ results, errors, passed, failed, coverage }, null, 2));
  }
  // Beside JSON it would make the output unreadable for programs.
  (json ? console.error : console.log)(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}
