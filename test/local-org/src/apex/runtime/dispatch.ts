import { ABSTRACT, libraryType } from '../types/library.ts';
import { lineage, type ClassSymbol, type MethodSymbol } from '../types/symbols.ts';
import { ApexList, ApexSet } from './values/collections.ts';
import type { ApexObject } from './values/objects.ts';
import { current } from './transaction.ts';
import { isInstance } from './types-of.ts';
import { raise } from './values/exceptions.ts';

type Callable = Record<string, (...values: unknown[]) => unknown>;

/** The instance method that a class or its superclasses declare, by name and number of parameters. */
export function findMethod(
  symbol: ClassSymbol,
  name: string,
  parameters: number,
  values: readonly unknown[] = []
): MethodSymbol | undefined {
  for (const current of lineage(symbol)) {
    const found = current
      .methods(name)
      .filter((method) => method.parameters.length === parameters && isCallable(method))
      // Salesforce lets a static method implement an interface's.
      .sort((a, b) => Number(a.static) - Number(b.static));
    if (found.length) {
      // A class may implement two interfaces whose methods have one name.
      return found.find((method) => takes(method, values)) ?? found[0];
    }
  }
  return undefined;
}

function takes(method: MethodSymbol, values: readonly unknown[]): boolean {
  return values.every((value, index) => {
    const type = method.parameters[index];
    return value === null || !type || isInstance(value, type);
  });
}

function isCallable(method: MethodSymbol): boolean {
  return method.implementation ? method.implementation !== ABSTRACT : !method.abstract;
}

/** Calls a user class's method; undefined where no user class of the object's lineage declares it. */
export function callIfDeclared(target: ApexObject, name: string, values: unknown[]): unknown {
  const method = findMethod(target.symbol, name, values.length);
  return method && !method.owner.library && !method.static
    ? (target as unknown as Callable)[method.key]?.(...values)
    : undefined;
}

/** Lists and sets are no Apex objects here, but have their library's methods behind the interfaces they implement. */
function symbolOf(target: ApexObject | ApexList | ApexSet): ClassSymbol {
  if (target instanceof ApexList) {
    return libraryType('List').symbol;
  }
  return target instanceof ApexSet ? libraryType('Set').symbol : target.symbol;
}

/** Calls a method through a library interface: on a user object its own method, on a library object the library's. */
export function invoke(target: ApexObject | null, name: string, values: unknown[]): unknown {
  if (target === null) {
    raise('NullPointerException', 'Attempt to de-reference a null object');
  }
  const own = (target as unknown as Callable)[`stub$${name.toLowerCase()}`];
  const symbol = symbolOf(target);
  const method = findMethod(symbol, name, values.length, values);
  if (own) {
    return own(...values);
  }
  if (!method) {
    raise('TypeException', `Method does not exist: ${name} on ${symbol.name}`);
  }
  if (method.static) {
    const statics = current().program.record(method.owner)?.s() as unknown as Callable | undefined;
    return statics?.[method.key]?.(...values);
  }
  return method.implementation
    ? method.implementation(...([target, ...values] as never[]))
    : (target as unknown as Callable)[method.key]?.(...values);
}
