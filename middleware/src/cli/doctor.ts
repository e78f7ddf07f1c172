import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Listr } from 'listr2';
import { sealOf, databaseLocation } from '../app.ts';
import { loadConfig, type LoadedConfig } from '../config/load.ts';
import type { TenantConfig } from '../config/schema.ts';
import { readSecret } from '../config/secret.ts';
import { openDatabase } from '../db/database.ts';
import { DirectoryInUseError } from '../db/lock.ts';
import { crmOf, mailboxOf } from '../tenants/connections.ts';
import { certificateEnd } from '../telemetry/alerts.ts';
import { messageOf } from '../telemetry/log.ts';
import type { Print } from './service.ts';

export interface Check {
  name: string;
  /** @returns what was found, in a few words. @throws Error that says what is wrong and what to do */
  run: () => Promise<string>;
}

export interface Finding {
  name: string;
  ok: boolean;
  said: string;
}

const DAY_MILLISECONDS = 86_400_000;
const CERTIFICATE_WARNING_DAYS = 30;

/** Everything that the service needs, one check each. */
export function checksOf({ config, base }: LoadedConfig): Check[] {
  return [
    { name: 'database', run: () => checkDatabase(config, base) },
    { name: 'spool folder', run: () => checkSpool(path.resolve(base, config.spoolDirectory)) },
    {
      name: 'tokens of the interface',
      run: () => {
        for (const reference of [config.http.token, ...config.http.clients.map(({ token }) => token)])
          readSecret(reference, base);
        return Promise.resolve(`${config.http.clients.length + 1} can be read`);
      }
    },
    ...config.tenants.flatMap((tenant) => checksOfTenant(tenant, base))
  ];
}

async function checkDatabase(config: LoadedConfig['config'], base: string): Promise<string> {
  sealOf(config.database, base);
  const location = databaseLocation(config.database, base);
  try {
    const database = await openDatabase(location);
    await database.close();
    return 'url' in location ? 'PostgreSQL, up to date' : 'PGlite, up to date';
  } catch (error) {
    // The service that runs holds it: that it runs proves more than a second look would.
    if (error instanceof DirectoryInUseError) return 'PGlite, in use by the running service';
    throw error;
  }
}

async function checkSpool(directory: string): Promise<string> {
  const found = await stat(directory).catch(() => undefined);
  if (!found) return 'is made at the first large file';
  if ((found.mode & 0o077) !== 0)
    throw new Error(`Others may enter ${directory}. Run "chmod 700 ${directory}" as its owner.`);
  return 'closed to others';
}

function checksOfTenant(tenant: TenantConfig, base: string): Check[] {
  const named = (name: string) => `${tenant.id}: ${name}`;
  const channels = tenant.channels.map((channel) => ({
    name: named(`channel ${channel.name}`),
    run: async () => {
      if (channel.type === 'push') {
        for (const secret of channel.secrets) readSecret(secret, base);
        return `POST /push/${tenant.id}/${channel.name}`;
      }
      const mailbox = await mailboxOf(channel, base)();
      try {
        const files = await mailbox.list();
        return files.length === 0 ? 'open and empty' : `open, ${files.length} files`;
      } finally {
        await mailbox.close();
      }
    }
  }));
  return [
    ...channels,
    { name: named('Salesforce'), run: () => checkSalesforce(tenant, base) },
    { name: named('certificate'), run: () => Promise.resolve(checkCertificate(tenant, base)) }
  ];
}

async function checkSalesforce({ salesforce }: TenantConfig, base: string): Promise<string> {
  const crm = crmOf(salesforce, base);
  try {
    await crm.checkPublishing();
    const { events, calls } = await crm.limits();
    const { state, caughtUp, error } = await crm.ingestState();
    if (state === 'stopped')
      throw new Error(
        `The org has stopped reading document events: ${error ?? ''} Resume DocumentEventTrigger in Setup.`
      );
    const behind = state === 'running' && !caughtUp ? ', the org is behind with reading' : '';
    return `logged in, ${events.remaining} of ${events.max} events and ${calls.remaining} of ${calls.max} calls left${behind}`;
  } finally {
    crm.close();
  }
}

/** The certificate that goes with the private key, where it stands beside it in the same file. */
function checkCertificate({ salesforce }: TenantConfig, base: string): string {
  const end = certificateEnd(readSecret(salesforce.privateKey, base));
  if (end === null) return 'not beside the key, so its end is not known here';
  const days = Math.floor((end - Date.now()) / DAY_MILLISECONDS);
  if (days < CERTIFICATE_WARNING_DAYS)
    throw new Error(
      `The certificate of the app ends in ${days} days. Make a new one, upload it to the External Client App, and replace the key.`
    );
  return `ends in ${days} days`;
}

/** Runs all checks, and goes on after a failed one. @returns whether all is well */
export async function doctor(configFile: string, json: boolean, print: Print): Promise<boolean> {
  const loaded = loadConfig(configFile);
  const checks = checksOf(loaded);
  const findings: Finding[] = [];
  const examine = async ({ name, run }: Check) => {
    try {
      findings.push({ name, ok: true, said: await run() });
    } catch (error) {
      findings.push({ name, ok: false, said: messageOf(error) });
    }
    return findings.at(-1) as Finding;
  };
  if (json) {
    for (const check of checks) await examine(check);
    print(JSON.stringify(findings));
  } else {
    await new Listr(
      checks.map((check) => ({
        title: check.name,
        task: async (_context: unknown, task: { title: string }) => {
          const { ok, said } = await examine(check);
          if (!ok) throw new Error(`${check.name}: ${said}`);
          task.title = `${check.name}: ${said}`;
        }
      })),
      { exitOnError: false, concurrent: false, rendererOptions: { showErrorMessage: true } }
    ).run();
  }
  return findings.every(({ ok }) => ok);
}
