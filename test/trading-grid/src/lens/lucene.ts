/** The part of Lucene's query language that the vendor's examples use. */
export type Query =
  | { kind: 'term'; field: string | null; text: string }
  | { kind: 'not'; of: Query }
  | { kind: 'and' | 'or'; of: Query[] };

export class QueryError extends Error {}

type Token =
  { kind: '(' | ')' | 'AND' | 'OR' | 'NOT' | '+' | '-' } | { kind: 'word'; field: string | null; text: string };

const OPERATORS: Record<string, Token['kind']> = { AND: 'AND', OR: 'OR', NOT: 'NOT', '&&': 'AND', '||': 'OR' };
const BEYOND: [RegExp, string][] = [
  [/^[^"]*[[\]{}]/, 'ranges'],
  [/^[^"]*~\d*(\.\d+)?$/, 'fuzzy terms'],
  [/^[^"]*\^\d/, 'boosts'],
  [/^\/.*\/$/, 'regular expressions']
];

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern =
    /\s*(?:([()])|([+-])(?=\S)|((?:[^\s()":\\]|\\.)*:)?("(?:[^"\\]|\\.)*"\S*|(?:[^\s()"\\]|\\.)+)|(\S))/gy;
  for (let match = pattern.exec(text); match && match[0].trim() !== ''; match = pattern.exec(text)) {
    const [, bracket, sign, prefix, word = '', stray] = match;
    if (stray !== undefined) throw new QueryError(`The query cannot be read from "${stray}" on.`);
    if (bracket === '(' || bracket === ')') found.push({ kind: bracket });
    else if (sign === '+' || sign === '-') found.push({ kind: sign });
    else if (prefix === undefined && OPERATORS[word]) found.push({ kind: OPERATORS[word] as 'AND' });
    else found.push(wordToken(prefix, word));
  }
  return found;
}

function wordToken(prefix: string | undefined, word: string): Token {
  for (const [pattern, name] of BEYOND) {
    if (pattern.test(word)) throw new QueryError(`not emulated: ${name} in a query ("${word}")`);
  }
  const phrase = /^"(.*)"$/s.exec(word)?.[1];
  if (word.startsWith('"') && phrase === undefined)
    throw new QueryError(`not emulated: "${word}" (only plain phrases)`);
  // A phrase has no wildcards, so they are marked as plain characters.
  const text = phrase === undefined ? word : phrase.replaceAll(/[*?]/g, '\\$&');
  return { kind: 'word', field: prefix === undefined ? null : prefix.slice(0, -1), text };
}

/**
 * Reads a query: terms, phrases, `AND OR NOT + - ( )`, wildcards, `field:value`. Without an operator, terms are
 * alternatives, as in Lucene.
 * @throws QueryError for anything beyond
 */
export function parseQuery(text: string): Query {
  const list = tokens(text);
  let at = 0;
  const peek = () => list[at]?.kind;

  const any = (): Query => {
    const optional: Query[] = [];
    const decisive: Query[] = [];
    let isRequired = false;
    for (;;) {
      const sign = peek();
      if (sign === '+' || sign === '-') {
        at += 1;
        decisive.push(sign === '+' ? all() : negated(all()));
        isRequired ||= sign === '+';
      } else optional.push(all());
      if (peek() === 'OR') at += 1;
      else if (at >= list.length || peek() === ')') break;
    }
    // Beside a required clause the optional ones only rank results, and results have no rank here.
    const either = isRequired || optional.length === 0 ? [] : [joined('or', optional)];
    return joined('and', [...decisive, ...either]);
  };
  const all = (): Query => {
    const clauses = [one()];
    while (peek() === 'AND') {
      at += 1;
      clauses.push(one());
    }
    return joined('and', clauses);
  };
  const one = (): Query => {
    const token = list[at];
    at += 1;
    if (!token) throw new QueryError('The query ends where a term is expected.');
    if (token.kind === 'word') return { kind: 'term', field: token.field, text: token.text };
    if (token.kind === 'NOT' || token.kind === '-') return negated(one());
    if (token.kind === '+') return one();
    if (token.kind !== '(') throw new QueryError(`The query has "${token.kind}" where a term is expected.`);
    const inner = any();
    if (peek() !== ')') throw new QueryError('The query has a bracket that is not closed.');
    at += 1;
    return inner;
  };

  if (list.length === 0) return { kind: 'and', of: [] };
  const query = any();
  if (at < list.length) throw new QueryError(`The query has "${peek()}" where it should end.`);
  return query;
}

const negated = (of: Query): Query => ({ kind: 'not', of });
const joined = (kind: 'and' | 'or', of: Query[]): Query => (of.length === 1 && of[0] ? of[0] : { kind, of });

/** A value with `*` and `?` as an expression over the whole text, without regard to case; `\` takes a character as it is. */
export function wildcard(text: string): RegExp {
  const source = text.replaceAll(/\\(.)|([*?])|([\s\S])/gu, (_, plain?: string, wild?: string, other?: string) =>
    wild === undefined ? (plain ?? other ?? '').replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : wild === '*' ? '.*' : '.'
  );
  return new RegExp(`^${source}$`, 'isu');
}
