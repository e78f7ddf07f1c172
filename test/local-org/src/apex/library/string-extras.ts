import { libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { room } from '../runtime/heap.ts';
import { present } from '../runtime/operators.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';

/** What lies before or behind a separator. */
function part(
  self: string,
  separator: string | null,
  take: (self: string, at: number, length: number) => string,
  last = false,
  otherwise = self
): string {
  const at = separator === null ? -1 : last ? self.lastIndexOf(separator) : self.indexOf(separator);
  return at < 0 ? otherwise : take(self, at, separator?.length ?? 0);
}

const before = (self: string, at: number): string => self.slice(0, at);
const after = (self: string, at: number, length: number): string => self.slice(at + length);

function between(self: string, open: string, close: string): string | null {
  const begin = self.indexOf(open);
  const end = begin < 0 ? -1 : self.indexOf(close, begin + open.length);
  return end < 0 ? null : self.slice(begin + open.length, end);
}

function abbreviate(self: string, width: number): string {
  if (width < 4) {
    raise('IllegalArgumentException', 'Minimum abbreviation width is 4');
  }
  return self.length <= width ? self : `${self.slice(0, width - 3)}...`;
}

/** The less common methods of String. */
export const STRING_EXTRAS: Record<string, Implementation> = {
  'String abbreviate(Integer width)': abbreviate,
  'String capitalize()': (self: string) => self.charAt(0).toUpperCase() + self.slice(1),
  'String uncapitalize()': (self: string) => self.charAt(0).toLowerCase() + self.slice(1),
  'String reverse()': (self: string) => Array.from(self).reverse().join(''),
  'String repeat(Integer times)': repeat,
  'String repeat(String separator, Integer times)': (self: string, separator: string, times: number) =>
    times > 0 ? repeat(self + separator, times - 1) + self : '',
  'String leftPad(Integer length)': (self: string, length: number) => self.padStart(room(length)),
  'String leftPad(Integer length, String pad)': (self: string, length: number, pad: string) =>
    self.padStart(room(length), pad),
  'String rightPad(Integer length)': (self: string, length: number) => self.padEnd(room(length)),
  'String rightPad(Integer length, String pad)': (self: string, length: number, pad: string) =>
    self.padEnd(room(length), pad),
  'String substringBefore(String separator)': (self: string, separator: string) => part(self, separator, before),
  'String substringBeforeLast(String separator)': (self: string, separator: string) =>
    part(self, separator, before, true),
  'String substringAfter(String separator)': (self: string, separator: string) =>
    part(self, separator, after, false, ''),
  'String substringAfterLast(String separator)': (self: string, separator: string) =>
    part(self, separator, after, true, ''),
  'String substringBetween(String tag)': (self: string, tag: string) => between(self, tag, tag),
  'String substringBetween(String open, String close)': between,
  'String center(Integer size)': (self: string, size: number) => center(self, size, ' '),
  'String center(Integer size, String padding)': center,
  'String remove(String part)': (self: string, removed: string) => self.replaceAll(removed, ''),
  'String removeStart(String part)': (self: string, start: string) =>
    self.startsWith(start) ? self.slice(start.length) : self,
  'String removeStartIgnoreCase(String part)': (self: string, start: string) =>
    self.toLowerCase().startsWith(start.toLowerCase()) ? self.slice(start.length) : self,
  'String removeEnd(String part)': (self: string, end: string) =>
    end && self.endsWith(end) ? self.slice(0, -end.length) : self,
  'String removeEndIgnoreCase(String part)': (self: string, end: string) =>
    end && self.toLowerCase().endsWith(end.toLowerCase()) ? self.slice(0, -end.length) : self,
  'String deleteWhitespace()': (self: string) => self.replaceAll(/\s/g, ''),
  'String normalizeSpace()': (self: string) => self.trim().replaceAll(/\s+/g, ' '),
  'Integer countMatches(String part)': (self: string, counted: string) =>
    counted ? self.split(counted).length - 1 : 0,
  'Boolean isNumeric()': (self: string) => /^\p{Nd}+$/u.test(self),
  'Boolean isAlpha()': (self: string) => /^\p{L}+$/u.test(self),
  'Boolean isAlphanumeric()': (self: string) => /^[\p{L}\p{Nd}]+$/u.test(self),
  'Boolean isAlphaSpace()': (self: string) => /^[\p{L}\s]*$/u.test(self),
  'Boolean isAlphanumericSpace()': (self: string) => /^[\p{L}\p{Nd}\s]*$/u.test(self),
  'Boolean isNumericSpace()': (self: string) => /^[\p{Nd}\s]*$/u.test(self),
  'Boolean isWhitespace()': (self: string) => /^\s*$/.test(self),
  'Boolean isAsciiPrintable()': (self: string) => /^[ -~]*$/.test(self),
  'Boolean isAllLowerCase()': (self: string) => /^\p{Ll}+$/u.test(self),
  'Boolean isAllUpperCase()': (self: string) => /^\p{Lu}+$/u.test(self),
  'Boolean containsAny(String characters)': (self: string, characters: string) =>
    Array.from(characters).some((one) => self.includes(one)),
  'Boolean containsNone(String characters)': (self: string, characters: string) =>
    !Array.from(characters).some((one) => self.includes(one)),
  'Boolean containsOnly(String characters)': (self: string, characters: string) =>
    Array.from(self).every((one) => characters.includes(one)),
  'Boolean containsWhitespace()': (self: string) => /\s/.test(self),
  'List<Integer> getChars()': (self: string) =>
    new ApexList(
      libraryType('Integer'),
      Array.from(self).map((one) => one.charCodeAt(0))
    ),
  'String swapCase()': (self: string) =>
    Array.from(self)
      .map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()))
      .join(''),
  'String difference(String other)': (self: string, other: string) => {
    const at = Array.from(other).findIndex((one, index) => one !== self[index]);
    return at < 0 ? '' : other.slice(at);
  },
  'Integer getLevenshteinDistance(String other)': levenshtein,
  'Integer getLevenshteinDistance(String other, Integer threshold)': (
    self: string,
    other: string,
    threshold: number
  ) => {
    const distance = levenshtein(self, other);
    return distance > threshold ? -1 : distance;
  },
  'String stripHtmlTags()': (self: string) => self.replaceAll(/<[^>]*>/g, ''),
  'List<String> splitByCharacterType()': (self: string) =>
    new ApexList(libraryType('String'), self.match(/\p{Lu}+|\p{Ll}+|\p{Nd}+|\s+|[^\p{L}\p{Nd}\s]+/gu) ?? [])
};

function repeat(self: string, times: number): string {
  room(self.length * present(times));
  return self.repeat(Math.max(0, times));
}

/** Padding on both sides; the odd character goes to the right. */
function center(self: string, size: number, padding: string | null): string {
  const missing = room(size) - self.length;
  return missing <= 0
    ? self
    : self.padStart(self.length + Math.floor(missing / 2), padding || ' ').padEnd(size, padding || ' ');
}

export const STRING_EXTRA_STATICS: Record<string, Implementation> = {
  'String fromCharArray(List<Integer> codes)': (codes: ApexList) => String.fromCharCode(...(codes.items as number[])),
  'String getCommonPrefix(List<String> texts)': (texts: ApexList) => commonPrefix(texts.items as string[]),
  'String valueOfGmt(Datetime value)': String
};

function commonPrefix(texts: string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  while (!rest.every((one) => one.startsWith(first.slice(0, length)))) {
    length -= 1;
  }
  return first.slice(0, length);
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
