import { lineage, type ClassSymbol } from '../types/symbols.ts';
import { ApexException } from './values/exceptions.ts';
import { ApexObject } from './values/objects.ts';
import { current, type Transaction } from './transaction.ts';

type Emitted = (...values: unknown[]) => unknown;
type Instance = Record<string, unknown> & ApexObject;
type InstanceClass = (new (symbol: ClassSymbol) => ApexObject) & { prototype: Record<string, Emitted> };

/** A user class as emitted code sees it: its prototype, its static methods and, per transaction, its static fields. */
export class ClassRecord {
  readonly symbol: ClassSymbol;
  readonly javaScript: InstanceClass;
  /** Instance methods, constructors and accessors by key. */
  readonly P: Record<string, Emitted>;
  /** Static methods by key. */
  readonly M: Record<string, Emitted> = {};
  /** Static initialisers in the order of the source. */
  readonly staticInitializers: (() => void)[] = [];
  readonly instanceInitializers: ((this: unknown) => void)[] = [];
  private readonly staticKeys: string[];
  private owner: Transaction | null = null;
  private statics: Record<string, unknown> = {};

  constructor(symbol: ClassSymbol, base: ClassRecord | null) {
    this.symbol = symbol;
    this.javaScript = instanceClass(symbol, base);
    this.P = this.javaScript.prototype;
    this.staticKeys = symbol
      .fields()
      .filter((field) => field.static)
      .map((field) => field.key);
  }

  /** Static fields, with the static methods as prototype. The first use in a transaction runs the initialisers. */
  s(): Record<string, unknown> {
    const transaction = current();
    if (this.owner === transaction) {
      return this.statics;
    }
    const known = transaction.statics.get(this);
    this.owner = transaction;
    if (known) {
      this.statics = known;
      return known;
    }
    const statics = Object.create(this.M) as Record<string, unknown>;
    for (const key of this.staticKeys) {
      statics[key] = null;
    }
    this.statics = statics;
    transaction.statics.set(this, statics);
    for (const initializer of this.staticInitializers) {
      initializer();
    }
    return statics;
  }

  /** `new`: static initialisers first, then the constructor of this key. */
  make(constructor: string, ...values: unknown[]): unknown {
    this.s();
    const instance = new this.javaScript(this.symbol);
    this.P[constructor]?.call(instance, ...values);
    return instance;
  }

  /** Field initialisers and initialiser blocks. */
  initialize(self: unknown): void {
    for (const initializer of this.instanceInitializers) {
      initializer.call(self);
    }
  }

  /** `new` of an exception with one of the constructors that every exception has. */
  makeException(...values: unknown[]): unknown {
    this.s();
    const instance = new this.javaScript(this.symbol) as unknown as ApexException;
    for (const owner of [...lineage(this.symbol)].reverse()) {
      current().program.record(owner)?.initialize(instance);
    }
    initializeException(instance, values);
    return instance;
  }
}

/** `(message)`, `(cause)` and `(message, cause)`. */
export function initializeException(self: ApexException, values: readonly unknown[]): void {
  self.constructed = true;
  for (const value of values) {
    if (value instanceof ApexException) {
      self.cause = value;
      self.message ??= values.length === 1 ? value.message : null;
    } else {
      self.message = value as string | null;
    }
  }
}

function instanceClass(symbol: ClassSymbol, base: ClassRecord | null): InstanceClass {
  const parent: new (symbol: ClassSymbol) => ApexObject =
    base?.javaScript ??
    ([...lineage(symbol)].some((one) => one.library && one.name === 'Exception') ? ApexException : ApexObject);
  const keys = symbol
    .fields()
    .filter((field) => !field.static)
    .map((field) => field.key);
  const made = class extends parent {
    constructor(actual: ClassSymbol) {
      super(actual);
      for (const key of keys) {
        (this as unknown as Instance)[key] = null;
      }
    }
  };
  return made as unknown as InstanceClass;
}
