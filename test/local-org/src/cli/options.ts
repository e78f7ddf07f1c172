import type { Command } from 'commander';

/** What every command that needs no running org is told. */
export interface ProjectOptions {
  project: string;
  namespace: string;
}

export function withProjectOptions(command: Command): Command {
  return command
    .requiredOption('--project <dir>', 'folder of the sfdx project (the one with sfdx-project.json)')
    .option('--namespace <name>', 'load the project as the managed package with this namespace', '');
}
