import type { TriggerDeclaration } from '../syntax/ast.ts';
import { VOID } from '../types/type.ts';
import type { ClassSymbol } from '../types/symbols.ts';
import type { CompiledTrigger, EmittedFile } from '../program.ts';
import type { ApexUnit } from '../unit.ts';
import { Body, ConstantPool, fail } from './body.ts';
import { ClassEmitter, type EmitContext } from './emit-class.ts';
import { Expressions } from './expressions.ts';
import { LineWriter } from './line-writer.ts';
import { Statements } from './statements.ts';
import type { ApexCompileError } from '../syntax/syntax-error.ts';
import type { TypeScope } from './type-scope.ts';

export interface Surroundings {
  scope: TypeScope;
  labels: Body['labels'];
}

function contextOf(
  { scope, labels }: Surroundings,
  apiVersion: number,
  report: (error: ApexCompileError) => void
): EmitContext {
  const expressions = new Expressions();
  const out = new LineWriter();
  out.write('(function ($, K, C) { "use strict"; const S = $.variables;');
  return {
    scope,
    labels,
    pool: new ConstantPool(),
    out,
    expressions,
    statements: new Statements(expressions),
    places: [],
    apiVersion,
    report
  };
}

function fileOf(name: string, context: EmitContext): EmittedFile {
  context.out.write('})');
  const { out, pool, places } = context;
  return { name, code: out.toString(), constants: pool.values, places, statements: out.executable() };
}

/** Checks and translates a top-level class with its inner classes. */
export function emitClass(
  symbol: ClassSymbol,
  unit: ApexUnit,
  surroundings: Surroundings,
  report: (error: ApexCompileError) => void
): EmittedFile {
  const context = contextOf(surroundings, unit.apiVersion, report);
  new ClassEmitter(context, symbol).emit();
  return fileOf(symbol.name, context);
}

function checkEvents(declaration: TriggerDeclaration, isEvent: boolean): void {
  const seen = new Set<string>();
  for (const { timing, operation } of declaration.events) {
    const event = `${timing} ${operation}`;
    if (event === 'before undelete' || (isEvent && event !== 'after insert')) {
      fail(declaration, `Invalid trigger event for ${declaration.object}: ${event}`);
    }
    if (seen.has(event)) {
      fail(declaration, `Duplicate trigger event: ${event}`);
    }
    seen.add(event);
  }
}

/** Checks and translates a trigger. Its body runs in system mode; `owner` holds the methods and types it declares. */
export function emitTrigger(
  declaration: TriggerDeclaration,
  unit: ApexUnit,
  surroundings: Surroundings,
  owner: ClassSymbol | null
): CompiledTrigger {
  const object = surroundings.scope.object(declaration.object);
  if (!object) {
    fail(declaration, `sObject type not found: ${declaration.object}`);
  }
  checkEvents(declaration, object.kind === 'event');
  const context = contextOf(surroundings, unit.apiVersion, (error) => {
    throw error;
  });
  const body = new Body({
    ...context,
    owner,
    isStatic: true,
    returns: VOID,
    access: { mode: 'system', sharing: 'without' },
    isTest: false
  });
  body.triggerObject = object;
  const name = `trigger ${declaration.name}`;
  context.places.push({ from: 1, to: declaration.endLine, name: `Trigger.${declaration.name}` });
  context.out.at(declaration.body.line).write('return function () {');
  body.frame.around(context.out, { self: false, parameters: [] }, () =>
    context.statements.block(declaration.body, body)
  );
  context.out.at(declaration.endLine).write('};');
  return { name: declaration.name, unit, object, events: declaration.events, file: fileOf(name, context) };
}
