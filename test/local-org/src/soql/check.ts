import { OrgError } from '../platform/org.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import type { Condition, FieldExpression, Operand, SelectItem, SoqlQuery } from './ast.ts';
import { AGGREGATES, DATE_FUNCTIONS, PRESENTATION } from './functions.ts';
import {
  noSuchField,
  noSuchObject,
  noSuchRelationship,
  relationshipIn,
  resolveObject,
  resolvePath,
  withoutAlias
} from './resolve.ts';
import type { ResolvedField } from './resolve.ts';

/** What a user may see; what he may not see does not exist for him. */
export interface Visibility {
  object(object: ObjectDescribe): boolean;
  field(object: ObjectDescribe, field: FieldDescribe): boolean;
}

const LONG = new Set([
  'longtextarea',
  'base64',
  'encryptedstring',
  'location',
  'address',
  'junctionidlist',
  'complexvalue'
]);
const NUMERIC = new Set(['int', 'double', 'currency', 'percent']);
/** The literal type that a filter on a field of that type needs, in Salesforce's words. */
const LITERAL_NEEDED: Partial<Record<FieldDescribe['type'], [Extract<Operand, { kind: 'literal' }>['type'], string]>> =
  {
    boolean: ['boolean', 'boolean'],
    int: ['number', 'int'],
    double: ['number', 'double'],
    currency: ['number', 'currency'],
    percent: ['number', 'percent'],
    date: ['date', 'date'],
    datetime: ['datetime', 'dateTime']
  };

/** An aggregate, or FORMAT and its like around one. */
function hasAggregate(expression: FieldExpression): boolean {
  if (expression.kind !== 'call') return false;
  const name = expression.name.toUpperCase();
  return name in AGGREGATES || (PRESENTATION.has(name) && expression.arguments.some(hasAggregate));
}

export function isAggregate(query: SoqlQuery): boolean {
  const aggregated = (item: SelectItem): boolean => item.kind === 'field' && hasAggregate(item.expression);
  return query.groupBy !== undefined || query.select.some(aggregated);
}

/** The path that an expression is about; undefined for `COUNT()`. */
export function pathOf(expression: FieldExpression): string[] | undefined {
  if (expression.kind === 'path') return expression.path;
  if (expression.kind === 'value') return undefined;
  const first = expression.arguments[0];
  return first === undefined ? undefined : pathOf(first);
}

class Checker {
  private readonly schema: Schema;
  private readonly visibility: Visibility | undefined;
  private refused: OrgError | undefined;
  private readonly inaccessible = new Map<string, Set<string>>();

  constructor(schema: Schema, visibility: Visibility | undefined) {
    this.schema = schema;
    this.visibility = visibility;
  }

  query(query: SoqlQuery, object: ObjectDescribe): void {
    if (this.visibility?.object(object) === false) this.refuse(noSuchObject(query.from.object), object, '');
    const aggregate = isAggregate(query);
    for (const item of query.select) this.selectItem(item, query, object, aggregate);
    if (query.where !== undefined) this.condition(query.where, query, object);
    for (const field of query.groupBy?.fields ?? []) this.expression(field, query, object, 'grouped');
    if (query.groupBy?.having !== undefined) this.condition(query.groupBy.having, query, object);
    for (const { field } of query.orderBy) this.order(field, query, object);
    this.fieldsLimit(query);
  }

  private order(field: FieldExpression, query: SoqlQuery, object: ObjectDescribe): void {
    const path = field.kind === 'path' && field.path.length === 1 ? field.path[0] : undefined;
    const alias = query.select.some(
      (item) => item.kind === 'field' && item.alias?.toLowerCase() === path?.toLowerCase()
    );
    if (path === undefined || !alias) this.expression(field, query, object, 'sorted');
  }

  private fieldsLimit(query: SoqlQuery): void {
    const group = query.select.find((item) => item.kind === 'fields');
    if (group === undefined || group.group === 'STANDARD') return;
    const limited =
      query.limit?.kind === 'bind' || (query.limit?.kind === 'literal' && Number(query.limit.value) <= 200);
    if (!limited) throw new OrgError('MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200');
  }

  private selectItem(item: SelectItem, query: SoqlQuery, object: ObjectDescribe, aggregate: boolean): void {
    if (item.kind === 'typeof') this.typeOf(item, object);
    if (item.kind === 'subquery') this.subquery(item.query, object, aggregate);
    if (item.kind !== 'field') return;
    this.expression(item.expression, query, object, undefined);
    if (aggregate) this.grouped(item.expression, query);
  }

  private typeOf(item: Extract<SelectItem, { kind: 'typeof' }>, object: ObjectDescribe): void {
    const parent = this.schema.parent(object, item.relationship);
    if (parent === undefined) throw noSuchRelationship(item.relationship, 'field path');
    if (parent.objects.length < 2) {
      throw new OrgError('MALFORMED_QUERY', `${item.relationship} is not a polymorphic relationship field`);
    }
    for (const { object: name, fields } of item.when) {
      const target = resolveObject(this.schema, name);
      if (!parent.objects.includes(target)) {
        throw new OrgError(
          'MALFORMED_QUERY',
          `'${name}' is not a valid object type for relationship '${item.relationship}'`
        );
      }
      for (const path of fields) this.visible(resolvePath(this.schema, target, path), target, path);
    }
  }

  private subquery(query: SoqlQuery, parent: ObjectDescribe, aggregate: boolean): void {
    if (aggregate) throw new OrgError('MALFORMED_QUERY', 'aggregate queries cannot have nested queries');
    const relationship = this.schema.children(parent, relationshipIn(query, parent));
    const child = relationship && this.schema.object(relationship.childObject);
    if (child === undefined) throw noSuchRelationship(query.from.object, 'FROM part of query call');
    if (this.visibility?.object(child) === false) {
      this.refuse(noSuchRelationship(query.from.object, 'FROM part of query call'), child, '');
      return;
    }
    this.query(query, child);
  }

  private grouped(expression: FieldExpression, query: SoqlQuery): void {
    if (hasAggregate(expression)) return;
    const key = JSON.stringify(expression).toLowerCase();
    if ((query.groupBy?.fields ?? []).some((field) => JSON.stringify(field).toLowerCase() === key)) return;
    throw new OrgError(
      'MALFORMED_QUERY',
      `Field must be grouped or aggregated: ${(pathOf(expression) ?? []).join('.')}`
    );
  }

  private expression(
    expression: FieldExpression,
    query: SoqlQuery,
    object: ObjectDescribe,
    use: 'filtered' | 'sorted' | 'grouped' | undefined
  ): ResolvedField | undefined {
    if (expression.kind === 'call') this.call(expression);
    if (expression.kind === 'call' && expression.name.toUpperCase() === 'DISTANCE') {
      this.distance(expression, object, query);
      return undefined;
    }
    const path = pathOf(expression);
    if (path === undefined) return undefined;
    const resolved = resolvePath(this.schema, object, withoutAlias(path, query.from));
    this.visible(resolved, object, path);
    if (use !== undefined && LONG.has(resolved.field.type)) {
      throw new OrgError('INVALID_FIELD', `field '${resolved.field.apiName}' can not be ${use} in a query call`);
    }
    if (expression.kind === 'call') this.argument(expression, resolved.field);
    return resolved;
  }

  /** `DISTANCE(Location__c, GEOLOCATION(37, 122), 'mi')` */
  private distance(
    { arguments: [field, place, unit] }: Extract<FieldExpression, { kind: 'call' }>,
    object: ObjectDescribe,
    query: SoqlQuery
  ): void {
    const path = field && pathOf(field);
    const resolved = path && resolvePath(this.schema, object, withoutAlias(path, query.from));
    const located = resolved?.field.type === 'location' || resolved?.field.type === 'address';
    const geolocation =
      place?.kind === 'call' && place.name.toUpperCase() === 'GEOLOCATION' && place.arguments.length === 2;
    if (!located || !geolocation || unit?.kind !== 'value') {
      throw new OrgError(
        'MALFORMED_QUERY',
        "DISTANCE needs a geolocation field, a GEOLOCATION and the unit 'mi' or 'km'"
      );
    }
    this.visible(resolved, object, path ?? []);
  }

  /** Notes what the user may not see; the first of it is what the query fails with. */
  private refuse(error: OrgError, object: ObjectDescribe, fieldName: string): void {
    this.refused ??= error;
    const names = this.inaccessible.get(object.apiName) ?? new Set();
    this.inaccessible.set(object.apiName, fieldName === '' ? names : names.add(fieldName));
  }

  /** Throws when the user may not see all that the query names. */
  finish(): void {
    if (this.refused === undefined) return;
    this.refused.inaccessible = this.inaccessible;
    throw this.refused;
  }

  private visible(resolved: ResolvedField, object: ObjectDescribe, path: readonly string[]): void {
    const { visibility } = this;
    if (visibility === undefined) return;
    let from = object;
    for (const hop of resolved.hops) {
      if (!visibility.field(from, hop.field)) {
        this.refuse(noSuchRelationship(hop.relationship, 'field path'), from, hop.field.apiName);
        return;
      }
      from = hop.objects[0] ?? from;
    }
    const seen = resolved.targets.some(
      (target) => visibility.object(target.object) && visibility.field(target.object, target.field)
    );
    if (seen) return;
    const target = resolved.targets[0]?.object ?? object;
    this.refuse(noSuchField(path.at(-1) ?? '', target.apiName), target, resolved.field.apiName);
  }

  private call(expression: Extract<FieldExpression, { kind: 'call' }>): void {
    const name = expression.name.toUpperCase();
    if (name in AGGREGATES || name in DATE_FUNCTIONS || PRESENTATION.has(name)) return;
    if (name === 'DISTANCE' || name === 'GEOLOCATION') return;
    throw new OrgError('MALFORMED_QUERY', `not emulated: SOQL function ${expression.name}`);
  }

  private argument(expression: Extract<FieldExpression, { kind: 'call' }>, field: FieldDescribe): void {
    const name = expression.name.toUpperCase();
    if ((name === 'SUM' || name === 'AVG') && !NUMERIC.has(field.type)) {
      throw new OrgError('MALFORMED_QUERY', `field ${field.apiName} does not support aggregate operator ${name}`);
    }
    if (name in DATE_FUNCTIONS && field.type !== 'date' && field.type !== 'datetime') {
      throw new OrgError('INVALID_FIELD', `function ${name} needs a date or dateTime field, ${field.apiName} is none`);
    }
  }

  private condition(condition: Condition, query: SoqlQuery, object: ObjectDescribe): void {
    if (condition.kind === 'not') {
      this.condition(condition.operand, query, object);
      return;
    }
    if (condition.kind !== 'compare') {
      for (const operand of condition.operands) this.condition(operand, query, object);
      return;
    }
    const resolved = this.expression(condition.field, query, object, 'filtered');
    if (resolved !== undefined && condition.field.kind === 'path') this.value(condition.value, resolved.field);
    if (condition.value.kind === 'subquery') this.semiJoin(condition.value.query);
  }

  private semiJoin(query: SoqlQuery): void {
    this.query(query, resolveObject(this.schema, query.from.object));
    if (query.select.length !== 1 || query.select[0]?.kind !== 'field') {
      throw new OrgError('MALFORMED_QUERY', 'The inner select of a semi join must have exactly one field');
    }
  }

  private value(operand: Operand, field: FieldDescribe): void {
    if (operand.kind === 'list') {
      for (const item of operand.items) this.value(item, field);
      return;
    }
    const needed = LITERAL_NEEDED[field.type];
    if (operand.kind === 'dateLiteral') {
      if (field.type === 'date' || field.type === 'datetime') return;
      throw new OrgError(
        'INVALID_FIELD',
        `value of filter criterion for field '${field.apiName}' must not be a date literal`
      );
    }
    if (operand.kind !== 'literal' || operand.type === 'null') return;
    if (needed !== undefined && needed[0] !== operand.type) {
      const quotes = operand.type === 'string' ? ' and should not be enclosed in quotes' : '';
      throw new OrgError(
        'INVALID_FIELD',
        `value of filter criterion for field '${field.apiName}' must be of type ${needed[1]}${quotes}`
      );
    }
    if (needed === undefined && operand.type !== 'string' && field.type !== 'time' && field.type !== 'anytype') {
      throw new OrgError(
        'INVALID_FIELD',
        `value of filter criterion for field '${field.apiName}' must be of type string and should be enclosed in quotes`
      );
    }
  }
}

/**
 * Checks a query against the schema: objects, fields, relationships, what may be filtered, sorted and grouped, literal
 * types. Throws OrgError with Salesforce's code (`INVALID_TYPE`, `INVALID_FIELD`, `MALFORMED_QUERY`).
 */
export function checkQuery(query: SoqlQuery, schema: Schema, visibility?: Visibility): void {
  const checker = new Checker(schema, visibility);
  checker.query(query, resolveObject(schema, query.from.object));
  checker.finish();
}
