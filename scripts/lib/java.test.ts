import { expect, test } from '@jest/globals';
import { javaVersion } from './java.ts';

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "11" 2018-09-25', 11],
  ['java version "1.8.0_402"', 8],
  ['openjdk version 21-ea 2023-09-19', 21],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
  ['', undefined]
])('%s is Java %s', (text, version) => {
  expect(javaVersion(text)).toBe(version);
});
