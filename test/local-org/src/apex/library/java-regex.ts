import { fromJava } from '../../regex/java-pattern.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { present } from '../runtime/operators.ts';

/** A Java regular expression as JavaScript's, held to the begin of a text or to the whole of it. */
export function javaPattern(pattern: string | null, flags = '', extent: 'part' | 'begin' | 'whole' = 'part'): RegExp {
  const { source, flags: own } = fromJava(present(pattern));
  const anchored = { part: source, begin: `^(?:${source})`, whole: `^(?:${source})$` }[extent];
  try {
    return new RegExp(anchored, [...new Set(flags + own)].join(''));
  } catch (error) {
    raise('StringException', `Invalid regex: ${error instanceof Error ? error.message : source}`);
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
