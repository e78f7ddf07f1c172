import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { LoadedConfig } from './config/load.ts';
import { readSecret } from './config/secret.ts';
import type { Crm } from './crm/port.ts';
import { type DatabaseLocation, openDatabase } from './db/database.ts';
import { Leases } from './db/lease.ts';
import { keyFrom, Seal } from './db/seal.ts';
import { Catalogue } from './documents/catalogue.ts';
import { startHttp } from './http/server.ts';
import { clearSpool } from './intake/spool.ts';
import { Queues } from './jobs/queues.ts';
import { Turns } from './jobs/turns.ts';
import { type Logger, messageOf } from './telemetry/log.ts';
import { Pauses } from './tenants/pauses.ts';
import { Tenants } from './tenants/tenants.ts';

export interface App {
  httpPort: number;
  /** Ends in order: what is under way is finished, then the database is closed. */
  stop(): Promise<void>;
}

/** The lease of a killed worker holds its work up for so long; a living one renews it. */
const LEASE_SECONDS = 15;

/** Puts the service together and starts it. `crm` stands in for the configured one in tests. */
export async function startApp({ config, base }: LoadedConfig, log: Logger, crm?: Crm): Promise<App> {
  const token = readSecret(config.http.token, base);
  const seal = sealOf(config.database, base);
  const database = await openDatabase(databaseLocation(config.database, base));
  const { journal, boss } = database;
  const leases = new Leases(journal, randomUUID(), LEASE_SECONDS);
  if (database.exclusive) await leases.clear();
  leases.keepAlive((error) => log.warn({ reason: messageOf(error) }, 'leases cannot be renewed'));
  const spoolDirectory = path.resolve(base, config.spoolDirectory);
  await clearSpool(spoolDirectory);
  const queues = new Queues(boss, log);
  const { parkSeconds } = config;
  const shared = { journal, seal, leases, queues, log, base, spoolDirectory, parkSeconds, crm };
  const tenants = new Tenants({
    ...shared,
    turns: new Turns(),
    pauses: new Pauses(journal),
    leaseSeconds: LEASE_SECONDS
  });
  await queues.start();
  await tenants.apply(config.tenants);
  const onError = (error: unknown) => log.error({ reason: messageOf(error) }, 'request failed');
  const http = await startHttp(config.http.port, token, { catalogue: new Catalogue(journal), tenants, onError });
  return { httpPort: http.port, stop };

  async function stop(): Promise<void> {
    await http.close();
    await tenants.stop();
    await queues.stop();
    leases.stop();
    await database.close();
  }
}

type DatabaseConfig = LoadedConfig['config']['database'];

function databaseLocation(database: DatabaseConfig, base: string): DatabaseLocation {
  const backend = 'url' in database ? database.backend : 'postgres';
  const url = process.env['DATABASE_URL'];
  if (url !== undefined && url !== '') return { url, backend };
  return 'url' in database
    ? { url: readSecret(database.url, base), backend }
    : { directory: path.resolve(base, database.directory) };
}

function sealOf({ key, previousKeys }: DatabaseConfig, base: string): Seal {
  const keys = [...(key === 'none' ? [] : [key]), ...previousKeys];
  return new Seal(
    keys.map((reference) => keyFrom(readSecret(reference, base))),
    key !== 'none'
  );
}
