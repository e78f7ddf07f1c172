import type { FieldDescribe, FieldValue } from '../../../schema/schema.ts';
import { ApexBlob } from './blob.ts';
import { ApexList } from './collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
import { raise } from './exceptions.ts';
import { ApexEnumValue } from './objects.ts';
import { ApexDouble, decimal, isDecimal, roundingMode } from './numbers.ts';

/** A stored value as Apex sees it, by the field's type. Decimals get the scale of their field. */
export function fromField(value: FieldValue, field: FieldDescribe): unknown {
  if (value === null) {
    return field.type === 'boolean' ? false : null;
  }
  switch (field.type) {
    case 'double':
    case 'currency':
    case 'percent':
      return scaled(value, field.scale);
    case 'int':
      return Number(value);
    case 'date':
      return new ApexDate(Date.parse(`${String(value)}T00:00:00Z`));
    case 'datetime':
      return new ApexDatetime(parseDatetime(String(value)));
    case 'time':
      return new ApexTime(Date.parse(`1970-01-01T${String(value)}`));
    case 'base64':
      return new ApexBlob(Buffer.from(String(value), 'base64'));
    case 'location':
    case 'address':
    case 'junctionidlist':
      return compounds[field.type]?.(String(value)) ?? null;
    default:
      return value;
  }
}

/** How compound fields and lists of ids, which the store gives as JSON text, become objects of the library; set where these are declared. */
export const compounds: Partial<Record<FieldDescribe['type'], (text: string) => unknown>> = {};

export function parseDatetime(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

function scaled(value: FieldValue, scale: number | undefined): unknown {
  const number = decimal(String(value));
  return scale !== undefined && number.scale() < scale ? number.setScale(scale, roundingMode('HALF_UP')) : number;
}

const MOMENTS = new Set<FieldDescribe['type'] | undefined>(['date', 'datetime', 'time']);

/**
 * A value of an aggregate: a moment by the field it was made from, all else by its JavaScript type, since the type of a
 * sum or a count is not that of its field.
 */
export function fromAggregate(value: FieldValue, source: FieldDescribe | undefined): unknown {
  if (value !== null && source && MOMENTS.has(source.type)) return fromField(value, source);
  return typeof value === 'number' ? (Number.isInteger(value) ? value : decimal(value)) : value;
}

/** An Apex value in the form of the store. */
export function toFieldValue(value: unknown): FieldValue {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'string') {
    return value === '' ? null : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (value instanceof ApexDouble) {
    return value.value;
  }
  if (isDecimal(value)) {
    return value.numberValue();
  }
  if (value instanceof ApexDate || value instanceof ApexTime) {
    return value.iso;
  }
  if (value instanceof ApexDatetime) {
    return value.field;
  }
  if (value instanceof ApexBlob) {
    return value.bytes.toString('base64');
  }
  if (value instanceof ApexEnumValue) {
    return value.name;
  }
  if (value instanceof ApexList) {
    return JSON.stringify(value.items);
  }
  raise('SObjectException', 'Illegal value for a field');
}

/** Checks a value set by `put` against the field's type, and converts it. */
export function checkedFieldValue(value: unknown, field: FieldDescribe): FieldValue {
  const raw = toFieldValue(value);
  if (raw === null) {
    return null;
  }
  const fits = FITS[field.type] ?? isText;
  if (!fits(value)) {
    raise('SObjectException', `Illegal assignment from ${nameOf(value)} to ${apexTypeName(field)}`);
  }
  if (field.type === 'int' && typeof raw === 'number') {
    return Math.trunc(raw);
  }
  return value instanceof ApexDate && field.type === 'datetime' ? new ApexDatetime(value.time).field : raw;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof ApexDouble || isDecimal(value);

const FITS: Partial<Record<FieldDescribe['type'], (value: unknown) => boolean>> = {
  double: isNumeric,
  currency: isNumeric,
  percent: isNumeric,
  int: isNumeric,
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof ApexDate,
  datetime: (value) => value instanceof ApexDatetime || value instanceof ApexDate,
  time: (value) => value instanceof ApexTime,
  base64: (value) => value instanceof ApexBlob || typeof value === 'string',
  junctionidlist: (value) => value instanceof ApexList
};

function nameOf(value: unknown): string {
  if (typeof value === 'string') {
    return 'String';
  }
  if (typeof value === 'number') {
    return 'Integer';
  }
  if (typeof value === 'boolean') {
    return 'Boolean';
  }
  if (isDecimal(value)) {
    return 'Decimal';
  }
  return value instanceof ApexDate ? 'Date' : value instanceof ApexDatetime ? 'Datetime' : 'Object';
}

/** The Apex type of a field, as the compiler declares it. */
export function apexTypeName(field: FieldDescribe): string {
  switch (field.type) {
    case 'id':
      return 'Id';
    case 'reference':
      // Metadata relationships to objects and fields hold names.
      return field.referenceTo.some((name) => /^(?:Entity|Field)Definition$/.test(name)) ? 'String' : 'Id';
    case 'boolean':
      return 'Boolean';
    case 'int':
      return 'Integer';
    case 'double':
    case 'currency':
    case 'percent':
      return 'Decimal';
    case 'date':
      return 'Date';
    case 'datetime':
      return 'Datetime';
    case 'time':
      return 'Time';
    case 'base64':
      return 'Blob';
    case 'anytype':
      return 'Object';
    case 'location':
      return 'Location';
    case 'address':
      return 'Address';
    case 'junctionidlist':
      return 'List<String>';
    default:
      return 'String';
  }
}
