import type { CompiledFormula } from '../formula/compile.ts';
import type { FieldDescribe, ObjectDescribe, Schema } from '../schema/schema.ts';
import { isComputed } from '../schema/schema.ts';
import { columnType, literal, quote } from '../store/sql.ts';
import type { BindValue } from '../platform/org.ts';
import { compoundParts, compoundSql } from './compound.ts';
import { POLYMORPHIC_TYPE, resolvePath, withoutAlias } from './resolve.ts';
import type { Hop } from './resolve.ts';
import type { Operand, SoqlQuery } from './ast.ts';

/** A table that takes part in a query. */
export interface JoinedTable {
  alias: string;
  object: ObjectDescribe;
}

/** How formula fields get into SQL. */
export interface FormulaSql {
  formula(object: ObjectDescribe, field: FieldDescribe): CompiledFormula;
  /** The call that evaluates the formula over the SQL of its references. */
  call(formula: CompiledFormula, args: readonly string[]): string;
}

/** What a scope needs to know besides the query. */
export interface ScopeContext {
  schema: Schema;
  binds: readonly BindValue[];
  /** IANA name of the user's time zone. */
  timeZone: string;
  aliases: Aliases;
  formulas: FormulaSql;
  /** Key prefixes of the ids that the lookup holds in the object's rows. */
  prefixes(object: ObjectDescribe, field: FieldDescribe): Set<string>;
}

/** SQLite joins 64 tables at most; a lookup to anything joins only what its ids lead to. */
const MANY = 8;

/** Gives table aliases that are unique over a query and its semi-joins. */
export class Aliases {
  private count = 0;

  next(): string {
    this.count += 1;
    return `t${this.count}`;
  }
}

/** The tables of one FROM clause: the object itself and the parents that its paths lead to, each joined once. */
export class Scope {
  readonly root: JoinedTable;
  readonly joins: string[] = [];
  private readonly tables = new Map<string, JoinedTable[]>();
  private readonly schema: Schema;
  private readonly from: SoqlQuery['from'];
  private readonly aliases: Aliases;
  private readonly context: ScopeContext;

  /** `alias` where the object's table is in the statement already. */
  constructor(context: ScopeContext, object: ObjectDescribe, from: SoqlQuery['from'], alias?: string) {
    this.schema = context.schema;
    this.from = from;
    this.aliases = context.aliases;
    this.context = context;
    this.root = { alias: alias ?? this.aliases.next(), object };
  }

  /** The SQL of a field path, joining what it needs. */
  column(path: readonly string[]): { sql: string; field: FieldDescribe } {
    const resolved = resolvePath(this.schema, this.root.object, withoutAlias(path, this.from));
    const tables = this.parents(resolved.hops);
    if (resolved.field === POLYMORPHIC_TYPE) {
      const cases = tables.map((table) => `WHEN ${table.alias}."Id" IS NOT NULL THEN ${literal(table.object.apiName)}`);
      return { sql: `CASE ${cases.join(' ')} END`, field: resolved.field };
    }
    const columns = tables.flatMap((table) => {
      const field = this.schema.field(table.object, resolved.field.apiName);
      return field === undefined ? [] : [this.fieldSql(resolved.hops, table, field)];
    });
    return {
      sql: columns.length === 1 ? (columns[0] as string) : `coalesce(${columns.join(',')})`,
      field: resolved.field
    };
  }

  private fieldSql(hops: readonly Hop[], table: JoinedTable, field: FieldDescribe): string {
    if (field.formula !== undefined) return this.formulaSql(hops, table, field);
    if (isComputed(field)) return compoundSql(table, field);
    return `${table.alias}.${quote(field.apiName)}`;
  }

  private formulaSql(hops: readonly Hop[], table: JoinedTable, field: FieldDescribe): string {
    const { formulas } = this.context;
    const formula = formulas.formula(table.object, field);
    const args = formula.references.map((reference) => {
      const path = [...hops, ...reference.hops];
      const target = this.parents(path).find((candidate) => candidate.object === reference.object);
      return target === undefined ? 'NULL' : this.fieldSql(path, target, reference.field);
    });
    const call = formulas.call(formula, args);
    return columnType(field).endsWith('NOCASE') ? `(${call} COLLATE NOCASE)` : call;
  }

  /** The tables at the end of a chain of lookups. */
  parents(hops: readonly Hop[]): JoinedTable[] {
    let from = [this.root];
    let key = '';
    for (const hop of hops) {
      key += `.${hop.relationship}`;
      from = this.tables.get(key) ?? this.join(key, from, hop);
    }
    return from;
  }

  private join(key: string, from: readonly JoinedTable[], hop: Hop): JoinedTable[] {
    const keys = from.flatMap((table) => {
      const field = this.schema.parent(table.object, hop.relationship)?.field;
      return field === undefined ? [] : [`${table.alias}.${quote(field.apiName)}`];
    });
    const foreignKey = keys.length === 1 ? (keys[0] as string) : `coalesce(${keys.join(',')})`;
    const joined = this.reached(from, hop).map((object) => ({ alias: this.aliases.next(), object }));
    for (const table of joined) {
      this.joins.push(`LEFT JOIN ${quote(table.object.apiName)} ${table.alias} ON ${table.alias}."Id" = ${foreignKey}`);
    }
    this.tables.set(key, joined);
    return joined;
  }

  private reached(from: readonly JoinedTable[], hop: Hop): readonly ObjectDescribe[] {
    if (hop.objects.length <= MANY) return hop.objects;
    const prefixes = from.flatMap((table) => {
      const field = this.schema.parent(table.object, hop.relationship)?.field;
      return field === undefined ? [] : [...this.context.prefixes(table.object, field)];
    });
    const reached = hop.objects.filter((object) => prefixes.includes(object.keyPrefix));
    return reached.length === 0 ? hop.objects.slice(0, 1) : reached;
  }

  /** The value of an argument that is no field. */
  value(operand: Operand): BindValue | undefined {
    if (operand.kind === 'literal') return operand.value;
    return operand.kind === 'bind' ? this.context.binds[operand.index] : undefined;
  }

  /** The columns of a geolocation's or an address's coordinates. */
  coordinates(path: readonly string[]): string[] {
    const resolved = resolvePath(this.schema, this.root.object, withoutAlias(path, this.from));
    const [table] = this.parents(resolved.hops);
    const parts = new Map(table === undefined ? [] : compoundParts(table, resolved.field));
    return ['latitude', 'longitude'].map((part) => {
      const name = parts.get(part);
      return table === undefined || name === undefined ? 'NULL' : `${table.alias}.${quote(name)}`;
    });
  }

  get timeZone(): string {
    return this.context.timeZone;
  }

  fromSql(): string {
    return `FROM ${quote(this.root.object.apiName)} ${this.root.alias} ${this.joins.join(' ')}`;
  }
}
