import type { FieldDescribe, FieldValue } from '../../schema/schema.ts';
import { datetimeText } from '../../soql/literals.ts';
import { normalizeId } from '../../store/ids.ts';
import type { DmlError } from '../org.ts';
import { dmlError } from './errors.ts';

/** A value in the form in which it is stored, or why it cannot be. */
export type Converted = { value: FieldValue } | { error: DmlError };

const LIMITED = new Set<FieldDescribe['type']>([
  'string',
  'textarea',
  'longtextarea',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
  'combobox',
  'encryptedstring'
]);

/** Rounds half away from zero on the decimal text, so that 1.005 becomes 1.01. */
function round(value: number, scale: number): number {
  if (Number.isInteger(value)) return value;
  const [mantissa = '0', exponent = '0'] = String(Math.abs(value)).split('e');
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + scale}`));
  return Math.sign(value) * Number(`${shifted}e-${scale}`);
}

function numeric(field: FieldDescribe, value: FieldValue): Converted {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return { error: dmlError.badType(field, value) };
  if (field.type === 'int') {
    return Number.isInteger(number) ? { value: number } : { error: dmlError.badType(field, value) };
  }
  const scale = field.scale ?? 0;
  const digits = (field.precision ?? 18) - scale;
  // Standard amounts that are described without decimals (Account.AnnualRevenue) keep those they are given.
  const kept = field.scale === undefined || (field.type === 'currency' && !field.custom && scale === 0);
  const rounded = kept ? number : round(number, scale);
  return Math.abs(rounded) >= 10 ** digits ? { error: dmlError.outOfRange(field, value) } : { value: rounded };
}

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;

function datetime(field: FieldDescribe, value: string): Converted {
  if (CANONICAL.test(value) && !Number.isNaN(Date.parse(`${value.slice(0, 23)}Z`))) return { value };
  const text = value.length === 10 ? `${value}T00:00:00Z` : value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? { error: dmlError.badType(field, value) } : { value: datetimeText(instant) };
}

function time(field: FieldDescribe, value: string): Converted {
  const match = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?Z?$/.exec(value);
  if (match === null) return { error: dmlError.badType(field, value) };
  return { value: `${match[1] ?? ''}:${match[2] ?? ''}:${match[3] ?? '00'}.${(match[4] ?? '').padEnd(3, '0')}Z` };
}

function reference(field: FieldDescribe, value: string): Converted {
  const id = normalizeId(value);
  return id === undefined ? { error: dmlError.malformedId(field, value) } : { value: id };
}

const allowed = new WeakMap<FieldDescribe, { from: unknown; values: Set<string> }>();

/** The active values of a picklist, lower case. */
function allowedValues(field: FieldDescribe): Set<string> {
  const known = allowed.get(field);
  if (known?.from === field.picklistValues) return known.values;
  const values = new Set(
    field.picklistValues.filter((entry) => entry.active).map((entry) => entry.value.toLowerCase())
  );
  allowed.set(field, { from: field.picklistValues, values });
  return values;
}

function bounded(field: FieldDescribe, value: string): Converted {
  const limited = LIMITED.has(field.type) && field.length !== undefined;
  // A restricted picklist says more about a wrong value than its length does.
  if (limited && value.length > (field.length ?? 0)) return { error: dmlError.tooLong(field, value) };
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return { error: dmlError.badEmail(field, value) };
  if (!field.restrictedPicklist) return { value };
  const permitted = allowedValues(field);
  const given = field.type === 'multipicklist' ? value.split(';') : [value];
  const bad = given.find((entry) => !permitted.has(entry.toLowerCase()));
  return bad === undefined ? { value } : { error: dmlError.badPicklist(field, bad) };
}

/** Checks and normalises one value by its field's type: format, length, precision, picklist values. */
export function convertValue(field: FieldDescribe, value: FieldValue): Converted {
  if (value === null || value === '') return { value: field.type === 'boolean' ? false : null };
  switch (field.type) {
    case 'boolean':
      if (typeof value === 'boolean') return { value };
      return value === 'true' || value === 'false'
        ? { value: value === 'true' }
        : { error: dmlError.badType(field, value) };
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return numeric(field, value);
    case 'date': {
      const day = String(value).slice(0, 10);
      const valid = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
      return valid ? { value: day } : { error: dmlError.badType(field, value) };
    }
    case 'datetime':
      return datetime(field, String(value));
    case 'time':
      return time(field, String(value));
    case 'id':
    case 'reference':
      return reference(field, String(value));
    default:
      return typeof value === 'string' ? bounded(field, value) : { error: dmlError.badType(field, value) };
  }
}
