import { RoundingMode, type BigDecimal } from 'bigdecimal.js';
import type { FieldType, FieldValue } from '../schema/schema.ts';
import { FormulaDate, FormulaDatetime, FormulaTime, number } from './values.ts';
import type { FormulaValue } from './values.ts';

/** A stored value as formulas see it. Percents are divided by 100, and ids have 15 characters. */
export function fromFieldValue(value: FieldValue | undefined, type: FieldType): FormulaValue {
  if (value === null || value === undefined || value === '') return type === 'boolean' ? false : null;
  switch (type) {
    case 'int':
    case 'double':
    case 'currency':
      return number(value as number);
    case 'percent':
      return number(value as number).movePointLeft(2);
    case 'boolean':
      return value === true || value === 1;
    case 'date':
      return FormulaDate.parse(String(value));
    case 'datetime':
      return FormulaDatetime.parse(String(value));
    case 'time':
      return FormulaTime.parse(String(value));
    case 'id':
    case 'reference':
      return String(value).slice(0, 15);
    default:
      return String(value);
  }
}

/** What a formula's result is to become. */
export interface ResultField {
  type: FieldType;
  scale?: number;
}

/** A result as a field of that type holds it. */
export function toFieldValue(value: FormulaValue, { type, scale }: ResultField): FieldValue {
  if (value === null || value === '') return type === 'boolean' ? false : null;
  if (value instanceof FormulaDate) return value.iso;
  if (value instanceof FormulaDatetime) return new Date(value.time).toISOString().replace('Z', '+0000');
  if (value instanceof FormulaTime) return value.iso;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const result = type === 'percent' ? (value as BigDecimal).movePointRight(2) : (value as BigDecimal);
  return (scale === undefined ? result : result.setScale(scale, RoundingMode.HALF_UP)).numberValue();
}
