import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { Listr, type ListrTaskWrapper } from 'listr2';
import { startService, stopService, type Service } from './lib/child.ts';
import { middlewareKeys, secretFile } from './lib/keys.ts';
import { middlewareConfig } from './lib/middleware-config.ts';
import { removeRunFile, runningPid, writeRunFile, type RunFile } from './lib/run-file.ts';
import { loadSampleData } from './sample-data.ts';

type Task = ListrTaskWrapper<unknown, never, never>;

const root = path.resolve(import.meta.dirname, '..');
const CLIENT_ID = 'trading-grid-connector';

const options = new Command('npm start --')
  .description(
    'Starts the Trading Grid simulator, the local org with the package, and the middleware, on this machine.'
  )
  .option('--fresh', 'begin with empty data', false)
  .option(
    '--empty',
    'an org without sample accounts and partners, as after an installation; begins at its setup',
    false
  )
  .addOption(new Option('--namespace <name>', 'install the package under this namespace').default(''))
  .addOption(new Option('--port <number>', 'port of the local org; 0 takes a free one').argParser(Number).default(0))
  .addOption(new Option('--data <folder>', 'where data is kept').default('.local'))
  .addHelpText(
    'after',
    `
The simulator's page /desk makes partners send, answer and pay; its address is
printed.  Or, in another terminal:
  npx tgrid send test/fixtures/edi/850-acme.edi   sends a purchase order
  npx tgrid documents                              lists what arrived
  npx local-org query "SELECT Name FROM Account"   asks the org`
  )
  .parse()
  .opts<{ fresh: boolean; empty: boolean; namespace: string; port: number; data: string }>();

const data = path.resolve(root, options.data);
const runFile = path.join(data, 'run.json');
const services: Service[] = [];
const state: Partial<RunFile> = { pid: process.pid, startedAt: new Date().toISOString(), namespace: options.namespace };
let stopping = false;

const already = runningPid(runFile);
if (already !== undefined) {
  console.error(`It is running already (process ${already}). End it with Ctrl-C there, or with: kill ${already}`);
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop(0));
}

try {
  await new Listr(
    [
      { title: options.fresh ? 'Empty the data folder' : 'Prepare the data folder', task: prepare },
      { title: 'Trading Grid simulator', task: (_, task: Task) => startSimulator(task) },
      { title: 'Local org', task: (_, task: Task) => startLocalOrg(task) },
      { title: 'Sample data', task: startSamples },
      { title: 'Middleware', task: (_, task: Task) => startMiddleware(task) }
    ],
    { registerSignalListeners: false }
  ).run();
  writeRunFile(runFile, state);
  console.log(`
Make partners act, in the browser:    ${state.simulator?.url ?? ''}/desk
Send an order from another terminal:  npx tgrid send test/fixtures/edi/850-acme.edi
Ready: ${state.pageUrl ?? ''}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}

function prepare(): void {
  if (options.fresh) {
    rmSync(data, { recursive: true, force: true });
  }
  mkdirSync(path.join(data, 'logs'), { recursive: true, mode: 0o700 });
}

async function start(name: string, parameters: string[], task: Task, environment = {}): Promise<Service> {
  const service = await startService({
    name,
    arguments: parameters,
    environment,
    logFile: path.join(data, 'logs', `${name.replaceAll(' ', '-')}.log`),
    onProgress: (text) => {
      task.output = text;
    }
  });
  services.push(service);
  void service.ended.then((reason) => {
    if (!stopping) {
      console.error(`The ${name} ended (${String(reason)}). See ${path.join(options.data, 'logs')}.`);
      void stop(1);
    }
  });
  return service;
}

async function startSimulator(task: Task): Promise<void> {
  const service = await start(
    'simulator',
    [
      'test/trading-grid/src/main.ts',
      '--data',
      path.join(data, 'simulator'),
      '--copies',
      path.join(data, 'middleware', 'drop')
    ],
    task
  );
  const status = service.status as unknown as Omit<RunFile['simulator'], 'secretFile'> & { clientSecretFile: string };
  state.simulator = {
    url: status.url,
    clientId: status.clientId,
    secretFile: status.clientSecretFile,
    mailbox: status.mailbox,
    companyId: status.companyId,
    cartographer: status.cartographer,
    controlTokenFile: status.controlTokenFile,
    sftp: status.sftp,
    pid: service.process.pid ?? 0
  };
  task.title += ` at ${status.url}`;
}

async function startLocalOrg(task: Task): Promise<void> {
  const keys = middlewareKeys(path.join(data, 'secrets'));
  const tokenFile = path.join(data, 'secrets', 'org-admin-token');
  const service = await start(
    'local org',
    [
      'test/local-org/src/cli/main.ts',
      'start',
      '--project',
      root,
      '--namespace',
      options.namespace,
      '--data',
      path.join(data, 'org.sqlite'),
      '--cache',
      path.join(root, '.cache', 'local-org'),
      '--port',
      String(options.port),
      '--token-file',
      tokenFile,
      '--tls-certificate',
      path.join(data, 'secrets', 'org-tls.pem'),
      '--consumer',
      `${CLIENT_ID}=${keys.publicKey}`,
      '--page-user',
      options.empty ? 'grid-admin@acme-seller.example' : 'rep@acme-seller.example',
      '--status-lines'
    ],
    task
  );
  const status = service.status as unknown as Omit<RunFile['localOrg'], 'tokenFile' | 'pid'>;
  const { url, pubSub, pubSubTls, tlsCertificate } = status;
  state.localOrg = { url, pubSub, pubSubTls, tlsCertificate, tokenFile, pid: service.process.pid ?? 0 };
  task.title += ` at ${url}`;
}

async function startSamples(): Promise<void> {
  const org = required(state.localOrg);
  const { accounts } = await loadSampleData(
    { url: org.url, accessToken: readFileSync(org.tokenFile, 'utf8').trim(), namespace: options.namespace },
    options.empty ? 'people' : 'all'
  );
  const prefix = options.namespace === '' ? '' : `${options.namespace}__`;
  const page = options.empty
    ? `/lightning/n/${prefix}Trading_Grid_Setup`
    : `/lightning/r/Account/${accounts.get('Acme') ?? ''}/view`;
  state.pageUrl = `${org.url}${page}`;
}

async function startMiddleware(task: Task): Promise<void> {
  const secrets = path.join(data, 'secrets');
  const { configFile, tokenFile } = middlewareConfig({
    folder: path.join(data, 'middleware'),
    tokenFile: secretFile(path.join(secrets, 'middleware-token')),
    privateKeyFile: middlewareKeys(secrets).privateKey,
    clientId: CLIENT_ID,
    namespace: options.namespace,
    simulator: required(state.simulator),
    localOrg: required(state.localOrg)
  });
  const service = await start('middleware', ['middleware/src/main.ts', '--config', configFile], task);
  const url = `http://127.0.0.1:${String(service.status['port'])}`;
  state.middleware = { url, tokenFile, configFile, pid: service.process.pid ?? 0 };
  task.title += ` at ${url}`;
}

/** The middleware first, so that it finishes what it has in hand while the others still answer. */
async function stop(exitCode: number): Promise<void> {
  if (stopping) {
    return;
  }
  stopping = true;
  removeRunFile(runFile);
  for (const service of services.toReversed()) {
    await stopService(service);
  }
  process.exit(exitCode);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('An earlier step did not finish.');
  }
  return value;
}
