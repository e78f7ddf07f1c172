import { exactSchema } from '../../schema/exact-schema.ts';
import { checkQuery } from '../../soql/check.ts';
import { search } from '../../soql/search.ts';
import { parseSosl } from '../../soql/sosl.ts';
import type { ServerContext } from '../context.ts';
import { rowJson } from './record-json.ts';
import { objectBody, ok } from './resources.ts';
import type { Handler, ResourceCall, RestAnswer, RestResources } from './resources.ts';
import { RestError, notEmulated } from './rest-error.ts';

/** Answers a search in SOSL with the records of all objects, one after the other. */
function answer(text: string, call: ResourceCall, context: ServerContext): RestAnswer {
  const { org } = context;
  const sosl = parseSosl(text);
  if (sosl.find === null || sosl.returning?.some(({ query }) => query.bindCount > 0)) {
    throw new RestError(400, 'MALFORMED_SEARCH', 'Bind variables only allowed in Apex code');
  }
  for (const { query } of sosl.returning ?? []) checkQuery(query, exactSchema(org.schema));
  const searchRecords = search(org, sosl, [], call.access, null).flatMap(({ query, rows }) =>
    rows.map((row) => rowJson(row, query, org.schema, call.version, false))
  );
  return ok({ searchRecords });
}

const soslSearch: Handler = (call, context) => {
  const text = call.query.q ?? '';
  if (text === '') throw new RestError(400, 'MALFORMED_SEARCH', 'the query parameter q is missing');
  return answer(text, call, context);
};

/** What a parameterized search may be asked, as JSON and as parameters of the address. */
interface Parameters {
  q?: string;
  in?: string;
  fields?: string[];
  sobjects?: { name: string; fields?: string[]; limit?: number; where?: string; orderBy?: string }[];
  overallLimit?: number;
  defaultLimit?: number;
}

const list = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean);
const number = (text: string | undefined): { limit?: number } => (text === undefined ? {} : { limit: Number(text) });

function fromAddress({ query }: ResourceCall): Parameters {
  const names = list(query.sobject) ?? [];
  return {
    ...(query.q === undefined ? {} : { q: query.q }),
    ...(query.in === undefined ? {} : { in: query.in }),
    ...(query.fields === undefined ? {} : { fields: list(query.fields) ?? [] }),
    ...(query.overallLimit === undefined ? {} : { overallLimit: Number(query.overallLimit) }),
    ...(query.defaultLimit === undefined ? {} : { defaultLimit: Number(query.defaultLimit) }),
    sobjects: names.map((name) => {
      const { [`${name}.fields`]: fields, [`${name}.limit`]: limit, [`${name}.where`]: where } = query;
      return {
        name,
        ...(fields === undefined ? {} : { fields: list(fields) ?? [] }),
        ...number(limit),
        ...(where === undefined ? {} : { where })
      };
    })
  };
}

const UNSUPPORTED = ['dataCategories', 'netWork', 'offset', 'snippet', 'spellCorrection', 'metadata', 'updateTracking'];

/** The same search in SOSL. */
function toSosl({ q = '', in: group = 'ALL', ...given }: Parameters): string {
  if (q === '') throw new RestError(400, 'MALFORMED_SEARCH', 'the search term q is missing');
  const find = q.replaceAll(/[\\{}]/g, String.raw`\$&`);
  const objects = (given.sobjects ?? []).map(({ name, fields, limit, where, orderBy }) => {
    const most = limit ?? given.defaultLimit;
    const clauses = [
      (fields ?? given.fields ?? ['Id']).join(', '),
      ...(where === undefined ? [] : [`WHERE ${where}`]),
      ...(orderBy === undefined ? [] : [`ORDER BY ${orderBy}`]),
      ...(most === undefined ? [] : [`LIMIT ${most}`])
    ];
    return `${name}(${clauses.join(' ')})`;
  });
  const returning = objects.length === 0 ? '' : ` RETURNING ${objects.join(', ')}`;
  const overall = given.overallLimit === undefined ? '' : ` LIMIT ${given.overallLimit}`;
  return `FIND {${find}} IN ${group} FIELDS${returning}${overall}`;
}

const parameterizedSearch: Handler = (call, context) => {
  const given = call.method === 'POST' ? (objectBody(call) as Parameters) : fromAddress(call);
  const unsupported = UNSUPPORTED.find((name) => name in given || name in call.query);
  if (unsupported !== undefined) throw notEmulated(`${unsupported} of a parameterized search`);
  return answer(toSosl(given), call, context);
};

/** `/search` and `/parameterizedSearch`. Source: REST API Developer Guide, "Search" and "Parameterized Search". */
export function searchResources(resources: RestResources): void {
  resources
    .on('GET', '/search', soslSearch)
    .on('GET', '/parameterizedSearch', parameterizedSearch)
    .on('POST', '/parameterizedSearch', parameterizedSearch);
}
