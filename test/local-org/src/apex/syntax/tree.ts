import type { Position } from './ast.ts';
import { ApexCompileError } from './syntax-error.ts';

/** The parts of ANTLR's parse tree that lowering reads. Rules are told by class name, tokens by having a symbol. */
export interface Tree {
  children?: Tree[] | null;
  symbol?: { line: number; column: number; start: number; stop: number };
  start?: { line: number; column: number; start: number; stop: number };
  stop?: { line: number; column: number; start: number; stop: number } | null;
  getText(): string;
}

/** The grammar's rule, or undefined for a token. */
export function rule(node: Tree): string | undefined {
  return node.symbol ? undefined : node.constructor.name.replace(/Context$/, '');
}

/** Children that are rules. */
export function rules(node: Tree): Tree[] {
  return (node.children ?? []).filter((child) => !child.symbol);
}

export function childrenOf(node: Tree, name: string): Tree[] {
  return (node.children ?? []).filter((child) => rule(child) === name);
}

export function childOf(node: Tree, name: string): Tree | undefined {
  return (node.children ?? []).find((child) => rule(child) === name);
}

export function only(node: Tree, name: string): Tree {
  const found = childOf(node, name);
  if (!found) {
    throw new ApexCompileError(at(node), `Unexpected syntax: ${node.getText().slice(0, 60)}`);
  }
  return found;
}

/** Texts of the tokens directly below, lower case. */
export function tokens(node: Tree): string[] {
  return (node.children ?? []).filter((child) => child.symbol).map((child) => child.getText().toLowerCase());
}

export function hasToken(node: Tree, text: string): boolean {
  return tokens(node).includes(text);
}

export function at(node: Tree): Position {
  const token = node.symbol ?? node.start;
  return { line: token?.line ?? 1, column: (token?.column ?? 0) + 1 };
}

export function endLine(node: Tree): number {
  return (node.stop ?? node.start)?.line ?? 1;
}
