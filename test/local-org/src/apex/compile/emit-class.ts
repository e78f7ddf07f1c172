import type {
  Accessor,
  Block,
  ConstructorDeclaration,
  MethodDeclaration,
  PropertyDeclaration,
  Statement
} from '../syntax/ast.ts';
import { lineage, superclassOf, type ClassSymbol, type FieldSymbol } from '../types/symbols.ts';
import { VOID, type Type } from '../types/type.ts';
import type { ClassAccess } from '../runtime/transaction.ts';
import { ApexCompileError } from '../syntax/syntax-error.ts';
import { Body, fail, USER_MODE_VERSION, type ConstantPool, type Local } from './body.ts';
import { argumentList, choose } from './calls.ts';
import { assigned } from './convert.ts';
import type { Expressions } from './expressions.ts';
import type { LineWriter } from './line-writer.ts';
import { recordOf } from './members.ts';
import type { Statements } from './statements.ts';
import type { TypeScope } from './type-scope.ts';
import { checkClass } from './class-checks.ts';
import { checkDeclaration, checkMember } from './declaration-checks.ts';

/** Which method stands on which source lines, for stack traces. */
export interface MethodPlace {
  from: number;
  to: number;
  name: string;
}

export interface EmitContext {
  scope: TypeScope;
  labels: Body['labels'];
  pool: ConstantPool;
  out: LineWriter;
  expressions: Expressions;
  statements: Statements;
  places: MethodPlace[];
  /** Of the unit's meta file. */
  apiVersion: number;
  /** Takes an error; the rest of the unit is compiled, and what is broken throws when it is reached. */
  report: (error: ApexCompileError) => void;
}

/** The data access that a class's own statements have. */
export function accessOf(words: ReadonlySet<string>, apiVersion: number): ClassAccess {
  const mode = apiVersion >= USER_MODE_VERSION ? 'user' : 'system';
  if (words.has('without sharing')) {
    return { mode, sharing: 'without' };
  }
  if (words.has('with sharing')) {
    return { mode, sharing: 'with' };
  }
  return { mode, sharing: words.has('inherited sharing') || mode === 'system' ? 'inherited' : 'with' };
}

/** Checks a class and writes its JavaScript, inner classes included, in the order of the source. */
export class ClassEmitter {
  private readonly context: EmitContext;
  private readonly symbol: ClassSymbol;
  private readonly record: string;
  private readonly access: ClassAccess;

  constructor(context: EmitContext, symbol: ClassSymbol) {
    this.context = context;
    this.symbol = symbol;
    this.record = recordOf(symbol);
    this.access = accessOf(symbol.source?.declaration.modifiers.words ?? new Set(), context.apiVersion);
  }

  emit(): void {
    const declaration = this.symbol.source?.declaration;
    if (!declaration) {
      return;
    }
    for (const check of [checkDeclaration, checkClass]) {
      this.guarded('', () => {
        check(this.symbol);
      });
    }
    for (const member of declaration.members) {
      this.guarded('', () => {
        checkMember(this.symbol, member);
      });
    }
    if (!this.symbol.constructors().length) {
      this.guarded(`${this.record}.P["init$default"]`, () => {
        this.defaultConstructor(declaration.line);
      });
    }
    for (const member of declaration.members) {
      switch (member.kind) {
        case 'field':
          for (const declarator of member.declarators) {
            const field = this.symbol.field(declarator.name);
            if (field?.initializer) {
              this.guarded(`${this.record}.${field.static ? 'static' : 'instance'}Initializers[#]`, () => {
                this.initializer(field, declarator.line);
              });
            }
          }
          break;
        case 'property':
          this.property(member);
          break;
        case 'method':
          this.guarded(this.methodTarget(member), () => {
            this.method(member);
          });
          break;
        case 'constructor':
          this.guarded(this.constructorTarget(member), () => {
            this.constructorMethod(member);
          });
          break;
        case 'initializer':
          this.guarded(`${this.record}.${member.static ? 'static' : 'instance'}Initializers[#]`, () => {
            this.initializerBlock(member.body, member.static);
          });
          break;
        default: {
          const inner = this.symbol.inner.get(member.name.toLowerCase());
          if (inner) {
            new ClassEmitter(this.context, inner).emit();
          }
        }
      }
    }
  }

  /** On an error in `work`, `target` becomes a function that throws it; `[#]` at its end means a list of functions. */
  private guarded(target: string, work: () => void): void {
    const { out, places, report } = this.context;
    const mark = out.mark();
    const known = places.length;
    try {
      work();
    } catch (error) {
      if (!(error instanceof ApexCompileError)) {
        throw error;
      }
      report(error);
      out.rewind(mark);
      places.length = known;
      if (target) {
        const name = this.symbol.source?.unit.name ?? this.symbol.name;
        const broken = `$.notCompiled(${JSON.stringify(`${name}:${String(error.line)}: ${error.message}`)})`;
        out.write(target.endsWith('[#]') ? `${target.slice(0, -3)}.push(${broken});` : `${target} = ${broken};`);
      }
    }
  }

  private methodTarget(member: MethodDeclaration): string {
    const symbol = this.symbol.methods(member.name).find((method) => method.declaration === member);
    return symbol ? `${this.record}.${symbol.static ? 'M' : 'P'}.${symbol.key}` : '';
  }

  private constructorTarget(member: ConstructorDeclaration): string {
    const symbol = this.symbol.constructors().find((one) => one.declaration === member);
    return symbol ? `${this.record}.P.${symbol.key}` : '';
  }

  private body(isStatic: boolean, returns: Type): Body {
    return new Body({
      scope: this.context.scope,
      labels: this.context.labels,
      owner: this.symbol,
      isStatic,
      returns,
      pool: this.context.pool,
      out: this.context.out,
      access: this.access,
      isTest: this.symbol.source?.isTest ?? false,
      apiVersion: this.context.apiVersion
    });
  }

  /** Writes a body with its parameters and variables where the measure of the heap finds them. */
  private framed<T>(body: Body, parameters: readonly Local[], work: () => T): T {
    return body.frame.around(this.context.out, { self: !body.isStatic, parameters }, work);
  }

  private place(name: string, from: number, to: number): void {
    this.context.places.push({ from, to, name: `Class.${this.symbol.name}.${name}` });
  }

  private initializer(field: FieldSymbol, line: number): void {
    const body = this.body(field.static, VOID);
    body.inInitializer = true;
    const { initializer } = field;
    if (!initializer) {
      return;
    }
    const value = this.context.expressions.converted(initializer, field.type, body);
    const holder = field.static ? `${this.record}.s()` : 'this';
    const list = field.static ? 'staticInitializers' : 'instanceInitializers';
    this.place(field.static ? '<clinit>' : '<init>', line, initializer.line);
    this.context.out.at(line).write(`${this.record}.${list}.push(function () { ${holder}.${field.key} = ${value}; });`);
  }

  private initializerBlock(block: Block, isStatic: boolean): void {
    const body = this.body(isStatic, VOID);
    body.inInitializer = true;
    const list = isStatic ? 'staticInitializers' : 'instanceInitializers';
    this.place(isStatic ? '<clinit>' : '<init>', block.line, block.endLine);
    this.context.out.at(block.line).write(`${this.record}.${list}.push(function () {`);
    this.framed(body, [], () => this.context.statements.block(block, body));
    this.context.out.at(block.endLine).write('});');
  }

  private property(member: PropertyDeclaration): void {
    const field = this.symbol.field(member.name);
    if (!field?.property) {
      return;
    }
    const table = field.static ? 'M' : 'P';
    for (const [kind, accessor] of [
      ['get', member.getter],
      ['set', member.setter]
    ] as const) {
      if (accessor && field.property[kind === 'get' ? 'getter' : 'setter'] === 'custom') {
        const target = `${this.record}.${table}.${kind}_${field.key}`;
        this.guarded(target, () => {
          this.accessor(kind, accessor, field, target);
        });
      }
    }
  }

  private accessor(kind: 'get' | 'set', accessor: Accessor, field: FieldSymbol, target: string): void {
    const { out, statements } = this.context;
    const body = this.body(field.static, kind === 'get' ? field.type : VOID);
    body.accessorOf = field.name.toLowerCase();
    const holder = field.static ? `${this.record}.s()` : 'this';
    if (!accessor.body) {
      const effect = kind === 'get' ? `return ${holder}.${field.key};` : `${holder}.${field.key} = v_value;`;
      out.at(accessor.line).write(`${target} = function (${kind === 'set' ? 'v_value' : ''}) { ${effect} };`);
      return;
    }
    const parameters = kind === 'set' ? [body.declareLocal(accessor, 'value', field.type)] : [];
    this.place(`${field.name}.${kind}`, accessor.line, accessor.body.endLine);
    out.at(accessor.line).write(`${target} = function (${kind === 'set' ? 'v_value' : ''}) {`);
    const block = accessor.body;
    const flow = this.framed(body, parameters, () => statements.block(block, body));
    if (kind === 'get' && flow === 'continues') {
      fail(accessor, `Missing return statement required return type: ${field.type.name}`);
    }
    out.at(accessor.body.endLine).write('};');
  }

  private method(member: MethodDeclaration): void {
    const symbol = this.symbol.methods(member.name).find((method) => method.declaration === member);
    if (!symbol || !member.body) {
      if (symbol && !symbol.abstract) {
        fail(member, `Non abstract methods must have a body: ${member.name}`);
      }
      return;
    }
    if (member.modifiers.words.has('abstract')) {
      fail(member, `Abstract methods cannot have a body: ${member.name}`);
    }
    const { out, statements } = this.context;
    const body = this.body(symbol.static, symbol.returns);
    const parameters = member.parameters.map((parameter, index) =>
      body.declareLocal(parameter, parameter.name, symbol.parameters[index] ?? VOID)
    );
    this.place(member.name, member.line, member.endLine);
    const isFuture = member.modifiers.annotations.has('future');
    const target = `${this.record}.${symbol.static ? 'M' : 'P'}.${symbol.key}`;
    const list = parameters.map((parameter) => parameter.js).join(', ');
    out
      .at(member.line)
      .write(
        `${target} = ${isFuture ? `$.future(${JSON.stringify(this.symbol.name)}, ${JSON.stringify(member.name)}, ` : ''}function (${list}) {`
      );
    const block = member.body;
    const flow = this.framed(body, parameters, () => statements.block(block, body));
    if (flow === 'continues' && symbol.returns.kind !== 'void') {
      fail(member, `Missing return statement required return type: ${symbol.returns.name}`);
    }
    out.at(member.endLine).write(isFuture ? '});' : '};');
  }

  private defaultConstructor(line: number): void {
    const parent = superclassOf(this.symbol);
    const call = parent && !parent.library ? `${recordOf(parent)}.P["${defaultKey(parent)}"].call(this);` : '';
    const isException = [...lineage(this.symbol)].some((one) => one.library && one.name === 'Exception');
    if (
      parent &&
      !parent.library &&
      parent.constructors().length &&
      !parent.constructors().some((one) => !one.parameters.length) &&
      !isException
    ) {
      fail(
        this.symbol.source?.declaration ?? { line, column: 1 },
        `No default constructor available in super type: ${parent.name}`
      );
    }
    this.context.out
      .at(line)
      .write(
        `${this.record}.P["init$default"] = function () { ${this.record}.initialize(this); ${isException ? '' : call} };`
      );
  }

  private constructorMethod(member: ConstructorDeclaration): void {
    const symbol = this.symbol.constructors().find((one) => one.declaration === member);
    if (!symbol) {
      return;
    }
    const { out, statements } = this.context;
    const body = this.body(false, VOID);
    body.inConstructor = true;
    const parameters = member.parameters.map((parameter, index) =>
      body.declareLocal(parameter, parameter.name, symbol.parameters[index] ?? VOID)
    );
    this.place('<init>', member.line, member.endLine);
    out
      .at(member.line)
      .write(`${this.record}.P.${symbol.key} = function (${parameters.map((one) => one.js).join(', ')}) {`);
    this.framed(body, parameters, () => {
      const rest = this.delegation(member, body);
      return body.nested(() => statements.sequence(rest, body));
    });
    out.at(member.endLine).write('};');
  }

  /**
   * `this(…)` or `super(…)`, written or implied; the statements behind it come back. A class's fields get their initial
   * values before the constructor of its superclass runs, which may call methods that the class overrides.
   */
  private delegation(member: ConstructorDeclaration, body: Body): Statement[] {
    const [first, ...rest] = member.body.statements;
    const call =
      first?.kind === 'expression' && first.expression.kind === 'call' && !first.expression.target
        ? first.expression
        : undefined;
    const word = call?.name.toLowerCase();
    const { out } = this.context;
    const initialize = `${this.record}.initialize(this);`;
    if (!call || (word !== 'this' && word !== 'super')) {
      out.write(`${initialize} ${this.superDefault(member)}`);
      return member.body.statements;
    }
    const values = call.arguments.map((argument) => this.context.expressions.expression(argument, body));
    const target = word === 'this' ? this.symbol : superclassOf(this.symbol);
    out.at(call.line);
    if (target?.library) {
      const list = values.map((value) => assigned(value, value.type, call));
      out.write(`$.initializeException(this, [${list.join(', ')}]); ${initialize}`);
      return rest;
    }
    if (!target) {
      out.write(initialize);
      return rest;
    }
    const within: Type = { kind: 'class', name: target.name, symbol: target, arguments: [] };
    const chosen = choose(
      target.constructors().map((method) => ({ method, within })),
      values
    );
    if (!chosen && (values.length || target.constructors().length)) {
      fail(
        call,
        `Constructor not defined: [${target.name}].<Constructor>(${values.map((value) => value.type.name).join(', ')})`
      );
    }
    const key = chosen?.method.key ?? 'init$default';
    const list = chosen ? argumentList(chosen, values, call) : [];
    out.write(
      `${word === 'super' ? initialize : ''} ${recordOf(target)}.P[${JSON.stringify(key)}].call(${['this', ...list].join(', ')});`
    );
    return rest;
  }

  private superDefault(at: ConstructorDeclaration): string {
    const parent = superclassOf(this.symbol);
    if (!parent || parent.library) {
      return '';
    }
    if (parent.constructors().length && !parent.constructors().some((one) => !one.parameters.length)) {
      fail(at, `No default constructor available in super type: ${parent.name}`);
    }
    return `${recordOf(parent)}.P["${defaultKey(parent)}"].call(this);`;
  }
}

function defaultKey(symbol: ClassSymbol): string {
  return symbol.constructors().find((one) => !one.parameters.length)?.key ?? 'init$default';
}
