import type { Schema } from '../schema/schema.ts';
import { DeclaredClass } from './compile/declare-class.ts';
import { emitClass, emitTrigger, type Surroundings } from './compile/emit-unit.ts';
import { TypeScope } from './compile/type-scope.ts';
import { loadLibrary } from './library/index.ts';
import type { ApexProgram, CompiledTrigger, EmittedFile } from './program.ts';
import type { TriggerDeclaration, TypeDeclaration } from './syntax/ast.ts';
import { hiddenClass } from './syntax/lower-declarations.ts';
import { parseAnonymous, parseClass, parseTrigger } from './syntax/parse.ts';
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

/** Parses, checks and translates all units of a project together: a program, or every error. */
export function compile(
  units: readonly ApexUnit[],
  schema: Schema,
  options: CompileOptions
): { program: ApexProgram } | { errors: CompileError[] } {
  const { program, errors } = compileLeniently(units, schema, options);
  return errors.length ? { errors } : { program };
}

/** As {@link compile}, but with the program that is left: a member that does not compile throws when it is reached. */
export function compileLeniently(
  units: readonly ApexUnit[],
  schema: Schema,
  options: CompileOptions
): { program: ApexProgram; errors: CompileError[] } {
  loadLibrary();
  const errors = new ErrorList();
  const counted = lastOfEachName(units);
  const scope = new TypeScope(schema, options.namespace);
  const surroundings: Surroundings = { scope, labels: options.labels };
  const triggersFound = parseTriggers(counted, errors);
  const declared = declareClasses(counted, triggersFound, scope, errors);
  const files: EmittedFile[] = [];
  const triggers: CompiledTrigger[] = [];
  for (const one of declared) {
    const { unit } = one.source;
    files.push(
      emitClass(one, unit, surroundings, (error) => {
        errors.add(unit, error);
      })
    );
  }
  for (const { unit, declaration } of triggersFound) {
    const owner = declared.find((symbol) => symbol.source.unit === unit) ?? null;
    const trigger = errors.guarded(unit, '', () => emitTrigger(declaration, unit, surroundings, owner));
    triggers.push(...(trigger ? [trigger] : []));
  }
  return {
    errors: errors.list,
    program: { scope, labels: options.labels, classes: superclassesFirst(declared), files, triggers }
  };
}

/** As if all were deployed in turn: of two units of one name the later one counts, whatever its package directory. */
function lastOfEachName(units: readonly ApexUnit[]): ApexUnit[] {
  return [...new Map(units.map((unit) => [`${unit.kind} ${unit.name.toLowerCase()}`, unit])).values()];
}

const NOT_EMULATED = 'not emulated: ';

/** True where the local org is at fault, not the project. */
export function isNotEmulated(error: CompileError): boolean {
  return error.message.startsWith(NOT_EMULATED);
}

/** Errors in the order found; those that follow from something that is not emulated say so. */
class ErrorList {
  readonly list: CompileError[] = [];
  private readonly missing = new Set<string>();

  add(unit: ApexUnit, error: ApexCompileError): void {
    const { line, column } = error;
    const cause = error.message.split(/\W+/).find((name) => this.missing.has(name.toLowerCase()));
    const message =
      cause === undefined || error.message.startsWith(NOT_EMULATED)
        ? error.message
        : `${NOT_EMULATED}what ${cause} needs (${error.message})`;
    this.list.push({ file: unit.file, line, column, message });
  }

  /** An error that leaves out what has this name. */
  addMissing(unit: ApexUnit, error: ApexCompileError, name: string): void {
    this.add(unit, error);
    if (error.message.startsWith(NOT_EMULATED) && name !== '') {
      this.missing.add(name.toLowerCase());
    }
  }

  guarded<T>(unit: ApexUnit, name: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ApexCompileError)) {
        throw error;
      }
      this.addMissing(unit, error, name);
      return undefined;
    }
  }
}

interface FoundTrigger {
  unit: ApexUnit;
  declaration: TriggerDeclaration;
}

function parseTriggers(units: readonly ApexUnit[], errors: ErrorList): FoundTrigger[] {
  return units
    .filter((one) => one.kind === 'trigger')
    .flatMap((unit) => {
      const declaration = errors.guarded(unit, '', () => parseTrigger(unit.text));
      return declaration ? [{ unit, declaration }] : [];
    });
}

/** Classes, anonymous blocks, and for triggers that declare methods or types a class that holds them. */
function declareClasses(
  units: readonly ApexUnit[],
  triggers: readonly FoundTrigger[],
  scope: TypeScope,
  errors: ErrorList
): DeclaredClass[] {
  const declared: DeclaredClass[] = [];
  const add = (unit: ApexUnit, parse: () => TypeDeclaration): void => {
    const symbol = errors.guarded(unit, unit.name, () => new DeclaredClass(parse(), unit, null));
    if (symbol) {
      scope.classes.set(symbol.name.toLowerCase(), symbol);
      declared.push(symbol);
    }
  };
  for (const unit of units.filter((one) => one.kind !== 'trigger')) {
    add(unit, () => (unit.kind === 'class' ? parseClass(unit.text) : parseAnonymous(unit.text, unit.name)));
  }
  for (const { unit, declaration } of triggers.filter((one) => one.declaration.members.length)) {
    const { line, column, endLine, members } = declaration;
    add(unit, () => hiddenClass(`${unit.name}__trigger`, { line, column }, endLine, members));
  }
  for (const symbol of declared) {
    errors.guarded(symbol.source.unit, symbol.name, () => {
      symbol.resolveSupertypes(scope);
    });
  }
  for (const symbol of declared) {
    errors.guarded(symbol.source.unit, symbol.name, () => {
      cutCircles(symbol);
    });
  }
  for (const symbol of declared) {
    symbol.resolveMembers(scope, (error, name) => {
      errors.addMissing(symbol.source.unit, error, name);
    });
  }
  return declared;
}

/** A class that extends or implements itself would never end; it is reported and loses its supertypes. */
function cutCircles(symbol: DeclaredClass): void {
  const leadsBack = (from: ClassSymbol, seen: Set<ClassSymbol>): boolean =>
    [from.superclass, ...from.interfaces].some((type) => {
      const next = type?.kind === 'class' ? type.symbol : undefined;
      if (next === undefined || seen.has(next)) {
        return next === symbol;
      }
      return next === symbol || leadsBack(next, seen.add(next));
    });
  symbol.inner.forEach(cutCircles);
  if (leadsBack(symbol, new Set())) {
    symbol.superclass = null;
    symbol.interfaces = [];
    throw new ApexCompileError(symbol.source.declaration, `Circular definition: ${symbol.name}`);
  }
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
