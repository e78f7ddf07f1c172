import type { Expression, Position } from '../syntax/ast.ts';
import { ApexCompileError } from '../syntax/syntax-error.ts';
import type { ClassSymbol } from '../types/symbols.ts';
import { lineage } from '../types/symbols.ts';
import type { Type } from '../types/type.ts';
import type { ObjectDescribe } from '../../schema/schema.ts';
import type { ClassAccess } from '../runtime/transaction.ts';
import type { Code } from './code.ts';
import { Frame, type Kept } from './frame.ts';
import type { LineWriter } from './line-writer.ts';
import type { TypeScope } from './type-scope.ts';

export interface Local extends Kept {
  name: string;
  type: Type;
  final: boolean;
  /** A final local may be given its value once after its declaration. */
  initialized: boolean;
}

/** From this version on, user mode and `with sharing` are the default, and `WITH SECURITY_ENFORCED` is gone. */
export const USER_MODE_VERSION = 67;

/** Values that emitted code refers to by index. */
export class ConstantPool {
  readonly values: unknown[] = [];
  private readonly known = new Map<unknown, number>();

  add(value: unknown): string {
    let index = this.known.get(value);
    if (index === undefined) {
      index = this.values.push(value) - 1;
      this.known.set(value, index);
    }
    return `C[${String(index)}]`;
  }
}

/** What the translation of one method, accessor, initialiser or trigger knows about its surroundings. */
export class Body {
  readonly scope: TypeScope;
  readonly labels: ReadonlyMap<string, { name: string; value: string }>;
  readonly owner: ClassSymbol | null;
  readonly isStatic: boolean;
  readonly returns: Type | null;
  readonly pool: ConstantPool;
  readonly out: LineWriter;
  readonly access: ClassAccess;
  readonly isTest: boolean;
  readonly apiVersion: number;
  /** The object of the trigger being translated. */
  triggerObject: ObjectDescribe | null = null;
  /** The property whose accessor this is: its name means the stored value. */
  accessorOf: string | null = null;
  /** Constructors may assign final fields, and call methods without dispatch. */
  inConstructor = false;
  inInitializer = false;
  loops = 0;
  readonly frame = new Frame();
  private locals: Map<string, Local>[] = [new Map<string, Local>()];
  private names = 0;

  constructor(surroundings: {
    scope: TypeScope;
    labels: Body['labels'];
    owner: ClassSymbol | null;
    isStatic: boolean;
    returns: Type | null;
    pool: ConstantPool;
    out: LineWriter;
    access: ClassAccess;
    isTest: boolean;
    apiVersion: number;
  }) {
    this.scope = surroundings.scope;
    this.labels = surroundings.labels;
    this.owner = surroundings.owner;
    this.isStatic = surroundings.isStatic;
    this.returns = surroundings.returns;
    this.pool = surroundings.pool;
    this.out = surroundings.out;
    this.access = surroundings.access;
    this.isTest = surroundings.isTest;
    this.apiVersion = surroundings.apiVersion;
  }

  /** Adds a local variable; its JavaScript name comes back. */
  declareLocal(at: Position, name: string, type: Type, final = false, initialized = true): Local {
    const lower = name.toLowerCase();
    if (this.local(name)) {
      throw new ApexCompileError(at, `Duplicate variable: ${name}`);
    }
    const local = { name, js: `v_${lower}`, place: this.frame.place(type), type, final, initialized };
    this.locals.at(-1)?.set(lower, local);
    return local;
  }

  local(name: string): Local | undefined {
    const lower = name.toLowerCase();
    for (let depth = this.locals.length - 1; depth >= 0; depth -= 1) {
      const found = this.locals[depth]?.get(lower);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** All local variables that can be seen here. */
  visibleLocals(): Local[] {
    return this.locals.flatMap((scope) => [...scope.values()]);
  }

  nested<T>(work: () => T): T {
    this.locals.push(new Map());
    try {
      return work();
    } finally {
      this.locals.pop();
    }
  }

  fresh(): string {
    this.names += 1;
    return `t${String(this.names)}`;
  }

  /** Private members are shared within the outermost class; tests also see what is marked for them. */
  canSee(member: { visibility: string; testVisible: boolean; owner: ClassSymbol }): boolean {
    if (member.owner.library || member.visibility === 'public' || member.visibility === 'global') {
      return true;
    }
    if (this.owner && outermost(this.owner) === outermost(member.owner)) {
      return true;
    }
    if (member.testVisible && this.isTest) {
      return true;
    }
    return member.visibility === 'protected' && this.derives(member.owner);
  }

  private derives(ancestor: ClassSymbol): boolean {
    for (let scope = this.owner; scope; scope = scope.outer) {
      if ([...lineage(scope)].includes(ancestor)) {
        return true;
      }
    }
    return false;
  }
}

export function outermost(symbol: ClassSymbol): ClassSymbol {
  return symbol.outer ? outermost(symbol.outer) : symbol;
}

/** Translates expressions; passed around so that the parts of the translation need not import each other. */
export interface ExpressionTranslator {
  expression(expression: Expression, body: Body): Code;
}

export function fail(at: Position, message: string): never {
  throw new ApexCompileError(at, message);
}
