import { lineage } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { callIfDeclared } from './dispatch.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { localTime } from './user-zone.ts';
import { ApexDate, ApexDatetime } from './values/dates.ts';
import { ApexException } from './values/exceptions.ts';
import { fromField } from './values/field-values.ts';
import { isDecimal } from './values/numbers.ts';
import { ApexObject, NativeObject } from './values/objects.ts';
import { SObjectRecord } from './values/record.ts';

/** `String.valueOf`: dates without time. */
export function valueText(value: unknown): string | null {
  return value === null || value === undefined ? null : value instanceof ApexDate ? value.iso : text(value);
}

/** How Apex prints a value in concatenations and debug logs. */
export function text(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return String(value);
  }
  if (isDecimal(value)) {
    return value.toPlainString();
  }
  if (value instanceof ApexList) {
    return `(${value.items.map(text).join(', ')})`;
  }
  if (value instanceof ApexSet) {
    return `{${value.items.map(text).join(', ')}}`;
  }
  if (value instanceof ApexMap) {
    return `{${[...value.entries.values()].map((entry) => `${text(entry.key)}=${text(entry.value)}`).join(', ')}}`;
  }
  if (value instanceof SObjectRecord) {
    return recordText(value);
  }
  if (value instanceof ApexDatetime) {
    return localTime(value).toString();
  }
  return value instanceof ApexObject ? objectText(value) : (value as { toString(): string }).toString();
}

function recordText(record: SObjectRecord): string {
  const fields = [...record.fields].map(([name, raw]) => {
    const field = record.object.fields.get(name.toLowerCase());
    return `${name}=${text(field && !record.aggregate ? fromField(raw, field) : raw)}`;
  });
  return `${record.aggregate ? 'AggregateResult' : record.object.apiName}:{${fields.join(', ')}}`;
}

/** Objects that `Test.createStub` made: they print with the name of their generated class. */
export const STUBS = new WeakSet<ApexObject>();

function objectText(value: ApexObject): string {
  const own = callIfDeclared(value, 'tostring', []);
  if (own !== undefined) {
    return text(own);
  }
  if (STUBS.has(value)) {
    return `${value.symbol.name}__sfdc_ApexStub:[]`;
  }
  if (value instanceof ApexException) {
    return exceptionText(value);
  }
  if (value instanceof NativeObject) {
    return nativeText(value);
  }
  return withFields(value);
}

function withFields(value: ApexObject): string {
  const fields: string[] = [];
  for (const owner of [...lineage(value.symbol)].filter((one) => !one.library)) {
    for (const field of owner.fields()) {
      if (!field.static && field.property?.getter !== 'custom') {
        fields.push(`${field.name}=${text((value as unknown as Record<string, unknown>)[field.key])}`);
      }
    }
  }
  return `${value.symbol.simpleName}:[${fields.join(', ')}]`;
}

/** One that Apex code made prints like any object, one that the platform threw with its full name. */
function exceptionText(value: ApexException): string {
  const name = value.constructed ? withFields(value) : value.typeName;
  return value.message === null ? name : `${name}: ${value.message}`;
}

function nativeText(value: NativeObject): string {
  if (value.symbol.name === 'Type') {
    return (value.data as Type).name;
  }
  const data = value.data as { text?: string } | null;
  return typeof data === 'object' && data !== null && typeof data.text === 'string'
    ? data.text
    : `${value.symbol.simpleName}[]`;
}
