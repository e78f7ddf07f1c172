import { declare } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { text } from '../runtime/text.ts';
import { equal } from '../runtime/values/equality.ts';
import { UncatchableError } from '../runtime/values/exceptions.ts';
import { isInstance, runtimeType } from '../runtime/types-of.ts';
import type { NativeObject } from '../runtime/values/objects.ts';
import type { Type } from '../types/type.ts';

/** A failed assertion ends the test: Apex cannot catch it. */
function failed(detail: string, message: unknown): never {
  const suffix = message === null || message === undefined ? '' : `: ${text(message)}`;
  throw new UncatchableError(
    'System.AssertException',
    `Assertion Failed${suffix}${detail ? `${suffix ? ': ' : ': '}${detail}` : ''}`
  );
}

const same = (a: unknown, b: unknown): boolean => equal(a, b, false);

function areEqual(expected: unknown, actual: unknown, message?: unknown): void {
  if (!same(expected, actual)) {
    failed(`Expected: ${text(expected)}, Actual: ${text(actual)}`, message);
  }
}

function areNotEqual(expected: unknown, actual: unknown, message?: unknown): void {
  if (same(expected, actual)) {
    failed(`Same value: ${text(actual)}`, message);
  }
}

function isTrue(condition: unknown, message?: unknown): void {
  if (condition !== true) {
    failed(message === undefined ? 'Expected: true, Actual: false' : '', message);
  }
}

function isFalse(condition: unknown, message?: unknown): void {
  if (condition !== false) {
    failed(message === undefined ? 'Expected: false, Actual: true' : '', message);
  }
}

function isNull(value: unknown, message?: unknown): void {
  if (value !== null) {
    failed(`Expected: null, Actual: ${text(value)}`, message);
  }
}

function isNotNull(value: unknown, message?: unknown): void {
  if (value === null) {
    failed('Expected: not null, Actual: null', message);
  }
}

function isInstanceOf(value: unknown, type: NativeObject<Type>, message?: unknown): void {
  if (!isInstance(value, type.data)) {
    failed(`Expected an instance of ${type.data.name}, Actual: ${runtimeType(value).name}`, message);
  }
}

function isNotInstanceOf(value: unknown, type: NativeObject<Type>, message?: unknown): void {
  if (isInstance(value, type.data)) {
    failed(`Expected no instance of ${type.data.name}`, message);
  }
}

function pair(signature: string, implementation: Implementation): Record<string, Implementation> {
  return { [`void ${signature})`]: implementation, [`void ${signature}, Object message)`]: implementation };
}

declare({
  name: 'Assert',
  statics: {
    ...pair('areEqual(Object expected, Object actual', areEqual),
    ...pair('areNotEqual(Object expected, Object actual', areNotEqual),
    ...pair('isTrue(Boolean condition', isTrue),
    ...pair('isFalse(Boolean condition', isFalse),
    ...pair('isNull(Object value', isNull),
    ...pair('isNotNull(Object value', isNotNull),
    ...pair('isInstanceOfType(Object value, Type type', isInstanceOf),
    ...pair('isNotInstanceOfType(Object value, Type type', isNotInstanceOf),
    'void fail()': () => failed('', null),
    'void fail(Object message)': (message: unknown) => failed('', message)
  }
});

export const SYSTEM_ASSERTS: Record<string, Implementation> = {
  ...pair('assertEquals(Object expected, Object actual', areEqual),
  ...pair('assertNotEquals(Object expected, Object actual', areNotEqual),
  ...pair('assert(Boolean condition', isTrue)
};
