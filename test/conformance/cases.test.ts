import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadLibrary } from '../local-org/src/apex/library/index.ts';
import type { DmlWord, Expression, LiteralType, Member, Statement, When } from '../local-org/src/apex/syntax/ast.ts';
import { parseClass, parseTrigger } from '../local-org/src/apex/syntax/parse.ts';
import { libraryClass, libraryClasses } from '../local-org/src/apex/types/library.ts';
import { Occurrences } from './occurrences.ts';

/** Every kind of syntax; the compiler complains when the syntax tree gets one that is not named here. */
const KINDS: Record<Statement['kind'] | Expression['kind'] | Member['kind'], true> = {
  block: true,
  local: true,
  expression: true,
  if: true,
  while: true,
  doWhile: true,
  for: true,
  forEach: true,
  try: true,
  return: true,
  throw: true,
  break: true,
  continue: true,
  dml: true,
  runAs: true,
  switch: true,
  literal: true,
  name: true,
  this: true,
  super: true,
  member: true,
  call: true,
  index: true,
  unary: true,
  step: true,
  binary: true,
  assign: true,
  conditional: true,
  cast: true,
  instanceof: true,
  typeLiteral: true,
  new: true,
  soql: true,
  sosl: true,
  field: true,
  property: true,
  method: true,
  constructor: true,
  initializer: true,
  class: true,
  interface: true,
  enum: true
};
const DML: Record<DmlWord, true> = { insert: true, update: true, upsert: true, delete: true, undelete: true };
const LITERALS: Record<LiteralType, true> = {
  Integer: true,
  Long: true,
  Double: true,
  Decimal: true,
  String: true,
  Boolean: true,
  null: true
};
const WHENS: Record<When['kind'], true> = { else: true, values: true, type: true };
const OPERATORS = {
  binary: '+ - * / & | ^ << >> >>> && || == != <> === !== < > <= >= ??',
  assign: '= += -= *= /= &= |= ^= <<= >>= >>>=',
  unary: '! - + ~',
  step: '++ --'
};

/** Library types that no case needs to name, and why. */
const UNNAMED: Record<string, string> = {
  ConnectApi: 'needs Chatter or named credentials that an org must be set up for',
  DataWeave: 'scripts are not emulated, and an org compiles them on deployment',
  DataWeaveScriptException: 'see DataWeave',
  Flow: 'flows are not emulated',
  AppLauncher: 'changes the menu of an org for all its users',
  Cache: 'needs a partition with capacity, which an org does not have by itself',
  LimitException: 'cannot be caught, and fails the test',
  AssertException: 'cannot be caught, and fails the test',
  UnexpectedException: 'documented without a cause',
  HandledException: 'documented without a cause',
  InvalidHeaderException: 'documented without a cause',
  FormulaEvaluationException: 'documented without a formula that throws it',
  EnumType: 'no type of Apex: what all enums have in common here',
  'Schema.SObjectTypeFields': 'has no name in Apex: what `fields` of a describe result is',
  'Schema.SObjectTokenFields': 'has no name in Apex: what `fields` of a type token is',
  'Schema.SObjectTypeFieldSets': 'has no name in Apex: what `fieldSets` of a describe result is'
};

const cases = fileURLToPath(new URL('cases', import.meta.url));
const files = globSync('source/**/*.{cls,trigger}', { cwd: cases }).sort();
const read = (file: string): string => readFileSync(path.join(cases, file), 'utf8');
const seen = new Occurrences();
for (const file of files) {
  seen.add(file.endsWith('.trigger') ? parseTrigger(read(file)) : parseClass(read(file)));
}
loadLibrary();

/** The type itself or its namespace is left out. */
const isUnnamed = (name: string): boolean =>
  Object.keys(UNNAMED).some((left) => name === left || name.startsWith(`${left}.`));

describe('the cases', () => {
  test('use every kind of statement, expression and member', () => {
    expect(Object.keys(KINDS).filter((kind) => !seen.kinds.has(kind))).toEqual([]);
  });

  test('use every operator', () => {
    const missing = Object.entries(OPERATORS).flatMap(([kind, operators]) =>
      operators.split(' ').flatMap((operator) => (seen.kinds.has(`${kind} ${operator}`) ? [] : `${kind} ${operator}`))
    );
    expect(missing).toEqual([]);
    expect(seen.kinds.has('safe')).toBe(true);
  });

  test('use every DML statement, kind of literal and kind of switch branch', () => {
    const wanted = [
      ...Object.keys(DML).map((word) => `dml ${word}`),
      ...['user', 'system'].map((mode) => `mode ${mode}`),
      ...Object.keys(LITERALS).map((type) => `literal ${type}`),
      ...Object.keys(WHENS).map((kind) => `when ${kind}`)
    ];
    expect(wanted.filter((one) => !seen.kinds.has(one))).toEqual([]);
  });

  test('name every type of the library', () => {
    const missing = libraryClasses().filter(({ name }) => !isUnnamed(name) && !seen.names(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('leave no type out that is not in the library', () => {
    expect(Object.keys(UNNAMED).filter((name) => !libraryClass(name))).toEqual([]);
  });

  test('call every method of Limits', () => {
    const methods = libraryClass('Limits')?.allMethods() ?? [];
    expect(methods.length).toBeGreaterThan(30);
    expect(methods.filter(({ name }) => !seen.names(`Limits.${name}`)).map(({ name }) => name)).toEqual([]);
  });

  test.each(files.filter((file) => file.endsWith('Test.cls')))('%s says where each method comes from', (file) => {
    const lines = read(file).split('\n');
    const tests = lines.flatMap((line, index) => (/^ {4}@IsTest/i.test(line) ? [index] : []));
    expect(tests.length).toBeGreaterThan(0);
    const without = tests.filter((index) => !/^ {4}\/\/ Source: .*".+"/.test(lines[index - 1] ?? ''));
    expect(without.map((index) => lines[index + 1]?.trim())).toEqual([]);
  });
});
