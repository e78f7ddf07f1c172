import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ApexLsReport, type KnownMistake, apexLsFindings, withoutMistakes } from './apex-ls.ts';
import { type CodeAnalyzerReport, codeAnalyzerFindings } from './code-analyzer.ts';
import type { Analysis } from './findings.ts';

/** Where things are on this machine. */
export interface Tools {
  /** The sfdx project. */
  project: string;
  /** The folder that the tools are installed in. */
  folder: string;
  /** The Java to run them with. */
  java: string;
}

/** apex-ls ends with it when it found something; other codes but 0 mean that it did not do its work. */
const APEX_LS_FOUND = 4;

/** Runs Code Analyzer's engines on the package with the rules that the selectors name. */
export async function runCodeAnalyzer(name: string, selectors: readonly string[], tools: Tools): Promise<Analysis> {
  return inTemporaryFolder(name, async (folder) => {
    const file = path.join(folder, 'report.json');
    const parameters = [path.join(tools.folder, 'run.js'), tools.project, 'force-app', file, ...selectors];
    const { code, output } = await execute(process.execPath, parameters, tools);
    if (code !== 0) return { findings: [], problems: [`Code Analyzer ended with ${code}: ${output.trim()}`] };
    const report = JSON.parse(readFileSync(file, 'utf8')) as CodeAnalyzerReport;
    return { findings: codeAnalyzerFindings(report, tools.project), problems: report.problems };
  });
}

/** Compiles the package's Apex with apex-ls, installed under the namespace or under none. */
export async function runApexLs(name: string, namespace: string | undefined, tools: Tools): Promise<Analysis> {
  return inTemporaryFolder(name, async (folder) => {
    const settings = JSON.parse(readFileSync(path.join(tools.project, 'sfdx-project.json'), 'utf8')) as object;
    writeFileSync(path.join(folder, 'sfdx-project.json'), JSON.stringify({ ...settings, namespace }));
    cpSync(path.join(tools.project, 'force-app'), path.join(folder, 'force-app'), { recursive: true });
    const libraries = path.join(tools.folder, 'node_modules/@salesforce/code-analyzer-pmd-engine/dist/java-lib/*');
    const options = ['--nocache', '--workspace', folder, '--detail', 'unused', '--format', 'json'];
    const { code, output } = await execute(
      tools.java,
      ['-cp', libraries, 'io.github.apexdevtools.apexls.CheckForIssues', ...options],
      tools
    );
    if (code !== 0 && code !== APEX_LS_FOUND) {
      return { findings: [], problems: [`apex-ls ended with ${code}: ${output.trim()}`] };
    }
    const findings = apexLsFindings(JSON.parse(output) as ApexLsReport, folder);
    const mistakes = readFileSync(path.join(tools.folder, 'apex-ls-mistakes.json'), 'utf8');
    return withoutMistakes(findings, JSON.parse(mistakes) as KnownMistake[]);
  });
}

async function inTemporaryFolder(
  name: string,
  analyse: (folder: string) => Promise<Pick<Analysis, 'findings' | 'problems'>>
): Promise<Analysis> {
  const started = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'analyze-'));
  try {
    return { name, ...(await analyse(folder)), seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function execute(
  program: string,
  parameters: string[],
  { project, java }: Tools
): Promise<{ code: number; output: string }> {
  // Code Analyzer looks for Java by itself: at JAVA_HOME, then on the path.
  const home = java === 'java' ? '' : path.dirname(path.dirname(java));
  const env = { ...process.env, JAVA_HOME: home };
  return new Promise((resolve) => {
    execFile(program, parameters, { cwd: project, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: code === 0 || code === APEX_LS_FOUND ? stdout : stdout + stderr });
    });
  });
}
