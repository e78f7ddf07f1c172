import { Command, CommanderError } from 'commander';
import { registerCheck } from './check.ts';
import { registerDeploy } from './deploy.ts';
import { registerExec } from './exec.ts';
import { registerQuery } from './query.ts';
import { registerStart } from './start.ts';
import { registerTest } from './test.ts';

const USAGE = 2;

const program = new Command('local-org')
  .description('A Salesforce org in one Node process')
  .exitOverride()
  .configureHelp({ sortSubcommands: true });
registerTest(program);
registerQuery(program);
registerStart(program);
registerCheck(program);
registerExec(program);
registerDeploy(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    throw error;
  }
  process.exitCode = error.exitCode === 0 ? 0 : USAGE;
}
