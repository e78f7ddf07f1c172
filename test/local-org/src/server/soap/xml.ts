import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';

/** What an element holds: text, elements by name, or several of one name. */
export type XmlValue = string | XmlTree | XmlValue[];
export interface XmlTree {
  [name: string]: XmlValue;
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false
});

/** Parses XML; names lose their namespace prefixes. Throws when it is not well-formed. */
export function parseXml(text: string): XmlTree {
  SyntaxValidator.validate(text);
  return parser.parse(text) as XmlTree;
}

export const tree = (value: XmlValue | undefined): XmlTree =>
  typeof value === 'object' && !Array.isArray(value) ? value : {};

export const text = (value: XmlValue | undefined): string | undefined =>
  typeof value === 'string' ? value.trim() : undefined;

/** Elements that may come once, often or never. */
export const many = (value: XmlValue | undefined): XmlValue[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** What XML 1.0 cannot hold is left out. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

export const escapeXml = (value: string): string =>
  value.replaceAll(FORBIDDEN, '').replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? '');

/** JSON-like data as elements: lists repeat the element, null is `xsi:nil`, undefined is left out. */
export function toXml(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return `<${name} xsi:nil="true"/>`;
  if (Array.isArray(value)) return value.map((item) => toXml(name, item)).join('');
  if (typeof value === 'object') {
    const inner = Object.entries(value).map(([key, item]) => toXml(key, item));
    return `<${name}>${inner.join('')}</${name}>`;
  }
  const scalar = value as string | number | boolean;
  return `<${name}>${escapeXml(String(scalar))}</${name}>`;
}
