import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';
import type { TriggerDeclaration, TypeDeclaration } from './ast.ts';
import { DeclarationLowering } from './lower-declarations.ts';
import { ApexCompileError } from './syntax-error.ts';
import type { Tree } from './tree.ts';

class FirstError extends ApexErrorListener {
  override apexSyntaxError(line: number, column: number, message: string): void {
    throw new ApexCompileError(
      { line, column: column + 1 },
      `Unexpected syntax: ${message.replace(/ expecting \{.{60,}\}$/, '')}`
    );
  }
}

function parserOf(text: string) {
  return ApexParserFactory.createLexerAndParser(text, new FirstError()).parser;
}

/** A class, interface or enum. Throws {@link ApexCompileError} at the first syntax error. */
export function parseClass(text: string): TypeDeclaration {
  return new DeclarationLowering(text).compilationUnit(parserOf(text).compilationUnit() as unknown as Tree);
}

/** An anonymous block, as a class of this name whose static method `run` is the block. Throws {@link ApexCompileError}. */
export function parseAnonymous(text: string, name: string): TypeDeclaration {
  const unit = parserOf(text).anonymousUnit() as unknown as Tree;
  return new DeclarationLowering(text).anonymousUnit(unit, name);
}

/** A trigger. Throws {@link ApexCompileError} at the first syntax error. */
export function parseTrigger(text: string): TriggerDeclaration {
  return new DeclarationLowering(text).triggerUnit(parserOf(text).triggerUnit() as unknown as Tree);
}
