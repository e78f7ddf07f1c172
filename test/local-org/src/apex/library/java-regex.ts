import { raise } from '../runtime/values/exceptions.ts';
import { present } from '../runtime/operators.ts';

const POSIX: Record<string, string> = {
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Upper: 'A-Z',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  XDigit: '0-9a-fA-F'
};

/** A Java regular expression as JavaScript's: flags at its begin, POSIX classes, possessive quantifiers, `\Q…\E`. */
export function javaPattern(source: string | null, flags = '', extent: 'part' | 'begin' | 'whole' = 'part'): RegExp {
  let pattern = present(source);
  let all = flags;
  const inline = /^\(\?([a-z]+)\)/.exec(pattern);
  if (inline) {
    pattern = pattern.slice(inline[0].length);
    all += Array.from(inline[1] ?? '')
      .filter((flag) => 'ims'.includes(flag))
      .join('');
  }
  const translated = pattern
    .replaceAll(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .replaceAll(/\[\\p\{(\w+)\}\]/g, (whole, name: string) => (POSIX[name] ? `[${POSIX[name]}]` : whole))
    .replaceAll(/\\p\{(\w+)\}/g, (whole, name: string) => (POSIX[name] ? `[${POSIX[name]}]` : whole))
    .replaceAll(/\\h/g, '[ \\t]')
    .replaceAll(/\\A/g, '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll(/([*+?}])\+/g, '$1');
  const anchored = { part: translated, begin: `^(?:${translated})`, whole: `^(?:${translated})$` }[extent];
  try {
    return new RegExp(anchored, /\\[pP]\{/.test(translated) ? `${all}u` : all);
  } catch (error) {
    raise('StringException', `Invalid regex: ${error instanceof Error ? error.message : pattern}`);
  }
}

/** Java's replacement text: `$1` is a group, a backslash takes the next character literally. */
export function replaceJava(text: string, pattern: RegExp, replacement: string | null): string {
  const by = present(replacement);
  return text.replace(pattern, (...found: unknown[]) =>
    by.replaceAll(
      /\\(.)|\$(\d)|\$\{(\w+)\}/g,
      (_, literal: string | undefined, group: string | undefined, name: string | undefined) => {
        if (literal !== undefined) {
          return literal;
        }
        const groups = found.at(-1) as Record<string, string> | undefined;
        return name === undefined ? ((found[Number(group)] as string | undefined) ?? '') : (groups?.[name] ?? '');
      }
    )
  );
}

/** Java's split: empty texts at the end go unless the limit is negative; a positive limit is the most parts. */
export function splitJava(text: string, regex: string | null, limit: number): string[] {
  const pattern = javaPattern(regex, 'g');
  const parts: string[] = [];
  let begin = 0;
  for (const match of text.matchAll(pattern)) {
    if (limit > 0 && parts.length === limit - 1) {
      break;
    }
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === '' && match.index >= text.length)) {
      continue;
    }
    parts.push(text.slice(begin, match.index));
    begin = end;
  }
  parts.push(text.slice(begin));
  if (limit === 0) {
    while (parts.length > 1 && parts.at(-1) === '') {
      parts.pop();
    }
  }
  return parts;
}
