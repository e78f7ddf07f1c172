import { chmodSync, mkdirSync } from 'node:fs';
import { PGlite, types } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type BackendProfile, fromPglite, PgBoss } from 'pg-boss';
import { lockDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { pgliteDialect } from './pglite-dialect.ts';
import type { Database, Journal } from './schema.ts';

/** Either an embedded PGlite in a directory (one process, for evaluation), or a PostgreSQL server. */
export type DatabaseLocation =
  | { directory: string }
  | {
      url: string;
      backend?: BackendProfile;
      /** A statement, or a transaction in which nothing happens, is ended after so long; 0 for never. */
      statementSeconds?: number;
    };

const STATEMENT_SECONDS = 300;
/** For a connection, also while all of them are in use. */
const CONNECTION_MILLISECONDS = 30_000;

export interface OpenDatabase {
  journal: Journal;
  /** Not started. */
  boss: PgBoss;
  /** Whether no other process can have it open. */
  exclusive: boolean;
  /** Stop `boss` first. */
  close(): Promise<void>;
}

/** Opens the journal, brings its tables up to date, and prepares the job queues in the same database. */
export async function openDatabase(
  location: DatabaseLocation,
  { migrate: migrates = true } = {}
): Promise<OpenDatabase> {
  const opened =
    'url' in location
      ? openServer(location.url, location.backend ?? 'postgres', location.statementSeconds ?? STATEMENT_SECONDS)
      : await openDirectory(location.directory);
  try {
    if (migrates) await migrate(opened.journal);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openDirectory(directory: string): Promise<OpenDatabase> {
  const unlock = lockDirectory(directory);
  try {
    // It holds every document, so only its owner may enter, also where an earlier release left it open.
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const pglite = await PGlite.create(directory, { parsers: { [types.INT8]: Number } });
    const journal = new Kysely<Database>({ dialect: pgliteDialect(pglite) });
    const close = async () => {
      await pglite.close();
      unlock();
    };
    return {
      journal,
      boss: new PgBoss({ db: fromPglite(pglite), backend: 'pglite', useListenNotify: true }),
      exclusive: true,
      close
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function openServer(url: string, backend: BackendProfile, statementSeconds: number): OpenDatabase {
  const INT8: number = pg.types.builtins.INT8;
  const builtIn = pg.types.getTypeParser.bind(pg.types) as (oid: number, format?: string) => unknown;
  const parserOf = (oid: number, format?: string) => (oid === INT8 ? Number : builtIn(oid, format));
  const numbers = { getTypeParser: parserOf };
  const limits = limitsOf(statementSeconds);
  const pool = new pg.Pool({ connectionString: url, types: numbers, max: 10, keepAlive: true, ...limits });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // One that breaks while it is in use fails the query under way, and would end the process where there is none.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const journal = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  // CockroachDB has no LISTEN, and YugabyteDB none that is switched on: there the workers look at intervals.
  const useListenNotify = backend === 'postgres' || backend === 'citus';
  const boss = new PgBoss({ connectionString: url, backend, useListenNotify, ...limits });
  return { journal, boss, exclusive: false, close: () => journal.destroy() };
}

/** What waits for ever otherwise: for a connection, a lock, or a process that stopped in the middle of a transaction. */
function limitsOf(statementSeconds: number) {
  const connectionTimeoutMillis = CONNECTION_MILLISECONDS;
  if (statementSeconds === 0) return { connectionTimeoutMillis };
  const milliseconds = Math.ceil(statementSeconds * 1000);
  return {
    connectionTimeoutMillis,
    statement_timeout: milliseconds,
    idle_in_transaction_session_timeout: milliseconds
  };
}
