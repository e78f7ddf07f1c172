import type { FieldDescribe, FieldValue } from '../schema/schema.ts';
import { normalizeId } from '../store/ids.ts';
import { toSql } from '../store/sql.ts';
import type { SqlValue } from '../store/sql.ts';
import { datetimeText } from './literals.ts';

/** A filter value in the form in which the column holds it. */
export function filterValue(value: FieldValue, field: FieldDescribe): SqlValue {
  if (value === null || value === '') return null;
  if (typeof value !== 'string') return toSql(value);
  switch (field.type) {
    case 'id':
    case 'reference':
      return normalizeId(value) ?? value;
    case 'date':
      return value.slice(0, 10);
    case 'datetime': {
      const instant = Date.parse(
        value.length === 10 ? `${value}T00:00:00Z` : value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
      );
      return Number.isNaN(instant) ? value : datetimeText(instant);
    }
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number.isNaN(Number(value)) ? value : Number(value);
    default:
      return value;
  }
}
