import type { Command } from 'commander';

/** What every command that needs no running org is told. */
export interface ProjectOptions {
  project: string;
  namespace: string;
}

/** Options of `test`. */
export interface TestOptions extends ProjectOptions {
  class?: string[];
  method?: string;
  coverage?: boolean;
  json?: boolean;
}

/** Options of `exec`. */
export interface ExecOptions extends ProjectOptions {
  json?: boolean;
}

/** Options of `start`. */
export interface StartOptions {
  project: string;
  namespace: string;
  port: number;
  pubsubPort: number;
  pubsubTlsPort: number;
  tlsCertificate: string;
  data: string;
  cache: string;
  tokenFile: string;
  consumer: { clientId: string; publicKeyFile: string }[];
  pageUser?: string;
  statusLines: boolean;
}

/** Options of commands that load a project themselves. */
export function withProjectOptions(command: Command): Command {
  return command
    .requiredOption('--project <dir>', 'folder of the sfdx project (the one with sfdx-project.json)')
    .option('--namespace <name>', 'load the project as the managed package with this namespace', '');
}
