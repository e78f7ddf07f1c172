import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { sql } from 'kysely';
import type { LoadedConfig } from './config/load.ts';
import { readSecret } from './config/secret.ts';
import { TenantSource } from './config/source.ts';
import type { Crm } from './crm/port.ts';
import { type DatabaseLocation, openDatabase } from './db/database.ts';
import { Leases } from './db/lease.ts';
import { keyFrom, Seal } from './db/seal.ts';
import { Catalogue } from './documents/catalogue.ts';
import { Desk } from './documents/desk.ts';
import { FileStore } from './documents/file-store.ts';
import { Clients } from './http/auth.ts';
import { tenantRoutes } from './http/routes/tenants.ts';
import { startHttp } from './http/server.ts';
import { clearSpool } from './intake/spool.ts';
import { Queues } from './jobs/queues.ts';
import { Turns } from './jobs/turns.ts';
import { type Logger, messageOf } from './telemetry/log.ts';
import { Metrics } from './telemetry/metrics.ts';
import { Pauses } from './tenants/pauses.ts';
import { Tenants } from './tenants/tenants.ts';

export interface App {
  httpPort: number;
  /** Ends in order: what is under way is finished, then the database is closed. */
  stop(): Promise<void>;
}

/** The lease of a killed worker holds its work up for so long; a living one renews it. */
const LEASE_SECONDS = 15;
/** The configuration is looked at so often. */
const WATCH_MILLISECONDS = 2000;
const RETRY_MILLISECONDS = 10_000;

/** Puts the service together and starts it. `crm` stands in for the configured one in tests. */
export async function startApp(loaded: LoadedConfig, log: Logger, crm?: Crm): Promise<App> {
  const { config, base } = loaded;
  readSecret(config.http.token, base);
  const seal = sealOf(config.database, base);
  const database = await openDatabase(databaseLocation(config.database, base));
  const { journal, boss } = database;
  const leases = new Leases(journal, randomUUID(), LEASE_SECONDS);
  if (database.exclusive) await leases.clear();
  leases.keepAlive((error) => log.warn({ reason: messageOf(error) }, 'leases cannot be renewed'));
  const spoolDirectory = path.resolve(base, config.spoolDirectory);
  await clearSpool(spoolDirectory);
  const queues = new Queues(boss, log);
  const metrics: Metrics = new Metrics(
    journal,
    () => tenants.allowances(),
    () => tenants.alerts()
  );
  const { parkSeconds } = config;
  const shared = { journal, seal, leases, queues, metrics, log, base, spoolDirectory, parkSeconds, crm };
  const tenants: Tenants = new Tenants({
    ...shared,
    turns: new Turns(),
    pauses: new Pauses(journal),
    leaseSeconds: LEASE_SECONDS
  });
  await queues.start();
  const source = new TenantSource(journal, loaded, log);
  // What could not be applied is tried again, and not only when something else changes.
  let pending: Awaited<ReturnType<typeof source.changed>>;
  let pendingSince = 0;
  const apply = async () => {
    const changed = await source.changed();
    if (!changed && (!pending || Date.now() - pendingSince < RETRY_MILLISECONDS)) return;
    pending = changed ?? pending;
    pendingSince = Date.now();
    const changes = await tenants.apply(pending ?? []);
    pending = undefined;
    log.info(changes, 'tenants');
  };
  await apply();
  const watch = setInterval(() => {
    apply().catch((error: unknown) => log.error({ reason: messageOf(error) }, 'the configuration cannot be applied'));
  }, WATCH_MILLISECONDS);
  const desk = new Desk(
    journal,
    new FileStore(journal, seal),
    (tenant) => (work, trx) => queues.wake(`${work}/${tenant}`, trx)
  );
  const http = await startHttp(config.http.port, {
    clients: clientsOf(config.http, base),
    catalogue: new Catalogue(journal),
    desk,
    tenants,
    metrics: () => metrics.text(),
    ping: () => sql`select 1`.execute(journal),
    routes: tenantRoutes({ tenants, source, secretsDirectory: config.http.tenantSecrets, apply }),
    requestsPerMinute: config.http.requestsPerMinute,
    onError: (error) => log.error({ reason: messageOf(error) }, 'request failed')
  });
  return { httpPort: http.port, stop };

  async function stop(): Promise<void> {
    clearInterval(watch);
    await http.close();
    await tenants.stop();
    await queues.stop();
    leases.stop();
    await database.close();
  }
}

type DatabaseConfig = LoadedConfig['config']['database'];

/** Where the journal is; DATABASE_URL in the environment goes before the configuration. */
export function databaseLocation(database: DatabaseConfig, base: string): DatabaseLocation {
  const { backend, statementSeconds } =
    'url' in database ? database : { backend: 'postgres' as const, statementSeconds: undefined };
  const server = { backend, ...(statementSeconds === undefined ? {} : { statementSeconds }) };
  const url = process.env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { url, ...server };
  return 'url' in database
    ? { url: readSecret(database.url, base), ...server }
    : { directory: path.resolve(base, database.directory) };
}

/** @throws SecretError, SealError when a key is not there or is none */
export function sealOf({ key, previousKeys }: DatabaseConfig, base: string): Seal {
  const keys = [...(key === 'none' ? [] : [key]), ...previousKeys];
  return new Seal(
    keys.map((reference) => keyFrom(readSecret(reference, base))),
    key !== 'none'
  );
}

function clientsOf({ token, clients }: LoadedConfig['config']['http'], base: string): Clients {
  const operator = { name: 'operator', role: 'operator' as const, tenants: null, token: () => readSecret(token, base) };
  const others = clients.map(({ name, role, tenants, token: reference }) => ({
    name,
    role,
    tenants: tenants ?? null,
    token: () => readSecret(reference, base)
  }));
  for (const one of others) one.token();
  return new Clients([operator, ...others]);
}
