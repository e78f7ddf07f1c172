import { expect, test } from '@jest/globals';
import { fromJava } from './java-pattern.ts';

test.each([
  ['a literal between \\Q and \\E', '\\Qa.b[\\E+', 'a\\.b\\[+', ''],
  ['a literal to the end', 'x\\Qa+', 'xa\\+', ''],
  ['a POSIX class by itself', '\\p{Digit}+', '[0-9]+', ''],
  ['what is not in a POSIX class', '\\P{Upper}', '[^A-Z]', ''],
  ['POSIX classes anywhere in a class', '[x\\p{Alpha}_\\p{Digit}]', '[xa-zA-Z_0-9]', ''],
  ['a class of Unicode', '\\p{L}', '\\p{L}', 'u'],
  ['possessive quantifiers', 'a*+b{2}+c', 'a*b{2}c', ''],
  ['an escaped plus that is repeated', '\\++', '\\++', ''],
  ['a plus in a class', '[*+]', '[*+]', ''],
  ['ends of the text', '\\Aa\\z', '^a$', ''],
  ['horizontal space', '\\h[\\hx]', '[ \\t][ \\tx]', ''],
  ['flags', '(?im)a', 'a', 'im']
])('%s', (_, pattern, source, flags) => {
  expect(fromJava(pattern)).toEqual({ source, flags });
});
