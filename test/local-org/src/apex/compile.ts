import type { Schema } from '../schema/schema.ts';
import { DeclaredClass } from './compile/declare-class.ts';
import { emitClass, emitTrigger, type Surroundings } from './compile/emit-unit.ts';
import { TypeScope } from './compile/type-scope.ts';
import { loadLibrary } from './library/index.ts';
import type { ApexProgram, CompiledTrigger, EmittedFile } from './program.ts';
import { parseClass, parseTrigger } from './syntax/parse.ts';
import { ApexCompileError } from './syntax/syntax-error.ts';
import { superclassOf, type ClassSymbol } from './types/symbols.ts';
import type { ApexUnit } from './unit.ts';

export type { ApexProgram } from './program.ts';

/** A place that Salesforce's compiler would refuse, in its words; line and column count from 1. */
export interface CompileError {
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface CompileOptions {
  /** Custom labels by lower-case name. */
  labels: ReadonlyMap<string, { name: string; value: string }>;
  /** The namespace the project is installed under, '' for none. */
  namespace: string;
}

/** Parses, checks and translates all units of a project together. Every file reports its first error. */
export function compile(
  units: readonly ApexUnit[],
  schema: Schema,
  options: CompileOptions
): { program: ApexProgram } | { errors: CompileError[] } {
  loadLibrary();
  const errors: CompileError[] = [];
  const guarded = <T>(unit: ApexUnit, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ApexCompileError)) {
        throw error;
      }
      errors.push({ file: unit.file, line: error.line, column: error.column, message: error.message });
      return undefined;
    }
  };
  const scope = new TypeScope(schema, options.namespace);
  const surroundings: Surroundings = { scope, labels: options.labels };
  const declared = declareClasses(units, scope, guarded);
  const files: EmittedFile[] = [];
  const triggers: CompiledTrigger[] = [];
  if (!errors.length) {
    for (const one of declared) {
      const file = guarded(one.source.unit, () => emitClass(one, one.source.unit, surroundings));
      files.push(...(file ? [file] : []));
    }
    for (const unit of units.filter((one) => one.kind === 'trigger')) {
      const trigger = guarded(unit, () => emitTrigger(parseTrigger(unit.text), unit, surroundings));
      triggers.push(...(trigger ? [trigger] : []));
    }
  }
  return errors.length
    ? { errors }
    : { program: { scope, labels: options.labels, classes: superclassesFirst(declared), files, triggers } };
}

type Guarded = <T>(unit: ApexUnit, work: () => T) => T | undefined;

function declareClasses(units: readonly ApexUnit[], scope: TypeScope, guarded: Guarded): DeclaredClass[] {
  const declared: DeclaredClass[] = [];
  for (const unit of units.filter((one) => one.kind === 'class')) {
    const symbol = guarded(unit, () => new DeclaredClass(parseClass(unit.text), unit, null));
    if (symbol) {
      scope.classes.set(symbol.name.toLowerCase(), symbol);
      declared.push(symbol);
    }
  }
  for (const symbol of declared) {
    guarded(symbol.source.unit, () => symbol.resolveSupertypes(scope));
  }
  for (const symbol of declared) {
    guarded(symbol.source.unit, () => symbol.resolveMembers(scope));
  }
  return declared;
}

function superclassesFirst(declared: readonly DeclaredClass[]): ClassSymbol[] {
  const ordered = new Set<ClassSymbol>();
  const add = (symbol: ClassSymbol): void => {
    const parent = superclassOf(symbol);
    if (parent && !parent.library && !ordered.has(parent)) {
      add(parent);
    }
    ordered.add(symbol);
    symbol.inner.forEach(add);
  };
  declared.forEach(add);
  return [...ordered];
}
