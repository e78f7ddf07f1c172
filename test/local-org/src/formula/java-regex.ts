import { FormulaEvaluationError } from './formula-error.ts';

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
const compiled = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const body = pattern
    .slice(inline?.[0].length ?? 0)
    .replaceAll(/\\Q([\s\S]*?)(?:\\E|$)/g, (_, text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .replaceAll(/\[([^\]]*)\\p\{(\w+)\}/g, (whole, before: string, name: string) =>
      POSIX[name] === undefined ? whole : `[${before}${POSIX[name]}`
    )
    .replaceAll(/\\p\{(\w+)\}/g, (whole, name: string) => (POSIX[name] === undefined ? whole : `[${POSIX[name]}]`))
    .replaceAll(/\\[AzZ]/g, '')
    .replaceAll(/(?<!\\)([*+?}])\+/g, '$1');
  try {
    return new RegExp(`^(?:${body})$`, `${inline?.[1] ?? ''}${/\\[pP]\{/.test(body) ? 'u' : ''}`);
  } catch {
    throw new FormulaEvaluationError(`Invalid regular expression: ${pattern}`);
  }
}

/** Whether the whole text matches a regular expression of Java's. */
export function fullMatch(text: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
