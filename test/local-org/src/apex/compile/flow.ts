import type { Block, Expression, Statement } from '../syntax/ast.ts';
import type { Body } from './body.ts';
import type { Expressions } from './expressions.ts';

/** Whether execution goes on behind a statement. */
export type Flow = 'continues' | 'ends';

/** Translates statements; passed around so that loops and switches need not import what imports them. */
export interface StatementTranslator {
  readonly expressions: Expressions;
  statement(statement: Statement, body: Body): Flow;
  block(block: Block, body: Body): Flow;
  /** JavaScript of an expression that is a statement. */
  effect(expression: Expression, body: Body): string;
}
