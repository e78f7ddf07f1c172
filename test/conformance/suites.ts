import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

interface Result {
  className: string;
  methodName: string;
  passed: boolean;
  message: string;
}

interface Run {
  results: Result[];
  errors: { file: string; line: number; column: number; message: string }[];
  passed: number;
  failed: number;
}

interface Suite {
  directory: string;
  seconds: number;
  run: Run | null;
  failure: string;
}

const LOCAL_ORG = fileURLToPath(new URL('../local-org/src/cli/main.ts', import.meta.url));
const MAX_OUTPUT = 256 * 1024 * 1024;

/** Runs the Apex tests of a checkout in a process of its own. */
function runSuite(directory: string): Suite {
  const started = performance.now();
  const child = spawnSync(process.execPath, [LOCAL_ORG, 'test', '--project', directory, '--json'], {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT
  });
  const seconds = (performance.now() - started) / 1000;
  const end = child.stdout.lastIndexOf('}');
  if (end < 0) {
    return { directory, seconds, run: null, failure: child.stderr.trim() || `exit code ${String(child.status)}` };
  }
  return { directory, seconds, run: JSON.parse(child.stdout.slice(0, end + 1)) as Run, failure: '' };
}

/** The share of the tests that pass, in percent. */
function percent({ results }: Run): number {
  return results.length ? (results.filter((result) => result.passed).length / results.length) * 100 : 0;
}

/** Why tests fail: what is not emulated by its name, all else by its message. */
function reasons(run: Run): [string, Result[]][] {
  const failed = run.results.filter((result) => !result.passed);
  const reason = ({ message }: Result): string =>
    (/not emulated: [^\n(]+/.exec(message)?.[0] ?? message.replace(/^LocalOrg\.NotCompiled: /, '').split('\n')[0] ?? '')
      .slice(0, 200)
      .trim();
  return [...Map.groupBy(failed, reason)].sort(([, a], [, b]) => b.length - a.length);
}

function markdown(suites: readonly Suite[]): string {
  const lines = ['| suite | passed | of | percent | seconds |', '|---|---|---|---|---|'];
  for (const { directory, seconds, run } of suites) {
    const passed = run?.results.filter((result) => result.passed).length ?? 0;
    const total = run?.results.length ?? 0;
    const share = run ? percent(run).toFixed(1) : 'did not run';
    lines.push(`| ${path.basename(directory)} | ${passed} | ${total} | ${share} | ${seconds.toFixed(1)} |`);
  }
  for (const { directory, run, failure } of suites) {
    if (!run) {
      lines.push('', `## ${path.basename(directory)} did not run`, '', failure);
    } else if (run.results.some((result) => !result.passed)) {
      lines.push('', `## ${path.basename(directory)}: what fails`, '');
      for (const [reason, tests] of reasons(run)) {
        lines.push(`- ${reason}`);
        lines.push(...tests.map((test) => `  - ${test.className}.${test.methodName}`));
      }
    }
  }
  return lines.join('\n');
}

const program = new Command('conformance')
  .description('run the Apex tests of public projects in the local org, and tell what fails and why')
  .argument('<directories...>', 'checkouts, each with an sfdx-project.json or with metadata in it')
  .option('--json', 'print the results as JSON')
  .option('--least <percent>', 'exit with 1 when a suite passes less than this', '0')
  .action((directories: string[], options: { json?: boolean; least: string }) => {
    const missing = directories.find((directory) => !existsSync(directory));
    if (missing !== undefined) {
      program.error(`${missing} does not exist: give the folders of checkouts.`, { exitCode: 2 });
    }
    const suites = directories.map((directory, index) => {
      process.stderr.write(`[${index + 1}/${directories.length}] ${path.basename(directory)}\n`);
      return runSuite(path.resolve(directory));
    });
    console.log(options.json ? JSON.stringify(suites, null, 2) : markdown(suites));
    const short = suites.some(({ run }) => !run || percent(run) < Number(options.least));
    process.exitCode = short ? 1 : 0;
  });

program.parse();
