import { checkQuery } from '../../soql/check.ts';
import type { SelectItem, SoqlQuery } from '../../soql/ast.ts';
import { parseSoql } from '../../soql/parse.ts';
import { parseSosl } from '../../soql/sosl.ts';
import { OrgError } from '../../platform/org.ts';
import type { Expression } from '../syntax/ast.ts';
import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { libraryType } from '../types/library.ts';
import { SOBJECT, sObjectType } from '../types/type.ts';
import { fail, USER_MODE_VERSION, type Body, type ExpressionTranslator } from './body.ts';
import { checkBinds } from './bind-checks.ts';
import type { Code } from './code.ts';

const AGGREGATES = new Set(['COUNT', 'SUM', 'AVG', 'MIN', 'MAX', 'COUNT_DISTINCT', 'GROUPING']);

/** A SOQL literal, parsed and checked against the schema at compile time. */
export function soql(expression: Expression & { kind: 'soql' }, body: Body, translator: ExpressionTranslator): Code {
  const query = parsed(expression, body);
  const object = body.scope.schema.object(query.from.object);
  if (!object) {
    fail(expression, `sObject type '${query.from.object}' is not supported.`);
  }
  if (query.with === 'SECURITY_ENFORCED' && body.apiVersion >= USER_MODE_VERSION) {
    fail(expression, 'WITH SECURITY_ENFORCED is not supported from API version 67.0 on: use WITH USER_MODE');
  }
  const bound = expression.binds.map((bind) => translator.expression(bind, body));
  checkBinds(
    query,
    body.scope.schema,
    bound.map((one) => one.type),
    expression
  );
  const call = `${body.pool.add(query)}, [${bound.map((one) => one.js).join(', ')}], ${body.pool.add(body.access)}`;
  if (query.select.length === 1 && query.select[0]?.kind === 'count') {
    return { type: libraryType('Integer'), present: true, js: `$.count(${call})` };
  }
  const row = isAggregate(query) ? AGGREGATE_RESULT : sObjectType(object);
  return { type: libraryType('List', row), present: true, query: true, js: `$.query(${call})` };
}

/** A SOSL literal: a list of records for each object. */
export function sosl(expression: Expression & { kind: 'sosl' }, body: Body, translator: ExpressionTranslator): Code {
  const search = guarded(expression, () => parseSosl(expression.text));
  for (const { object, query } of search.returning ?? []) {
    if (!body.scope.schema.object(object)) {
      fail(expression, `sObject type '${object}' is not supported.`);
    }
    guarded(expression, () => checkQuery(query, body.scope.schema));
  }
  const binds = expression.binds.map((bind) => translator.expression(bind, body).js);
  const rows = libraryType('List', libraryType('List', SOBJECT));
  const js = `$.search(${body.pool.add(search)}, [${binds.join(', ')}], ${body.pool.add(body.access)})`;
  return { type: rows, present: true, js };
}

function guarded<T>(expression: Expression, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OrgError) {
      fail(expression, error.message);
    }
    throw error;
  }
}

function parsed(expression: Expression & { kind: 'soql' }, body: Body): SoqlQuery {
  return guarded(expression, () => {
    const query = parseSoql(expression.text);
    checkQuery(query, body.scope.schema);
    return query;
  });
}

/** True where the rows are AggregateResults. */
export function isAggregate(query: SoqlQuery): boolean {
  return query.groupBy !== undefined || query.select.some(isAggregateItem);
}

function isAggregateItem(item: SelectItem): boolean {
  return item.kind === 'field' && item.expression.kind === 'call' && AGGREGATES.has(item.expression.name.toUpperCase());
}
