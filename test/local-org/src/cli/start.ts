import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { StartOptions } from './options.ts';
import { portNumber } from './running-org.ts';

/** `local-org start`: deploys the project into an org and serves its APIs and pages until it is told to stop. */
export function registerStart(program: Command): void {
  program
    .command('start')
    .description('start an org with the project deployed: REST, Pub/Sub API and pages, on loopback')
    .option('--project <dir>', 'folder with sfdx-project.json', '.')
    .option('--namespace <ns>', 'install the project under this namespace', '')
    .option('--port <number>', 'port of REST and pages; 0 takes a free one', portNumber, 0)
    .option('--pubsub-port <number>', 'port of the Pub/Sub API; 0 takes a free one', portNumber, 0)
    .option('--pubsub-tls-port <number>', 'port of the Pub/Sub API over TLS; 0 takes a free one', portNumber, 0)
    .option(
      '--tls-certificate <file>',
      'certificate of the Pub/Sub API over TLS; made where it is missing, its key beside it',
      path.join('.local', 'org-tls.pem')
    )
    .option('--data <file>', 'database file of the org; kept between starts', ':memory:')
    .option('--cache <dir>', 'where compiled base components are kept', path.join('.cache', 'local-org'))
    .option('--token-file <file>', "where the admin's access token is written", path.join('.local', 'org-admin-token'))
    .option('--consumer <id=file>', 'client that may log in by JWT, and the file of its public key', consumer, [])
    .option('--page-user <username>', 'who looks at the pages; the administrator unless given')
    .option('--status-lines', 'print progress as JSON lines, for programs', false)
    .action(async (options: StartOptions) => {
      try {
        // Compiler and pages take a second to load, which the other commands need not wait for.
        const { startOrg } = await import('./start-org.ts');
        await startOrg(options);
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exit(1);
      }
    });
}

function consumer(text: string, others: StartOptions['consumer']): StartOptions['consumer'] {
  const [clientId = '', publicKeyFile = ''] = text.split('=', 2);
  if (clientId === '' || publicKeyFile === '') {
    throw new InvalidArgumentError('write it as CLIENT_ID=FILE');
  }
  return [...others, { clientId, publicKeyFile }];
}
