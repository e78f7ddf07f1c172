import type { Command } from 'commander';
import { withProjectOptions, type TestOptions } from './options.ts';

/** `test`: runs the Apex tests of any sfdx project, without a running org. */
export function registerTest(program: Command): void {
  const command = program.command('test').description('run the Apex tests of an sfdx project');
  command.addHelpText(
    'after',
    '\nThe last line is "N passed, N failed", with --json on standard error. Exit codes: 0 all passed, 1 a test failed or a file does not compile, 2 wrong usage.'
  );
  withProjectOptions(command)
    .option('--class <names...>', 'only these test classes')
    .option('--method <name>', 'only the methods of this name')
    .option('--coverage', 'print which lines the tests ran')
    .option('--json', 'print the results as JSON')
    .action(async (options: TestOptions) => {
      const { runProjectTests } = await import('./run-project-tests.ts');
      runProjectTests(options, command);
    });
}
