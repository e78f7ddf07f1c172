import type { FieldDescribe, FieldValue, ObjectDescribe } from '../../schema/schema.ts';
import { jsonFields } from '../library/bean.ts';
import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { fieldType } from '../types/field-type.ts';
import { libraryType } from '../types/library.ts';
import { lineage } from '../types/symbols.ts';
import { isNamed, type ClassType, type Type } from '../types/type.ts';
import { text } from '../runtime/text.ts';
import { toId } from '../runtime/operators.ts';
import { current } from '../runtime/transaction.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from '../runtime/values/dates.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { parseDatetime, toFieldValue } from '../runtime/values/field-values.ts';
import { ApexDouble, decimal } from '../runtime/values/numbers.ts';
import { enumValues, NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { sObjectType } from '../types/type.ts';
import { RawNumber } from './json-text.ts';

/** Plain JSON data as a value of an Apex type. Throws JSONException where it does not fit. */
export function fromJson(value: unknown, type: Type, strict = false): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  if (type.kind === 'sobject') {
    return recordFrom(value, type.object, strict);
  }
  if (type.kind !== 'class') {
    return untyped(value);
  }
  return type.symbol.library ? libraryValue(value, type, strict) : userValue(value, type, strict);
}

/** Maps, lists, strings, Integers, Longs, Decimals and Booleans, as `deserializeUntyped` gives them. */
export function untyped(value: unknown): unknown {
  if (Array.isArray(value)) {
    return new ApexList(libraryType('Object'), value.map(untyped));
  }
  if (typeof value === 'number' || value instanceof RawNumber) {
    return untypedNumber(String(value));
  }
  if (typeof value === 'object' && value !== null) {
    const map = new ApexMap(libraryType('String'), libraryType('Object'));
    for (const [key, item] of Object.entries(value)) {
      map.put(key, untyped(item));
    }
    return map;
  }
  return value;
}

function untypedNumber(text: string): unknown {
  if (!/^-?\d+$/.test(text)) {
    return decimal(text);
  }
  const whole = BigInt(text);
  return whole >= -2147483648n && whole <= 2147483647n ? Number(whole) : BigInt.asIntN(64, whole);
}

function libraryValue(value: unknown, type: ClassType, strict: boolean): unknown {
  const [first, second] = type.arguments;
  switch (type.symbol.name) {
    case 'Object':
      return untyped(value);
    case 'List':
    case 'Iterable':
      return new ApexList(
        first ?? libraryType('Object'),
        arrayOf(value, type).map((item) => fromJson(item, first ?? type, strict))
      );
    case 'Set':
      return new ApexSet(
        first ?? libraryType('Object'),
        arrayOf(value, type).map((item) => fromJson(item, first ?? type, strict))
      );
    case 'Map': {
      const map = new ApexMap(first ?? libraryType('String'), second ?? libraryType('Object'));
      for (const [key, item] of Object.entries(objectOf(value, type))) {
        map.put(fromJson(key, map.key, strict), fromJson(item, map.value, strict));
      }
      return map;
    }
    case 'Database.SaveResult':
    case 'Database.UpsertResult':
    case 'Database.DeleteResult':
    case 'Database.UndeleteResult':
      return dmlResult(objectOf(value, type), type);
    default:
      return beanFrom(value, type, strict) ?? primitive(value, type);
  }
}

function beanFrom(value: unknown, type: ClassType, strict: boolean): unknown {
  const fields = jsonFields(type.symbol.name);
  if (!fields) {
    return undefined;
  }
  const data = new Map(Object.entries(objectOf(value, type)).map(([name, item]) => [name.toLowerCase(), item]));
  const { program } = current();
  const values = Object.entries(fields).map(([name, typeName]) => {
    const fieldType = program.type(typeName) ?? libraryType('Object');
    return [name.toLowerCase(), fromJson(data.get(name.toLowerCase()) ?? null, fieldType, strict)];
  });
  return new NativeObject(type.symbol, Object.fromEntries(values));
}

const textIn = (data: Record<string, unknown>, key: string): string => {
  const value = data[key];
  return typeof value === 'string' ? value : '';
};

/** Results of DML, as tests make them up. */
function dmlResult(data: Record<string, unknown>, type: ClassType): unknown {
  const errors = (Array.isArray(data['errors']) ? data['errors'] : []) as Record<string, unknown>[];
  return new NativeObject(type.symbol, {
    success: data['success'] === true,
    created: data['created'] === true,
    id: typeof data['id'] === 'string' ? toId(data['id']) : null,
    errors: errors.map((error) => ({
      message: textIn(error, 'message'),
      statusCode: textIn(error, 'statusCode'),
      fields: (Array.isArray(error['fields']) ? error['fields'] : []).map(String)
    }))
  });
}

function primitive(value: unknown, type: ClassType): unknown {
  const text = String(value);
  const number = (): string => (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : wrong(value, type));
  switch (type.symbol.name) {
    case 'String':
      return typeof value === 'object' && !(value instanceof RawNumber) ? wrong(value, type) : text;
    case 'Id':
      return toId(text);
    case 'Boolean':
      return typeof value === 'boolean'
        ? value
        : text === 'true'
          ? true
          : text === 'false'
            ? false
            : wrong(value, type);
    case 'Integer':
      return Math.trunc(Number(number())) | 0;
    case 'Long':
      return BigInt(number().split('.')[0] ?? '0');
    case 'Double':
      return new ApexDouble(Number(number()));
    case 'Decimal':
      return decimal(number());
    case 'Date':
      return new ApexDate(time(`${text.slice(0, 10)}T00:00:00Z`, value, type));
    case 'Datetime':
      return new ApexDatetime(time(text, value, type));
    case 'Time':
      return new ApexTime(time(`1970-01-01T${text.replace(/Z$/, '')}Z`, value, type));
    case 'Blob':
      return new ApexBlob(Buffer.from(text, 'base64'));
    default:
      raise('JSONException', `Apex Type unsupported in JSON: ${type.name}`);
  }
}

function time(text: string, value: unknown, type: Type): number {
  const parsed = parseDatetime(text);
  return Number.isNaN(parsed) ? wrong(value, type) : parsed;
}

function wrong(value: unknown, type: Type): never {
  const shown = typeof value === 'object' ? 'an object or list' : `"${text(value)}"`;
  raise('JSONException', `Illegal value for ${type.name.toLowerCase()}: ${shown}`);
}

function arrayOf(value: unknown, type: Type): unknown[] {
  if (!Array.isArray(value)) {
    unexpected(type, '[');
  }
  return value;
}

function objectOf(value: unknown, type: Type): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    unexpected(type, '{');
  }
  return value as Record<string, unknown>;
}

function unexpected(type: Type, opening: string): never {
  const what = opening === '[' ? 'List/Set' : type.kind === 'class' && isNamed(type, 'Map') ? 'Map' : 'object';
  raise('JSONException', `Malformed JSON: Expected '${opening}' at the beginning of ${what}`);
}

/** The reader looks at the first token only, and refuses it before it finds what else is wrong. */
export function checkBeginning(text: string, type: Type): void {
  const [first] = text.trimStart();
  const list = isNamed(type, 'List') || isNamed(type, 'Set') || isNamed(type, 'Iterable');
  const map =
    isNamed(type, 'Map') ||
    type.kind === 'sobject' ||
    (type.kind === 'class' && !type.symbol.library && type.symbol.kind === 'class');
  const opening = list ? '[' : map ? '{' : undefined;
  if (first !== undefined && first !== 'n' && opening !== undefined && first !== opening) {
    unexpected(type, opening);
  }
}

function userValue(value: unknown, type: ClassType, strict: boolean): unknown {
  const { symbol } = type;
  if (symbol.kind === 'enum') {
    return enumValues(symbol).get(String(value).toLowerCase()) ?? wrong(value, type);
  }
  const record = current().program.record(symbol);
  if (!record || symbol.abstract) {
    raise('JSONException', `Apex Type unsupported in JSON: ${type.name}`);
  }
  record.s();
  const instance = new record.javaScript(symbol);
  const fields = new Map(
    [...lineage(symbol)].flatMap((owner) => owner.fields().map((field) => [field.name.toLowerCase(), field]))
  );
  for (const [name, item] of Object.entries(objectOf(value, type))) {
    const field = fields.get(name.toLowerCase());
    if (field && !field.static) {
      const converted = fromJson(item, field.type, strict);
      const target = instance as unknown as Record<string, unknown>;
      if (field.property?.setter === 'custom') {
        (target[`set_${field.key}`] as (value: unknown) => void).call(instance, converted);
      } else {
        target[field.key] = converted;
      }
    } else if (strict) {
      raise('JSONException', `No such column '${name}' on sobject of type ${type.name}`);
    }
  }
  return instance;
}

function recordFrom(value: unknown, declared: ObjectDescribe | null, strict: boolean): SObjectRecord {
  const { schema } = current().org;
  const data = objectOf(value, declared ? sObjectType(declared) : libraryType('Object'));
  const attributes = data['attributes'] as { type?: string } | undefined;
  const object = declared ?? (attributes?.type === undefined ? undefined : schema.object(attributes.type));
  if (!object) {
    raise('JSONException', 'Cannot deserialize JSON as abstract type: SObject');
  }
  if (object === AGGREGATE_RESULT.object) {
    return new SObjectRecord(object, new Map(Object.entries(data) as [string, FieldValue][]), true);
  }
  const record = new SObjectRecord(object);
  for (const [name, item] of Object.entries(data)) {
    const field = schema.field(object, name);
    if (field) {
      setField(record, field, item);
    } else if (name !== 'attributes') {
      setRelated(record, name, item, strict);
    }
  }
  return record;
}

function setField(record: SObjectRecord, field: FieldDescribe, item: unknown): void {
  const converted = fromJson(item, fieldType(field));
  record.set(field, toFieldValue(converted), converted);
}

function setRelated(record: SObjectRecord, name: string, item: unknown, strict: boolean): void {
  const { schema } = current().org;
  const parent = schema.parent(record.object, name);
  const child = schema.children(record.object, name);
  if (parent) {
    const [only, another] = parent.objects;
    record.parents.set(
      parent.field.relationshipName ?? name,
      item === null ? null : recordFrom(item, another ? null : (only ?? null), strict)
    );
  } else if (child) {
    const object = schema.object(child.childObject);
    const rows = (item as { records?: unknown[] } | null)?.records ?? [];
    if (object) {
      record.children.set(
        child.relationshipName,
        new ApexList(
          sObjectType(object),
          rows.map((row) => recordFrom(row, object, strict))
        )
      );
    }
  } else {
    raise('JSONException', `No such column '${name}' on sobject of type ${record.object.apiName}`);
  }
}
