import type { ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { DmlOperation, DmlRow } from '../../platform/org.ts';
import { parseSoql } from '../../soql/parse.ts';
import { normalizeId } from '../../store/ids.ts';
import type { ServerContext } from '../context.ts';
import { keyField, readableObject } from './record-access.ts';
import { jsonRow, rowJson } from './record-json.ts';
import { objectBody, ok } from './resources.ts';
import type { Handler, RestCall, RestResources } from './resources.ts';
import { RestError, notFound } from './rest-error.ts';
import { save } from './write.ts';
import type { SaveResult } from './write.ts';

const MAX_RECORDS = 200;
const MAX_READ = 2000;

type RecordJson = { attributes?: { type?: string } } & Record<string, unknown>;

const tooMany = (max: number): RestError =>
  new RestError(400, 'EXCEEDED_ID_LIMIT', `record limit reached. cannot submit more than ${max} records in one call`);

function records(call: RestCall): RecordJson[] {
  const found = objectBody(call).records;
  if (!Array.isArray(found)) throw new RestError(400, 'JSON_PARSER_ERROR', 'the body needs a list named records');
  if (found.length > MAX_RECORDS) throw tooMany(MAX_RECORDS);
  return found as RecordJson[];
}

function typeOf(record: RecordJson, schema: Schema): ObjectDescribe {
  const object = schema.exact(record.attributes?.type ?? '');
  if (object !== undefined) return object;
  throw new RestError(400, 'INVALID_TYPE', `sObject type '${record.attributes?.type ?? ''}' is not supported.`);
}

class MixedFailed extends Error {}

/** What stands in the answer for records that were good, when others were not and it was all or none. */
const rolledBack = (result: SaveResult): SaveResult =>
  result.success
    ? {
        success: false,
        errors: [
          {
            statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
            message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
            fields: []
          }
        ]
      }
    : result;

/** Saves rows of several objects; each object's rows are one statement, the answers stand in the order given. */
function saveMixed(
  context: ServerContext,
  operation: DmlOperation,
  rows: readonly DmlRow[],
  options: Parameters<typeof save>[3]
): SaveResult[] {
  const results = new Map<DmlRow, SaveResult>();
  const saveAll = (): void => {
    for (const group of Map.groupBy(rows, (row) => row.object).values()) {
      save(context, operation, group, options).forEach((result, i) => results.set(group[i] as DmlRow, result));
      if (options.allOrNone && [...results.values()].some((result) => !result.success)) throw new MixedFailed();
    }
  };
  const all = (): SaveResult[] => rows.map((row) => results.get(row) ?? { success: true, errors: [] });
  if (!options.allOrNone) {
    saveAll();
    return all();
  }
  try {
    context.org.transaction(saveAll);
    return all();
  } catch (error) {
    if (!(error instanceof MixedFailed)) throw error;
    return all().map(rolledBack);
  }
}

const run =
  (operation: DmlOperation): Handler =>
  (call, context) => {
    const { schema } = context.org;
    const rows = records(call).map((record) => jsonRow(record, typeOf(record, schema), schema));
    return ok(
      saveMixed(context, operation, rows, { access: call.access, allOrNone: objectBody(call).allOrNone === true })
    );
  };

const remove: Handler = (call, context) => {
  const ids = (call.query.ids ?? '').split(',').filter((id) => id !== '');
  if (ids.length > MAX_RECORDS) throw tooMany(MAX_RECORDS);
  const rows = ids.map((given) => {
    const id = normalizeId(given);
    const object = context.org.schema.byKeyPrefix(given.slice(0, 3));
    if (id === undefined || object === undefined) throw new RestError(400, 'MALFORMED_ID', `malformed id ${given}`);
    return { object, fields: new Map([['Id', id]]) };
  });
  return ok(saveMixed(context, 'delete', rows, { access: call.access, allOrNone: call.query.allOrNone === 'true' }));
};

/** Answers in the order of the ids; null where there is no such record. */
function readMany(
  call: RestCall,
  context: ServerContext,
  name: string,
  given: readonly string[],
  fields: readonly string[]
) {
  if (given.length > MAX_READ) throw tooMany(MAX_READ);
  const object = readableObject(context, name, call.access);
  const ids = given.map((id) => normalizeId(id) ?? id);
  if (fields.length === 0) throw new RestError(400, 'INVALID_FIELD', 'the list of fields is missing');
  const names = [...new Set(['Id', ...fields])];
  const query = parseSoql(`SELECT ${names.join(',')} FROM ${object.apiName} WHERE Id IN :ids`);
  const { rows } = context.org.query(query, [ids], call.access);
  const found = new Map(
    rows.map((row) => [String(row.fields.get('Id')), rowJson(row, query, context.org.schema, call.version, false)])
  );
  return ok(ids.map((id) => found.get(id) ?? null));
}

const split = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');

/** `/composite/sobjects…`: up to 200 records in one call, 2,000 when they are read. */
export function collectionResources(resources: RestResources): void {
  resources
    .on('POST', '/composite/sobjects', run('insert'))
    .on('PATCH', '/composite/sobjects', run('update'))
    .on('DELETE', '/composite/sobjects', remove)
    .on('GET', '/composite/sobjects/:object', (call, context) =>
      readMany(call, context, call.params.object ?? '', split(call.query.ids), split(call.query.fields))
    )
    .on('POST', '/composite/sobjects/:object', (call, context) => {
      const { ids, fields } = objectBody(call) as { ids?: string[]; fields?: string[] };
      return readMany(call, context, call.params.object ?? '', ids ?? [], fields ?? []);
    })
    .on('PATCH', '/composite/sobjects/:object/:field', (call, context) => {
      const object = context.org.schema.exact(call.params.object ?? '');
      if (object === undefined) throw notFound();
      const field = keyField(object, call.params.field ?? '');
      const rows = records(call).map((record) => jsonRow(record, object, context.org.schema));
      const options = { access: call.access, allOrNone: objectBody(call).allOrNone === true };
      return ok(save(context, 'upsert', rows, { ...options, externalIdField: field.apiName }));
    });
}
