import { randomBytes } from 'node:crypto';
import type { SoqlQuery } from '../../soql/ast.ts';
import { checkQuery } from '../../soql/check.ts';
import { parseSoql } from '../../soql/parse.ts';
import { exactSchema } from '../../schema/exact-schema.ts';
import type { ServerContext } from '../context.ts';
import { describeColumns } from './query-columns.ts';
import { rowJson } from './record-json.ts';
import { ok } from './resources.ts';
import type { Handler, RestResources } from './resources.ts';
import { RestError, notEmulated } from './rest-error.ts';

const DEFAULT_BATCH = 2000;
const MIN_BATCH = 200;
/** Salesforce keeps ten cursors for a user; the oldest make room. */
const MAX_CURSORS = 50;

interface Cursor {
  userId: string;
  records: unknown[];
  batch: number;
}

/** Query results that do not fit one answer. */
class Cursors {
  private readonly cursors = new Map<string, Cursor>();

  add(cursor: Cursor): string {
    const id = `01gLO${randomBytes(8).toString('hex').slice(0, 13)}`;
    this.cursors.set(id, cursor);
    const oldest = this.cursors.size > MAX_CURSORS ? this.cursors.keys().next().value : undefined;
    if (oldest !== undefined) this.cursors.delete(oldest);
    return id;
  }

  find(id: string, userId: string): Cursor {
    const cursor = this.cursors.get(id);
    if (cursor?.userId !== userId) {
      throw new RestError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return cursor;
  }
}

function page(id: string, cursor: Cursor, from: number, version: string): Record<string, unknown> {
  const end = from + cursor.batch;
  const done = end >= cursor.records.length;
  return {
    totalSize: cursor.records.length,
    done,
    ...(done ? {} : { nextRecordsUrl: `/services/data/${version}/query/${id}-${end}` }),
    records: cursor.records.slice(from, end)
  };
}

function batchSize(header: string | undefined): number {
  const given = Number(/batchSize=(\d+)/i.exec(header ?? '')?.[1] ?? DEFAULT_BATCH);
  return Math.min(DEFAULT_BATCH, Math.max(MIN_BATCH, given));
}

/** Parses and checks a query that comes from outside: full names, no binds. */
export function outsideQuery(text: string, context: ServerContext): SoqlQuery {
  const query = parseSoql(text);
  if (query.bindCount > 0) throw new RestError(400, 'MALFORMED_QUERY', 'Bind variables only allowed in Apex code');
  checkQuery(query, exactSchema(context.org.schema));
  return query;
}

/** `/query`, `/queryAll` and the pages that follow. */
export function queryResources(resources: RestResources): void {
  const cursors = new Cursors();
  const run =
    (all: boolean): Handler =>
    (call, context) => {
      if (call.query.explain !== undefined) throw notEmulated('query plans (explain)');
      const text = call.query.q ?? '';
      if (text === '') throw new RestError(400, 'MALFORMED_QUERY', 'the query parameter q is missing');
      const query = { ...outsideQuery(text, context), ...(all ? { allRows: true } : {}) };
      if (call.query.columns === 'true') return ok(describeColumns(query, context.org.schema));
      const result = context.org.query(query, [], call.access);
      if (result.rows.length === 0 && result.totalSize > 0) {
        return ok({ totalSize: result.totalSize, done: true, records: [] });
      }
      const records = result.rows.map((row) => rowJson(row, query, context.org.schema, call.version, result.aggregate));
      const batch = batchSize(call.headers['sforce-query-options']);
      const cursor = { userId: call.access.userId, records, batch };
      return ok(page(records.length > batch ? cursors.add(cursor) : '', cursor, 0, call.version));
    };
  const more: Handler = (call) => {
    const [id = '', from = '0'] = (call.params.locator ?? '').split('-');
    const cursor = cursors.find(id, call.access.userId);
    return ok(page(id, cursor, Number(from), call.version));
  };
  resources
    .on('GET', '/query', run(false))
    .on('GET', '/queryAll', run(true))
    .on('GET', '/query/:locator', more)
    .on('GET', '/queryAll/:locator', more);
}
