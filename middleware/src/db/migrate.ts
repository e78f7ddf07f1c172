import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Journal } from './schema.ts';

const FOLDER = new URL('../../sql/', import.meta.url);
/** Any number, the same in every process: whoever holds this advisory lock migrates. */
const LOCK = 7_427_001;

/** Splits a script where a statement ends at the end of a line; our migrations hold no function bodies. */
const statementsOf = (script: string) =>
  script
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** Applies the scripts of `middleware/sql` that this database has not had, in order of name, each in a transaction. */
export async function migrate(journal: Journal): Promise<string[]> {
  const scripts = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return journal.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx);
    await sql`create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())`.execute(
      trx
    );
    const applied = await trx.selectFrom('schema_migration').select('name').execute();
    const known = new Set(applied.map(({ name }) => name));
    const fresh = scripts.filter((name) => !known.has(name));
    for (const name of fresh) {
      for (const statement of statementsOf(await readFile(new URL(name, FOLDER), 'utf8'))) {
        await sql.raw(statement).execute(trx);
      }
      await trx.insertInto('schema_migration').values({ name }).execute();
    }
    return fresh;
  });
}
