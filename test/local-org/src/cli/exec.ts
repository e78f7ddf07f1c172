import type { Command } from 'commander';
import { withProjectOptions, type ExecOptions } from './options.ts';

/** `exec`: runs anonymous Apex against a project, in an org of its own. */
export function registerExec(program: Command): void {
  const command = program
    .command('exec')
    .description('run anonymous Apex in a fresh org of an sfdx project, as its administrator')
    .argument('[file]', 'file with the Apex; - or nothing reads standard input', '-')
    .addHelpText(
      'after',
      '\nPrints what System.debug writes. Exit codes: 0 done, 1 does not compile or failed, 2 wrong usage.'
    );
  withProjectOptions(command)
    .option('--json', 'print the result as JSON, with the fields of executeAnonymous')
    .action(async (file: string, options: ExecOptions) => {
      const { runAnonymous } = await import('./run-anonymous.ts');
      runAnonymous(file, options, command);
    });
}
