import type { ObjectDescribe } from '../../schema/schema.ts';
import type { ClassSymbol } from './symbols.ts';

/** An Apex type. Types are compared by `name`, which is canonical. */
export type Type = ClassType | SObjectType | ParameterType | MarkerType;

export interface ClassType {
  readonly kind: 'class';
  readonly name: string;
  readonly symbol: ClassSymbol;
  readonly arguments: readonly Type[];
}

/** A concrete sObject type; the generic `SObject` has no object. */
export interface SObjectType {
  readonly kind: 'sobject';
  readonly name: string;
  readonly object: ObjectDescribe | null;
}

/** A type parameter of a library class (`T` of `List<T>`). */
export interface ParameterType {
  readonly kind: 'parameter';
  readonly name: string;
}

export interface MarkerType {
  readonly kind: 'void' | 'null';
  readonly name: string;
}

export const VOID: Type = { kind: 'void', name: 'void' };
export const NULL: Type = { kind: 'null', name: 'null' };
export const SOBJECT: SObjectType = { kind: 'sobject', name: 'SObject', object: null };

/** A class with some type arguments, and the ways on by the next one. */
interface Instantiation {
  type?: ClassType;
  next: WeakMap<Type, Instantiation>;
}

const classTypes = new WeakMap<ClassSymbol, Instantiation>();

/**
 * The one type object of a class with these type arguments. The arguments are told apart by identity: a class that is
 * compiled again has the name of its predecessor and is another one.
 */
export function classType(symbol: ClassSymbol, typeArguments: readonly Type[] = []): ClassType {
  let place = instantiation(classTypes, symbol);
  for (const argument of typeArguments) place = instantiation(place.next, argument);
  if (!place.type) {
    const name = typeArguments.length
      ? `${symbol.name}<${typeArguments.map((argument) => argument.name).join(',')}>`
      : symbol.name;
    place.type = { kind: 'class', name, symbol, arguments: typeArguments };
  }
  return place.type;
}

function instantiation<K extends object>(places: WeakMap<K, Instantiation>, key: K): Instantiation {
  const known = places.get(key);
  if (known) return known;
  const fresh: Instantiation = { next: new WeakMap() };
  places.set(key, fresh);
  return fresh;
}

const sObjectTypes = new WeakMap<ObjectDescribe, SObjectType>();

export function sObjectType(object: ObjectDescribe): SObjectType {
  let type = sObjectTypes.get(object);
  if (!type) {
    type = { kind: 'sobject', name: object.apiName, object };
    sObjectTypes.set(object, type);
  }
  return type;
}

export function sameType(a: Type, b: Type): boolean {
  return a === b || (a.name === b.name && a.kind === b.kind);
}

/** A type whose class the library declares. */
export interface LibraryClassType extends ClassType {
  readonly symbol: ClassSymbol & { readonly library: true };
}

/** True for a library class of this name. */
export function isNamed(type: Type, name: string): type is LibraryClassType {
  return type.kind === 'class' && type.symbol.library && type.symbol.name === name;
}

/** Puts the type arguments of `within` in place of its class's type parameters. */
export function substitute(type: Type, within: Type): Type {
  if (within.kind !== 'class' || !within.symbol.typeParameters.length) {
    return type;
  }
  if (type.kind === 'parameter') {
    return within.arguments[within.symbol.typeParameters.indexOf(type.name)] ?? type;
  }
  return type.kind === 'class' && type.arguments.length
    ? classType(
        type.symbol,
        type.arguments.map((argument) => substitute(argument, within))
      )
    : type;
}
