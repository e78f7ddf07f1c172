import { randomBytes } from 'node:crypto';
import express from 'express';
import type { Router } from 'express';
import type { SoqlQuery } from '../soql/ast.ts';
import { checkQuery } from '../soql/check.ts';
import { parseSoql } from '../soql/parse.ts';
import { exactSchema } from '../schema/exact-schema.ts';
import { accessOf } from './authenticate.ts';
import type { ServerContext } from './context.ts';
import { rowJson } from './record-json.ts';
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
export function queryRouter(context: ServerContext): Router {
  const router = express.Router({ mergeParams: true });
  const cursors = new Cursors();
  const run =
    (all: boolean): express.RequestHandler<{ version: string }> =>
    (request, response) => {
      if (request.query.explain !== undefined) throw notEmulated('query plans (explain)');
      const text = typeof request.query.q === 'string' ? request.query.q : '';
      if (text === '') throw new RestError(400, 'MALFORMED_QUERY', 'the query parameter q is missing');
      const access = accessOf(request);
      const query = { ...outsideQuery(text, context), ...(all ? { allRows: true } : {}) };
      const { version } = request.params;
      const result = context.org.query(query, [], access);
      if (result.rows.length === 0 && result.totalSize > 0) {
        response.json({ totalSize: result.totalSize, done: true, records: [] });
        return;
      }
      const records = result.rows.map((row) => rowJson(row, query, context.org.schema, version, result.aggregate));
      const cursor = { userId: access.userId, records, batch: batchSize(request.get('sforce-query-options')) };
      response.json(page(records.length > cursor.batch ? cursors.add(cursor) : '', cursor, 0, version));
    };
  router.get('/query', run(false));
  router.get('/queryAll', run(true));
  router.get('/query/:locator', (request: express.Request<{ version: string; locator: string }>, response) => {
    const [id = '', from = '0'] = request.params.locator.split('-');
    const cursor = cursors.find(id, accessOf(request).userId);
    response.json(page(id, cursor, Number(from), request.params.version));
  });
  return router;
}
