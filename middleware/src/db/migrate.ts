import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Journal } from './schema.ts';

const FOLDER = new URL('../../sql/', import.meta.url);
/** Row that whoever migrates holds: a lock that every back end knows, as they do not know PostgreSQL's advisory ones. */
const LOCK = 'lock';
/** Two processes made the same table at the same moment: its row of the catalogue, the table, or its type is there. */
const MADE_BY_ANOTHER = ['23505', '42P07', '42710'];

/** Splits a script where a statement ends at the end of a line; our migrations hold no function bodies. */
const statementsOf = (script: string) =>
  script
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** Applies the scripts of `middleware/sql` that this database has not had, in order of name, each in a transaction. */
export async function migrate(journal: Journal): Promise<string[]> {
  const scripts = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  await makeTable(journal);
  return journal.transaction().execute(async (trx) => {
    // An index over years of documents takes its time.
    await sql`set local statement_timeout = 0`.execute(trx);
    await trx
      .insertInto('schema_migration')
      .values({ name: LOCK })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ name: LOCK }))
      .execute();
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

async function makeTable(journal: Journal): Promise<void> {
  try {
    await sql`create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())`.execute(
      journal
    );
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (!MADE_BY_ANOTHER.includes(code)) throw error;
  }
}
