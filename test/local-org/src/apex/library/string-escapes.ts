import type { Implementation } from '../types/symbols.ts';

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (self: string): string => self.replaceAll(/[&<>"]/g, (one) => HTML[one] ?? one);
const unescapeHtml = (self: string): string =>
  Object.entries(HTML)
    .reverse()
    .reduce((text, [plain, escaped]) => text.replaceAll(escaped, plain), self);

const CONTROL: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** Every UTF-16 unit beyond ASCII as `\uXXXX`, in capitals. */
const escapeUnicode = (self: string): string =>
  self.replaceAll(/[^\0-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
const unescapeUnicode = (self: string): string =>
  self.replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
const escapeJava = (self: string): string => escapeUnicode(JSON.stringify(self).slice(1, -1));
const unescapeJava = (self: string): string =>
  self.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, one: string) =>
    code === undefined ? (CONTROL[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16))
  );
const unescapeCsv = (self: string): string =>
  /^".*[",\r\n].*"$/s.test(self) ? self.slice(1, -1).replaceAll('""', '"') : self;

/** Methods of String that write text safely for other languages. Source: Apex Reference Guide, "String Class". */
export const STRING_ESCAPES: Record<string, Implementation> = {
  'String escapeHtml3()': escapeHtml,
  'String unescapeHtml3()': unescapeHtml,
  'String escapeHtml4()': escapeHtml,
  'String unescapeHtml4()': unescapeHtml,
  'String escapeXml()': (self: string) => escapeHtml(self).replaceAll("'", '&apos;'),
  'String unescapeXml()': (self: string) => unescapeHtml(self.replaceAll('&apos;', "'")),
  'String escapeJava()': escapeJava,
  'String unescapeJava()': unescapeJava,
  'String escapeEcmaScript()': (self: string) => escapeJava(self).replaceAll("'", "\\'").replaceAll('/', '\\/'),
  'String unescapeEcmaScript()': unescapeJava,
  'String escapeUnicode()': escapeUnicode,
  'String unescapeUnicode()': unescapeUnicode,
  'String escapeCsv()': (self: string) => (/[",\r\n]/.test(self) ? `"${self.replaceAll('"', '""')}"` : self),
  'String unescapeCsv()': unescapeCsv
};
