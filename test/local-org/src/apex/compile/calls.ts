import type { Position } from '../syntax/ast.ts';
import { ABSTRACT } from '../types/library.ts';
import { allInterfaces, lineage, type ClassSymbol, type MethodSymbol } from '../types/symbols.ts';
import { conversionCost } from '../types/relations.ts';
import { libraryType } from '../types/library.ts';
import { classType, isNamed, substitute, type Type } from '../types/type.ts';
import { fail, type Body } from './body.ts';
import type { Code } from './code.ts';
import { assigned } from './convert.ts';
import { describeMethod } from './declare-class.ts';
import { recordOf } from './members.ts';

/** Methods of this name that a value of the type has, most derived first, overridden ones left out. */
export function methodsOf(type: Type, name: string): { method: MethodSymbol; within: Type }[] {
  if (type.kind === 'sobject') {
    return libraryMethods(libraryType('SObject').symbol, name);
  }
  if (type.kind !== 'class') {
    return [];
  }
  const found: { method: MethodSymbol; within: Type }[] = [];
  const add = (method: MethodSymbol, within: Type): void => {
    const key = method.parameters.map((parameter) => substitute(parameter, within).name).join();
    const known = found.some(
      (other) => other.method.parameters.map((parameter) => substitute(parameter, other.within).name).join() === key
    );
    if (!known) {
      found.push({ method, within });
    }
  };
  for (let current: Type | null = type; current?.kind === 'class'; current = current.symbol.superclass) {
    const within = current;
    current.symbol.methods(name).forEach((method) => add(method, within));
  }
  for (const one of allInterfaces(type.symbol)) {
    if (one.kind === 'class') {
      one.symbol.methods(name).forEach((method) => add(method, one));
    }
  }
  libraryMethods(libraryType('Object').symbol, name).forEach(({ method, within }) => add(method, within));
  return found;
}

function libraryMethods(symbol: ClassSymbol, name: string): { method: MethodSymbol; within: Type }[] {
  return symbol.methods(name).map((method) => ({ method, within: classType(symbol) }));
}

interface Candidate {
  method: MethodSymbol;
  within: Type;
}

/** The overload that fits the arguments' types best; undefined where none fits. */
export function choose(candidates: readonly Candidate[], values: readonly Code[]): Candidate | undefined {
  let best: { candidate: Candidate; cost: number } | undefined;
  for (const candidate of candidates) {
    const { parameters } = candidate.method;
    if (parameters.length !== values.length) {
      continue;
    }
    const costs = values.map((value, index) =>
      argumentCost(value, substitute(parameters[index] ?? value.type, candidate.within))
    );
    if (costs.every((cost) => cost !== undefined)) {
      const cost = costs.reduce((sum, one) => sum + one, 0);
      if (!best || cost < best.cost) {
        best = { candidate, cost };
      }
    }
  }
  return best?.candidate;
}

function argumentCost(value: Code, parameter: Type): number | undefined {
  const cost = conversionCost(value.type, parameter);
  if (cost !== undefined || !value.query || parameter.kind !== 'sobject') {
    return cost;
  }
  const element = value.type.kind === 'class' ? value.type.arguments[0] : undefined;
  return element && conversionCost(element, parameter) !== undefined ? 5 : undefined;
}

/** JavaScript of the arguments, converted to the parameters' types. */
export function argumentList(candidate: Candidate, values: readonly Code[], at: Position): string[] {
  return candidate.method.parameters.map((parameter, index) => {
    const value = values[index];
    return value ? assigned(value, substitute(parameter, candidate.within), at) : 'null';
  });
}

/** How the receiver is reached: a value, the class itself, or `super`. */
export type Receiver = { kind: 'value'; code: Code } | { kind: 'class' } | { kind: 'super' } | { kind: 'this' };

/** The call of a chosen method. */
export function callCode(
  candidate: Candidate,
  receiver: Receiver,
  values: readonly Code[],
  body: Body,
  at: Position
): Code {
  const { method, within } = candidate;
  if (!body.canSee(method)) {
    fail(at, `Method is not visible: ${describeMethod(method)} from the type ${method.owner.name}`);
  }
  const list = argumentList(candidate, values, at);
  const type = substitute(method.returns, within);
  if (method.static) {
    if (receiver.kind === 'value') {
      fail(at, `Static method cannot be referenced from a non static context: ${describeMethod(method)}`);
    }
    const rows = method.owner.library && method.owner.name === 'Database' && type.name === 'List<SObject>';
    return { type, js: made(method, staticCall(method, list, body)), ...(rows ? { query: true } : {}) };
  }
  if (receiver.kind === 'class' || (receiver.kind === 'this' && body.isStatic)) {
    fail(at, `Non static method cannot be referenced from a static context: ${describeMethod(method)}`);
  }
  const self = receiver.kind === 'value' ? receiver.code.js : 'this';
  if (method.owner.library) {
    return { type, js: made(method, libraryCall(method, self, list, body, receiver.kind !== 'value')) };
  }
  if (receiver.kind === 'super' || (body.inConstructor && receiver.kind === 'this' && !method.abstract)) {
    return { type, js: `${recordOf(method.owner)}.P.${method.key}.call(${[self, ...list].join(', ')})` };
  }
  return { type, js: `${self}.${method.key}(${list.join(', ')})` };
}

/** What library methods make new counts on the heap; what they hand out of a collection was there before. */
const MAKERS = new Set(['String', 'Blob', 'List', 'Set', 'Map']);

function made({ owner, returns }: MethodSymbol, js: string): string {
  return owner.library && returns.kind === 'class' && MAKERS.has(returns.symbol.name) ? `$.made(${js})` : js;
}

/** Library classes whose methods have the data access of the class that calls them. */
const ACCESSING = new Set(['Database', 'EventBus', 'Search']);

function staticCall(method: MethodSymbol, list: string[], body: Body): string {
  if (method.implementation && ACCESSING.has(method.owner.name)) {
    if (BINDING.has(method.name.toLowerCase()) && isNamed(method.parameters[0] ?? method.returns, 'String')) {
      return `$.binding(${bindable(body)}, () => ${accessing(method, list, body)})`;
    }
    return accessing(method, list, body);
  }
  return method.implementation
    ? `${body.pool.add(method.implementation)}(${list.join(', ')})`
    : `${recordOf(method.owner)}.s().${method.key}(${list.join(', ')})`;
}

/** Methods of Database whose query text may name variables of the place that calls them. */
const BINDING = new Set(['query', 'countquery', 'getquerylocator']);

/** Reads of the variables that a dynamic query may bind here, by lower-case name: locals, then the class's fields. */
function bindable(body: Body): string {
  const reads = new Map<string, string>();
  for (let owner = body.owner; owner; owner = owner.outer) {
    for (const field of [...lineage(owner)].flatMap((one) => (one.library ? [] : one.fields()))) {
      const key = field.name.toLowerCase();
      const usable = field.static || (owner === body.owner && !body.isStatic);
      if (usable && !reads.has(key) && body.canSee(field)) {
        const holder = field.static ? `${recordOf(field.owner)}.s()` : 'this';
        const custom = field.property?.getter === 'custom' && body.accessorOf !== key;
        reads.set(key, custom ? `${holder}.get_${field.key}()` : `${holder}.${field.key}`);
      }
    }
  }
  body.visibleLocals().forEach((local) => reads.set(local.name.toLowerCase(), local.js));
  return `{ ${[...reads].map(([name, js]) => `${name}: () => ${js}`).join(', ')} }`;
}

function accessing(method: MethodSymbol, list: string[], body: Body): string {
  return `$.from(${[body.pool.add(body.access), body.pool.add(method.implementation), ...list].join(', ')})`;
}

/** Classes whose methods say themselves what is wrong with calling them on null. */
const ASK_THEMSELVES = new Set(['Blob']);

function libraryCall(method: MethodSymbol, self: string, list: string[], body: Body, isThis: boolean): string {
  if (method.implementation === ABSTRACT || method.owner.kind === 'interface') {
    return `$.invoke(${self}, ${JSON.stringify(method.name)}, [${list.join(', ')}])`;
  }
  const receiver = isThis || ASK_THEMSELVES.has(method.owner.name) ? self : `$.present(${self})`;
  return `${body.pool.add(method.implementation)}(${[receiver, ...list].join(', ')})`;
}

/** Static methods of a class or its superclasses. */
export function staticMethods(symbol: ClassSymbol, name: string): Candidate[] {
  return [...lineage(symbol)].flatMap((owner) =>
    owner
      .methods(name)
      .filter((method) => method.static)
      .map((method) => ({ method, within: classType(owner) }))
  );
}

/** Salesforce's words for a call that fits nothing. */
export function noSuchMethod(name: string, values: readonly Code[], typeName: string, at: Position): never {
  const types = values.map((value) => value.type.name).join(', ');
  fail(at, `Method does not exist or incorrect signature: void ${name}(${types}) from the type ${typeName}`);
}
