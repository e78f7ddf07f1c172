import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { CHROMIUM_REMEDY, ensureChromium } from './lib/chromium.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  name: string;
  /** What it covers, for `--help`. */
  about: string;
  run: (report: string) => Promise<Counts>;
}

const root = path.resolve(import.meta.dirname, '..');
const bin = path.join(root, 'node_modules', '.bin');
const reports = path.join(root, '.local', 'test-reports');
/** Our TypeScript runs as ES modules in jest; components are transformed to CommonJS, which these options would break. */
const asModules = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };

const suites: Suite[] = [
  { name: 'unit', about: 'TypeScript beside its tests', run: (report) => jest('jest', [], report, asModules) },
  {
    name: 'lwc',
    about: 'Lightning web components in jsdom',
    run: (report) => jest('sfdx-lwc-jest', ['--', '--config', 'config/jest.lwc.cjs'], report)
  },
  { name: 'apex', about: "the package's Apex tests in the local org", run: () => apex([]) },
  { name: 'apex-namespace', about: 'the same, installed as tgrid', run: () => apex(['--namespace', 'tgrid']) },
  {
    name: 'analyze',
    about:
      'Code Analyzer (AppExchange and security rules) and apex-ls; installs them on first use, skipped without Java',
    run: () => counted(process.execPath, ['scripts/analyze.ts'])
  },
  {
    name: 'conformance',
    about: 'documented behaviour of Apex and SOQL, in the local org',
    run: () => apex([], 'test/conformance/cases')
  },
  {
    name: 'cli',
    about: 'the Salesforce CLI against the local org; installs it on first use',
    run: () => counted(process.execPath, ['test/conformance/clients/cli.ts'])
  },
  {
    name: 'e2e',
    about: 'the whole system, in a real browser',
    run: (report) => {
      const browser = ensureChromium((text) => console.log(text));
      if (browser === undefined) {
        console.log(CHROMIUM_REMEDY);
      }
      const environment = { ...asModules, ...(browser === undefined ? {} : { CHROME_PATH: browser }) };
      return jest('jest', ['--config', 'config/jest.e2e.js'], report, environment);
    }
  }
];

const { only } = new Command('npm test --')
  .description(`Runs every suite:\n${suites.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')}`)
  .addOption(new Option('--only <suite...>', 'run these suites only').choices(suites.map(({ name }) => name)))
  .parse()
  .opts<{ only?: string[] }>();

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
mkdirSync(reports, { recursive: true });
for (const suite of suites.filter(({ name }) => only === undefined || only.includes(name))) {
  console.log(`\n── ${suite.name}: ${suite.about}`);
  const report = path.join(reports, `${suite.name}.json`);
  rmSync(report, { force: true });
  const started = Date.now();
  const counts = await suite.run(report);
  console.log(`── ${suite.name}: ${sentence(counts)} in ${Math.round((Date.now() - started) / 1000)} s`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`\n${sentence(total)}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A suite that cannot even load its files, or leaves no report, counts as a failed test: silence is no success. */
async function jest(
  program: string,
  parameters: string[],
  report: string,
  environment: Record<string, string> = {}
): Promise<Counts> {
  const options = ['--json', `--outputFile=${report}`];
  const { exitCode } = await run(program, [...parameters, ...options], environment);
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && exitCode !== 0 ? 1 : failed,
      skipped: result.numPendingTests
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function apex(parameters: string[], project = '.'): Promise<Counts> {
  return counted('local-org', ['test', '--project', project, ...parameters]);
}

/** A program whose last line is `N passed, N failed`, and `N skipped` where it may skip. */
async function counted(program: string, parameters: string[]): Promise<Counts> {
  const { exitCode, lastLine } = await run(program, parameters, {});
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(lastLine);
  const failed = Number(counts?.[2] ?? 0);
  return {
    passed: Number(counts?.[1] ?? 0),
    // A program that leaves no counts has run nothing: that is no success either.
    failed: failed === 0 && (exitCode !== 0 || counts === null) ? 1 : failed,
    skipped: Number(counts?.[3] ?? 0)
  };
}

/** Runs a program with its output shown. Jest's own JSON goes to a file, so standard output is for people. */
function run(
  program: string,
  parameters: string[],
  environment: Record<string, string>
): Promise<{ exitCode: number; lastLine: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.resolve(bin, program), parameters, {
      cwd: root,
      env: { ...process.env, ...environment, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4096);
      process.stdout.write(text);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? 1, lastLine: output.trim().split('\n').at(-1) ?? '' }));
  });
}
