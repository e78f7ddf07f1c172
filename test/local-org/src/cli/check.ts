import type { Command } from 'commander';
import { withProjectOptions, type ProjectOptions } from './options.ts';

/** `check`: compiles the Apex of a project, and prints what Salesforce would refuse. */
export function registerCheck(program: Command): void {
  const command = program.command('check').description('compile the Apex of an sfdx project');
  withProjectOptions(command)
    .option('--json', 'print the errors as JSON')
    .action(async (options: ProjectOptions & { json?: boolean }) => {
      const { openProject, printErrors } = await import('./project.ts');
      const opened = openProject(options, command);
      if (options.json) {
        console.log(JSON.stringify({ compiled: opened.project.apex.length, errors: opened.errors }, null, 2));
        process.exitCode = opened.errors.length ? 1 : 0;
      } else if (opened.errors.length) {
        printErrors(opened.errors);
        process.exitCode = 1;
      } else {
        console.log(`${opened.project.apex.length} Apex files compiled`);
      }
    });
}
