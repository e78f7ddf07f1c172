import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { isComputed } from '../schema/schema.ts';
import type { FieldDescribe, FieldValue, ObjectDescribe, Schema } from '../schema/schema.ts';
import { makeId } from './ids.ts';
import { createTables, keepKeyPrefixes } from './tables.ts';
import type { AddedField } from './tables.ts';
import { fromSql, quote, toSql } from './sql.ts';
import type { SqlValue } from './sql.ts';

/** A stored row: every field of the object that is stored, by API name. */
export type StoredRow = Map<string, FieldValue>;

const stored = new WeakMap<ObjectDescribe, FieldDescribe[]>();

/** Fields that have a column; the others (formulas, compound fields) are not stored. */
export function storedFields(object: ObjectDescribe): readonly FieldDescribe[] {
  let fields = stored.get(object);
  if (fields === undefined) {
    fields = [...object.fields.values()].filter((field) => field.notEmulated === undefined && !isComputed(field));
    stored.set(object, fields);
  }
  return fields;
}

/**
 * The org's data in SQLite: one table an object, one column a field. Knows nothing of rules; everything here is trusted.
 */
export class Store {
  /** Fields that the database lacked though it had their objects. */
  readonly added: readonly AddedField[];
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly inserts = new Map<ObjectDescribe, string>();
  private readonly sequences = new Map<string, number>();

  /**
   * Opens the file (or `:memory:`, or takes over what another store released), and adds the tables and columns that the
   * schema has and the database lacks. Objects keep the key prefix that their records have.
   */
  constructor(database: string | DatabaseSync, schema: Schema) {
    this.database = typeof database === 'string' ? new DatabaseSync(database) : database;
    this.database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536');
    keepKeyPrefixes(this.database, schema);
    this.added = createTables(this.database, schema, storedFields);
  }

  /** Gives the open database away; this store is not to be used any more. */
  release(): DatabaseSync {
    this.statements.clear();
    return this.database;
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  /** Makes a function that SQL may call with any number of arguments. */
  define(name: string, run: (...args: SqlValue[]) => SqlValue): void {
    this.database.function(name, { varargs: true }, run as never);
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  private prepare(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      statement.setReturnArrays(true);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** All result rows, each an array of columns. */
  all(sql: string, params: readonly SqlValue[] = []): SqlValue[][] {
    return this.prepare(sql).all(...params) as unknown as SqlValue[][];
  }

  /** The number of changed rows. */
  run(sql: string, params: readonly SqlValue[] = []): number {
    return Number(this.prepare(sql).run(...params).changes);
  }

  private insertSql(object: ObjectDescribe): string {
    let sql = this.inserts.get(object);
    if (sql === undefined) {
      const columns = storedFields(object);
      const names = columns.map((field) => quote(field.apiName)).join(',');
      sql = `INSERT INTO ${quote(object.apiName)}(${names}) VALUES(${columns.map(() => '?').join(',')})`;
      this.inserts.set(object, sql);
    }
    return sql;
  }

  /** Reserves numbers of a sequence; returns the first. Numbers are never given twice, rolled back or not. */
  reserve(sequence: string, count: number, start = 1): number {
    let next = this.sequences.get(sequence);
    if (next === undefined) {
      const stored = this.all('SELECT next FROM _sequences WHERE name = ?', [sequence])[0]?.[0];
      next = typeof stored === 'number' ? stored : start;
    }
    this.sequences.set(sequence, next + count);
    this.run('INSERT INTO _sequences(name, next) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET next = excluded.next', [
      sequence,
      next + count
    ]);
    return next;
  }

  newIds(object: ObjectDescribe, count: number): string[] {
    const first = this.reserve(`id:${object.apiName}`, count);
    return Array.from({ length: count }, (_, i) => makeId(object.keyPrefix, first + i));
  }

  insert(object: ObjectDescribe, rows: readonly StoredRow[]): void {
    const columns = storedFields(object);
    const statement = this.prepare(this.insertSql(object));
    for (const row of rows) statement.run(...columns.map((field) => toSql(row.get(field.apiName) ?? null)));
  }

  update(object: ObjectDescribe, id: string, changes: StoredRow): void {
    const names = [...changes.keys()];
    if (names.length === 0) return;
    const sql = `UPDATE ${quote(object.apiName)} SET ${names.map((name) => `${quote(name)} = ?`).join(',')} WHERE "Id" = ?`;
    this.run(sql, [...names.map((name) => toSql(changes.get(name) ?? null)), id]);
  }

  /** Rows whose field has one of the values, deleted ones included unless told otherwise. */
  find(object: ObjectDescribe, fieldName: string, values: readonly FieldValue[], includeDeleted = false): StoredRow[] {
    if (values.length === 0) return [];
    const columns = storedFields(object);
    const alive = includeDeleted || !object.fields.has('isdeleted') ? '' : ' AND "IsDeleted" = 0';
    const rows = this.all(
      `SELECT ${columns.map((field) => quote(field.apiName)).join(',')} FROM ${quote(object.apiName)}
       WHERE ${quote(fieldName)} IN (SELECT value FROM json_each(?))${alive} ORDER BY "Id"`,
      [JSON.stringify(values.map(toSql))]
    );
    return rows.map(
      (row) => new Map(columns.map((field, i) => [field.apiName, fromSql(row[i] ?? null, field.type)] as const))
    );
  }

  /** Pairs of id and value of one field, for the rows (not deleted) that have one of the values. */
  lookUp(object: ObjectDescribe, fieldName: string, values: readonly FieldValue[]): [id: string, value: FieldValue][] {
    if (values.length === 0) return [];
    const column = quote(fieldName);
    const alive = object.fields.has('isdeleted') ? ' AND "IsDeleted" = 0' : '';
    const sql = `SELECT "Id", ${column} FROM ${quote(object.apiName)} WHERE ${column} IN (SELECT value FROM json_each(?))${alive} ORDER BY "Id"`;
    return this.all(sql, [JSON.stringify(values.map(toSql))]).map((row) => [row[0] as string, row[1] ?? null]);
  }

  /** The ids that exist, and whether they lie in the recycle bin. */
  states(object: ObjectDescribe, ids: readonly string[]): Map<string, { deleted: boolean }> {
    if (ids.length === 0) return new Map();
    const deleted = object.fields.has('isdeleted') ? '"IsDeleted"' : '0';
    const sql = `SELECT "Id", ${deleted} FROM ${quote(object.apiName)} WHERE "Id" IN (SELECT value FROM json_each(?))`;
    return new Map(this.all(sql, [JSON.stringify(ids)]).map(([id, flag]) => [id as string, { deleted: flag === 1 }]));
  }

  /** Which of the ids exist (not deleted). */
  existing(object: ObjectDescribe, ids: readonly string[]): Set<string> {
    if (ids.length === 0) return new Set();
    const alive = object.fields.has('isdeleted') ? ' AND "IsDeleted" = 0' : '';
    const sql = `SELECT "Id" FROM ${quote(object.apiName)} WHERE "Id" IN (SELECT value FROM json_each(?))${alive}`;
    return new Set(this.all(sql, [JSON.stringify(ids)]).map((row) => row[0] as string));
  }

  /** Key prefixes of the ids in a lookup's column. */
  prefixes(object: ObjectDescribe, fieldName: string): Set<string> {
    const sql = `SELECT DISTINCT substr(${quote(fieldName)},1,3) FROM ${quote(object.apiName)}`;
    return new Set(this.all(sql).flatMap(([prefix]) => (typeof prefix === 'string' ? [prefix] : [])));
  }

  /** Takes deleted rows out of the recycle bin; the ids that were there come back. */
  emptyBin(object: ObjectDescribe, ids: readonly string[]): Set<string> {
    const where = `"IsDeleted" = 1 AND "Id" IN (SELECT value FROM json_each(?))`;
    const name = quote(object.apiName);
    const found = this.all(`SELECT "Id" FROM ${name} WHERE ${where}`, [JSON.stringify(ids)]).map(
      (row) => row[0] as string
    );
    this.run(`DELETE FROM ${name} WHERE ${where}`, [JSON.stringify(ids)]);
    return new Set(found);
  }

  /** Removes the rows for good whose field has one of the values. */
  remove(object: ObjectDescribe, fieldName: string, values: readonly FieldValue[]): void {
    if (values.length === 0) return;
    const sql = `DELETE FROM ${quote(object.apiName)} WHERE ${quote(fieldName)} IN (SELECT value FROM json_each(?))`;
    this.run(sql, [JSON.stringify(values.map(toSql))]);
  }

  /** Removes one row for good. */
  delete(object: ObjectDescribe, id: string): void {
    this.run(`DELETE FROM ${quote(object.apiName)} WHERE "Id" = ?`, [id]);
  }

  /** Removes rows for good. */
  purge(object: ObjectDescribe): void {
    this.run(`DELETE FROM ${quote(object.apiName)}`);
  }
}
