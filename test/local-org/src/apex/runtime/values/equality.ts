import { ApexBlob } from './blob.ts';
import { ApexList, ApexMap, ApexSet } from './collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
import { ApexDouble, decimal, isDecimal, type BigDecimal } from './numbers.ts';
import { ApexObject } from './objects.ts';
import { SObjectRecord } from './record.ts';
import { callIfDeclared } from '../dispatch.ts';

/**
 * What Apex's `==` (`ignoreCase`: texts compare without case) and the equality of collections mean for values of any
 * type: sObjects and collections by value, user classes by their `equals`, else by identity.
 */
export function equal(a: unknown, b: unknown, ignoreCase: boolean): boolean {
  if (a === b) {
    return true;
  }
  if (a === null || b === null || a === undefined || b === undefined) {
    return (a ?? null) === (b ?? null);
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return equalText(a, b, ignoreCase);
  }
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return left.compareTo(right) === 0;
  }
  if (a instanceof ApexDatetime && b instanceof ApexDatetime) {
    // Salesforce compares moments to the second.
    return Math.floor(a.time / 1000) === Math.floor(b.time / 1000);
  }
  if ((a instanceof ApexDate || a instanceof ApexDatetime) && (b instanceof ApexDate || b instanceof ApexDatetime)) {
    return a.time === b.time;
  }
  if (a instanceof ApexTime && b instanceof ApexTime) {
    return a.time === b.time;
  }
  if (a instanceof ApexBlob && b instanceof ApexBlob) {
    return a.bytes.equals(b.bytes);
  }
  return equalComposite(a, b, ignoreCase);
}

function equalComposite(a: unknown, b: unknown, ignoreCase: boolean): boolean {
  if (a instanceof ApexList && b instanceof ApexList) {
    return a.items.length === b.items.length && a.items.every((item, index) => equal(item, b.items[index], ignoreCase));
  }
  if (a instanceof ApexSet && b instanceof ApexSet) {
    return a.entries.size === b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));
  }
  if (a instanceof ApexMap && b instanceof ApexMap) {
    return (
      a.entries.size === b.entries.size &&
      [...a.entries].every(
        ([key, entry]) => b.entries.has(key) && equal(entry.value, b.entries.get(key)?.value, ignoreCase)
      )
    );
  }
  if (a instanceof SObjectRecord && b instanceof SObjectRecord) {
    return hashKey(a) === hashKey(b);
  }
  if (a instanceof ApexObject) {
    return callIfDeclared(a, 'equals', [b]) === true;
  }
  return false;
}

function equalText(a: string, b: string, ignoreCase: boolean): boolean {
  if (!ignoreCase) {
    return a === b;
  }
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

function numeric(value: unknown): BigDecimal | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return decimal(value);
  }
  if (value instanceof ApexDouble) {
    return Number.isFinite(value.value) ? decimal(value.value) : undefined;
  }
  return isDecimal(value) ? value : undefined;
}

/** A primitive that is the same for equal keys of sets and maps; user objects without `equals` are their own key. */
export function hashKey(value: unknown): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value !== 'object') {
    return typeof value === 'string' ? `s${value}` : value;
  }
  const number = numeric(value);
  if (number !== undefined) {
    return `n${number.stripTrailingZeros().toPlainString()}`;
  }
  if (value instanceof ApexDate || value instanceof ApexDatetime || value instanceof ApexTime) {
    return `${value.constructor.name}${String(value.time)}`;
  }
  if (value instanceof ApexBlob) {
    return `b${value.bytes.toString('base64')}`;
  }
  return compositeKey(value);
}

function compositeKey(value: object): unknown {
  if (value instanceof ApexList || value instanceof ApexSet) {
    return `l[${value.items.map(keyText).join()}]`;
  }
  if (value instanceof ApexMap) {
    return `m[${[...value.entries.values()].map((entry) => `${keyText(entry.key)}=${keyText(entry.value)}`).join()}]`;
  }
  if (value instanceof SObjectRecord) {
    const fields = [...value.fields].filter(([, field]) => field !== null).sort(([a], [b]) => (a < b ? -1 : 1));
    return `o${value.object.apiName}${JSON.stringify(fields)}`;
  }
  if (value instanceof ApexObject) {
    const hash = callIfDeclared(value, 'hashcode', []);
    return hash === undefined ? value : userKey(value, hash);
  }
  return value;
}

/** Objects with an equal hash code are the same key where their `equals` says so. */
const userKeys = new Map<unknown, ApexObject[]>();

function userKey(value: ApexObject, hash: unknown): unknown {
  const bucketName = `${value.symbol.name}#${String(hash)}`;
  const bucket = userKeys.get(bucketName) ?? [];
  userKeys.set(bucketName, bucket);
  const known = bucket.find((other) => other === value || equal(value, other, false));
  if (!known) {
    bucket.push(value);
  }
  return known ?? value;
}

/** Forgets the keys of a transaction that is over. */
export function forgetUserKeys(): void {
  userKeys.clear();
}

const identities = new WeakMap<object, number>();
let identityCount = 0;

function keyText(value: unknown): string {
  const key = hashKey(value);
  if (typeof key === 'object' && key !== null) {
    let identity = identities.get(key);
    if (identity === undefined) {
      identityCount += 1;
      identity = identityCount;
      identities.set(key, identity);
    }
    return `#${String(identity)}`;
  }
  return typeof key === 'string' ? key : `${typeof key}${String(key)}`;
}
