import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { installFolder } from '../../../scripts/lib/npm-folder.ts';

const here = import.meta.dirname;
const ENTRY = path.join(here, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
/** Keeps the CLI from calling anybody but the org, and from touching the home of whoever runs it. */
const QUIET = {
  SF_DISABLE_TELEMETRY: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_HIDE_RELEASE_NOTES: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_LOG_FILE: 'true'
};

/** Installs the CLI where that has not been done, or not of this version. */
export async function installCli(report: (text: string) => void): Promise<void> {
  await installFolder(here, () => report('installing the Salesforce CLI, once; 400 MB, about a minute'));
}

export interface CliResult {
  code: number;
  /** Standard output and standard error, without colours. */
  output: string;
  /** `result` of `--json`. */
  json(): unknown;
}

/** The CLI with a home and a project of its own. */
export class SalesforceCli {
  private readonly home: string;
  private readonly project: string;

  constructor(home: string, project: string) {
    this.home = home;
    this.project = project;
    mkdirSync(home, { recursive: true });
  }

  /** Runs `sf …` in the project. */
  run(parameters: readonly string[], environment: Record<string, string> = {}): Promise<CliResult> {
    const env = {
      ...process.env,
      ...QUIET,
      ...environment,
      HOME: this.home,
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      NODE_OPTIONS: ''
    };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [ENTRY, ...parameters],
        { cwd: this.project, env, timeout: 90_000, maxBuffer: 16 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
          const json = (): unknown => (JSON.parse(stdout) as { result: unknown }).result;
          resolve({ code, output: stdout + stderr, json });
        }
      );
    });
  }

  /** Whether the project has the file. */
  has(name: string): boolean {
    return existsSync(path.join(this.project, name));
  }
}
