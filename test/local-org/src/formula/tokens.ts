import { FormulaError } from './formula-error.ts';

export interface FormulaToken {
  kind: 'name' | 'number' | 'text' | 'mark' | 'end';
  /** As written; a text without its quotes and escapes. */
  text: string;
}

const SPACE = /(?:\s|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z$][\w$:.#]*/y;
const NUMBER = /\d+(?:\.\d+)?|\.\d+/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y;
const MARK = /&&|\|\||<>|!=|==|<=|>=|[()[\],+\-*/^&=<>!]/y;
const SAME: Record<string, string> = { '!=': '<>', '==': '=' };
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, next: string) => ESCAPES[next.toLowerCase()] ?? next);
}

/** Cuts a formula into tokens; ends with an `end` token. Throws FormulaError `Syntax error`. */
export function tokenize(text: string): FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let at = 0;
  for (;;) {
    at += match(SPACE, text, at)?.length ?? 0;
    if (at >= text.length) break;
    const name = match(NAME, text, at);
    const number = name === undefined ? match(NUMBER, text, at) : undefined;
    const quoted = match(TEXT, text, at);
    const mark = match(MARK, text, at);
    const found = name ?? number ?? quoted ?? mark;
    if (found === undefined) {
      const rest = text.slice(at);
      throw new FormulaError(
        rest.startsWith('"') || rest.startsWith("'")
          ? `Syntax error.  Missing '${rest.charAt(0)}'`
          : `Syntax error.  Found '${rest.charAt(0)}'`
      );
    }
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unquote(quoted) });
    else tokens.push({ kind: 'mark', text: SAME[found] ?? found });
    at += found.length;
  }
  tokens.push({ kind: 'end', text: 'end of formula' });
  return tokens;
}
