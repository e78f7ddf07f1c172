import type { QueryResult, Row } from '../platform/org.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import { fromSql, quote } from '../store/sql.ts';
import type { SqlValue } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { SelectItem, SoqlQuery } from './ast.ts';
import { aggregateRows } from './aggregate.ts';
import { isAggregate, pathOf } from './check.ts';
import { formatted } from './format.ts';
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
  /** The caller's own name for it, or one that no field has. */
  named: boolean;
  format: boolean;
}

/** A chain of lookups in the select list; its tables' ids say whether and where it leads. */
interface ParentOutput {
  hops: Hop[];
  /** Position of the first id column; one for each object. */
  at: number;
  objects: ObjectDescribe[];
}

type SelectedField = Extract<SelectItem, { kind: 'field' }>;

function selectedFields(query: SoqlQuery, object: ObjectDescribe, schema: Schema): SelectedField[] {
  const fields: SelectedField[] = [];
  const add = (name: string): number => fields.push({ kind: 'field', expression: { kind: 'path', path: [name] } });
  for (const item of query.select) {
    if (item.kind === 'field') fields.push(item);
    const lookup = item.kind === 'typeof' ? schema.parent(object, item.relationship)?.field : undefined;
    if (lookup !== undefined) add(lookup.apiName);
    if (item.kind !== 'fields') continue;
    for (const field of object.fields.values()) {
      const wanted = item.group === 'ALL' || (item.group === 'CUSTOM') === field.custom;
      if (wanted && field.notEmulated === undefined) add(field.apiName);
    }
  }
  return fields;
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
    for (const item of query.select) if (item.kind === 'typeof') this.typeOf(item, object, rows);
    return { rows, keys: childOf === undefined ? [] : raw.map((values) => values[columns.length - 1] ?? null) };
  }

  private outputs(query: SoqlQuery, object: ObjectDescribe, scope: Scope, columns: string[]): Output[] {
    let unnamed = 0;
    return selectedFields(query, object, this.context.schema).map(({ expression, alias }) => {
      const call = expression.kind === 'call' ? expression.name.toUpperCase() : undefined;
      const resolved = resolvePath(this.context.schema, object, withoutAlias(pathOf(expression) ?? [], query.from));
      const { sql, field } = expressionSql(expression, scope);
      columns.push(sql);
      const own = alias ?? (call === 'DISTANCE' ? `expr${unnamed++}` : undefined);
      return {
        hops: own === undefined ? resolved.hops : [],
        name: own ?? resolved.field.apiName,
        named: own !== undefined,
        field,
        format: call === 'FORMAT'
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
      const known = output.named || target.object.fields.has(output.name.toLowerCase());
      const shown = output.format ? formatted(value, output.field, this.context.format) : value;
      if (known) target.fields.set(output.name, shown);
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

  /** Each kind of parent with the fields that were asked of it. */
  private typeOf(item: Extract<SelectItem, { kind: 'typeof' }>, object: ObjectDescribe, rows: readonly Row[]): void {
    const relation = this.context.schema.parent(object, item.relationship);
    if (relation === undefined) throw noSuchRelationship(item.relationship, 'field path');
    const { field } = relation;
    const idOf = (row: Row): string => String(row.fields.get(field.apiName) ?? '');
    const name = field.relationshipName ?? item.relationship;
    for (const row of rows) row.parents.set(name, null);
    for (const [prefix, holders] of Map.groupBy(rows, (row) => idOf(row).slice(0, 3))) {
      const target = this.context.schema.byKeyPrefix(prefix);
      if (target === undefined) continue;
      const when = item.when.find((entry) => this.context.schema.object(entry.object) === target);
      const paths = (when?.fields ?? item.otherwise).filter(
        (path) => path.length > 1 || target.fields.has((path[0] ?? '').toLowerCase())
      );
      const found = this.parentRows(target, paths, holders.map(idOf));
      for (const row of holders) row.parents.set(name, found.get(idOf(row)) ?? null);
    }
  }

  private parentRows(target: ObjectDescribe, paths: readonly string[][], ids: readonly string[]): Map<string, Row> {
    const query: SoqlQuery = {
      text: '',
      select: [['Id'], ...paths].map((path) => ({ kind: 'field', expression: { kind: 'path', path } })),
      from: { object: target.apiName },
      orderBy: [],
      forUpdate: false,
      allRows: true,
      bindCount: 0,
      binds: []
    };
    const { rows } = this.read(query, target, { field: 'Id', ids: [...new Set(ids)] });
    return new Map(rows.map((row) => [row.fields.get('Id') as string, row]));
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
