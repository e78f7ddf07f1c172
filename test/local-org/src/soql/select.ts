import { OrgError } from '../platform/org.ts';
import type { BindValue } from '../platform/org.ts';
import type { FieldDescribe } from '../schema/schema.ts';
import { literal } from '../store/sql.ts';
import type { Sql } from '../store/sql.ts';
import type { FieldExpression, Operand, SoqlQuery } from './ast.ts';
import type { Scope } from './scope.ts';
import { ConditionSql, expressionSql, whereSql } from './where.ts';
import type { SqlContext } from './where.ts';

/** Beyond this many values a picklist is sorted by text; a CASE of that size would cost more than it gives. */
const MAX_SORTED_VALUES = 100;

/** Picklists sort in the order in which their values are defined. */
function sortKey(sql: string, field: FieldDescribe): string {
  const values = field.picklistValues;
  if (field.type !== 'picklist' || values.length === 0 || values.length > MAX_SORTED_VALUES) return sql;
  const cases = values.map((value, i) => `WHEN ${literal(value.value)} THEN ${i}`).join(' ');
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE CASE ${sql} ${cases} ELSE ${values.length} END END`;
}

/** A name of the select list as what it stands for. */
export function aliased(field: FieldExpression, query: SoqlQuery): FieldExpression {
  if (field.kind !== 'path' || field.path.length !== 1) return field;
  const name = field.path[0]?.toLowerCase();
  const item = query.select.find((candidate) => candidate.kind === 'field' && candidate.alias?.toLowerCase() === name);
  return item?.kind === 'field' ? item.expression : field;
}

/** Where nulls stand in an order. */
export function nullsOf(item: SoqlQuery['orderBy'][number]): 'FIRST' | 'LAST' {
  return item.nulls === 'last' ? 'LAST' : 'FIRST';
}

/** Nulls come first unless the query says otherwise; the id breaks ties, so that an order is always the same. */
export function orderSql(query: SoqlQuery, scope: Scope, aggregate: boolean): string {
  const items = query.orderBy.map((item) => {
    const { sql, field } = expressionSql(aliased(item.field, query), scope);
    return `${sortKey(sql, field)} ${item.descending ? 'DESC' : 'ASC'} NULLS ${nullsOf(item)}`;
  });
  if (!aggregate) items.push(`${scope.root.alias}."Id"`);
  return items.length === 0 ? '' : ` ORDER BY ${items.join(', ')}`;
}

function amount(operand: Operand, binds: readonly BindValue[]): number {
  const value = operand.kind === 'bind' ? binds[operand.index] : operand.kind === 'literal' ? operand.value : undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new OrgError('MALFORMED_QUERY', 'LIMIT and OFFSET need a whole number that is not negative');
  }
  return value;
}

export function limitOf(query: SoqlQuery, binds: readonly BindValue[]): number | undefined {
  return query.limit === undefined ? undefined : amount(query.limit, binds);
}

export function offsetOf(query: SoqlQuery, binds: readonly BindValue[]): number {
  const offset = query.offset === undefined ? 0 : amount(query.offset, binds);
  if (offset > 2000) throw new OrgError('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  return offset;
}

/** The query over the given columns. `filter` narrows it further (children of given parents); limits are left out then. */
export function selectSql(
  query: SoqlQuery,
  scope: Scope,
  columns: readonly string[],
  context: SqlContext,
  options: { aggregate: boolean; filter?: Sql }
): Sql {
  const where = whereSql(query, scope, context);
  const params = [...where.params, ...(options.filter?.params ?? [])];
  let tail = ` WHERE ${where.sql}${options.filter === undefined ? '' : ` AND ${options.filter.sql}`}`;
  if (query.groupBy !== undefined) {
    tail += ` GROUP BY ${query.groupBy.fields.map((field) => expressionSql(field, scope).sql).join(', ')}`;
    if (query.groupBy.having !== undefined) {
      const having = new ConditionSql(scope, context).condition(query.groupBy.having);
      tail += ` HAVING ${having.sql}`;
      params.push(...having.params);
    }
  }
  tail += orderSql(query, scope, options.aggregate);
  if (options.filter === undefined) {
    const limit = limitOf(query, context.binds);
    const offset = offsetOf(query, context.binds);
    if (limit !== undefined || offset > 0) {
      tail += ' LIMIT ? OFFSET ?';
      params.push(limit ?? -1, offset);
    }
  }
  // The joins are known only now: building the clauses asked for them.
  return { sql: `SELECT ${columns.join(', ')} ${scope.fromSql()}${tail}`, params };
}
