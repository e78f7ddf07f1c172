import type { Block, Expression, Modifiers, ParameterDeclaration, TypeDeclaration } from '../syntax/ast.ts';
import type { ApexUnit } from '../unit.ts';
import type { Type } from './type.ts';

/** A library function; instance methods get the receiver first. */
export type Implementation = (...values: never[]) => unknown;

export type Visibility = 'private' | 'protected' | 'public' | 'global';

export interface MethodSymbol {
  readonly name: string;
  /** What the method is called in emitted JavaScript; the same for all methods that override each other. */
  readonly key: string;
  readonly owner: ClassSymbol;
  readonly static: boolean;
  readonly visibility: Visibility;
  readonly testVisible: boolean;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly override: boolean;
  readonly parameters: readonly Type[];
  readonly returns: Type;
  /** Library methods only. */
  readonly implementation?: Implementation;
  /** User methods only. */
  readonly declaration?: {
    line: number;
    column: number;
    parameters: ParameterDeclaration[];
    body?: Block;
    modifiers: Modifiers;
    endLine: number;
  };
}

export interface FieldSymbol {
  readonly name: string;
  /** Its property name in emitted JavaScript. */
  readonly key: string;
  readonly owner: ClassSymbol;
  readonly static: boolean;
  readonly final: boolean;
  readonly visibility: Visibility;
  readonly testVisible: boolean;
  readonly type: Type;
  readonly modifiers?: Modifiers;
  /** Library fields: how to read and write. */
  readonly read?: Implementation;
  readonly write?: Implementation;
  /** User properties. `custom` accessors have a body and are called as methods. */
  readonly property?: {
    getter: 'none' | 'auto' | 'custom';
    setter: 'none' | 'auto' | 'custom';
    getterVisibility: Visibility;
    setterVisibility: Visibility;
  };
  readonly initializer?: Expression;
}

export interface ClassSymbol {
  /** `Outer.Inner`. */
  readonly name: string;
  readonly simpleName: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly library: boolean;
  readonly abstract: boolean;
  readonly virtual: boolean;
  readonly visibility: Visibility;
  readonly typeParameters: readonly string[];
  readonly outer: ClassSymbol | null;
  superclass: Type | null;
  interfaces: Type[];
  readonly constants: readonly string[];
  /** All below by lower-case name. */
  readonly inner: Map<string, ClassSymbol>;
  field(name: string): FieldSymbol | undefined;
  fields(): FieldSymbol[];
  methods(name: string): MethodSymbol[];
  allMethods(): MethodSymbol[];
  constructors(): MethodSymbol[];
  /** User classes only. */
  readonly source?: { unit: ApexUnit; declaration: TypeDeclaration; isTest: boolean };
}

/** The class itself, then its superclasses. */
export function* lineage(symbol: ClassSymbol): Generator<ClassSymbol> {
  for (let current: ClassSymbol | null = symbol; current; current = superclassOf(current)) {
    yield current;
  }
}

export function superclassOf(symbol: ClassSymbol): ClassSymbol | null {
  return symbol.superclass?.kind === 'class' ? symbol.superclass.symbol : null;
}

/** Every interface of a class, inherited ones included, with the arguments as declared. */
export function allInterfaces(symbol: ClassSymbol): Type[] {
  const found: Type[] = [];
  for (const current of lineage(symbol)) {
    for (const one of current.interfaces) {
      found.push(one, ...(one.kind === 'class' ? allInterfaces(one.symbol) : []));
    }
  }
  return found;
}

/** True where `symbol` is `ancestor`, extends or implements it. */
export function derivesFrom(symbol: ClassSymbol, ancestor: ClassSymbol): boolean {
  for (const current of lineage(symbol)) {
    if (current === ancestor) {
      return true;
    }
    for (const one of current.interfaces) {
      if (one.kind === 'class' && derivesFrom(one.symbol, ancestor)) {
        return true;
      }
    }
  }
  return false;
}
