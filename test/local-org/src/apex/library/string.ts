import { libraryType } from '../types/library.ts';
import { declare } from '../types/library.ts';
import { present, toId } from '../runtime/operators.ts';
import { text, valueText } from '../runtime/text.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';
import { current } from '../runtime/transaction.ts';
import { typeToken } from './schema-tokens.ts';
import { hashText } from './object.ts';
import { javaPattern, replaceJava, splitJava } from './java-regex.ts';
import { STRING_ESCAPES } from './string-escapes.ts';
import { STRING_POSITIONS } from './string-positions.ts';
import { STRING_EXTRAS, STRING_EXTRA_STATICS } from './string-extras.ts';

const blank = (value: string | null): boolean => value === null || value.trim() === '';
const stringList = (items: string[]): ApexList => new ApexList(libraryType('String'), items);

function bounded(self: string, start: number, end: number): string {
  if (start < 0 || start > self.length) {
    raise('StringException', `Starting position out of bounds: ${String(start)}`);
  }
  if (end > self.length || start > end) {
    raise('StringException', `Ending position out of bounds: ${String(end)}`);
  }
  return self.slice(start, end);
}

/**
 * `{0}` of a message format. What single quotes enclose is taken as it stands, and two of them stand for one. Each value
 * becomes text once, however often it stands.
 */
function format(pattern: string, values: ApexList): string {
  const texts = present(values).items.map((value) => valueText(value) ?? 'null');
  return present(pattern).replaceAll(
    /''|'((?:[^']|'')*)(?:'|$)|\{(\d+)\}/g,
    (whole: string, quoted: string | undefined, index: string | undefined) => {
      if (index !== undefined) {
        return texts[Number(index)] ?? whole;
      }
      return quoted === undefined ? "'" : quoted.replaceAll("''", "'");
    }
  );
}

/** Java's order: the difference of the first two characters that differ, or of the lengths. */
function compareTexts(self: string, other: string): number {
  const length = Math.min(self.length, present(other).length);
  for (let index = 0; index < length; index += 1) {
    const difference = self.charCodeAt(index) - other.charCodeAt(index);
    if (difference !== 0) {
      return difference;
    }
  }
  return self.length - other.length;
}

declare({
  name: 'String',
  methods: {
    'Integer length()': (self: string) => self.length,
    'Boolean contains(String part)': (self: string, part: string) => self.includes(present(part)),
    'Boolean containsIgnoreCase(String part)': (self: string, part: string) =>
      self.toLowerCase().includes(present(part).toLowerCase()),
    'Boolean startsWith(String part)': (self: string, part: string) => self.startsWith(present(part)),
    'Boolean startsWithIgnoreCase(String part)': (self: string, part: string) =>
      self.toLowerCase().startsWith(present(part).toLowerCase()),
    'Boolean endsWith(String part)': (self: string, part: string) => self.endsWith(present(part)),
    'Boolean endsWithIgnoreCase(String part)': (self: string, part: string) =>
      self.toLowerCase().endsWith(present(part).toLowerCase()),
    'Boolean equals(Object other)': (self: string, other: unknown) => self === other,
    'Boolean equalsIgnoreCase(String other)': (self: string, other: string | null) =>
      other !== null && self.toLowerCase() === other.toLowerCase(),
    'Integer compareTo(String other)': compareTexts,
    'Integer indexOf(String part)': (self: string, part: string) => self.indexOf(present(part)),
    'Integer indexOf(String part, Integer from)': (self: string, part: string, from: number) =>
      self.indexOf(part, from),
    'String substring(Integer start)': (self: string, start: number) => bounded(self, present(start), self.length),
    'String substring(Integer start, Integer end)': (self: string, start: number, end: number) =>
      bounded(self, present(start), present(end)),
    'String toLowerCase()': (self: string) => self.toLowerCase(),
    'String toUpperCase()': (self: string) => self.toUpperCase(),
    'String trim()': (self: string) => self.trim(),
    'String left(Integer length)': (self: string, length: number) => self.slice(0, Math.max(0, length)),
    'String right(Integer length)': (self: string, length: number) => (length <= 0 ? '' : self.slice(-length)),
    'String mid(Integer start, Integer length)': (self: string, start: number, length: number) =>
      self.slice(Math.max(0, start), Math.max(0, start) + length),
    'String replace(String target, String with)': (self: string, target: string, by: string) =>
      self.replaceAll(present(target), () => present(by)),
    'String replaceAll(String regex, String with)': (self: string, regex: string, by: string) =>
      replaceJava(self, javaPattern(regex, 'g'), by),
    'String replaceFirst(String regex, String with)': (self: string, regex: string, by: string) =>
      replaceJava(self, javaPattern(regex), by),
    'List<String> split(String regex)': (self: string, regex: string) => stringList(splitJava(self, regex, 0)),
    'List<String> split(String regex, Integer limit)': (self: string, regex: string, limit: number) =>
      stringList(splitJava(self, regex, limit)),
    'String toString()': (self: string) => self,
    'Integer hashCode()': hashText,
    ...STRING_EXTRAS,
    ...STRING_ESCAPES,
    ...STRING_POSITIONS
  },
  statics: {
    'String valueOf(Object value)': valueText,
    'Boolean isBlank(String value)': blank,
    'Boolean isNotBlank(String value)': (value: string | null) => !blank(value),
    'Boolean isEmpty(String value)': (value: string | null) => value === null || value === '',
    'Boolean isNotEmpty(String value)': (value: string | null) => value !== null && value !== '',
    'String join(Iterable<Object> items, String separator)': (items: { items: unknown[] } | null, separator: string) =>
      present(items)
        .items.map((item) => (item === null ? '' : (valueText(item) ?? '')))
        .join(separator),
    'String format(String pattern, List<Object> values)': format,
    'String escapeSingleQuotes(String value)': (value: string) => present(value).replaceAll(/(['\\])/g, '\\$1'),
    ...STRING_EXTRA_STATICS
  }
});

declare({
  name: 'Id',
  methods: {
    'Schema.SObjectType getSObjectType()': (self: string) => {
      const object = current().org.schema.byKeyPrefix(self.slice(0, 3));
      if (!object) {
        raise('SObjectException', `Invalid key prefix of id: ${self}`);
      }
      return typeToken(object);
    },
    'String to15()': (self: string) => self.slice(0, 15),
    'String toString()': text,
    'Boolean equals(Object other)': (self: string, other: unknown) => self === other
  },
  statics: {
    'Id valueOf(String value)': (value: string) => toId(present(value))
  }
});
