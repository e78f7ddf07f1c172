import type { FieldDescribe, FieldType, FieldValue } from '../schema/schema.ts';

export type SqlValue = string | number | null;

/** A piece of SQL with the values of its placeholders, in order. */
export interface Sql {
  sql: string;
  params: SqlValue[];
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const INTEGERS = new Set<FieldType>(['boolean', 'int']);
const REALS = new Set<FieldType>(['double', 'currency', 'percent']);
/** Machine-made text, compared byte by byte; other text ignores case as Salesforce does. */
const EXACT = new Set<FieldType>(['id', 'reference', 'date', 'datetime', 'time', 'base64']);

/** The column definition of a field. */
export function columnType(field: FieldDescribe): string {
  if (INTEGERS.has(field.type)) return 'INTEGER';
  if (REALS.has(field.type)) return 'REAL';
  return EXACT.has(field.type) || field.caseSensitive ? 'TEXT' : 'TEXT COLLATE NOCASE';
}

export function toSql(value: FieldValue): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

export function fromSql(value: SqlValue, type: FieldType): FieldValue {
  return type === 'boolean' && value !== null ? value === 1 : value;
}
