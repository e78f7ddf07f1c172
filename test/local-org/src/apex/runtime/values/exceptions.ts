import type { ClassSymbol } from '../../types/symbols.ts';
import { libraryClass } from '../../types/library.ts';
import { ApexObject } from './objects.ts';
import type { DmlError } from '../../../platform/org.ts';

/** One failed row of a DmlException. */
export interface FailedRow extends DmlError {
  index: number;
  id: string | null;
}

/** Every Apex exception, as JavaScript throws it. User exceptions derive their JavaScript class from it. */
export class ApexException extends ApexObject {
  message: string | null;
  cause: ApexException | null = null;
  /** Where it was made; its stack is read through {@link apexFrames}. */
  readonly trace: { stack?: string } = {};
  rows: FailedRow[] = [];
  /** Made by `new` in Apex, not thrown by the platform. */
  constructed = false;
  messageWasSet = false;
  /** Fields that the user may not see, by object. */
  inaccessible: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(symbol: ClassSymbol, message: string | null = null) {
    super(symbol);
    this.message = message;
    Error.captureStackTrace(this.trace);
  }

  /** `System.DmlException` for library classes, the qualified name for user classes. */
  get typeName(): string {
    return this.symbol.library && !this.symbol.name.includes('.') ? `System.${this.symbol.name}` : this.symbol.name;
  }
}

/** Thrown past every catch block: a governor limit, or a failure of the local org itself. */
export class UncatchableError extends Error {
  readonly typeName: string;

  constructor(typeName: string, message: string) {
    super(message);
    this.name = typeName;
    this.typeName = typeName;
  }
}

/** A library exception by its name without `System.`. */
export function exception(name: string, message: string): ApexException {
  const symbol = libraryClass(name);
  if (!symbol) {
    throw new Error(`No exception class ${name}`);
  }
  return new ApexException(symbol, message);
}

/** Apex exceptions are Apex objects and so no JavaScript Errors, but thrown like them. */
export function throwable(thrown: ApexException): Error {
  return thrown as unknown as Error;
}

/** Throws a library exception. */
export function raise(name: string, message: string): never {
  throw throwable(exception(name, message));
}

export function raiseNullPointer(): never {
  throw throwable(nullPointer());
}

export function nullPointer(): ApexException {
  return exception('NullPointerException', 'Attempt to de-reference a null object');
}

export function limit(message: string): UncatchableError {
  return new UncatchableError('System.LimitException', message);
}

export function notEmulated(what: string): UncatchableError {
  return new UncatchableError('LocalOrg.NotEmulated', `not emulated: ${what}`);
}
