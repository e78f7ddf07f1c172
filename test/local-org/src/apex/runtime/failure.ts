import { apexError } from './emitted.ts';
import { limitBehind } from './limits.ts';
import { apexFrames, stackText } from './stack.ts';
import type { ApexException } from './values/exceptions.ts';
import { UncatchableError } from './values/exceptions.ts';

/** An uncaught error as Salesforce reports it. */
export interface ApexFailure {
  /** `System.DmlException`, or the class's name. */
  exceptionType: string;
  message: string;
  /** Apex frames, one a line; empty where none is known. */
  stackTrace: string;
  exception: ApexException | null;
}

/** Reads whatever was thrown out of Apex. */
export function failureOf(error: unknown): ApexFailure {
  const apex = apexError(error);
  if (apex) {
    return {
      exceptionType: apex.typeName,
      message: apex.message ?? 'Script-thrown exception',
      stackTrace: stackText(apexFrames(apex.trace.stack)),
      exception: apex
    };
  }
  const failure = limitBehind(error) ?? (error instanceof Error ? error : new Error(String(error)));
  const trace = stackText(apexFrames(failure.stack));
  return {
    exceptionType: failure instanceof UncatchableError ? failure.typeName : `LocalOrg.${failure.name}`,
    message: failure.message,
    // A fault of the local org itself: its own stack is what helps.
    stackTrace: failure instanceof UncatchableError ? trace : `${trace}\n${failure.stack ?? ''}`.trim(),
    exception: null
  };
}
