import type { QueryResult, Row } from '../platform/org.ts';
import type { FieldDescribe, ObjectDescribe } from '../schema/schema.ts';
import { fromSql, quote } from '../store/sql.ts';
import type { SqlValue } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { FieldExpression, SoqlQuery } from './ast.ts';
import { isAggregate, pathOf } from './check.ts';
import {
  POLYMORPHIC_TYPE,
  noSuchRelationship,
  relationshipIn,
  resolveObject,
  resolvePath,
  withoutAlias
} from './resolve.ts';
import type { Hop } from './resolve.ts';
import { Scope } from './scope.ts';
import { limitOf, offsetOf, selectSql } from './select.ts';
import { expressionSql } from './where.ts';
import type { SqlContext } from './where.ts';

/** One column of the SQL result and where it goes. */
interface Output {
  hops: Hop[];
  name: string;
  field: FieldDescribe;
  label: boolean;
}

/** A chain of lookups in the select list; its tables' ids say whether and where it leads. */
interface ParentOutput {
  hops: Hop[];
  /** Position of the first id column; one for each object. */
  at: number;
  objects: ObjectDescribe[];
}

function selectedPaths(query: SoqlQuery, object: ObjectDescribe): FieldExpression[] {
  const expressions: FieldExpression[] = [];
  for (const item of query.select) {
    if (item.kind === 'field') expressions.push(item.expression);
    if (item.kind !== 'fields') continue;
    for (const field of object.fields.values()) {
      const wanted = item.group === 'ALL' || (item.group === 'CUSTOM') === field.custom;
      if (wanted && field.notEmulated === undefined) expressions.push({ kind: 'path', path: [field.apiName] });
    }
  }
  return expressions;
}

/** Reads the rows of one query level: its columns, its parents, and its children by one query for each relationship. */
class RowReader {
  private readonly store: Store;
  private readonly context: SqlContext;

  constructor(store: Store, context: SqlContext) {
    this.store = store;
    this.context = context;
  }

  read(
    query: SoqlQuery,
    object: ObjectDescribe,
    childOf?: { field: string; ids: string[] }
  ): { rows: Row[]; keys: SqlValue[] } {
    const scope = new Scope(this.context, object, query.from);
    const columns = [`${scope.root.alias}."Id"`];
    const outputs = this.outputs(query, object, scope, columns);
    const parents = this.parentOutputs(outputs, scope, columns);
    if (childOf !== undefined) columns.push(`${scope.root.alias}.${quote(childOf.field)}`);
    const filter =
      childOf === undefined
        ? {}
        : {
            filter: {
              sql: `${scope.root.alias}.${quote(childOf.field)} IN (SELECT value FROM json_each(?))`,
              params: [JSON.stringify(childOf.ids)]
            }
          };
    const { sql, params } = selectSql(query, scope, columns, this.context, { aggregate: false, ...filter });
    const raw = this.store.all(sql, params);
    const rows = raw.map((values) => this.row(object, values, outputs, parents));
    this.children(query, object, rows);
    return { rows, keys: childOf === undefined ? [] : raw.map((values) => values[columns.length - 1] ?? null) };
  }

  private outputs(query: SoqlQuery, object: ObjectDescribe, scope: Scope, columns: string[]): Output[] {
    return selectedPaths(query, object).map((expression) => {
      const resolved = resolvePath(this.context.schema, object, withoutAlias(pathOf(expression) ?? [], query.from));
      const { sql, field } = expressionSql(expression, scope);
      columns.push(sql);
      return {
        hops: resolved.hops,
        name: resolved.field.apiName,
        field,
        label: expression.kind === 'call' && expression.name.toUpperCase() === 'TOLABEL'
      };
    });
  }

  private parentOutputs(outputs: readonly Output[], scope: Scope, columns: string[]): ParentOutput[] {
    const found = new Map<string, ParentOutput>();
    for (const { hops } of outputs) {
      for (let depth = 1; depth <= hops.length; depth += 1) {
        const chain = hops.slice(0, depth);
        const key = chain.map((hop) => hop.relationship).join('.');
        if (found.has(key)) continue;
        const tables = scope.parents(chain);
        found.set(key, { hops: chain, at: columns.length, objects: tables.map((table) => table.object) });
        columns.push(...tables.map((table) => `${table.alias}."Id"`));
      }
    }
    return [...found.values()];
  }

  private row(
    object: ObjectDescribe,
    values: readonly SqlValue[],
    outputs: readonly Output[],
    parents: readonly ParentOutput[]
  ): Row {
    const row: Row = {
      object,
      fields: new Map([['Id', values[0] as string]]),
      parents: new Map(),
      children: new Map()
    };
    for (const parent of parents) this.addParent(row, values, parent);
    outputs.forEach((output, i) => {
      const target = this.walk(row, output.hops);
      if (target === undefined || output.field === POLYMORPHIC_TYPE) {
        target?.fields.set(output.name, values[i + 1] ?? null);
        return;
      }
      const value = fromSql(values[i + 1] ?? null, output.field.type);
      const label = output.label
        ? output.field.picklistValues.find((entry) => entry.value === value)?.label
        : undefined;
      if (target.object.fields.has(output.name.toLowerCase())) target.fields.set(output.name, label ?? value);
    });
    return row;
  }

  private addParent(row: Row, values: readonly SqlValue[], parent: ParentOutput): void {
    const holder = this.walk(row, parent.hops.slice(0, -1));
    const last = parent.hops.at(-1);
    if (holder === undefined || last === undefined) return;
    const which = parent.objects.findIndex((_, i) => values[parent.at + i] !== null);
    const object = parent.objects[which];
    const id = values[parent.at + which] as string;
    holder.fields.set(last.field.apiName, object === undefined ? null : id);
    holder.parents.set(
      last.relationship,
      object === undefined ? null : { object, fields: new Map([['Id', id]]), parents: new Map(), children: new Map() }
    );
  }

  private walk(row: Row, hops: readonly Hop[]): Row | undefined {
    let at: Row | undefined = row;
    for (const hop of hops) at = at?.parents.get(hop.relationship) ?? undefined;
    return at;
  }

  private children(query: SoqlQuery, object: ObjectDescribe, rows: readonly Row[]): void {
    for (const item of query.select) {
      if (item.kind !== 'subquery') continue;
      const relationship = this.context.schema.children(object, relationshipIn(item.query, object));
      if (relationship === undefined) throw noSuchRelationship(item.query.from.object, 'FROM part of query call');
      const child = resolveObject(this.context.schema, relationship.childObject);
      const ids = rows.map((row) => row.fields.get('Id') as string);
      const found = this.read(item.query, child, { field: relationship.field, ids });
      const byParent = Map.groupBy(
        found.rows.map((row, i) => ({ row, key: found.keys[i] })),
        (entry) => entry.key
      );
      const offset = offsetOf(item.query, this.context.binds);
      const limit = limitOf(item.query, this.context.binds);
      for (const row of rows) {
        const all = (byParent.get(row.fields.get('Id') as string) ?? []).map((entry) => entry.row);
        row.children.set(
          relationship.relationshipName,
          all.slice(offset, limit === undefined ? undefined : offset + limit)
        );
      }
    }
  }
}

function aggregateRows(query: SoqlQuery, object: ObjectDescribe, store: Store, context: SqlContext): Row[] {
  const scope = new Scope(context, object, query.from);
  let unnamed = 0;
  const outputs = query.select.flatMap((item) => {
    if (item.kind !== 'field' && item.kind !== 'count') return [];
    const expression: FieldExpression =
      item.kind === 'field' ? item.expression : { kind: 'call', name: 'COUNT', arguments: [] };
    const { sql, field } = expressionSql(expression, scope);
    let name = item.kind === 'field' ? item.alias : undefined;
    if (name === undefined && expression.kind === 'path') name = field.apiName;
    if (name === undefined) {
      name = `expr${unnamed}`;
      unnamed += 1;
    }
    return [{ sql, field, name }];
  });
  const { sql, params } = selectSql(
    query,
    scope,
    outputs.map((output) => output.sql),
    context,
    { aggregate: true }
  );
  return store.all(sql, params).map((values) => ({
    object,
    fields: new Map(outputs.map((output, i) => [output.name, fromSql(values[i] ?? null, output.field.type)] as const)),
    parents: new Map(),
    children: new Map()
  }));
}

/** The number of rows that the query finds, its LIMIT included. */
export function countRows(query: SoqlQuery, store: Store, context: SqlContext): number {
  const object = resolveObject(context.schema, query.from.object);
  const scope = new Scope(context, object, query.from);
  const { sql, params } = selectSql({ ...query, orderBy: [] }, scope, ['1'], context, { aggregate: true });
  return Number(store.all(`SELECT COUNT(*) FROM (${sql})`, params)[0]?.[0] ?? 0);
}

/** Runs a checked query. */
export function executeQuery(query: SoqlQuery, store: Store, context: SqlContext): QueryResult {
  const object = resolveObject(context.schema, query.from.object);
  if (query.select[0]?.kind === 'count' && query.select.length === 1 && query.groupBy === undefined) {
    return { rows: [], aggregate: false, totalSize: countRows(query, store, context) };
  }
  const aggregate = isAggregate(query);
  const rows = aggregate
    ? aggregateRows(query, object, store, context)
    : new RowReader(store, context).read(query, object).rows;
  return { rows, aggregate, totalSize: rows.length };
}
