import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { compile } from '../apex/compile.ts';
import { createApexRuntime } from '../apex/host.ts';
import { loadProject } from '../metadata/load-project.ts';
import { openOrg } from '../platform/open-org.ts';
import { startPubSub } from '../server/pubsub/start-pubsub.ts';
import { Sessions } from '../server/sessions.ts';
import { startServer } from '../server/start-server.ts';
import { UsageCounters } from '../server/usage.ts';
import { buildApp } from '../ui/app-build.ts';
import { pageUsers } from '../ui/page-users.ts';
import { pageServer } from '../ui/page-server.ts';
import { buildVendor } from '../ui/vendor-build.ts';

interface StartOptions {
  project: string;
  namespace: string;
  port: number;
  pubsubPort: number;
  data: string;
  cache: string;
  tokenFile: string;
  consumer: { clientId: string; publicKeyFile: string }[];
  pageUser?: string;
  statusLines: boolean;
}

/** The admin's token is for the commands of this machine: it lasts as long as the process. */
const TOKEN_LIFETIME = 365 * 24 * 3_600_000;

/** `local-org start`: deploys the project into an org and serves its APIs and pages until it is told to stop. */
export function registerStart(program: Command): void {
  program
    .command('start')
    .description('start an org with the project deployed: REST, Pub/Sub API and pages, on loopback')
    .option('--project <dir>', 'folder with sfdx-project.json', '.')
    .option('--namespace <ns>', 'install the project under this namespace', '')
    .option('--port <number>', 'port of REST and pages; 0 takes a free one', port, 0)
    .option('--pubsub-port <number>', 'port of the Pub/Sub API; 0 takes a free one', port, 0)
    .option('--data <file>', 'database file of the org; kept between starts', ':memory:')
    .option('--cache <dir>', 'where compiled base components are kept', path.join('.cache', 'local-org'))
    .option('--token-file <file>', "where the admin's access token is written", path.join('.local', 'org-admin-token'))
    .option('--consumer <id=file>', 'client that may log in by JWT, and the file of its public key', consumer, [])
    .option('--page-user <username>', 'who looks at the pages; the administrator unless given')
    .option('--status-lines', 'print progress as JSON lines, for programs', false)
    .action(async (options: StartOptions) => {
      try {
        await start(options);
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exit(1);
      }
    });
}

async function start(options: StartOptions): Promise<void> {
  const report = (text: string): void => {
    console.log(options.statusLines ? JSON.stringify({ progress: text }) : text);
  };
  report('loading metadata');
  const project = loadProject(options.project, { namespace: options.namespace });
  for (const warning of project.warnings) {
    console.error(`warning: ${warning}`);
  }
  const org = openOrg({ project, file: options.data });
  report('compiling Apex');
  const compiled = compile(project.apex, project.schema, { labels: project.labels, namespace: options.namespace });
  if ('errors' in compiled) {
    for (const { file, line, column, message } of compiled.errors) {
      console.error(`${file}:${line}:${column}: ${message}`);
    }
    throw new Error(`${compiled.errors.length} compile errors; the org does not start`);
  }
  const apex = createApexRuntime(compiled.program, org);
  apex.autoRun = true;
  report('building pages');
  const vendor = await buildVendor(options.cache, () =>
    report('building the base components, once; this takes half a minute')
  );
  const app = await buildApp(project, vendor, path.join(options.cache, `app-${process.pid}`));
  const sessions = new Sessions(org.organizationId);
  for (const { clientId, publicKeyFile } of options.consumer) {
    sessions.register({ clientId, publicKey: readFileSync(publicKeyFile, 'utf8') });
  }
  const context = { org, sessions, usage: new UsageCounters(() => org.clock.now()) };
  const pages = pageServer({
    org,
    project,
    vendor,
    app,
    invokeAura: (call) => apex.invokeAura(call),
    users: pageUsers(org, options.pageUser)
  });
  const server = await startServer({ ...context, port: options.port, routers: [pages] });
  const pubSub = await startPubSub({ ...context, port: options.pubsubPort });
  writeFileSync(options.tokenFile, `${sessions.create(org.users.admin, TOKEN_LIFETIME).token}\n`, { mode: 0o600 });
  const ready = { ready: true, url: server.url, pubSub: pubSub.address };
  console.log(options.statusLines ? JSON.stringify(ready) : `Ready: ${ready.url} (Pub/Sub API at ${ready.pubSub})`);

  const stop = async (): Promise<void> => {
    pubSub.close();
    await server.close();
    org.close();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('a port is a whole number from 0 to 65535');
  }
  return value;
}

function consumer(text: string, others: StartOptions['consumer']): StartOptions['consumer'] {
  const [clientId = '', publicKeyFile = ''] = text.split('=', 2);
  if (clientId === '' || publicKeyFile === '') {
    throw new InvalidArgumentError('write it as CLIENT_ID=FILE');
  }
  return [...others, { clientId, publicKeyFile }];
}
