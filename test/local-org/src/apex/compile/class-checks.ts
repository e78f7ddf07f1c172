import type { MethodDeclaration } from '../syntax/ast.ts';
import { allInterfaces, lineage, superclassOf, type ClassSymbol, type MethodSymbol } from '../types/symbols.ts';
import { isAssignable } from '../types/relations.ts';
import { sameType, substitute, type Type } from '../types/type.ts';
import { fail } from './body.ts';
import { describeMethod } from './declare-class.ts';

/** What a class must keep: abstract and interface methods implemented, overrides marked and permitted. */
export function checkClass(symbol: ClassSymbol): void {
  const declaration = symbol.source?.declaration;
  if (!declaration || declaration.kind !== 'class') {
    return;
  }
  for (const member of declaration.members) {
    if (member.kind === 'method') {
      checkOverride(symbol, member);
    }
  }
  if (!symbol.abstract) {
    checkImplemented(symbol);
  }
}

function checkOverride(symbol: ClassSymbol, member: MethodDeclaration): void {
  const own = symbol.methods(member.name).find((method) => method.declaration === member);
  if (!own || own.static) {
    return;
  }
  const parent = superclassOf(symbol);
  const overridden =
    parent &&
    [...lineage(parent)]
      .flatMap((one) => one.methods(own.name))
      .find((other) => sameSignature(own, other, symbol.superclass));
  if (own.override && !overridden && !isObjectMethod(own)) {
    const interfaceMethod = allInterfaces(symbol).some(
      (one) => one.kind === 'class' && one.symbol.methods(own.name).length > 0
    );
    if (!interfaceMethod) {
      fail(member, `Method does not override an ancestor method: ${describeMethod(own)}`);
    }
  }
  if (!overridden || overridden.static || overridden.visibility === 'private' || overridden.owner.library) {
    return;
  }
  if (!overridden.virtual) {
    fail(member, `Non-virtual, non-abstract methods cannot be overridden: ${describeMethod(own)}`);
  }
  if (!own.override) {
    fail(member, `Method must use the override keyword: ${describeMethod(own)}`);
  }
  if (VISIBILITY.indexOf(own.visibility) < VISIBILITY.indexOf(overridden.visibility)) {
    fail(member, `Cannot reduce the visibility of the inherited method: ${describeMethod(own)}`);
  }
  if (!sameType(own.returns, overridden.returns)) {
    fail(member, `Return type does not match parent: ${describeMethod(own)}`);
  }
}

const VISIBILITY = ['private', 'protected', 'public', 'global'];

function isObjectMethod(method: MethodSymbol): boolean {
  return ['tostring', 'equals', 'hashcode'].includes(method.name.toLowerCase());
}

function sameSignature(a: MethodSymbol, b: MethodSymbol, within: Type | null): boolean {
  return (
    a.parameters.length === b.parameters.length &&
    a.parameters.every((parameter, index) => {
      const other = b.parameters[index];
      if (!other) {
        return false;
      }
      const wanted = within ? substitute(other, within) : other;
      // A batch over SObject may take a list of the concrete type.
      return sameType(parameter, wanted) || (b.owner.library && isAssignable(wanted, parameter));
    })
  );
}

/** What implements an interface of the project must be seen wherever the interface is. */
function checkVisible(wanted: ClassSymbol, concrete: readonly MethodSymbol[]): void {
  for (const method of wanted.allMethods()) {
    const hidden = concrete.find(
      (one) => one.name.toLowerCase() === method.name.toLowerCase() && sameSignature(one, method, null)
    );
    if (hidden?.declaration && (hidden.visibility === 'private' || hidden.visibility === 'protected')) {
      fail(hidden.declaration, `Cannot reduce the visibility of the inherited method: ${describeMethod(hidden)}`);
    }
  }
}

function checkImplemented(symbol: ClassSymbol): void {
  const declaration = symbol.source?.declaration;
  const concrete = [...lineage(symbol)].flatMap((one) => one.allMethods()).filter((method) => !method.abstract);
  const has = (wanted: MethodSymbol, within: Type | null): boolean =>
    concrete.some(
      (method) => method.name.toLowerCase() === wanted.name.toLowerCase() && sameSignature(method, wanted, within)
    );
  for (const one of allInterfaces(symbol)) {
    const missing =
      one.kind === 'class' ? one.symbol.allMethods().find((method) => method.abstract && !has(method, one)) : undefined;
    if (one.kind === 'class' && !one.symbol.library) {
      checkVisible(one.symbol, concrete);
    }
    if (missing && declaration) {
      const parameters = missing.parameters.map((parameter) => substitute(parameter, one).name).join(', ');
      fail(
        declaration,
        `Class ${symbol.name} must implement the method: ${substitute(missing.returns, one).name} ${one.name}.${missing.name}(${parameters})`
      );
    }
  }
  for (const owner of lineage(symbol)) {
    const missing =
      owner.kind === 'class' ? owner.allMethods().find((method) => method.abstract && !has(method, null)) : undefined;
    if (missing && declaration && !missing.owner.library) {
      fail(
        declaration,
        `Class ${symbol.name} must implement the abstract method: ${describeMethod(missing).replace(' ', ` ${owner.name}.`)}`
      );
    }
  }
}
