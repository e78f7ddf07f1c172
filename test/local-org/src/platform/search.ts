import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import type { SoqlQuery } from '../soql/ast.ts';
import { parseSoql } from '../soql/parse.ts';
import { parseSearch, wordsOf } from '../soql/search-text.ts';
import type { TextTest } from '../soql/search-text.ts';
import type { SearchScope, SoslQuery } from '../soql/sosl.ts';
import { quote } from '../store/sql.ts';
import type { Sql } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { OrgError } from './org.ts';
import type { BindValue, QueryResult, SearchResult } from './org.ts';

const TEXTS = new Set<FieldDescribe['type']>([
  'string',
  'textarea',
  'longtextarea',
  'email',
  'phone',
  'url',
  'picklist'
]);
const MOST_RESULTS = 2000;

const IN_SCOPE: Record<SearchScope, (field: FieldDescribe) => boolean> = {
  all: (field) => TEXTS.has(field.type),
  sidebar: (field) => TEXTS.has(field.type),
  name: (field) => field.nameField,
  email: (field) => field.type === 'email',
  phone: (field) => field.type === 'phone'
};

/** Runs SOSL: a word search over the text fields of records. */
export class Search {
  private readonly schema: Schema;
  private readonly query: (
    query: SoqlQuery,
    binds: readonly BindValue[],
    filter: (alias: string) => Sql
  ) => QueryResult;
  private test: TextTest = () => false;

  constructor(
    schema: Schema,
    store: Store,
    query: (query: SoqlQuery, binds: readonly BindValue[], filter: (alias: string) => Sql) => QueryResult
  ) {
    this.schema = schema;
    this.query = query;
    store.define('search_match', (...texts) =>
      Number(this.test(texts.flatMap((text) => (typeof text === 'string' ? wordsOf(text) : []))))
    );
  }

  run(search: SoslQuery, binds: readonly BindValue[]): SearchResult[] {
    const given = search.find ?? binds[0];
    if (typeof given !== 'string') throw new OrgError('MALFORMED_SEARCH', 'the search text is missing');
    this.test = parseSearch(given);
    let used = search.find === undefined ? 1 : 0;
    let left = search.limit ?? MOST_RESULTS;
    return this.parts(search).map((query) => {
      const own = binds.slice(used, used + query.bindCount);
      used += query.bindCount;
      const object = this.schema.object(query.from.object);
      if (object === undefined)
        throw new OrgError('INVALID_TYPE', `sObject type '${query.from.object}' is not supported.`);
      const { rows } = this.query(query, own, (alias) => this.filter(object, search.scope, alias));
      const kept = rows.slice(0, left);
      left -= kept.length;
      return { object, rows: kept };
    });
  }

  /** Without RETURNING, the ids of all business records. */
  private parts(search: SoslQuery): SoqlQuery[] {
    if (search.returning.length > 0) return search.returning;
    return this.schema.objects
      .filter(
        (object) => object.kind === 'custom' || (object.kind === 'standard' && !object.setup && object.share !== true)
      )
      .map((object) => parseSoql(`SELECT Id FROM ${object.apiName}`));
  }

  private filter(object: ObjectDescribe, scope: SearchScope, alias: string): Sql {
    const columns = [...object.fields.values()]
      .filter((field) => field.notEmulated === undefined && field.formula === undefined && IN_SCOPE[scope](field))
      .map((field) => `${alias}.${quote(field.apiName)}`);
    return { sql: columns.length === 0 ? '0' : `search_match(${columns.join(',')})`, params: [] };
  }
}
