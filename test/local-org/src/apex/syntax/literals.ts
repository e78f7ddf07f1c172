const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The value of a string literal; other texts come back as they are. */
export function unquote(text: string): string {
  if (text.startsWith("'''")) {
    return text.slice(3, -3).replace(/^\r?\n/, '');
  }
  if (!text.startsWith("'")) {
    return text;
  }
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, one: string | undefined) =>
      hex === undefined ? (ESCAPES[one ?? ''] ?? one ?? '') : String.fromCharCode(Number.parseInt(hex, 16))
    );
}
