import type { Row } from '../platform/org.ts';
import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';
import { fromSql } from '../store/sql.ts';
import type { SqlValue } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { FieldExpression, SoqlQuery } from './ast.ts';
import { formatted } from './format.ts';
import { Scope } from './scope.ts';
import { aliased, limitOf, nullsOf, offsetOf, selectSql } from './select.ts';
import { expressionSql } from './where.ts';
import type { SqlContext } from './where.ts';

interface Output {
  expression: FieldExpression;
  field: FieldDescribe;
  name: string;
  format: boolean;
}

const keyOf = (expression: FieldExpression): string => JSON.stringify(expression).toLowerCase();

function outputsOf(query: SoqlQuery, scope: Scope): Output[] {
  let unnamed = 0;
  return query.select.flatMap((item): Output[] => {
    if (item.kind !== 'field' && item.kind !== 'count') return [];
    const expression: FieldExpression =
      item.kind === 'field' ? item.expression : { kind: 'call', name: 'COUNT', arguments: [] };
    const { field } = expressionSql(expression, scope);
    const format = expression.kind === 'call' && expression.name.toUpperCase() === 'FORMAT';
    const given = item.kind === 'field' ? item.alias : undefined;
    const name = given ?? (expression.kind === 'path' ? field.apiName : `expr${unnamed++}`);
    return [{ expression, field, name, format }];
  });
}

/** Which of the grouped fields each kind of row is grouped by: for ROLLUP all, all but the last, …; for CUBE every choice. */
function groupingSets(fields: readonly FieldExpression[], kind: 'rollup' | 'cube' | undefined): FieldExpression[][] {
  if (kind === undefined) return [[...fields]];
  if (kind === 'rollup') return Array.from({ length: fields.length + 1 }, (_, i) => fields.slice(0, fields.length - i));
  const choices = 2 ** fields.length;
  return Array.from({ length: choices }, (_, i) =>
    fields.filter((__, position) => ((choices - 1 - i) & (1 << position)) !== 0)
  );
}

/** An expression in the rows that are grouped by the set: a field outside of it is null, and GROUPING tells so. */
function columnIn(
  expression: FieldExpression,
  set: readonly FieldExpression[],
  all: readonly FieldExpression[],
  scope: Scope
): string {
  const outside = (candidate: FieldExpression): boolean =>
    all.some((field) => keyOf(field) === keyOf(candidate)) && !set.some((field) => keyOf(field) === keyOf(candidate));
  if (outside(expression)) return 'NULL';
  if (expression.kind === 'call' && expression.name.toUpperCase() === 'GROUPING') {
    const [field] = expression.arguments;
    return field !== undefined && outside(field) ? '1' : '0';
  }
  return expressionSql(expression, scope).sql;
}

/** One SELECT for each grouping set, joined by UNION ALL; subtotals stand behind what they sum up. */
function subtotalRows(
  query: SoqlQuery,
  outputs: readonly Output[],
  scope: Scope,
  store: Store,
  context: SqlContext
): SqlValue[][] {
  const groupBy = query.groupBy ?? { fields: [] };
  const keys = groupBy.fields.map((field) => expressionSql(field, scope).field);
  const orders = query.orderBy.map((item) => ({ ...item, field: aliased(item.field, query) }));
  const parts = groupingSets(groupBy.fields, groupBy.kind).map((set) => {
    const hidden = [...orders.map((item) => item.field), ...groupBy.fields];
    const columns = [...outputs.map((output) => output.expression), ...hidden].map((expression) =>
      columnIn(expression, set, groupBy.fields, scope)
    );
    const having = groupBy.having === undefined ? {} : { having: groupBy.having };
    const one: SoqlQuery = { ...query, orderBy: [] };
    delete one.limit;
    delete one.offset;
    // Without grouped fields, there is still one row: the grand total.
    if (set.length > 0) one.groupBy = { fields: set, ...having };
    else delete one.groupBy;
    return selectSql(one, scope, columns, context, { aggregate: true });
  });
  const first = outputs.length + 1;
  const sorted = orders.map((item, i) => `${first + i} ${item.descending ? 'DESC' : 'ASC'} NULLS ${nullsOf(item)}`);
  const grouped = keys.map((_, i) => `${first + orders.length + i} NULLS LAST`);
  let sql = `${parts.map((part) => part.sql).join(' UNION ALL ')} ORDER BY ${[...sorted, ...grouped].join(', ')}`;
  const params = parts.flatMap((part) => part.params);
  const limit = limitOf(query, context.binds);
  if (limit !== undefined || query.offset !== undefined) {
    sql += ' LIMIT ? OFFSET ?';
    params.push(limit ?? -1, offsetOf(query, context.binds));
  }
  return store.all(sql, params);
}

/** The rows of an aggregate query, with those of subtotals. */
export function aggregateRows(query: SoqlQuery, object: ObjectDescribe, store: Store, context: SqlContext): Row[] {
  const scope = new Scope(context, object, query.from);
  const outputs = outputsOf(query, scope);
  const read = (): SqlValue[][] => {
    if (query.groupBy?.kind !== undefined) return subtotalRows(query, outputs, scope, store, context);
    const columns = outputs.map((output) => expressionSql(output.expression, scope).sql);
    const { sql, params } = selectSql(query, scope, columns, context, { aggregate: true });
    return store.all(sql, params);
  };
  const sources = new Map(outputs.filter(({ format }) => !format).map(({ name, field }) => [name, field]));
  return read().map((values) => ({
    object,
    sources,
    fields: new Map(
      outputs.map((output, i) => {
        const value = fromSql(values[i] ?? null, output.field.type);
        return [output.name, output.format ? formatted(value, output.field, context.format) : value] as const;
      })
    ),
    parents: new Map(),
    children: new Map()
  }));
}
