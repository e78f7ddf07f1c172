import { normalizeId } from '../../store/ids.ts';
import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { libraryType } from '../types/library.ts';
import { isAssignable } from '../types/relations.ts';
import { derivesFrom } from '../types/symbols.ts';
import { classType, isNamed, NULL, sObjectType, type Type } from '../types/type.ts';
import { currentOrNull } from './transaction.ts';
import { ApexBlob } from './values/blob.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from './values/dates.ts';
import { raise } from './values/exceptions.ts';
import { ApexDouble, decimal, isDecimal } from './values/numbers.ts';
import { ApexEnumValue, ApexObject } from './values/objects.ts';
import { SObjectRecord } from './values/record.ts';

/** Ids are texts: they are told by their form, with the prefix of an object and, in the long form, its checksum. */
function isIdText(text: string): boolean {
  return (
    (text.length === 15 || text.length === 18) &&
    normalizeId(text)?.startsWith(text) === true &&
    currentOrNull()?.org.schema.byKeyPrefix(text.slice(0, 3)) !== undefined
  );
}

/** The type a value has at run time. */
export function runtimeType(value: unknown): Type {
  switch (typeof value) {
    case 'string':
      return libraryType(isIdText(value) ? 'Id' : 'String');
    case 'number':
      return libraryType('Integer');
    case 'bigint':
      return libraryType('Long');
    case 'boolean':
      return libraryType('Boolean');
    default:
      return value === null || value === undefined ? NULL : objectType(value);
  }
}

function objectType(value: unknown): Type {
  if (value instanceof ApexObject || value instanceof ApexEnumValue) {
    return classType(value.symbol);
  }
  if (value instanceof SObjectRecord) {
    return value.aggregate ? AGGREGATE_RESULT : sObjectType(value.object);
  }
  if (value instanceof ApexList) {
    return libraryType('List', value.element);
  }
  if (value instanceof ApexSet) {
    return libraryType('Set', value.element);
  }
  if (value instanceof ApexMap) {
    return libraryType('Map', value.key, value.value);
  }
  if (isDecimal(value)) {
    return libraryType('Decimal');
  }
  for (const [javaScriptClass, name] of VALUES) {
    if (value instanceof javaScriptClass) {
      return libraryType(name);
    }
  }
  return libraryType('Object');
}

const VALUES: [new (...values: never[]) => unknown, string][] = [
  [ApexDouble, 'Double'],
  [ApexDate, 'Date'],
  [ApexDatetime, 'Datetime'],
  [ApexTime, 'Time'],
  [ApexBlob, 'Blob']
];

/** `instanceof`; null is an instance of nothing. */
export function isInstance(value: unknown, type: Type): boolean {
  if (value === null || value === undefined) {
    return false;
  }
  if (isNamed(type, 'Object')) {
    return true;
  }
  if (typeof value === 'string' && (isNamed(type, 'Id') || isNamed(type, 'String'))) {
    return isNamed(type, 'String') || isIdText(value);
  }
  const actual = runtimeType(value);
  if (isNamed(type, 'Decimal') || isNamed(type, 'Double') || isNamed(type, 'Long') || isNamed(type, 'Datetime')) {
    return isAssignable(actual, type);
  }
  if (actual.kind === 'class' && type.kind === 'class' && !actual.arguments.length && !type.arguments.length) {
    return derivesFrom(actual.symbol, type.symbol);
  }
  return isAssignable(actual, type);
}

/** An explicit cast. Throws TypeException where the value is of another type; numbers convert. */
export function cast(value: unknown, type: Type): unknown {
  if (value === null || value === undefined || isInstance(value, type)) {
    return value === null ? null : widened(value ?? null, type);
  }
  if (value instanceof SObjectRecord && value.aggregate) {
    return value;
  }
  // Tests make up ids of objects that nobody has.
  if (isNamed(type, 'Id') && typeof value === 'string' && normalizeId(value) !== undefined) {
    return value;
  }
  if (isNamed(type, 'Integer') || isNamed(type, 'Long') || isNamed(type, 'Double')) {
    const number = numberOf(value);
    if (number !== undefined) {
      return narrow(number, type.name);
    }
  }
  if (isCollection(value, type)) {
    return value;
  }
  raise('TypeException', `Invalid conversion from runtime type ${runtimeType(value).name} to ${type.name}`);
}

/** Collections of objects may be cast where a list of the generic sObject stands for a concrete one. */
function isCollection(value: unknown, type: Type): boolean {
  const actual = runtimeType(value);
  return actual.kind === 'class' && type.kind === 'class' && actual.arguments.length > 0 && isAssignable(type, actual)
    ? isEverySObject(value, type)
    : false;
}

function isEverySObject(value: unknown, type: Type): boolean {
  const wanted = type.kind === 'class' ? type.arguments.at(-1) : undefined;
  const items =
    value instanceof ApexList || value instanceof ApexSet ? value.items : value instanceof ApexMap ? value.values : [];
  return wanted?.kind === 'sobject' && items.every((item) => item === null || isInstance(item, wanted));
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Number(value);
  }
  return value instanceof ApexDouble ? value.value : isDecimal(value) ? value.numberValue() : undefined;
}

function narrow(value: number, name: string): unknown {
  if (name === 'Integer') {
    return Math.trunc(value) | 0;
  }
  return name === 'Long' ? BigInt.asIntN(64, BigInt(Math.trunc(value))) : new ApexDouble(value);
}

/** An Integer is an instance of the wider numbers, but must become one to be computed with. */
function widened(value: unknown, type: Type): unknown {
  if (isNamed(type, 'Decimal')) {
    return widenDecimal(value);
  }
  const number = isNamed(type, 'Double') || isNamed(type, 'Long') ? numberOf(value) : undefined;
  return number === undefined || (isNamed(type, 'Long') && typeof value === 'bigint')
    ? value
    : narrow(number, type.name);
}

function widenDecimal(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return decimal(value);
  }
  return value instanceof ApexDouble ? decimal(value.value) : value;
}
