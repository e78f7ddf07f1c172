import { Script } from 'node:vm';
import type { ApexProgram, EmittedFile } from '../program.ts';
import { superclassOf, type ClassSymbol } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import { libraryType } from '../types/library.ts';
import { ClassRecord } from './class-record.ts';
import { emitted } from './emitted.ts';
import { registerMethods } from './stack.ts';
import type { RunningProgram } from './transaction.ts';

type EmittedFunction = (runtime: typeof emitted, classes: Record<string, ClassRecord>, constants: unknown[]) => unknown;

/** A program whose classes are loaded into V8. */
export class LoadedProgram implements RunningProgram {
  readonly namespace: string;
  readonly source: ApexProgram;
  private readonly records = new Map<ClassSymbol, ClassRecord>();
  private readonly byName: Record<string, ClassRecord> = {};
  private readonly triggerBodies = new Map<string, () => void>();

  constructor(program: ApexProgram) {
    this.source = program;
    this.namespace = program.scope.namespace;
    for (const symbol of program.classes) {
      const parent = superclassOf(symbol);
      const record = new ClassRecord(symbol, parent ? (this.records.get(parent) ?? null) : null);
      this.records.set(symbol, record);
      this.byName[symbol.name] = record;
    }
    for (const file of program.files) {
      this.load(file);
    }
    for (const trigger of program.triggers) {
      this.triggerBodies.set(trigger.name, this.load(trigger.file) as () => void);
    }
  }

  private load(file: EmittedFile): unknown {
    registerMethods(file.name, file.places);
    const script = new Script(file.code, { filename: `apex:${file.name}` });
    return (script.runInThisContext() as EmittedFunction)(emitted, this.byName, file.constants);
  }

  record(symbol: ClassSymbol): ClassRecord | undefined {
    return this.records.get(symbol);
  }

  triggerBody(name: string): (() => void) | undefined {
    return this.triggerBodies.get(name);
  }

  type(name: string): Type | undefined {
    const trimmed = name.trim();
    const generic = /^(\w+)<(.+)>$/.exec(trimmed);
    if (generic) {
      const parts = (generic[2] ?? '').split(/,(?![^<]*>)/).map((part) => this.type(part));
      const known = parts.filter((part) => part !== undefined);
      return known.length === parts.length ? libraryType(generic[1] ?? '', ...known) : undefined;
    }
    return this.source.scope.named(trimmed.split('.'), null);
  }
}
