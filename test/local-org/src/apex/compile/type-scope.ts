import type { ObjectDescribe, Schema } from '../../schema/schema.ts';
import type { TypeRef } from '../syntax/ast.ts';
import { ApexCompileError } from '../syntax/syntax-error.ts';
import { AGGREGATE_RESULT } from '../types/aggregate.ts';
import { libraryClass, libraryType } from '../types/library.ts';
import { lineage, type ClassSymbol } from '../types/symbols.ts';
import { classType, SOBJECT, sObjectType, type Type } from '../types/type.ts';

const NAMESPACES = new Set(['system', 'schema', 'database']);

/** Namespaces and types of the platform: what the library lacks of them is not emulated. */
const PLATFORM = new Set(
  (
    'apexpages approval auth businesshours cache canvas chatteranswers commercepayments connectapi database datasource ' +
    'dataweave dataweavescriptresource dom eventbus flow formulaeval functions invocable kbmanagement lxscheduler messaging metadata ' +
    'pref_center process quickaction reports richmessaging schema search sfc sfdc_checkout site slack support ' +
    'system terrainservice territorymgmt txnsecurity userprovisioning versionprovider visualeditor wave'
  ).split(' ')
);

/** Finds types by name: nested classes first, then the project's, the library's and the org's objects. */
export class TypeScope {
  readonly schema: Schema;
  readonly namespace: string;
  /** Top-level classes by lower-case name. */
  readonly classes = new Map<string, ClassSymbol>();

  constructor(schema: Schema, namespace: string) {
    this.schema = schema;
    this.namespace = namespace;
  }

  /** Throws `Invalid type: X`. */
  resolve(ref: TypeRef, from: ClassSymbol | null): Type {
    let type = this.resolveOrNull(ref, from);
    if (!type) {
      const name = ref.parts.map((part) => part.name).join('.');
      throw new ApexCompileError(
        ref,
        PLATFORM.has(ref.parts[0]?.name.toLowerCase() ?? '')
          ? `not emulated: the type ${name}`
          : `Invalid type: ${name}`
      );
    }
    for (let depth = 0; depth < ref.arrays; depth += 1) {
      type = libraryType('List', type);
    }
    return type;
  }

  private resolveOrNull(ref: TypeRef, from: ClassSymbol | null): Type | undefined {
    const typeArguments = (ref.parts.at(-1)?.arguments ?? []).map((argument) => this.resolve(argument, from));
    const found = this.named(
      ref.parts.map((part) => part.name),
      from
    );
    if (found?.kind !== 'class' || !found.symbol.typeParameters.length) {
      return found;
    }
    const wanted = found.symbol.typeParameters.length;
    const given = typeArguments.length ? typeArguments : Array<Type>(wanted).fill(libraryType('Object'));
    if (given.length !== wanted) {
      throw new ApexCompileError(ref, `Invalid number of type arguments for ${found.name}`);
    }
    return libraryType(found.symbol.name, ...given);
  }

  /** A type by the parts of its dotted name, seen from a class. */
  named(parts: readonly string[], from: ClassSymbol | null): Type | undefined {
    const [first = '', ...rest] = parts;
    if (!rest.length) {
      return this.simple(first, from);
    }
    const outer = this.classNamed(first, from);
    const inner = outer && rest.length === 1 ? innerOf(outer, rest[0] ?? '') : undefined;
    if (inner) {
      return classType(inner);
    }
    // Salesforce compiles the type of any flow's name; one that does not exist is the bare interview.
    const interview = /^flow\.interview\.\w+$/i.test(parts.join('.'));
    const library = libraryClass(interview ? 'Flow.Interview' : parts.join('.'));
    if (library) {
      return library.typeParameters.length ? classType(library, []) : classType(library);
    }
    const lower = first.toLowerCase();
    return NAMESPACES.has(lower) || (this.namespace !== '' && lower === this.namespace.toLowerCase())
      ? this.named(rest, null)
      : undefined;
  }

  private simple(name: string, from: ClassSymbol | null): Type | undefined {
    const symbol = this.classNamed(name, from);
    if (symbol) {
      return classType(symbol);
    }
    if (name.toLowerCase() === 'sobject') {
      return SOBJECT;
    }
    if (name.toLowerCase() === 'aggregateresult') {
      return AGGREGATE_RESULT;
    }
    const library = libraryClass(name);
    if (library) {
      return classType(library);
    }
    const object = this.schema.object(name);
    return object && sObjectType(object);
  }

  private classNamed(name: string, from: ClassSymbol | null): ClassSymbol | undefined {
    const lower = name.toLowerCase();
    for (let scope = from; scope; scope = scope.outer) {
      if (scope.simpleName.toLowerCase() === lower) {
        return scope;
      }
      const inner = innerOf(scope, name);
      if (inner) {
        return inner;
      }
    }
    return this.classes.get(lower);
  }

  object(name: string): ObjectDescribe | undefined {
    return this.schema.object(name);
  }
}

function innerOf(symbol: ClassSymbol, name: string): ClassSymbol | undefined {
  for (const owner of lineage(symbol)) {
    const found = owner.inner.get(name.toLowerCase());
    if (found) {
      return found;
    }
  }
  return undefined;
}
