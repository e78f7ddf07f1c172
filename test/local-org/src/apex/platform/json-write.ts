import { jsonFields, type Bean } from '../library/bean.ts';
import { lineage, type FieldSymbol } from '../types/symbols.ts';
import { ApexBlob } from '../runtime/values/blob.ts';
import { ApexList, ApexMap, ApexSet } from '../runtime/values/collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from '../runtime/values/dates.ts';
import { ApexException, raise } from '../runtime/values/exceptions.ts';
import { fromField } from '../runtime/values/field-values.ts';
import { ApexDouble, isDecimal } from '../runtime/values/numbers.ts';
import { ApexEnumValue, ApexObject, NativeObject } from '../runtime/values/objects.ts';
import { SObjectRecord } from '../runtime/values/record.ts';
import { valueText } from '../runtime/text.ts';
import { RawNumber } from './json-text.ts';

/** How objects are written: for `JSON.serialize`, or for the answer of an Aura call. */
interface Form {
  suppressNulls: boolean;
  /** Only `@AuraEnabled` members; records without `attributes`; numbers as JavaScript numbers. */
  aura: boolean;
}

/** JSON text as `JSON.serialize` gives it. */
export function serialize(value: unknown, options: { suppressNulls: boolean; pretty: boolean }): string {
  const data = plain(value, { suppressNulls: options.suppressNulls, aura: false });
  return write(data, options.pretty ? '' : null);
}

/** JSON-ready data as Lightning components receive it. */
export function toAura(value: unknown): unknown {
  return plain(value, { suppressNulls: true, aura: true });
}

/** A number that is written with all its digits. */
class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function plain(value: unknown, form: Form): unknown {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') {
    return value ?? null;
  }
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof ApexDouble || isDecimal(value)) {
    const text = isDecimal(value) ? value.toPlainString() : String(value);
    return form.aura ? Number(text) : new Digits(text);
  }
  if (value instanceof ApexDate || value instanceof ApexTime) {
    return value.iso;
  }
  if (value instanceof ApexDatetime) {
    return value.utc.toISOString();
  }
  if (value instanceof ApexList || value instanceof ApexSet) {
    return value.items.map((item) => plain(item, form));
  }
  if (value instanceof ApexMap) {
    return Object.fromEntries(
      [...value.entries.values()].map((entry) => [valueText(entry.key) ?? 'null', plain(entry.value, form)])
    );
  }
  if (value instanceof SObjectRecord) {
    return recordData(value, form);
  }
  return objectData(value, form);
}

function objectData(value: unknown, form: Form): unknown {
  if (value instanceof ApexEnumValue) {
    return value.name;
  }
  if (value instanceof ApexBlob) {
    return value.bytes.toString('base64');
  }
  const bean = value instanceof NativeObject ? jsonFields(value.symbol.name) : undefined;
  if (bean) {
    const { data } = value as Bean;
    return Object.fromEntries(Object.keys(bean).map((name) => [name, plain(data[name.toLowerCase()], form)]));
  }
  if (value instanceof NativeObject || value instanceof ApexException) {
    if (form.aura || value instanceof ApexException || /^Schema\.(?!SObjectType$)/.test(value.symbol.name)) {
      raise('JSONException', `Apex Type unsupported in JSON: ${value.symbol.name}`);
    }
    return plain(valueText(value), form);
  }
  return value instanceof ApexObject ? userData(value, form) : String(value);
}

function userData(value: ApexObject, form: Form): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const owners = [...lineage(value.symbol)].reverse();
  for (const field of owners.flatMap((owner) => owner.fields())) {
    if (!isWritten(field, form)) {
      continue;
    }
    const item = readField(value, field);
    if (item !== null || !form.suppressNulls) {
      data[field.name] = plain(item, form);
    }
  }
  return data;
}

function isWritten(field: FieldSymbol, form: Form): boolean {
  if (field.static || field.modifiers?.words.has('transient')) {
    return false;
  }
  return !form.aura || (field.modifiers?.annotations.has('auraenabled') ?? false);
}

function readField(value: ApexObject, field: FieldSymbol): unknown {
  const self = value as unknown as Record<string, unknown>;
  return field.property?.getter === 'custom'
    ? (self[`get_${field.key}`] as () => unknown).call(value)
    : (self[field.key] ?? null);
}

function recordData(record: SObjectRecord, form: Form): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  if (!form.aura) {
    const type = record.aggregate ? 'AggregateResult' : record.object.apiName;
    const url = record.id === null ? {} : { url: `/services/data/v67.0/sobjects/${type}/${record.id}` };
    data['attributes'] = { type, ...url };
  }
  for (const [name, raw] of record.fields) {
    const field = record.object.fields.get(name.toLowerCase());
    const item = field && !record.aggregate ? fromField(raw, field) : raw;
    if (item !== null || !form.suppressNulls) {
      data[name] = item instanceof ApexDatetime && !form.aura ? item.field : plain(item, form);
    }
  }
  for (const [name, parent] of record.parents) {
    if (parent) {
      data[name] = recordData(parent, form);
    }
  }
  for (const [name, children] of record.children) {
    const records = children.items.map((child) => plain(child, form));
    data[name] = form.aura ? records : { totalSize: records.length, done: true, records };
  }
  return data;
}

/** JSON text; `indent` null for the compact form. */
export function write(data: unknown, indent: string | null): string {
  if (data instanceof Digits || data instanceof RawNumber) {
    return data.text;
  }
  if (typeof data !== 'object' || data === null) {
    return JSON.stringify(data);
  }
  const inner = indent === null ? null : `${indent}  `;
  const items = Array.isArray(data)
    ? data.map((item) => write(item, inner))
    : Object.entries(data).map(
        ([key, item]) => `${JSON.stringify(key)}${indent === null ? ':' : ' : '}${write(item, inner)}`
      );
  if (indent !== null && !items.length) {
    return Array.isArray(data) ? '[ ]' : '{ }';
  }
  const [open, close] = Array.isArray(data) ? ['[', ']'] : ['{', '}'];
  if (indent === null) {
    return `${open}${items.join(',')}${close}`;
  }
  return Array.isArray(data)
    ? `${open} ${items.join(', ')} ${close}`
    : `${open}\n${items.map((item) => `${inner ?? ''}${item}`).join(',\n')}\n${indent}${close}`;
}
