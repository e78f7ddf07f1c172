import { Command, CommanderError, Option } from 'commander';
import { UserError } from './run-file.ts';
import { ack, type AckOptions } from './ack.ts';
import { EXIT_USAGE, UnreadableError } from './exit.ts';
import { inspect, type InspectOptions } from './inspect.ts';
import { translate, type TranslateOptions } from './translate.ts';
import { send } from './send.ts';
import { maintenanceCommands } from './maintenance.ts';
import { serviceCommands } from './service-commands.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
// Whoever reads what is printed may have enough of it (`| head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('tgrid')
  .description('Runs the Trading Grid Connector’s middleware, asks it, and looks into EDI files.')
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

serviceCommands(program, print);
maintenanceCommands(program, print);

const several = (value: string, before: string[]) => [...before, value];
const GUIDE = 'lay a partner’s guide or code lists (JSON, or a folder of such files) over the guides; may be repeated';
const CHARSET = 'character set of X12 files beyond ASCII; otherwise UTF-8 where the bytes are that, else windows-1252';
const VERDICT_CODES =
  '\nExit codes: 0 accepted, 1 accepted with errors, 2 rejected, 3 not EDI (the worst of several files), 64 wrong usage or unreadable.';

program
  .command('inspect')
  .description('Tell what files are, from whom, and the verdict on everything in them.')
  .argument('<files...>', 'X12 or EDIFACT files; - reads standard input')
  .option('--json', 'print one JSON object a line, one a file', false)
  .option('--guide <file>', GUIDE, several, [])
  .option('--charset <name>', CHARSET)
  .addHelpText('after', VERDICT_CODES)
  .action(async (files: string[], options: InspectOptions) => {
    process.exitCode = await inspect(files, options, print);
  });

program
  .command('translate')
  .description('Print every document of a file in our canonical form, one JSON object a line.')
  .argument('<file>', 'X12 or EDIFACT file; - reads standard input')
  .option('--guide <file>', GUIDE, several, [])
  .option('--map <file>', 'lay a partner’s map (JSON) over ours')
  .option('--charset <name>', CHARSET)
  .addHelpText('after', VERDICT_CODES)
  .action(async (file: string, options: TranslateOptions) => {
    process.exitCode = await translate(file, options, print);
  });

program
  .command('ack')
  .description('Print the acknowledgement of a file: 997 for X12, CONTRL for EDIFACT, or as --form says.')
  .argument('<file>', 'X12 or EDIFACT file; - reads standard input')
  .addOption(new Option('--form <form>', 'what to write').choices(['997', '999', 'TA1', 'CONTRL']))
  .option('--control-number <number>', 'control number of the first one written', '1')
  .option('--no-detail', 'tell the verdict on groups alone, not every set and fault')
  .option('--guide <file>', GUIDE, several, [])
  .addHelpText('after', VERDICT_CODES)
  .action(async (file: string, options: AckOptions) => {
    process.exitCode = await ack(file, options, print);
  });

try {
  await program.parseAsync();
} catch (error) {
  const ofEdi = ['inspect', 'translate', 'ack'].includes(process.argv[2] ?? '');
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : ofEdi ? EXIT_USAGE : 2;
  else if (error instanceof UnreadableError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_USAGE;
  } else if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
