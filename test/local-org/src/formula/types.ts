import type { FieldDescribe, FieldType } from '../schema/schema.ts';
import { FormulaError } from './formula-error.ts';

/** The type of a part of a formula. Picklists are no texts: only some functions take them. */
export type FormulaType =
  'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'time' | 'geolocation' | 'picklist' | 'multipicklist' | 'null';

/** Where a formula stands decides which functions it may use. */
export type FormulaKind = 'field' | 'rule' | 'default';

const LABELS: Record<FormulaType, string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  geolocation: 'Geolocation',
  picklist: 'Picklist',
  multipicklist: 'Multi-Select Picklist',
  null: 'Null'
};

export const typeLabel = (type: FormulaType): string => LABELS[type];

/** The type that both have, null being of every type; undefined when they have none in common. */
export function commonType(a: FormulaType, b: FormulaType): FormulaType | undefined {
  if (a === 'null') return b;
  return b === 'null' || a === b ? a : undefined;
}

const FIELD_TYPES: Partial<Record<FieldType, FormulaType>> = {
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  location: 'geolocation',
  picklist: 'picklist',
  combobox: 'picklist',
  multipicklist: 'multipicklist'
};

/** The type that a field's value has in formulas. Throws FormulaError for fields that no formula takes. */
export function typeOfField(field: FieldDescribe): FormulaType {
  if (field.type === 'base64' || field.type === 'address' || field.type === 'encryptedstring') {
    throw new FormulaError(
      `You referenced an unsupported field type called "${field.type === 'encryptedstring' ? 'Text (Encrypted)' : field.type}" using the following field: ${field.apiName}`
    );
  }
  // A formula's result that is declared as text stays text, whatever its parts were.
  return FIELD_TYPES[field.type] ?? 'text';
}

/** `function 'LEFT()'`, `operator '+'`. */
export const described = (name: string): string =>
  /^[A-Za-z]/.test(name) ? `function '${name}()'` : `operator '${name}'`;

export function wrongCount(name: string, expected: number, received: number): FormulaError {
  return new FormulaError(
    `Incorrect number of parameters for ${described(name)}. Expected ${expected}, received ${received}`
  );
}

export function wrongType(name: string, expected: readonly FormulaType[], received: FormulaType): FormulaError {
  return new FormulaError(
    `Incorrect parameter type for ${described(name)}. Expected ${expected.map(typeLabel).join(', ')}, received ${typeLabel(received)}`
  );
}

export function illegalType(name: string): FormulaError {
  return new FormulaError(`Incorrect argument type for ${described(name)}. `);
}
