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
/** A literal, a named class, another escape, the ends of a class, or a quantifier that is possessive. */
const TOKEN = /\\Q([\s\S]*?)(?:\\E|$)|\\([pP])\{(\w+)\}|\\([\s\S])|\[|\]|([*+?}])\+/g;
const ANCHORS: Record<string, string> = { A: '^', z: '$', Z: '$' };

/**
 * A regular expression of Java's in JavaScript's: flags at its begin, POSIX classes, `\Q…\E`, `\A`, `\z` and `\h`.
 * Possessive quantifiers become greedy ones (java.util.regex.Pattern).
 */
export function fromJava(pattern: string): { source: string; flags: string } {
  const inline = /^\(\?([a-z]+)\)/.exec(pattern);
  let inClass = false;
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replaceAll(
      TOKEN,
      (token: string, literal?: string, kind?: string, name?: string, escaped?: string, quantifier?: string) => {
        if (literal !== undefined) return literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
        if (name !== undefined) {
          const range = POSIX[name];
          if (range === undefined || (inClass && kind === 'P')) return token;
          return inClass ? range : `[${kind === 'P' ? '^' : ''}${range}]`;
        }
        if (escaped === 'h') return inClass ? ' \\t' : '[ \\t]';
        if (escaped !== undefined) return ANCHORS[escaped] ?? token;
        if (quantifier !== undefined) return inClass ? token : quantifier;
        inClass = token === '[';
        return token;
      }
    );
  const flags = Array.from(inline?.[1] ?? '').filter((flag) => 'ims'.includes(flag));
  return { source, flags: [...flags, ...(/\\[pP]\{/.test(source) ? ['u'] : [])].join('') };
}
