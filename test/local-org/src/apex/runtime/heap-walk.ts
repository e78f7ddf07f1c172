import { ApexBlob } from './values/blob.ts';
import { ApexList, ApexMap, ApexSet } from './values/collections.ts';
import { ApexEnumValue, ApexObject, NativeObject } from './values/objects.ts';
import { SObjectRecord } from './values/record.ts';

/**
 * What values cost, in bytes. Salesforce documents no figures; these follow what is commonly measured: a character is a
 * byte, a reference four, a number or date eight.
 */
const REFERENCE = 4;
const SCALAR = 8;
/** From here on it is worth asking whether a text has been counted. */
const LONG = 100;

/** Adds up what can be reached from variables. */
export class HeapWalk {
  /** Bytes of everything but texts. */
  bytes = 0;
  /** Values that were looked at. */
  count = 0;
  private readonly seen = new Set<object>();
  private readonly named = new Set<string>();
  private readonly distinct = new Set<string>();
  private texts = 0;
  private distinctTexts = 0;
  private readonly pending: object[] = [];

  /** The value of a variable or field. A text that several of them hold is one: it is handed on, seldom made again. */
  variable(value: unknown): void {
    if (typeof value !== 'string') {
      this.value(value);
    } else if (value.length < LONG) {
      this.value(value);
    } else if (!this.named.has(value)) {
      this.named.add(value);
      this.value(value);
    }
  }

  /**
   * Bytes of texts. JavaScript cannot tell one text that is held twice from two that are equal: at least each different
   * one counts, at most each that is held, and none beyond what the transaction has made.
   */
  textBytes(made: number): number {
    return Math.max(this.distinctTexts, Math.min(this.texts, made));
  }

  /** Goes on to what the values lead to, without recursion, since chains may be long. */
  finish(): void {
    for (let next = this.pending.pop(); next; next = this.pending.pop()) {
      this.contents(next);
    }
  }

  private value(value: unknown): void {
    this.count += 1;
    this.bytes += REFERENCE;
    if (typeof value === 'string') {
      this.text(value);
    } else if (typeof value === 'object' && value !== null && !(value instanceof ApexEnumValue)) {
      if (!this.seen.has(value)) {
        this.seen.add(value);
        this.pending.push(value);
      }
    } else if (typeof value === 'number' || typeof value === 'bigint') {
      this.bytes += SCALAR;
    }
  }

  private text(value: string): void {
    this.texts += value.length;
    if (value.length < LONG) {
      this.distinctTexts += value.length;
    } else if (!this.distinct.has(value)) {
      this.distinct.add(value);
      this.distinctTexts += value.length;
    }
  }

  private contents(held: object): void {
    if (held instanceof ApexList) {
      held.items.forEach((item) => this.value(item));
    } else if (held instanceof ApexSet) {
      held.entries.forEach((item) => this.value(item));
    } else if (held instanceof ApexMap) {
      for (const { key, value } of held.entries.values()) {
        this.value(key);
        this.value(value);
      }
    } else if (held instanceof SObjectRecord) {
      this.record(held);
    } else if (held instanceof NativeObject) {
      this.native(held.data);
    } else if (held instanceof ApexObject) {
      Object.values(held).forEach((value) => this.field(value));
    } else if (held instanceof ApexBlob) {
      this.bytes += held.bytes.length;
    } else {
      this.bytes += SCALAR;
    }
  }

  /** A field of an object: its class and other things of the local org stand beside the Apex values. */
  private field(value: unknown): void {
    if (isApex(value)) {
      this.variable(value);
    }
  }

  private record(record: SObjectRecord): void {
    record.fields.forEach((value) => this.value(value));
    record.parents.forEach((parent) => this.value(parent));
    record.children.forEach((children) => this.value(children));
  }

  /** The data of a library class: one level, since describes lead to the whole schema. */
  private native(data: unknown): void {
    const inner =
      data instanceof Map || data instanceof Set || Array.isArray(data)
        ? [...data.values()]
        : typeof data === 'object' && data !== null && !isApex(data)
          ? Object.values(data)
          : [data];
    for (const value of inner.flatMap((one: unknown): unknown[] => (Array.isArray(one) ? one : [one]))) {
      this.field(value);
    }
  }
}

function isApex(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value instanceof ApexList ||
    value instanceof ApexSet ||
    value instanceof ApexMap ||
    value instanceof SObjectRecord ||
    value instanceof ApexObject ||
    value instanceof ApexBlob
  );
}
