import { OrgError } from '../platform/org.ts';

/** Whether the words of a record fit a search. */
export type TextTest = (words: readonly string[]) => boolean;

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text, lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** A word of a search: `*` stands for any characters, `?` for one. */
function pattern(word: string): RegExp {
  const escaped = word
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'u');
}

/** Consecutive words; a single one where the text is one word. */
function phrase(text: string): TextTest {
  const patterns = (text.toLowerCase().match(/[\p{L}\p{N}*?]+/gu) ?? []).map(pattern);
  if (patterns.length === 0) return () => false;
  return (words) =>
    words.some((_, start) =>
      patterns.every((one, i) => words[start + i] !== undefined && one.test(words[start + i] ?? ''))
    );
}

/** `acme AND (shop OR "old store") AND NOT closed`; words side by side must all be there. Throws OrgError. */
export function parseSearch(text: string): TextTest {
  const tokens = text.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  let at = 0;
  const isWord = (word: string): boolean => tokens[at]?.toUpperCase() === word;
  const primary = (): TextTest => {
    const token = tokens[at];
    at += 1;
    if (token === undefined || token === ')')
      throw new OrgError('MALFORMED_SEARCH', `the search text is incomplete: ${text}`);
    if (token.toUpperCase() === 'NOT') {
      const inner = primary();
      return (words) => !inner(words);
    }
    if (token !== '(') return phrase(token.replaceAll('"', ''));
    const inner = disjunction();
    if (tokens[at] !== ')') throw new OrgError('MALFORMED_SEARCH', `the search text is incomplete: ${text}`);
    at += 1;
    return inner;
  };
  const conjunction = (): TextTest => {
    const tests = [primary()];
    while (at < tokens.length && !isWord('OR') && tokens[at] !== ')') {
      if (isWord('AND')) at += 1;
      tests.push(primary());
    }
    return (words) => tests.every((test) => test(words));
  };
  const disjunction = (): TextTest => {
    const tests = [conjunction()];
    while (isWord('OR')) {
      at += 1;
      tests.push(conjunction());
    }
    return (words) => tests.some((test) => test(words));
  };
  if (wordsOf(text).join('').length < 2)
    throw new OrgError('MALFORMED_SEARCH', 'search term must be longer than one character');
  return disjunction();
}
