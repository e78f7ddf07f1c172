import { callIfDeclared } from '../runtime/dispatch.ts';
import { text } from '../runtime/text.ts';
import { equal, hashKey } from '../runtime/values/equality.ts';
import type { ApexEnumValue } from '../runtime/values/objects.ts';
import { ApexObject } from '../runtime/values/objects.ts';
import { declare } from '../types/library.ts';

/** Java's hash of a text, as Apex gives it. */
export function hashText(value: string): number {
  let hash = 0;
  for (let index = 0; index < value.length; index += 1) {
    hash = (Math.imul(31, hash) + value.charCodeAt(index)) | 0;
  }
  return hash;
}

const numbered = new WeakMap<object, number>();
let count = 0;

/** The same for equal values; user classes answer by their `hashCode`. */
export function hashCode(value: unknown): number {
  const key = value instanceof ApexObject ? (callIfDeclared(value, 'hashcode', []) ?? value) : hashKey(value);
  if (typeof key === 'object' && key !== null) {
    let number = numbered.get(key);
    if (number === undefined) {
      count += 1;
      number = count;
      numbered.set(key, number);
    }
    return number;
  }
  return typeof key === 'number'
    ? key
    : hashText(typeof key === 'string' && typeof value === 'string' ? value : String(key));
}

declare({
  name: 'Object',
  virtual: true,
  methods: {
    // On a value declared as Object, texts compare as by ==; String.equals heeds case (seen in public tests).
    'Boolean equals(Object other)': (self: unknown, other: unknown) => equal(self, other, true),
    'Integer hashCode()': hashCode,
    'String toString()': text
  }
});

declare({
  name: 'EnumType',
  methods: {
    'String name()': (self: ApexEnumValue) => self.name,
    'Integer ordinal()': (self: ApexEnumValue) => self.ordinal
  },
  statics: { 'List<Object> values()': () => null }
});
