import { afterAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { openDatabase } from './database.ts';

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
});
