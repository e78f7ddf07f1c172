import type { Command } from 'commander';
import { withProjectOptions, type ProjectOptions } from './options.ts';

export interface TestOptions extends ProjectOptions {
  class?: string[];
  method?: string;
  json?: boolean;
}

/** `test`: runs the Apex tests of any sfdx project, without a running org. */
export function registerTest(program: Command): void {
  const command = program.command('test').description('run the Apex tests of an sfdx project');
  withProjectOptions(command)
    .option('--class <names...>', 'only these test classes')
    .option('--method <name>', 'only the methods of this name')
    .option('--json', 'print the results as JSON')
    .action(async (options: TestOptions) => {
      const { runProjectTests } = await import('./run-project-tests.ts');
      runProjectTests(options, command);
    });
}
