import type { LocalOrg } from '../../platform/open-org.ts';
import { failureOf } from '../runtime/failure.ts';
import type { ApexRuntime } from '../host.ts';
import { Transaction, within } from '../runtime/transaction.ts';
import { forgetUserKeys } from '../runtime/values/equality.ts';
import type { ClassSymbol, MethodSymbol } from '../types/symbols.ts';

export interface TestResult {
  className: string;
  methodName: string;
  passed: boolean;
  /** `System.AssertException: Assertion Failed: …`; empty when it passed. */
  message: string;
  stackTrace: string;
  milliseconds: number;
}

export interface TestSelection {
  /** Case-insensitive; all when empty. */
  classes?: readonly string[];
  method?: string;
}

/** Runs the Apex tests of a program on an org: each method sees what `@testSetup` made, and leaves nothing behind. */
export function runTests(
  runtime: ApexRuntime,
  org: LocalOrg,
  selection: TestSelection = {},
  progress: (className: string, results: readonly TestResult[]) => void = () => undefined
): TestResult[] {
  const wanted = new Set((selection.classes ?? []).map((name) => name.toLowerCase()));
  const results: TestResult[] = [];
  for (const symbol of runtime.program.source.classes) {
    if (symbol.outer || !symbol.source?.isTest || (wanted.size && !wanted.has(symbol.name.toLowerCase()))) {
      continue;
    }
    const methods = testMethods(symbol).filter(
      (method) => selection.method === undefined || method.name.toLowerCase() === selection.method.toLowerCase()
    );
    if (methods.length) {
      const ofClass = runClass(symbol, methods, runtime, org);
      progress(symbol.name, ofClass);
      results.push(...ofClass);
    }
  }
  return results;
}

const annotated = (method: MethodSymbol, name: string): boolean =>
  method.declaration?.modifiers.annotations.has(name) ?? false;

/** The test methods of a class. */
export function testMethods(symbol: ClassSymbol): MethodSymbol[] {
  return symbol
    .allMethods()
    .filter((method) => method.static && annotated(method, 'istest') && !method.parameters.length);
}

function seesAllData(method: MethodSymbol): boolean {
  return [method.declaration?.modifiers, method.owner.source?.declaration.modifiers].some(
    (modifiers) => modifiers?.annotations.get('istest')?.values.get('seealldata')?.toLowerCase() === 'true'
  );
}

/** What the setup made stays until the class is done; each method is undone by itself. */
function runClass(
  symbol: ClassSymbol,
  methods: readonly MethodSymbol[],
  runtime: ApexRuntime,
  org: LocalOrg
): TestResult[] {
  const setups = symbol.allMethods().filter((method) => annotated(method, 'testsetup'));
  return undone(org, () => {
    for (const setup of setups) {
      const result = runMethod(setup, runtime, org);
      if (!result.passed) {
        return methods.map((method) => ({ ...result, methodName: method.name }));
      }
    }
    return methods.map((method) => undone(org, () => runMethod(method, runtime, org)));
  });
}

class Undo extends Error {}

function undone<T>(org: LocalOrg, work: () => T): T {
  let result: { value: T } | undefined;
  try {
    org.transaction(() => {
      const begin = org.savepoint();
      result = { value: work() };
      org.discard(begin);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) {
      throw error;
    }
  }
  if (!result) {
    throw new Error('A test gave no result');
  }
  return result.value;
}

function runMethod(method: MethodSymbol, runtime: ApexRuntime, org: LocalOrg): TestResult {
  const transaction = new Transaction(runtime.program, org, {
    userId: org.users.admin,
    sharing: false,
    quiddity: 'test',
    test: {
      outer: null,
      outerUncommitted: false,
      started: false,
      stopped: false,
      mock: null,
      jobs: [],
      scheduled: [],
      seesAllData: seesAllData(method),
      searchResults: [],
      published: []
    }
  });
  const started = performance.now();
  const result = { className: method.owner.name, methodName: method.name, passed: true, message: '', stackTrace: '' };
  try {
    within(transaction, () => {
      const statics = runtime.program.record(method.owner)?.s() ?? {};
      (statics[method.key] as () => void)();
    });
  } catch (error) {
    const failure = failureOf(error);
    Object.assign(result, {
      passed: false,
      message: `${failure.exceptionType}: ${failure.message}`,
      stackTrace: failure.stackTrace
    });
  } finally {
    forgetUserKeys();
  }
  return { ...result, milliseconds: Math.round(performance.now() - started) };
}
