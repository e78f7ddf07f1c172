import { failureOf } from '../runtime/failure.ts';
import type { LoadedProgram } from '../runtime/load-program.ts';
import type { MethodSymbol } from '../types/symbols.ts';
import { fromJson } from './json-read.ts';
import { toAura } from './json-write.ts';

export interface AuraCall {
  /** With or without the namespace. */
  className: string;
  methodName: string;
  args: Record<string, unknown>;
  userId: string;
}

/** What an Aura call answers when Apex threw. */
export class AuraError extends Error {
  readonly exceptionType: string;
  readonly stackTrace: string;
  readonly isUserDefinedException: boolean;

  constructor(exceptionType: string, message: string, stackTrace: string, isUserDefined: boolean) {
    super(message);
    this.name = 'AuraError';
    this.exceptionType = exceptionType;
    this.stackTrace = stackTrace;
    this.isUserDefinedException = isUserDefined;
  }
}

/** Finds and calls an `@AuraEnabled` static method; `run` gives it its transaction. */
export function invokeAura(call: AuraCall, program: LoadedProgram, run: (work: () => unknown) => unknown): unknown {
  const method = findAuraMethod(call, program);
  const record = program.record(method.owner);
  try {
    return run(() => {
      const given = new Map(Object.entries(call.args).map(([name, value]) => [name.toLowerCase(), value]));
      const values = (method.declaration?.parameters ?? []).map((parameter, index) => {
        const value = given.get(parameter.name.toLowerCase());
        const type = method.parameters[index];
        return value === undefined || value === null || !type ? null : fromJson(value, type);
      });
      return toAura((record?.s()[method.key] as (...values: unknown[]) => unknown)(...values));
    });
  } catch (error) {
    const failure = failureOf(error);
    throw new AuraError(
      failure.exceptionType,
      failure.message,
      failure.stackTrace,
      failure.exception ? !failure.exception.symbol.library : false
    );
  }
}

function findAuraMethod(call: AuraCall, program: LoadedProgram): MethodSymbol {
  const parts = call.className.split('.');
  const name = parts[0]?.toLowerCase() === program.namespace.toLowerCase() ? parts.slice(1) : parts;
  const type = program.source.scope.named(name, null);
  const method =
    type?.kind === 'class'
      ? type.symbol
          .methods(call.methodName)
          .find((one) => one.static && one.declaration?.modifiers.annotations.has('auraenabled'))
      : undefined;
  if (!method) {
    const message = `Unable to find action '${call.methodName}' on the controller ${call.className}; is it static and @AuraEnabled?`;
    throw new AuraError('System.TypeException', message, '', false);
  }
  return method;
}
