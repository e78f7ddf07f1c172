import { createRequire } from 'node:module';
import type * as ApexParser from '@apexdevtools/apex-parser';
import type { TriggerDeclaration, TypeDeclaration } from './ast.ts';
import { cached } from './ast-cache.ts';
import { DeclarationLowering } from './lower-declarations.ts';
import { ApexCompileError } from './syntax-error.ts';
import type { Tree } from './tree.ts';

/** Makes parsers; the parser is large, and is loaded when a text is parsed that the cache does not hold. */
let makeParser: ((text: string) => ReturnType<typeof ApexParser.ApexParserFactory.createParser>) | undefined;

function loadParser(): NonNullable<typeof makeParser> {
  const { ApexErrorListener, ApexParserFactory } = createRequire(import.meta.url)(
    '@apexdevtools/apex-parser'
  ) as typeof ApexParser;
  class FirstError extends ApexErrorListener {
    override apexSyntaxError(line: number, column: number, message: string): void {
      throw new ApexCompileError(
        { line, column: column + 1 },
        `Unexpected syntax: ${message.replace(/ expecting \{.{60,}\}$/, '')}`
      );
    }
  }
  return (text) => ApexParserFactory.createLexerAndParser(text, new FirstError()).parser;
}

function parserOf(text: string) {
  makeParser ??= loadParser();
  return makeParser(text);
}

/** A class, interface or enum. Throws {@link ApexCompileError} at the first syntax error. */
export function parseClass(text: string): TypeDeclaration {
  return cached('class', text, () =>
    new DeclarationLowering(text).compilationUnit(parserOf(text).compilationUnit() as unknown as Tree)
  );
}

/** An anonymous block, as a class of this name whose static method `run` is the block. Throws {@link ApexCompileError}. */
export function parseAnonymous(text: string, name: string): TypeDeclaration {
  const unit = parserOf(text).anonymousUnit() as unknown as Tree;
  return new DeclarationLowering(text).anonymousUnit(unit, name);
}

/** A trigger. Throws {@link ApexCompileError} at the first syntax error. */
export function parseTrigger(text: string): TriggerDeclaration {
  return cached('trigger', text, () =>
    new DeclarationLowering(text).triggerUnit(parserOf(text).triggerUnit() as unknown as Tree)
  );
}
