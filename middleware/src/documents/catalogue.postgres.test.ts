import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CompiledQuery, createQueryId, PostgresQueryCompiler, sql } from 'kysely';
import { openDatabase, type OpenDatabase } from '../db/database.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { Catalogue, filtered } from './catalogue.ts';
import { documentCounts } from './counts.ts';

const postgres: TestPostgres | string = await startPostgres();
const DOCUMENTS = 50_000;

describe('looking documents up on PostgreSQL', () => {
  if (typeof postgres === 'string') {
    test.skip(postgres, () => undefined);
    return;
  }
  let database: OpenDatabase;

  beforeAll(async () => {
    database = await openDatabase({ url: postgres.url });
    const { journal } = database;
    await sql`insert into received_file (tenant, mailbox, name, size, sha256, received_at, status)
      select 't', 'm', 'file ' || n, 1, 'hash ' || n, now(), 'translated' from generate_series(1, ${DOCUMENTS}) n`.execute(
      journal
    );
    await sql`insert into document (document_key, tenant, file_id, sequence, interchange_index, group_index,
        interchange_control_number, group_control_number, set_control_number, order_number, partner, partition_key,
        lane, outcome, delivery, received_at, body)
      select 'key ' || n, 't', n, n, 0, 0, lpad(n::text, 9, '0'), 'G' || n, 'S' || n, 'PO-' || n, 'ZZ:P', 'p' || n, n % 16,
        'translated', case when n % 100 = 0 then 'published' else 'arrived' end, now(), '\\x00'
      from generate_series(1, ${DOCUMENTS}) n`.execute(journal);
    await sql`vacuum analyze document`.execute(journal);
    await sql`vacuum analyze received_file`.execute(journal);
  });

  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  async function planOf({ sql: text, parameters }: CompiledQuery): Promise<string> {
    const { rows } = await database.journal.executeQuery<Record<string, string>>(
      CompiledQuery.raw(`explain ${text}`, [...parameters])
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  const search = (number: string) =>
    filtered(
      database.journal
        .selectFrom('document')
        .innerJoin('received_file', 'received_file.id', 'document.file_id')
        .selectAll('document'),
      { tenant: 't', number }
    )
      .orderBy('document.sequence', 'desc')
      .limit(100)
      .compile();

  test.each(['PO-777', 'G777', 'S777', '777'])(
    'the number %s is found without reading all documents',
    async (number) => {
      const found = await new Catalogue(database.journal).list(100, { tenant: 't', number });
      expect(found.map(({ key }) => key)).toEqual(['key 777']);
      const plan = await planOf(search(number));
      for (const index of ['by_order', 'by_interchange', 'by_group', 'by_set'])
        expect(plan).toContain(`document_${index}`);
      expect(plan).not.toContain('Seq Scan on document');
    }
  );

  test('counts come from indexes alone', async () => {
    const catalogue = new Catalogue(database.journal);
    expect(await catalogue.counts('t')).toEqual({ waiting: 0, arrived: DOCUMENTS * 0.99, published: DOCUMENTS / 100 });
    const plans: string[] = [];
    const watched = database.journal.withPlugin({
      transformQuery: ({ node }) => {
        plans.push(new PostgresQueryCompiler().compileQuery(node, createQueryId()).sql);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result)
    });
    expect(await documentCounts(watched)).toHaveLength(2);
    for (const text of plans.filter((one) => /arrived|published/.test(one)))
      expect(await planOf(CompiledQuery.raw(text))).toMatch(/Index Only Scan using document_(arrived|outstanding)/);
    const started = performance.now();
    await catalogue.counts('t');
    expect(performance.now() - started).toBeLessThan(100);
  });
});
