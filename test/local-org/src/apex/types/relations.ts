import { derivesFrom } from './symbols.ts';
import { isNamed, sameType, type ClassType, type Type } from './type.ts';

/** Cost of passing `from` where `to` is wanted: 0 the same, more for wider conversions; undefined where illegal. */
export function conversionCost(from: Type, to: Type): number | undefined {
  if (sameType(from, to)) {
    return 0;
  }
  if (from.kind === 'void' || to.kind === 'void') {
    return undefined;
  }
  if (from.kind === 'null') {
    return isNamed(to, 'Object') ? 2 : 1;
  }
  if (isNamed(to, 'Object')) {
    return 50;
  }
  return primitiveCost(from, to) ?? sObjectCost(from, to) ?? classCost(from, to);
}

export function isAssignable(from: Type, to: Type): boolean {
  return conversionCost(from, to) !== undefined;
}

const WIDER: Record<string, Record<string, number>> = {
  Integer: { Long: 1, Double: 3, Decimal: 2 },
  Long: { Double: 2, Decimal: 1 },
  Double: { Decimal: 1 },
  Decimal: { Double: 1 },
  Id: { String: 1 },
  String: { Id: 2 },
  Date: { Datetime: 1 }
};

function primitiveCost(from: Type, to: Type): number | undefined {
  return from.kind === 'class' && to.kind === 'class' && from.symbol.library && to.symbol.library
    ? WIDER[from.name]?.[to.name]
    : undefined;
}

function sObjectCost(from: Type, to: Type): number | undefined {
  return from.kind === 'sobject' && to.kind === 'sobject' && to.object === null ? 1 : undefined;
}

function classCost(from: Type, to: Type): number | undefined {
  if (from.kind !== 'class' || to.kind !== 'class') {
    return undefined;
  }
  if (from.symbol === to.symbol) {
    return genericCost(from, to);
  }
  if (isNamed(to, 'Iterable')) {
    const element = isNamed(from, 'List') || isNamed(from, 'Set') ? from.arguments[0] : undefined;
    const wanted = to.arguments[0];
    return element && wanted && isAssignable(element, wanted) ? 2 : derivedCost(from, to);
  }
  return derivedCost(from, to);
}

function derivedCost(from: ClassType, to: ClassType): number | undefined {
  return derivesFrom(from.symbol, to.symbol) ? distance(from, to) : undefined;
}

function distance(from: ClassType, to: ClassType): number {
  let steps = 1;
  for (
    let parent = from.symbol.superclass;
    parent?.kind === 'class' && derivesFrom(parent.symbol, to.symbol);
    parent = parent.symbol.superclass
  ) {
    steps += 1;
  }
  return steps;
}

/** Lists are covariant, maps of sObjects in their values; a list of the generic SObject fits any sObject list. */
function genericCost(from: ClassType, to: ClassType): number | undefined {
  let cost = 0;
  for (const [index, argument] of from.arguments.entries()) {
    const wanted = to.arguments[index];
    if (!wanted || sameType(argument, wanted)) {
      continue;
    }
    const mapValue = isNamed(from, 'Map') && index === 1;
    const covariant = mapValue || isNamed(from, 'List') || isNamed(from, 'Iterable') || isNamed(from, 'Iterator');
    const sObjects = argument.kind === 'sobject' && wanted.kind === 'sobject';
    const loose =
      (isNamed(from, 'Iterable') || isNamed(from, 'Iterator')) &&
      (isNamed(argument, 'Object') || isNamed(wanted, 'Object'));
    const text = [argument.name, wanted.name].sort().join() === 'Id,String';
    if (
      !(sObjects
        ? argument.object === null || wanted.object === null
        : loose || ((covariant || text) && isAssignable(argument, wanted)))
    ) {
      return undefined;
    }
    cost += 1;
  }
  return cost;
}

/** What an explicit cast may turn into what; the rest is told at run time. */
export function isCastable(from: Type, to: Type): boolean {
  if (isAssignable(from, to) || isAssignable(to, from)) {
    return true;
  }
  if (from.kind === 'class' && to.kind === 'class') {
    const numbers = ['Integer', 'Long', 'Double', 'Decimal'];
    if (numbers.includes(from.name) && numbers.includes(to.name)) {
      return true;
    }
    if (from.symbol === to.symbol && from.arguments.length) {
      return from.arguments.every((argument, index) => isCastable(argument, to.arguments[index] ?? argument));
    }
    return from.symbol.kind === 'interface' ? !isPrimitive(to) : to.symbol.kind === 'interface' && !isPrimitive(from);
  }
  return false;
}

const PRIMITIVES = new Set([
  'Integer',
  'Long',
  'Double',
  'Decimal',
  'String',
  'Id',
  'Boolean',
  'Date',
  'Datetime',
  'Time',
  'Blob'
]);

export function isPrimitive(type: Type): boolean {
  return type.kind === 'class' && type.symbol.library && PRIMITIVES.has(type.name);
}

const NUMBERS = new Set(['Integer', 'Long', 'Double', 'Decimal']);

export function isNumber(type: Type): boolean {
  return type.kind === 'class' && type.symbol.library && NUMBERS.has(type.name);
}

export function isText(type: Type): boolean {
  return type.kind === 'class' && type.symbol.library && (type.name === 'String' || type.name === 'Id');
}
