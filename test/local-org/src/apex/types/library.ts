import type { ClassSymbol, FieldSymbol, Implementation, MethodSymbol } from './symbols.ts';
import { classType, SOBJECT, VOID, type ClassType, type Type } from './type.ts';

/**
 * A library class, declared: Apex signatures beside their implementations. Compiler and runtime read the same table.
 * Instance methods and fields get the receiver as first argument; arguments come converted to the declared types.
 */
export interface LibraryClass {
  /** `Database.SaveResult` for a class in a namespace. */
  name: string;
  kind?: 'class' | 'interface' | 'enum';
  typeParameters?: string[];
  extends?: string;
  implements?: string[];
  /** User classes may extend it. */
  virtual?: boolean;
  abstract?: boolean;
  constants?: string[];
  /** `Integer size()` → (self) => … */
  methods?: Record<string, Implementation>;
  statics?: Record<string, Implementation>;
  /** `(String message)` → (message) => … */
  constructors?: Record<string, Implementation>;
  /** `Integer MAX_VALUE` → how to read it. */
  fields?: Record<string, Implementation | { read: Implementation; write: Implementation }>;
  staticFields?: Record<string, Implementation | { read: Implementation; write: Implementation }>;
}

const classes = new Map<string, ClassSymbol>();
/** Namespaces whose classes may be named without them. */
const IMPLICIT = ['system.', 'schema.'];

/** Adds a class to the library; called once when the module that declares it is loaded. */
export function declare(definition: LibraryClass): void {
  const symbol = librarySymbol(definition);
  classes.set(definition.name.toLowerCase(), symbol);
  const dot = definition.name.lastIndexOf('.');
  if (dot > 0) {
    classes.get(definition.name.slice(0, dot).toLowerCase())?.inner.set(symbol.simpleName.toLowerCase(), symbol);
  }
}

/** A library class by its name, with or without namespace; case-insensitive. */
export function libraryClass(name: string): ClassSymbol | undefined {
  const lower = name.toLowerCase();
  const direct = classes.get(lower);
  if (direct) {
    return direct;
  }
  for (const namespace of IMPLICIT) {
    const found = lower.startsWith(namespace)
      ? classes.get(lower.slice(namespace.length))
      : classes.get(namespace + lower);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Every class of the library that is loaded, in the order of declaration. */
export function libraryClasses(): readonly ClassSymbol[] {
  return [...classes.values()];
}

/** The type of a library class that is known to exist. */
export function libraryType(name: string, ...typeArguments: Type[]): ClassType {
  const symbol = libraryClass(name);
  if (!symbol) {
    throw new Error(`No library class ${name}`);
  }
  return classType(symbol, typeArguments);
}

function librarySymbol(definition: LibraryClass): ClassSymbol {
  const dot = definition.name.lastIndexOf('.');
  const parse = (text: string) => parseType(text, definition.typeParameters ?? []);
  const members = lazy(() => readMembers(definition, symbol, parse));
  const supers = lazy(() => ({
    superclass: definition.extends ? parse(definition.extends) : null,
    interfaces: (definition.implements ?? []).map(parse)
  }));
  const symbol: ClassSymbol = {
    name: definition.name,
    simpleName: definition.name.slice(dot + 1),
    kind: definition.kind ?? 'class',
    library: true,
    abstract: definition.abstract ?? false,
    virtual: definition.virtual ?? false,
    visibility: 'global',
    typeParameters: definition.typeParameters ?? [],
    outer: null,
    get superclass() {
      return supers().superclass;
    },
    get interfaces() {
      return supers().interfaces;
    },
    constants: definition.constants ?? [],
    inner: new Map(),
    field: (name) => members().fields.get(name.toLowerCase()),
    fields: () => [...members().fields.values()],
    methods: (name) => members().methods.get(name.toLowerCase()) ?? [],
    allMethods: () => [...members().methods.values()].flat(),
    constructors: () => members().constructors
  };
  return symbol;
}

interface Members {
  fields: Map<string, FieldSymbol>;
  methods: Map<string, MethodSymbol[]>;
  constructors: MethodSymbol[];
}

function readMembers(definition: LibraryClass, owner: ClassSymbol, parse: (text: string) => Type): Members {
  const methods = new Map<string, MethodSymbol[]>();
  const method = (signature: string, implementation: Implementation, isStatic: boolean): MethodSymbol => {
    const [, returns, name, list] = /^(?:(.*\S)\s+)?(\w*)\((.*)\)$/.exec(signature) ?? [];
    const parameters = splitTopLevel(list ?? '').map((parameter) => parse(parameter.replace(/\s+\w+$/, '')));
    return {
      name: name ?? '',
      key: `${name ?? ''}$${String(parameters.length)}`,
      owner,
      static: isStatic,
      visibility: 'global',
      testVisible: false,
      abstract: definition.kind === 'interface' || implementation === ABSTRACT,
      virtual: true,
      override: false,
      parameters,
      returns: returns === undefined || returns === 'void' ? VOID : parse(returns),
      implementation
    };
  };
  const add = (table: Record<string, Implementation>, isStatic: boolean): void => {
    for (const [signature, implementation] of Object.entries(table)) {
      const symbol = method(signature, implementation, isStatic);
      const key = symbol.name.toLowerCase();
      methods.set(key, [...(methods.get(key) ?? []), symbol]);
    }
  };
  add(definition.methods ?? {}, false);
  add(definition.statics ?? {}, true);
  return {
    fields: readFields(definition, owner, parse),
    methods,
    constructors: Object.entries(definition.constructors ?? {}).map(([signature, implementation]) =>
      method(signature, implementation, false)
    )
  };
}

function readFields(
  definition: LibraryClass,
  owner: ClassSymbol,
  parse: (text: string) => Type
): Map<string, FieldSymbol> {
  const fields = new Map<string, FieldSymbol>();
  for (const name of definition.constants ?? []) {
    fields.set(name.toLowerCase(), {
      name,
      key: name,
      owner,
      static: true,
      final: true,
      visibility: 'global',
      testVisible: false,
      type: classType(owner)
    });
  }
  const add = (table: LibraryClass['fields'], isStatic: boolean): void => {
    for (const [declaration, access] of Object.entries(table ?? {})) {
      const [, type = '', name = ''] = /^(.*\S)\s+(\w+)$/.exec(declaration) ?? [];
      fields.set(name.toLowerCase(), {
        name,
        key: name,
        owner,
        static: isStatic,
        final: typeof access === 'function',
        visibility: 'global',
        testVisible: false,
        type: parse(type),
        ...(typeof access === 'function' ? { read: access } : access)
      });
    }
  };
  add(definition.fields, false);
  add(definition.staticFields, true);
  return fields;
}

/** Stands for the body of an abstract method that user classes override. */
export const ABSTRACT: Implementation = () => {
  throw new Error('Abstract method called');
};

function parseType(text: string, parameters: readonly string[]): Type {
  const trimmed = text.trim();
  if (parameters.includes(trimmed)) {
    return { kind: 'parameter', name: trimmed };
  }
  if (trimmed === 'SObject') {
    return SOBJECT;
  }
  const [, name = '', list] = /^([\w.]+)(?:<(.*)>)?$/.exec(trimmed) ?? [];
  const typeArguments =
    list === undefined ? [] : splitTopLevel(list).map((argument) => parseType(argument, parameters));
  return libraryType(name, ...typeArguments);
}

function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of list) {
    depth += character === '<' ? 1 : character === '>' ? -1 : 0;
    if (character === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else {
      current += character;
    }
  }
  return current.trim() ? [...parts, current.trim()] : parts;
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
