import { normalizeId } from '../../store/ids.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML, in an element or an attribute. */
export const entities = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** Text for a string literal of JavaScript. */
export const jsEncode = (text: string): string =>
  text
    .replaceAll(/[\\'"/]/g, '\\$&')
    .replaceAll(/[\n\r\t\b\f]/g, (c) => ESCAPES[c] ?? c)
    .replaceAll('<', '\\u003C')
    .replaceAll('>', '\\u003E');

/** The 18-character form; what is no id stays what it is. */
export const caseSafeId = (id: string): string => normalizeId(id) ?? id;

/** The first letter of each word upper case, the others lower case. */
export const initCap = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/(^|[^\p{L}\p{N}'])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
