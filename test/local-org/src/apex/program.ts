import type { ObjectDescribe } from '../schema/schema.ts';
import type { MethodPlace } from './compile/emit-class.ts';
import type { TypeScope } from './compile/type-scope.ts';
import type { TriggerDeclaration } from './syntax/ast.ts';
import type { ClassSymbol } from './types/symbols.ts';
import type { ApexUnit } from './unit.ts';

/** The JavaScript of one Apex file: a function of runtime, classes and constants, on the lines of its source. */
export interface EmittedFile {
  /** As stack traces name it: `Foo`, or `trigger Foo`. */
  name: string;
  code: string;
  constants: unknown[];
  places: MethodPlace[];
  /** The source lines with statements, in order, and where in the code the first of each line begins. */
  statements: { line: number; offset: number }[];
}

export interface CompiledTrigger {
  name: string;
  unit: ApexUnit;
  object: ObjectDescribe;
  events: TriggerDeclaration['events'];
  file: EmittedFile;
}

/** A compiled project: what the runtime needs, nothing that runs yet. */
export interface ApexProgram {
  scope: TypeScope;
  labels: ReadonlyMap<string, { name: string; value: string }>;
  /** Superclasses before subclasses, inner classes included. */
  classes: ClassSymbol[];
  files: EmittedFile[];
  triggers: CompiledTrigger[];
}
