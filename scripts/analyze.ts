import path from 'node:path';
import { Command } from 'commander';
import { type Analysis, passes } from './lib/analysis/findings.ts';
import { describe } from './lib/analysis/report.ts';
import { type Tools, runApexLs, runCodeAnalyzer } from './lib/analysis/run.ts';
import { JAVA_REMEDY, ensureJava } from './lib/java.ts';
import { installFolder } from './lib/npm-folder.ts';

const project = path.resolve(import.meta.dirname, '..');
const folder = path.join(project, 'tools', 'code-analyzer');

const options = new Command('npm run analyze --')
  .description(
    'Checks the package as the AppExchange review does: Salesforce Code Analyzer with its AppExchange and recommended ' +
      'security rules, and apex-ls on the Apex, under the namespace and without it. Fails on a finding above low.\n' +
      'Installs the tools on first use (250 MB); they need Java 11 or newer.\n' +
      'What is suppressed, and why: code-analyzer.yml and tools/code-analyzer/apex-ls-mistakes.json.'
  )
  .option('--all', 'list findings that are low, too')
  .option('--recommended', 'run all recommended rules (style and size, too) besides, for information')
  .parse()
  .opts<{ all?: boolean; recommended?: boolean }>();

const started = performance.now();
const checks: ((tools: Tools) => Promise<Analysis>)[] = [
  (tools) =>
    runCodeAnalyzer('Code Analyzer, AppExchange and security rules', ['AppExchange', 'Recommended:Security'], tools),
  (tools) => runApexLs('apex-ls, namespace tgrid', 'tgrid', tools),
  (tools) => runApexLs('apex-ls, no namespace', undefined, tools)
];

const java = ensureJava((text) => console.log(text));
if (java === undefined) {
  console.log(`Skipped, not checked: ${JAVA_REMEDY}`);
  console.log(`0 passed, 0 failed, ${checks.length} skipped`);
} else {
  await installFolder(folder, () => console.log('Installing Code Analyzer, once; 250 MB, a minute or two.'));
  const tools: Tools = { project, folder, java };
  const counts = { passed: 0, failed: 0 };
  for (const check of checks) {
    const analysis = await check(tools);
    counts[passes(analysis) ? 'passed' : 'failed'] += 1;
    console.log(describe(analysis, options.all === true));
  }
  if (options.recommended === true) {
    const advice = await runCodeAnalyzer('all recommended rules, for information', ['Recommended'], tools);
    console.log(describe(advice, options.all === true).replace(/^FAIL/, 'info'));
  }
  console.log(`in ${Math.round((performance.now() - started) / 1000)} s`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}
