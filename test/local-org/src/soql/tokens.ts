import { OrgError } from '../platform/org.ts';
import { bindEnd } from './bind-expression.ts';

export interface Token {
  kind: 'word' | 'string' | 'number' | 'date' | 'datetime' | 'bind' | 'punctuation' | 'end';
  /** As written; a string without its quotes and escapes, a bind without its colon. */
  text: string;
  at: number;
}

const WORD = /[A-Za-z_$][\w$]*(?:[.:][A-Za-z_$0-9][\w$]*)*/y;
const DATETIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/y;
const DATE = /\d{4}-\d\d-\d\d/y;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const PUNCTUATION = /!=|<>|<=|>=|[(),=<>]/y;
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** `MALFORMED_QUERY` with the place marked as Salesforce marks it. */
export function malformed(text: string, at: number, reason: string): OrgError {
  const before = text.slice(0, at).split('\n');
  const row = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  const line = text.split('\n')[row - 1] ?? '';
  return new OrgError(
    'MALFORMED_QUERY',
    `\n${line}\n${' '.repeat(column - 1)}^\nERROR at Row:${row}:Column:${column}\n${reason}`
  );
}

function readString(text: string, start: number): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  while (at < text.length && text[at] !== "'") {
    if (text[at] === '\\') {
      const next = text[at + 1] ?? '';
      // LIKE needs to see an escaped wildcard as such.
      value += next === '%' || next === '_' ? `\\${next}` : (ESCAPES[next.toLowerCase()] ?? next);
      at += 2;
    } else {
      value += text.charAt(at);
      at += 1;
    }
  }
  if (at >= text.length) throw malformed(text, start, "line 1:1 no viable alternative at character '<EOF>'");
  return { value, end: at + 1 };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const SIMPLE: [Token['kind'], RegExp][] = [
  ['datetime', DATETIME],
  ['date', DATE],
  ['number', NUMBER],
  ['word', WORD],
  ['punctuation', PUNCTUATION]
];

/** Cuts a query into tokens; ends with an `end` token. Throws OrgError MALFORMED_QUERY. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === "'") {
      const { value, end } = readString(text, at);
      tokens.push({ kind: 'string', text: value, at });
      at = end;
    } else if (character === ':') {
      const end = bindEnd(text, at + 1);
      tokens.push({ kind: 'bind', text: text.slice(at + 1, end).trim(), at });
      at = end;
    } else {
      const found = SIMPLE.map(([kind, pattern]) => [kind, match(pattern, text, at)] as const).find(([, hit]) => hit);
      if (found?.[1] === undefined) throw malformed(text, at, `unexpected token: '${character}'`);
      tokens.push({ kind: found[0], text: found[1], at });
      at += found[1].length;
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: text.length });
  return tokens;
}
