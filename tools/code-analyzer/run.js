// Runs Salesforce Code Analyzer's engines on a project and writes what they found. Plain JavaScript, because the
// analyzer lives in this folder's node_modules, which need not be there when the repository's types are checked.
//
//   node run.js PROJECT TARGET REPORT SELECTOR...
//
// REPORT gets the analyzer's own JSON, with `problems` besides: what kept it from looking at everything.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const core = require('@salesforce/code-analyzer-core');
const ENGINES = ['pmd', 'eslint', 'regex', 'retirejs'];
/** Without these the run would be green for want of a check. */
const NEEDED = ['pmd', 'eslint', 'regex', 'retire-js'];

const [project, target, report, ...selectors] = process.argv.slice(2);
const problems = [];
const config = core.CodeAnalyzerConfig.fromFile(path.join(project, 'code-analyzer.yml'));
for (const [file, rules] of Object.entries(config.getBulkSuppressions())) {
  if (!existsSync(path.join(project, file))) {
    problems.push(`code-analyzer.yml suppresses a finding in ${file}, which is not there`);
  }
  if (rules.some(({ reason }) => !reason)) {
    problems.push(`code-analyzer.yml suppresses a finding in ${file} without a reason`);
  }
}
const analyzer = new core.CodeAnalyzer(config);
// A file that an engine cannot read is left out with no more than an entry in its log.
for (const type of [core.EventType.LogEvent, core.EventType.EngineLogEvent]) {
  analyzer.onEvent(type, ({ logLevel, message }) => {
    if (logLevel === core.LogLevel.Error) problems.push(message);
  });
}
for (const engine of ENGINES) {
  await analyzer.addEnginePlugin(require(`@salesforce/code-analyzer-${engine}-engine`).createEnginePlugin());
}
// The workspace is the project, since paths in code-analyzer.yml count from it; what is looked at is the package.
const workspace = await analyzer.createWorkspace(
  [path.join(project, target), path.join(project, 'sfdx-project.json')],
  [path.join(project, target)]
);
const rules = await analyzer.selectRules(selectors, { workspace });
for (const engine of NEEDED) {
  if (!rules.getEngineNames().includes(engine)) problems.push(`no rule of ${engine} was selected`);
}
const results = await analyzer.run(rules, { workspace });
const { violations, versions } = JSON.parse(results.toFormattedOutput(core.OutputFormat.JSON));
writeFileSync(report, JSON.stringify({ violations, versions, rules: rules.getCount(), problems }));
