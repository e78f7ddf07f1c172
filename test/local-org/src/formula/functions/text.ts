import type { BigDecimal } from 'bigdecimal.js';
import { FormulaEvaluationError } from '../formula-error.ts';
import { fullMatch } from '../java-regex.ts';
import { FormulaDate, FormulaDatetime, FormulaTime, number, numberText } from '../values.ts';
import { define } from './declare.ts';
import { caseSafeId, entities, initCap, jsEncode } from './encoding.ts';

const count = (value: BigDecimal): number => Math.max(0, Math.trunc(value.numberValue()));

define('BEGINS(text, text): boolean', ([text, start]: [string, string]) =>
  start === '' ? true : text === '' ? null : text.startsWith(start)
);
define('CONTAINS(text, text): boolean', ([text, part]: [string, string]) =>
  part === '' ? true : text === '' ? null : text.includes(part)
);
define('FIND(text, text, [number]): number', ([part, text, start]: [string, string, BigDecimal?]) =>
  number(part === '' || text === '' ? 0 : text.indexOf(part, start === undefined ? 0 : count(start) - 1) + 1)
);
define('LEFT(text, number): text', ([text, length]: [string, BigDecimal]) => text.slice(0, count(length)));
define('RIGHT(text, number): text', ([text, length]: [string, BigDecimal]) =>
  text.slice(Math.max(0, text.length - count(length)))
);
define('MID(text, number, number): text', ([text, start, length]: [string, BigDecimal, BigDecimal]) => {
  const from = Math.max(1, count(start)) - 1;
  return text.slice(from, from + count(length));
});
define('LEN(text): number', ([text]: [string]) => number(text.length));
define('LOWER(text, [text]): text', ([text, locale]: [string, string?]) => text.toLocaleLowerCase(language(locale)));
define('UPPER(text, [text]): text', ([text, locale]: [string, string?]) => text.toLocaleUpperCase(language(locale)));
define('INITCAP(text): text', ([text]: [string]) => initCap(text));
define('REVERSE(text): text', ([text]: [string]) => Array.from(text).reverse().join(''));
define('TRIM(text): text', ([text]: [string]) => text.trim());
define('BR(): text', () => '<br>');
define('SUBSTITUTE(text, text, text): text', ([text, old, by]: [string, string, string]) =>
  old === '' ? text : text.replaceAll(old, () => by)
);
define('ASCII(text): number', ([text]: [string]) => (text === '' ? null : number(text.codePointAt(0) ?? 0)));
define('CHR(number): text', ([code]: [BigDecimal]) => {
  const point = count(code);
  return point === 0 || point > 0x10ffff ? null : String.fromCodePoint(point);
});
define('ISNUMBER(text): boolean', ([text]: [string]) => numeric(text) !== undefined);
define('VALUE(text): number', ([text]: [string]) => {
  if (text === '') return null;
  const found = numeric(text);
  if (found === undefined) throw new FormulaEvaluationError(`The value '${text}' is not a valid number.`);
  return number(found);
});
define('REGEX(text, text): boolean', ([text, pattern]: [string, string]) => fullMatch(text, pattern));
define(
  'TEXT(number|date|datetime|time): text',
  ([value]: [BigDecimal | FormulaDate | FormulaDatetime | FormulaTime]) => {
    if (value instanceof FormulaDate) return value.iso;
    if (value instanceof FormulaTime) return value.iso.slice(0, -1);
    if (value instanceof FormulaDatetime)
      return `${new Date(value.time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
    return numberText(value);
  }
);
define('CASESAFEID(text): text', ([id]: [string]) => caseSafeId(id));
define(
  'HYPERLINK(text, text, [text]): text',
  ([url, name, target]: [string, string, string?]) =>
    `<a href="${entities(url)}" target="${entities(target ?? '_blank')}">${name}</a>`
);
define(
  'IMAGE(text, text, [number], [number]): text',
  ([url, alternative, height, width]: [string, string, BigDecimal?, BigDecimal?]) => {
    const size =
      height === undefined || width === undefined
        ? ''
        : ` style="height:${numberText(height)}px; width:${numberText(width)}px;"`;
    return `<img src="${entities(url)}" alt="${entities(alternative)}"${size} border="0"/>`;
  }
);
define('HTMLENCODE(text): text', ([text]: [string]) => entities(text));
define('JSENCODE(text): text', ([text]: [string]) => jsEncode(text));
define('JSINHTMLENCODE(text): text', ([text]: [string]) => jsEncode(entities(text)));
define('URLENCODE(text): text', ([text]: [string]) =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
);

const padded = (text: string, length: number, pad: string): string => {
  const missing = length - text.length;
  return missing <= 0 || pad === ''
    ? text.slice(0, length)
    : pad.repeat(Math.ceil(missing / pad.length)).slice(0, missing);
};
define('LPAD(text, number, [text]): text', ([text, length, pad]: [string, BigDecimal, string?]) => {
  if (text === '') return null;
  const total = count(length);
  return total <= text.length ? text.slice(0, total) : padded(text, total, pad ?? ' ') + text;
});
define('RPAD(text, number, [text]): text', ([text, length, pad]: [string, BigDecimal, string?]) => {
  if (text === '') return null;
  const total = count(length);
  return total <= text.length ? text.slice(0, total) : text + padded(text, total, pad ?? ' ');
});

/** The text in the form that a decimal takes, when it is a number. */
function numeric(text: string): string | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? text.replace(/\.$/, '') : undefined;
}

/** `tr_TR` as JavaScript names it; undefined keeps the language-neutral rules. */
function language(locale: string | undefined): string {
  return locale === undefined || locale === '' ? 'en-US' : locale.replaceAll('_', '-');
}
