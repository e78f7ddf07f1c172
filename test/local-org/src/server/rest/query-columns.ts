import type { FieldDescribe, FieldType, ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { FieldExpression, SelectItem, SoqlQuery } from '../../soql/ast.ts';
import { pathOf } from '../../soql/check.ts';
import { resolvePath, withoutAlias } from '../../soql/resolve.ts';
import { RestError } from './rest-error.ts';

type Json = Record<string, unknown>;

const APEX_TYPES: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  time: 'Time',
  base64: 'Blob'
};
const NUMBERS = new Set<FieldType>(['int', 'double', 'currency', 'percent']);

const AGGREGATES = /^(?:COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX|GROUPING)$/i;

interface Column {
  name: string;
  field?: FieldDescribe;
  aggregate?: boolean;
  foreignKey?: string | undefined;
  joined?: Json[];
}

function columnJson({ name, field, aggregate = false, foreignKey, joined = [] }: Column): Json {
  const number = field === undefined || NUMBERS.has(field.type);
  return {
    aggregate,
    apexType: field === undefined ? 'Integer' : (APEX_TYPES[field.type] ?? 'String'),
    booleanType: field?.type === 'boolean',
    columnName: name,
    custom: field?.custom ?? false,
    displayName: name,
    foreignKeyName: foreignKey ?? null,
    insertable: !aggregate && (field?.createable ?? false),
    joinColumns: joined,
    numberType: number,
    textType: !number && field.type !== 'boolean',
    updatable: !aggregate && (field?.updateable ?? false)
  };
}

function fieldOf(schema: Schema, object: ObjectDescribe, query: SoqlQuery, expression: FieldExpression) {
  const path = pathOf(expression);
  return path === undefined ? undefined : resolvePath(schema, object, withoutAlias(path, query.from));
}

class Columns {
  readonly list: Json[] = [];
  private readonly parents = new Map<string, Json[]>();
  private readonly schema: Schema;
  private readonly query: SoqlQuery;
  private readonly object: ObjectDescribe;
  private expressions = 0;

  constructor(schema: Schema, query: SoqlQuery, object: ObjectDescribe) {
    this.schema = schema;
    this.query = query;
    this.object = object;
  }

  /** A lookup becomes one column, whose join columns are what was selected of the parent. */
  private within(hops: readonly { relationship: string; field?: FieldDescribe }[]): Json[] {
    let list = this.list;
    let key = '';
    for (const hop of hops) {
      key += `${hop.relationship}.`;
      let inner = this.parents.get(key);
      if (inner === undefined) {
        inner = [];
        this.parents.set(key, inner);
        list.push({
          ...columnJson({ name: hop.relationship, joined: inner, foreignKey: hop.field?.apiName }),
          apexType: null,
          numberType: false
        });
      }
      list = inner;
    }
    return list;
  }

  add(item: SelectItem): void {
    if (item.kind === 'subquery') {
      this.list.push({
        ...columnJson({
          name: item.query.from.object,
          aggregate: true,
          joined: selected(this.schema, item.query, this.object)
        }),
        apexType: null,
        numberType: false
      });
    } else if (item.kind === 'fields') {
      for (const field of this.object.fields.values()) this.list.push(columnJson({ name: field.apiName, field }));
    } else if (item.kind === 'field') {
      this.addField(item.expression, item.alias);
    }
  }

  private addField(expression: FieldExpression, alias: string | undefined): void {
    const resolved = fieldOf(this.schema, this.object, this.query, expression);
    if (expression.kind !== 'call' || !AGGREGATES.test(expression.name)) {
      if (resolved === undefined) return;
      const name = alias ?? resolved.field.apiName;
      this.within(resolved.hops).push(columnJson({ name, field: resolved.field }));
      return;
    }
    const name = alias ?? `expr${this.expressions++}`;
    const field = /^COUNT/i.test(expression.name) ? undefined : resolved?.field;
    this.list.push(columnJson({ name, aggregate: true, ...(field === undefined ? {} : { field }) }));
  }
}

function objectOf(schema: Schema, query: SoqlQuery, parent?: ObjectDescribe): ObjectDescribe {
  const { object: name } = query.from;
  const object =
    parent === undefined ? schema.exact(name) : schema.exact(schema.children(parent, name)?.childObject ?? '');
  if (object === undefined) throw new RestError(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return object;
}

function selected(schema: Schema, query: SoqlQuery, parent?: ObjectDescribe): Json[] {
  const columns = new Columns(schema, query, objectOf(schema, query, parent));
  for (const item of query.select) columns.add(item);
  return columns.list;
}

/** What `columns=true` answers: the columns of a query instead of its rows. */
export function describeColumns(query: SoqlQuery, schema: Schema): Json {
  const object = objectOf(schema, query);
  return {
    columnMetadata: selected(schema, query),
    entityName: object.apiName,
    groupBy: query.groupBy !== undefined,
    idSelected: query.select.some(
      (item) => item.kind === 'field' && pathOf(item.expression)?.join('.').toLowerCase() === 'id'
    ),
    keyPrefix: object.keyPrefix
  };
}
