import { OrgError } from '../platform/org.ts';
import type { BindValue } from '../platform/org.ts';
import type { FieldDescribe, FieldType, FieldValue, ObjectDescribe } from '../schema/schema.ts';
import type { Sql, SqlValue } from '../store/sql.ts';
import type { Condition, FieldExpression, Operand, SoqlQuery } from './ast.ts';
import { dateLiteralRange } from './date-literals.ts';
import { literal } from '../store/sql.ts';
import { startOfDay, zoneOffset } from '../time/zone.ts';
import { filterValue } from './filter-value.ts';
import type { FormatContext } from './format.ts';
import { AGGREGATES, DATE_FUNCTIONS, functionType } from './functions.ts';
import { datetimeText } from './literals.ts';
import { resolveObject } from './resolve.ts';
import { Scope } from './scope.ts';
import type { ScopeContext } from './scope.ts';

/** Everything that turning a query into SQL needs besides the query. */
export interface SqlContext extends ScopeContext {
  now: number;
  userId: string;
  /** How FORMAT writes values. */
  format: FormatContext;
  /** Which rows of an object may be seen; undefined for all. */
  rowFilter(object: ObjectDescribe, alias: string): Sql | undefined;
}

interface Column {
  sql: string;
  field: FieldDescribe;
}

/** A field expression as SQL, with a description of its value. */
export function expressionSql(expression: FieldExpression, scope: Scope): Column {
  if (expression.kind === 'path') return scope.column(expression.path);
  if (expression.kind === 'value') throw new OrgError('MALFORMED_QUERY', 'a value cannot stand here');
  if (expression.name.toUpperCase() === 'DISTANCE') return distanceSql(expression, scope);
  const argument = expression.arguments[0];
  const inner = argument === undefined ? undefined : expressionSql(argument, scope);
  const name = expression.name.toUpperCase();
  const field = inner?.field ?? scope.column(['Id']).field;
  const type: FieldType = functionType(name, inner?.field);
  if (name === 'TOLABEL' && inner !== undefined) return { sql: labelSql(inner), field: inner.field };
  if (name === 'CONVERTTIMEZONE' && inner !== undefined) {
    return { sql: `local_time(${inner.sql},${literal(scope.timeZone)})`, field: inner.field };
  }
  const make = AGGREGATES[name] ?? DATE_FUNCTIONS[name];
  return { sql: make === undefined ? (inner?.sql ?? '*') : make(inner?.sql ?? '*'), field: { ...field, type } };
}

/** Picklist values by their labels. */
function labelSql({ sql, field }: Column): string {
  const relabelled = field.picklistValues.filter(({ value, label }) => value !== label);
  if (relabelled.length === 0) return sql;
  const cases = relabelled.map(({ value, label }) => `WHEN ${literal(value)} THEN ${literal(label)}`).join(' ');
  return `(CASE ${sql} ${cases} ELSE ${sql} END COLLATE NOCASE)`;
}

function distanceSql({ arguments: args }: Extract<FieldExpression, { kind: 'call' }>, scope: Scope): Column {
  const [field, place, unit] = args;
  const path = field?.kind === 'path' ? field.path : [];
  const values = [...(place?.kind === 'call' ? place.arguments : []), unit].map((argument) =>
    argument?.kind === 'value' ? scope.value(argument.operand) : undefined
  );
  const [latitude, longitude, name] = values;
  if (typeof latitude !== 'number' || typeof longitude !== 'number' || (name !== 'mi' && name !== 'km')) {
    throw new OrgError('MALFORMED_QUERY', "GEOLOCATION needs two numbers, DISTANCE the unit 'mi' or 'km'");
  }
  const sql = `distance(${[...scope.coordinates(path), latitude, longitude].join(',')},'${name}')`;
  return { sql, field: { ...scope.column(['Id']).field, type: 'double' } };
}

/**
 * SQLite ignores the case of ASCII alone. A text with other letters is compared in lower case on both sides; one without
 * cannot equal a value that has them.
 */
const needsFolding = (field: FieldDescribe, value: unknown): value is string =>
  typeof value === 'string' && /[\u0080-\uffff]/.test(value) && !field.caseSensitive;

const folded = ({ sql }: Column): string => `fold_case(${sql})`;

const FALSE: Sql = { sql: '0', params: [] };

function joinSql(parts: readonly Sql[], by: string): Sql {
  return { sql: `(${parts.map((part) => part.sql).join(by)})`, params: parts.flatMap((part) => part.params) };
}

/** WHERE and HAVING. A comparison with null on either side is false (never unknown), so that NOT turns it round. */
export class ConditionSql {
  private readonly scope: Scope;
  private readonly context: SqlContext;

  constructor(scope: Scope, context: SqlContext) {
    this.scope = scope;
    this.context = context;
  }

  condition(condition: Condition): Sql {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return joinSql(
          condition.operands.map((operand) => this.condition(operand)),
          ` ${condition.kind.toUpperCase()} `
        );
      case 'not': {
        const inner = this.condition(condition.operand);
        return { sql: `NOT coalesce(${inner.sql},0)`, params: inner.params };
      }
      case 'compare':
        return this.compare(condition);
    }
  }

  private compare({ field, operator, value }: Extract<Condition, { kind: 'compare' }>): Sql {
    const column = expressionSql(field, this.scope);
    if (value.kind === 'subquery') return this.semiJoin(column, operator === 'NOT IN', value.query);
    if (value.kind === 'dateLiteral') return this.dateLiteral(column, operator, value.name, value.n);
    switch (operator) {
      case 'IN':
        return this.within(column, value);
      case 'NOT IN':
        return this.not(this.within(column, value));
      case 'INCLUDES':
        return this.includes(column, value);
      case 'EXCLUDES':
        return this.not(this.includes(column, value));
      case 'LIKE':
        return this.like(column, this.single(value));
      case '=':
      case '!=':
        // A collection that is bound means any of its values, as with IN.
        if (value.kind === 'bind' && Array.isArray(this.bound(value.index))) {
          return this.compare({ kind: 'compare', field, operator: operator === '=' ? 'IN' : 'NOT IN', value });
        }
        return this.ordered(column, operator, filterValue(this.single(value), column.field));
      default:
        return this.ordered(column, operator, filterValue(this.single(value), column.field));
    }
  }

  private ordered(column: Column, operator: '=' | '!=' | '<' | '<=' | '>' | '>=', value: SqlValue): Sql {
    if (value === null) {
      if (operator === '=') return { sql: `${column.sql} IS NULL`, params: [] };
      return operator === '!=' ? { sql: `${column.sql} IS NOT NULL`, params: [] } : FALSE;
    }
    if ((operator === '=' || operator === '!=') && needsFolding(column.field, value)) {
      return { sql: `${folded(column)} ${operator === '=' ? '=' : 'IS NOT'} ?`, params: [value.toLowerCase()] };
    }
    if (operator === '!=') return { sql: `${column.sql} IS NOT ?`, params: [value] };
    return { sql: `${column.sql} ${operator} ?`, params: [value] };
  }

  private not({ sql, params }: Sql): Sql {
    return { sql: `NOT coalesce(${sql},0)`, params };
  }

  private single(operand: Operand): FieldValue {
    if (operand.kind === 'literal') return operand.value;
    if (operand.kind !== 'bind') throw new OrgError('MALFORMED_QUERY', 'a single value is needed here');
    const value = this.bound(operand.index);
    if (Array.isArray(value)) throw new OrgError('MALFORMED_QUERY', 'a collection can be bound only to IN and NOT IN');
    return value as FieldValue;
  }

  private bound(index: number): BindValue {
    const value = this.context.binds[index];
    if (value === undefined)
      throw new OrgError('MALFORMED_QUERY', `bind variable ${index + 1} of the query has no value`);
    return value;
  }

  private values(operand: Operand): FieldValue[] {
    if (operand.kind === 'list') return operand.items.flatMap((item) => this.values(item));
    if (operand.kind === 'literal') return [operand.value];
    if (operand.kind !== 'bind') throw new OrgError('MALFORMED_QUERY', 'a date literal cannot stand in a list');
    const value = this.bound(operand.index);
    return Array.isArray(value) ? [...(value as readonly FieldValue[])] : [value as FieldValue];
  }

  private within(column: Column, operand: Operand): Sql {
    const values = this.values(operand).map((value) => filterValue(value, column.field));
    const present = values.filter((value) => value !== null);
    const parts: Sql[] = [];
    if (present.length > 0) {
      parts.push({ sql: `${column.sql} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(present)] });
    }
    const foreign = present.filter((value) => needsFolding(column.field, value)).map((value) => value.toLowerCase());
    if (foreign.length > 0) {
      parts.push({ sql: `${folded(column)} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(foreign)] });
    }
    if (present.length < values.length) parts.push({ sql: `${column.sql} IS NULL`, params: [] });
    return parts.length === 0 ? FALSE : joinSql(parts, ' OR ');
  }

  private like(column: Column, value: FieldValue): Sql {
    if (column.field.type === 'id' || column.field.type === 'reference') {
      throw new OrgError('INVALID_QUERY_FILTER_OPERATOR', `invalid operator on id field`);
    }
    if (needsFolding(column.field, value)) {
      return { sql: `${folded(column)} LIKE ? ESCAPE '\\'`, params: [value.toLowerCase()] };
    }
    return value === null ? FALSE : { sql: `${column.sql} LIKE ? ESCAPE '\\'`, params: [String(value)] };
  }

  /** Each value may be `A;B`, which needs both. */
  private includes(column: Column, operand: Operand): Sql {
    const alternatives = this.values(operand).map((value) => {
      const parts = String(value ?? '').split(';');
      const each = parts.map((part): Sql => ({
        sql: `instr(';' || ${column.sql} || ';', ?) > 0`,
        params: [`;${part};`]
      }));
      return joinSql(each, ' AND ');
    });
    return alternatives.length === 0 ? FALSE : joinSql(alternatives, ' OR ');
  }

  private dateLiteral(column: Column, operator: string, name: string, n: number | undefined): Sql {
    const { now, timeZone } = this.context;
    const days = dateLiteralRange(name, n, now + zoneOffset(now, timeZone));
    const bound = (day: string): string =>
      column.field.type === 'datetime' ? datetimeText(startOfDay(day, timeZone)) : day;
    const [start, end] = [bound(days.start), bound(days.end)];
    switch (operator) {
      case '=':
        return { sql: `(${column.sql} >= ? AND ${column.sql} < ?)`, params: [start, end] };
      case '!=':
        return { sql: `NOT coalesce(${column.sql} >= ? AND ${column.sql} < ?,0)`, params: [start, end] };
      case '<':
      case '>=':
        return { sql: `${column.sql} ${operator} ?`, params: [start] };
      case '<=':
        return { sql: `${column.sql} < ?`, params: [end] };
      case '>':
        return { sql: `${column.sql} >= ?`, params: [end] };
      default:
        throw new OrgError('MALFORMED_QUERY', `operator ${operator} does not take a date literal`);
    }
  }

  private semiJoin(column: Column, negative: boolean, query: SoqlQuery): Sql {
    const object = resolveObject(this.context.schema, query.from.object);
    const scope = new Scope(this.context, object, query.from);
    const item = query.select[0];
    if (item?.kind !== 'field')
      throw new OrgError('MALFORMED_QUERY', 'The inner select of a semi join needs one field');
    const selected = expressionSql(item.expression, scope);
    const where = whereSql(query, scope, this.context);
    const sql = `${column.sql} IN (SELECT ${selected.sql} ${scope.fromSql()} WHERE ${where.sql} AND ${selected.sql} IS NOT NULL)`;
    return { sql: negative ? `NOT coalesce(${sql},0)` : sql, params: where.params };
  }
}

/** `USING SCOPE`: the records of the user, or his queues' too. */
function scopeSql(name: string, scope: Scope, context: SqlContext): Sql {
  const { alias, object } = scope.root;
  if (name === 'everything') return { sql: '1', params: [] };
  if (!object.fields.has('ownerid')) {
    throw new OrgError('INVALID_FILTER_SCOPE', `filter scope '${name}' is not supported for ${object.apiName}`);
  }
  if (name === 'mine') return { sql: `${alias}."OwnerId" = ?`, params: [context.userId] };
  if (name === 'mine_and_my_groups') {
    return {
      sql: `(${alias}."OwnerId" = ? OR ${alias}."OwnerId" IN (SELECT "GroupId" FROM "GroupMember" WHERE "UserOrGroupId" = ? AND "IsDeleted" = 0))`,
      params: [context.userId, context.userId]
    };
  }
  throw new OrgError('NOT_EMULATED', `not emulated: USING SCOPE ${name}`);
}

/** The whole filter of a query: its WHERE, no deleted rows (unless ALL ROWS), and only rows that may be seen. */
export function whereSql(query: SoqlQuery, scope: Scope, context: SqlContext): Sql {
  const { alias, object } = scope.root;
  const parts: Sql[] = [];
  if (!query.allRows && object.fields.has('isdeleted')) parts.push({ sql: `${alias}."IsDeleted" = 0`, params: [] });
  if (query.scope !== undefined) parts.push(scopeSql(query.scope, scope, context));
  if (query.where !== undefined) parts.push(new ConditionSql(scope, context).condition(query.where));
  const visible = context.rowFilter(object, alias);
  if (visible !== undefined) parts.push(visible);
  return parts.length === 0 ? { sql: '1', params: [] } : joinSql(parts, ' AND ');
}
