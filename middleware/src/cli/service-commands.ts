import { type Command, InvalidArgumentError, Option } from 'commander';
import { ServiceClient, type Target } from './client.ts';
import {
  correctDocument,
  exportDocument,
  type ListOptions,
  listDocuments,
  pause,
  type Print,
  releaseDocument,
  replayDocument,
  reprocess,
  type ReprocessOptions,
  resume,
  showDocument,
  showStatus
} from './service.ts';

const DELIVERIES = ['staged', 'queued', 'published', 'arrived', 'failed'];
const OUTCOMES = ['translated', 'recorded', 'held', 'rejected'];
const KEY = 'the key that "tgrid documents" prints';
const TARGET = 'channel:NAME or partner:QUALIFIER:ID';

function limitOf(value: string): number {
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
  return limit;
}

/** Which service is asked, and of which tenant. */
const withTarget = (command: Command) =>
  command
    .option('--tenant <id>', 'the tenant that is meant; needed where there are several')
    .option('--url <url>', 'another service than the one that npm start began')
    .option('--token-file <file>', 'file with the token for it');

const withFilter = (command: Command) =>
  command
    .option('--number <number>', 'an order number or a control number')
    .option('--partner <address>', 'QUALIFIER:ID')
    .option('--type <type>', '850, INVOIC, …')
    .addOption(new Option('--delivery <state>', 'how far it is').choices(DELIVERIES))
    .addOption(new Option('--outcome <outcome>', 'what became of it').choices(OUTCOMES));

/** Commands that ask the running service. */
export function serviceCommands(program: Command, print: Print): void {
  const documents = program.command('documents').description('Documents: what was received, and what becomes of it.');

  withFilter(withTarget(documents.command('list', { isDefault: true })))
    .description('List what was received, the newest first, and where it stands.')
    .option('--json', 'print one JSON array', false)
    .option('--limit <count>', 'how many', limitOf, 100)
    .action((options: ListOptions & Target) => {
      const { tenant, url, tokenFile, ...listed } = options;
      return listDocuments(new ServiceClient({ tenant, url, tokenFile }), listed, print);
    });

  const show = (command: Command) =>
    withTarget(command)
      .description('Show one document and every step of its life.')
      .argument('<key>', KEY)
      .option('--json', 'print JSON', false)
      .action((key: string, options: { json: boolean } & Target) =>
        showDocument(new ServiceClient(options), key, options.json, print)
      );
  show(documents.command('show'));
  show(program.command('show', { hidden: true }));

  const release = (command: Command) =>
    withTarget(command)
      .description('Let a document go on that is held as a suspected duplicate, or that the CRM refused.')
      .argument('<key>', KEY)
      .action((key: string, options: Target) => releaseDocument(new ServiceClient(options), key, print));
  release(documents.command('release'));
  release(program.command('release', { hidden: true }));

  withTarget(documents.command('replay'))
    .description('Publish a document again as it is.')
    .argument('<key>', KEY)
    .action((key: string, options: Target) => replayDocument(new ServiceClient(options), key, print));

  withTarget(documents.command('export'))
    .description('Write the bytes that a document came in, untouched.')
    .argument('<key>', KEY)
    .option('--out <file>', 'where to; - is standard output', '-')
    .action((key: string, options: { out: string } & Target) =>
      exportDocument(new ServiceClient(options), key, options.out, print)
    );

  withTarget(documents.command('correct'))
    .description('Take an edited file in the place of a faulty document; what was received stays as it is.')
    .argument('<key>', KEY)
    .argument('<file>', 'the edited interchange')
    .requiredOption('--reason <text>', 'why, for the trail of the document')
    .action((key: string, file: string, options: { reason: string } & Target) =>
      correctDocument(new ServiceClient(options), key, { file, reason: options.reason }, print)
    );

  withFilter(withTarget(program.command('reprocess')))
    .description('Read documents again by the guides and maps of today. Tells which; --yes does it.')
    .option('--yes', 'do it', false)
    .option('--json', 'print JSON', false)
    .action((options: ReprocessOptions & Target) => {
      const { tenant, url, tokenFile, ...rest } = options;
      return reprocess(new ServiceClient({ tenant, url, tokenFile }), rest, print);
    });

  withTarget(program.command('pause'))
    .description('Fetch nothing from a channel, or publish nothing of a partner, until it is resumed.')
    .argument('<target>', TARGET)
    .action((target: string, options: Target) => pause(new ServiceClient(options), target, print));

  withTarget(program.command('resume'))
    .description('Go on with what was paused.')
    .argument('<target>', TARGET)
    .action((target: string, options: Target) => resume(new ServiceClient(options), target, print));

  withTarget(program.command('status'))
    .description('Say whether the service is ready, and how many documents stand where.')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean } & Target) => {
      if (!(await showStatus(new ServiceClient(options), options.json, print))) process.exitCode = 1;
    });
}
