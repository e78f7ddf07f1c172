import type { Command } from 'commander';
import { withProjectOptions, type ProjectOptions } from './options.ts';

/** `check`: compiles the Apex of a project, and prints what Salesforce would refuse. */
export function registerCheck(program: Command): void {
  const command = program.command('check').description('compile the Apex of an sfdx project');
  withProjectOptions(command).action(async (options: ProjectOptions) => {
    const { openProject, printErrors } = await import('./project.ts');
    const opened = openProject(options, command);
    if (opened.errors.length) {
      printErrors(opened.errors);
      process.exitCode = 1;
    } else {
      console.log(`${opened.project.apex.length} Apex files compiled`);
    }
  });
}
