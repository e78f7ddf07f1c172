import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UserError } from './run-file.ts';
import { send } from './send.ts';
import { listDocuments, releaseDocument, showDocument, showStatus } from './service.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
  return limit;
}

const program = new Command('tgrid')
  .description('Works with the Trading Grid Connector that runs on this machine (npm start).')
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done, 1 failed or not ready, 2 wrong usage.');

program
  .command('send')
  .description('Put files into the simulator’s outgoing mailbox, as if a partner had sent them.')
  .argument('<files...>', 'files to send, X12 or anything else')
  .option(
    '--as <name>',
    'send as this partner: TGBUYER, GLOBEX, INITECH, QUALIFIER:ID or a bare id (ZZ); without it the bytes go out untouched'
  )
  .action((files: string[], { as }: { as?: string }) => send(files, as, print));

program
  .command('documents')
  .description('List what was received, the newest first, and where it stands.')
  .option('--json', 'print one JSON array', false)
  .option('--limit <count>', 'how many', limitOf, 100)
  .action(({ json, limit }: { json: boolean; limit: number }) => listDocuments(json, limit, print));

program
  .command('show')
  .description('Show one document and every step of its life.')
  .argument('<key>', 'the key that "tgrid documents" prints')
  .option('--json', 'print JSON', false)
  .action((key: string, { json }: { json: boolean }) => showDocument(key, json, print));

program
  .command('release')
  .description('Let a document go on that is held as a suspected duplicate, or that the CRM refused.')
  .argument('<key>', 'the key that "tgrid documents" prints')
  .action((key: string) => releaseDocument(key, print));

program
  .command('status')
  .description('Say whether the service is ready, and how many documents stand where.')
  .option('--json', 'print JSON', false)
  .action(async ({ json }: { json: boolean }) => {
    if (!(await showStatus(json, print))) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
