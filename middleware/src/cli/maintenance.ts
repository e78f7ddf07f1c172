import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { Command } from 'commander';
import { z } from 'zod';
import { databaseLocation } from '../app.ts';
import { ConfigError, loadConfig } from '../config/load.ts';
import { SecretError } from '../config/secret.ts';
import { openDatabase } from '../db/database.ts';
import { DirectoryInUseError } from '../db/lock.ts';
import { migrate } from '../db/migrate.ts';
import { SealError } from '../db/seal.ts';
import { ServiceClient, type Target } from './client.ts';
import { readRunFile, UserError } from './run-file.ts';
import type { Print } from './service.ts';
import { table } from './table.ts';

/** The configuration that is meant: the one named, or that of the service that npm start began. */
function configOf(named: string | undefined): string {
  const file = named ?? process.env['TGRID_CONFIG'];
  if (file !== undefined) return file;
  const { configFile } = readRunFile(process.cwd()).middleware ?? {};
  if (configFile === undefined) throw new UserError('Name the configuration file by --config or TGRID_CONFIG.');
  return configFile;
}

/** Errors that the user can put right are told without a stack. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = [ConfigError, SecretError, SealError, DirectoryInUseError].some((kind) => error instanceof kind);
    throw known ? new UserError((error as Error).message, { cause: error }) : error;
  }
}

const withConfig = (command: Command) =>
  command.option('--config <file>', 'configuration file; TGRID_CONFIG names it as well');

/** @throws UserError when it is no JSON of a tenant */
async function readTenant(file: string): Promise<{ id: string }> {
  try {
    return z.looseObject({ id: z.string() }).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new UserError(`${file} is no JSON with the "id" of a tenant, or cannot be read.`, { cause });
  }
}

const tenantList = z.object({
  tenants: z.array(z.object({ id: z.string(), channels: z.array(z.object({ name: z.string() })) }))
});

/** Commands that look after the service itself. */
export function maintenanceCommands(program: Command, print: Print): void {
  withConfig(program.command('start'))
    .description('Run the middleware in this terminal until Ctrl-C.')
    .action(async ({ config }: { config?: string }) => {
      const { serve } = await import('../serve.ts');
      await serve(configOf(config));
    });

  withConfig(program.command('doctor'))
    .description('Check everything that the service needs, and say what to do about what is wrong.')
    .option('--json', 'print JSON', false)
    .action(async ({ config, json }: { config?: string; json: boolean }) => {
      const { doctor } = await import('./doctor.ts');
      if (!(await told(() => doctor(configOf(config), json, print)))) process.exitCode = 1;
    });

  withConfig(program.command('migrate'))
    .description('Bring the tables of the database up to date; the service does so as well when it starts.')
    .action(async ({ config }: { config?: string }) => {
      await told(async () => {
        const loaded = loadConfig(configOf(config));
        const database = await openDatabase(databaseLocation(loaded.config.database, loaded.base), { migrate: false });
        try {
          const applied = await migrate(database.journal);
          print(applied.length === 0 ? 'The tables are up to date.' : `Applied: ${applied.join(', ')}`);
        } finally {
          await database.close();
        }
      });
    });

  const config = program.command('config').description('The configuration file.');
  config
    .command('check')
    .description('Say what is wrong in a configuration file, with its place.')
    .argument('[file]', 'the file; else TGRID_CONFIG, or that of the service that npm start began')
    .action(async (file: string | undefined) => {
      await told(() => Promise.resolve(loadConfig(configOf(file))));
      print('The configuration is valid; "tgrid doctor" tries its connections.');
    });

  const tenants = program.command('tenants').description('Tenants of the running service.');
  const target = (command: Command) =>
    command
      .option('--url <url>', 'another service than the one that npm start began')
      .option('--token-file <file>', 'file with the token for it');
  target(tenants.command('list', { isDefault: true }))
    .description('List the tenants and their channels.')
    .option('--json', 'print JSON', false)
    .action(async (options: { json: boolean } & Target) => {
      const found = (await new ServiceClient(options).get(tenantList, '/v1/tenants')).tenants;
      if (options.json) print(JSON.stringify(found));
      else
        table(
          ['tenant', 'channels'],
          found.map(({ id, channels }) => [id, channels.map(({ name }) => name).join(', ')])
        ).forEach(print);
    });
  target(tenants.command('set'))
    .description('Add a tenant, or change one, without a restart.')
    .argument('<file>', 'JSON file with one tenant, as in the configuration file')
    .action(async (file: string, options: Target) => {
      const parsed = await readTenant(file);
      const { id } = parsed;
      const body = { config: parsed, by: os.userInfo().username };
      const path = `/v1/tenant-configs/${encodeURIComponent(id)}`;
      const { version } = await new ServiceClient(options).call(z.object({ version: z.number() }), path, 'PUT', body);
      print(`Tenant ${id} runs with version ${version} of its configuration.`);
    });
  target(tenants.command('remove'))
    .description('Stop a tenant that was added by "tenants set"; what the journal has of it stays.')
    .argument('<id>', 'the tenant')
    .action(async (id: string, options: Target) => {
      const path = `/v1/tenant-configs/${encodeURIComponent(id)}`;
      await new ServiceClient(options).call(z.object({ done: z.boolean() }), path, 'DELETE');
      print(`Tenant ${id} was stopped and removed.`);
    });
}
