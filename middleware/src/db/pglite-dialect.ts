import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { CompiledQuery } from 'kysely';
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult
} from 'kysely';

/** Ends a transaction that was left open on purpose; only its driver sees it. */
class Rollback extends Error {}

class PGliteConnection implements DatabaseConnection {
  readonly #pglite: PGlite;
  #transaction:
    { handle: Transaction; finish: (how: 'commit' | 'rollback') => void; closed: Promise<void> } | undefined;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const target = this.#transaction?.handle ?? this.#pglite;
    const { rows, affectedRows } = await target.query<R>(query.sql, [...query.parameters]);
    return affectedRows === undefined ? { rows } : { rows, numAffectedRows: BigInt(affectedRows) };
  }

  streamQuery(): never {
    throw new Error('PGlite does not stream results: ask for them page by page.');
  }

  async begin(): Promise<void> {
    const begun = Promise.withResolvers<Transaction>();
    const end = Promise.withResolvers<'commit' | 'rollback'>();
    const closed = this.#pglite
      .transaction(async (handle) => {
        begun.resolve(handle);
        if ((await end.promise) === 'rollback') throw new Rollback();
      })
      .catch((error: unknown) => {
        begun.reject(error);
        if (!(error instanceof Rollback)) throw error;
      });
    // A failed COMMIT is thrown by `finish`; until then nobody may call its rejection unhandled.
    closed.catch(() => undefined);
    this.#transaction = { handle: await begun.promise, finish: end.resolve, closed };
  }

  async finish(how: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    transaction?.finish(how);
    await transaction?.closed;
  }
}

/**
 * One connection, taken in turns: kysely's own PGlite dialect hands the same one to everybody, so that a query beside
 * an open transaction runs inside it, and two transactions at once wait for each other for ever.
 */
class PGliteDriver implements Driver {
  readonly #connection: PGliteConnection;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(pglite: PGlite) {
    this.#connection = new PGliteConnection(pglite);
  }

  async init(): Promise<void> {
    await Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#taken = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken = false;
    await Promise.resolve();
  }

  beginTransaction(): Promise<void> {
    return this.#connection.begin();
  }

  commitTransaction(): Promise<void> {
    return this.#connection.finish('commit');
  }

  rollbackTransaction(): Promise<void> {
    return this.#connection.finish('rollback');
  }

  /** The owner of the PGlite instance closes it, after everyone else who uses it. */
  async destroy(): Promise<void> {
    await Promise.resolve();
  }
}

/** kysely on an embedded PGlite that pg-boss shares. */
export function pgliteDialect(pglite: PGlite): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PGliteDriver(pglite),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler()
  };
}
