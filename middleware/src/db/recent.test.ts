import { expect, test } from '@jest/globals';
import { Recent } from './recent.ts';

const bytes = (length: number) => new Uint8Array(length);

test('gives what was put aside, once', () => {
  const recent = new Recent(100);
  const contents = bytes(10);
  recent.put('a', contents);
  expect(recent.take('a')).toBe(contents);
  expect(recent.take('a')).toBeUndefined();
});

test('the oldest go when there are too many bytes', () => {
  const recent = new Recent(100);
  recent.put('a', bytes(40));
  recent.put('b', bytes(40));
  recent.put('c', bytes(40));
  expect(recent.take('a')).toBeUndefined();
  expect(recent.take('b')).toHaveLength(40);
  expect(recent.take('c')).toHaveLength(40);
});

test('what was taken or replaced no longer counts', () => {
  const recent = new Recent(100);
  for (let time = 0; time < 10; time += 1) recent.put('a', bytes(60));
  recent.put('b', bytes(40));
  expect(recent.take('a')).toHaveLength(60);
  recent.put('c', bytes(60));
  expect(recent.take('b')).toHaveLength(40);
});

test('what alone is too large is not kept, and drives nothing out', () => {
  const recent = new Recent(100);
  recent.put('a', bytes(60));
  recent.put('b', bytes(101));
  expect(recent.take('b')).toBeUndefined();
  expect(recent.take('a')).toHaveLength(60);
});
