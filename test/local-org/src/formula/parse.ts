import type { BinaryOperator, FormulaNode } from './ast.ts';
import { FormulaError } from './formula-error.ts';
import { tokenize } from './tokens.ts';
import type { FormulaToken } from './tokens.ts';

/** Loosest first. Salesforce's own grammar binds `*` and `/` tighter than `^`. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '<>'],
  ['<', '<=', '>', '>='],
  ['+', '-', '&'],
  ['^'],
  ['*', '/']
];

class Parser {
  private readonly tokens: FormulaToken[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  parse(): FormulaNode {
    const node = this.level(0);
    const rest = this.peek();
    if (rest.kind === 'end') return node;
    throw new FormulaError(
      rest.kind === 'mark' && [')', ','].includes(rest.text)
        ? `Syntax error. Extra ${rest.text}`
        : `Syntax error.  Found '${rest.text}'`
    );
  }

  private peek(): FormulaToken {
    return this.tokens[this.at] as FormulaToken;
  }

  private next(): FormulaToken {
    const token = this.peek();
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  private takeMark(mark: string): boolean {
    const token = this.peek();
    if (token.kind !== 'mark' || token.text !== mark) return false;
    this.at += 1;
    return true;
  }

  private expectMark(mark: string): void {
    if (!this.takeMark(mark)) throw new FormulaError(`Syntax error.  Missing '${mark}'`);
  }

  private level(n: number): FormulaNode {
    const operators = LEVELS[n];
    if (operators === undefined) return this.unary();
    let left = this.level(n + 1);
    for (let token = this.peek(); token.kind === 'mark' && operators.includes(token.text); token = this.peek()) {
      this.at += 1;
      const right = this.level(n + 1);
      if (token.text === '&&' || token.text === '||') {
        left = { kind: 'call', name: token.text === '&&' ? 'AND' : 'OR', arguments: [left, right] };
      } else left = { kind: 'binary', operator: token.text as BinaryOperator, left, right };
    }
    return left;
  }

  private unary(): FormulaNode {
    if (this.takeMark('-')) return { kind: 'unary', operator: '-', operand: this.unary() };
    if (this.takeMark('+')) return { kind: 'unary', operator: '+', operand: this.unary() };
    const token = this.peek();
    const not = token.kind === 'name' && token.text.toUpperCase() === 'NOT';
    if (this.takeMark('!') || not) {
      if (not) this.at += 1;
      return { kind: 'unary', operator: 'NOT', operand: this.unary() };
    }
    return this.primary();
  }

  private primary(): FormulaNode {
    const token = this.next();
    switch (token.kind) {
      case 'number':
        return { kind: 'number', text: token.text };
      case 'text':
        return { kind: 'text', value: token.text };
      case 'name':
        return this.named(token.text);
      case 'mark':
        if (token.text === '(') {
          const inner = this.level(0);
          this.expectMark(')');
          return inner;
        }
        throw new FormulaError(`Syntax error.  Found '${token.text}'`);
      case 'end':
        throw new FormulaError(`Syntax error.  Found '${token.text}'`);
    }
  }

  private named(name: string): FormulaNode {
    if (this.takeMark('(')) return { kind: 'call', name: name.toUpperCase(), arguments: this.arguments() };
    switch (name.toUpperCase()) {
      case 'TRUE':
      case 'FALSE':
        return { kind: 'boolean', value: name.toUpperCase() === 'TRUE' };
      case 'NULL':
        return { kind: 'null' };
      default:
        return { kind: 'reference', path: name.split('.') };
    }
  }

  private arguments(): FormulaNode[] {
    if (this.takeMark(')')) return [];
    const given = [this.level(0)];
    while (this.takeMark(',')) given.push(this.level(0));
    this.expectMark(')');
    return given;
  }
}

/** Parses a formula. Throws FormulaError in Salesforce's wording. */
export function parseFormula(text: string): FormulaNode {
  return new Parser(text).parse();
}
