import express from 'express';
import type { Request, Router } from 'express';
import type { ObjectDescribe } from '../schema/schema.ts';
import type { DmlOperation, DmlRow } from '../platform/org.ts';
import { normalizeId } from '../store/ids.ts';
import { accessOf } from './authenticate.ts';
import type { ServerContext } from './context.ts';
import { jsonRow } from './record-json.ts';
import { RestError, notFound } from './rest-error.ts';
import { save } from './write.ts';
import type { SaveResult } from './write.ts';

const MAX_RECORDS = 200;

interface Collection {
  allOrNone?: boolean;
  records?: ({ attributes?: { type?: string } } & Record<string, unknown>)[];
}

function records(request: Request): NonNullable<Collection['records']> {
  const found = (request.body as Collection | undefined)?.records;
  if (!Array.isArray(found)) throw new RestError(400, 'JSON_PARSER_ERROR', 'the body needs a list named records');
  if (found.length > MAX_RECORDS) {
    throw new RestError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_RECORDS} records in one call`
    );
  }
  return found;
}

/** Saves rows of several objects; each object's rows are one statement, the answers stand in the order given. */
function saveMixed(
  context: ServerContext,
  operation: DmlOperation,
  rows: readonly DmlRow[],
  options: Parameters<typeof save>[3]
): SaveResult[] {
  const results = new Map<DmlRow, SaveResult>();
  for (const group of Map.groupBy(rows, (row) => row.object).values()) {
    save(context, operation, group, options).forEach((result, i) => results.set(group[i] as DmlRow, result));
  }
  return rows.map((row) => results.get(row) as SaveResult);
}

/** `/composite/sobjects…`: up to 200 records in one call. */
export function compositeRouter(context: ServerContext): Router {
  const router = express.Router({ mergeParams: true });
  const { schema } = context.org;
  const typed = (record: { attributes?: { type?: string } }, fallback?: ObjectDescribe): ObjectDescribe => {
    const object = fallback ?? schema.exact(record.attributes?.type ?? '');
    if (object === undefined)
      throw new RestError(400, 'INVALID_TYPE', `sObject type '${record.attributes?.type ?? ''}' is not supported.`);
    return object;
  };
  const run = (operation: DmlOperation) => (request: Request, response: express.Response) => {
    const rows = records(request).map((record) => jsonRow(record, typed(record), schema));
    const allOrNone = (request.body as Collection).allOrNone === true;
    response.json(saveMixed(context, operation, rows, { access: accessOf(request), allOrNone }));
  };
  router.post('/composite/sobjects', run('insert'));
  router.patch('/composite/sobjects', run('update'));
  router.delete('/composite/sobjects', (request, response) => {
    const ids = (typeof request.query.ids === 'string' ? request.query.ids : '').split(',').filter((id) => id !== '');
    const rows = ids.map((given) => {
      const id = normalizeId(given);
      const object = schema.byKeyPrefix(given.slice(0, 3));
      if (id === undefined || object === undefined) throw new RestError(400, 'MALFORMED_ID', `malformed id ${given}`);
      return { object, fields: new Map([['Id', id]]) };
    });
    const allOrNone = request.query.allOrNone === 'true';
    response.json(saveMixed(context, 'delete', rows, { access: accessOf(request), allOrNone }));
  });
  router.patch(
    '/composite/sobjects/:object/:field',
    (request: Request<{ object: string; field: string }>, response) => {
      const object = schema.exact(request.params.object);
      const field = object?.fields.get(request.params.field.toLowerCase());
      if (object === undefined || field === undefined) throw notFound();
      const plain = request as unknown as Request;
      const rows = records(plain).map((record) => jsonRow(record, typed(record, object), schema));
      const options = { access: accessOf(plain), allOrNone: (request.body as Collection).allOrNone === true };
      response.json(save(context, 'upsert', rows, { ...options, externalIdField: field.apiName }));
    }
  );
  return router;
}
