import { afterAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { openDatabase } from './database.ts';
import { Leases } from './lease.ts';
import { fromNow } from './times.ts';

const postgres: TestPostgres | string = await startPostgres();

describe('a journal on PostgreSQL', () => {
  if (typeof postgres === 'string') {
    test.skip(postgres, () => undefined);
    return;
  }
  afterAll(() => postgres.stop());

  test('outlives a connection that ends in the middle of a transaction, between two queries', async () => {
    const database = await openDatabase({ url: postgres.url });
    const { journal } = database;
    try {
      const broken = journal.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(journal);
        await delay(200);
        await sql`select 1`.execute(trx);
      });
      await expect(broken).rejects.toThrow();
      const { rows } = await sql<{ one: number }>`select 1 as one`.execute(journal);
      expect(rows).toEqual([{ one: 1 }]);
    } finally {
      await database.close();
    }
  });

  test('a statement that takes too long is ended, and so is a transaction whose process stands still', async () => {
    const database = await openDatabase({ url: postgres.url, statementSeconds: 1 });
    const { journal } = database;
    try {
      await expect(sql`select pg_sleep(3)`.execute(journal)).rejects.toThrow('statement timeout');
      const frozen = journal.transaction().execute(async (trx) => {
        await trx
          .insertInto('lease')
          .values({ name: 'x', holder: 'frozen', until: fromNow(15) })
          .execute();
        await delay(2500);
        await sql`select 1`.execute(trx);
      });
      await Promise.all([
        expect(frozen).rejects.toThrow(),
        // Another process waits for the lock no longer than that.
        delay(1500).then(() => new Leases(journal, 'other', 15).take('x'))
      ]);
      const rows = await journal.selectFrom('lease').select('holder').where('name', '=', 'x').execute();
      expect(rows).toEqual([{ holder: 'other' }]);
    } finally {
      await database.close();
    }
  });

  test('processes that start at the same time migrate an empty database once', async () => {
    const url = await postgres.createDatabase('empty');
    const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url })));
    const names = await opened[0]?.journal.selectFrom('schema_migration').select('name').execute();
    expect(names?.filter(({ name }) => name.endsWith('.sql')).length).toBeGreaterThan(10);
    await Promise.all(opened.map((one) => one.close()));
  });
});
