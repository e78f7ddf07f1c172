import { libraryType } from '../types/library.ts';
import type { Implementation } from '../types/symbols.ts';
import { present } from '../runtime/operators.ts';
import { ApexList } from '../runtime/values/collections.ts';
import { raise } from '../runtime/values/exceptions.ts';

/** A code point, or an exception where the text has no such place. */
function pointAt(self: string, index: number): number {
  return self.codePointAt(present(index)) ?? raise('StringException', `String index out of range: ${index}`);
}

function differenceAt(self: string, other: string): number {
  const length = Math.max(self.length, present(other).length);
  for (let at = 0; at < length; at += 1) {
    if (self[at] !== other[at]) {
      return at;
    }
  }
  return -1;
}

/** Runs of one kind of character; a capital belongs to the small letters that follow it. */
function camelCaseParts(self: string): ApexList {
  const parts = self.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Nd}+|\s+|[^\p{L}\p{Nd}\s]+/gu);
  return new ApexList(libraryType('String'), parts ?? []);
}

/** Methods of String that give or take a place in the text. Source: Apex Reference Guide, "String Class". */
export const STRING_POSITIONS: Record<string, Implementation> = {
  'Integer charAt(Integer index)': pointAt,
  'Integer codePointAt(Integer index)': pointAt,
  'Integer codePointBefore(Integer index)': (self: string, index: number) => pointAt(self, index - 1),
  'Integer codePointCount(Integer begin, Integer end)': (self: string, begin: number, end: number) =>
    Array.from(self.slice(begin, end)).length,
  'Integer offsetByCodePoints(Integer index, Integer points)': (self: string, index: number, points: number) =>
    index + Array.from(self.slice(index)).slice(0, points).join('').length,
  'Integer indexOfAny(String characters)': (self: string, characters: string) =>
    Array.from(self).findIndex((one) => characters.includes(one)),
  'Integer indexOfAnyBut(String characters)': (self: string, characters: string) =>
    Array.from(self).findIndex((one) => !characters.includes(one)),
  'Integer indexOfChar(Integer character)': (self: string, character: number) =>
    self.indexOf(String.fromCodePoint(character)),
  'Integer indexOfChar(Integer character, Integer from)': (self: string, character: number, from: number) =>
    self.indexOf(String.fromCodePoint(character), from),
  'Integer lastIndexOfChar(Integer character)': (self: string, character: number) =>
    self.lastIndexOf(String.fromCodePoint(character)),
  'Integer lastIndexOfChar(Integer character, Integer end)': (self: string, character: number, end: number) =>
    self.lastIndexOf(String.fromCodePoint(character), end),
  'Integer indexOfDifference(String other)': differenceAt,
  'Integer indexOfIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().indexOf(present(part).toLowerCase()),
  'Integer indexOfIgnoreCase(String part, Integer from)': (self: string, part: string, from: number) =>
    self.toLowerCase().indexOf(present(part).toLowerCase(), from),
  'Integer lastIndexOf(String part)': (self: string, part: string) => self.lastIndexOf(present(part)),
  'Integer lastIndexOf(String part, Integer end)': (self: string, part: string, end: number) =>
    self.lastIndexOf(present(part), end),
  'Integer lastIndexOfIgnoreCase(String part)': (self: string, part: string) =>
    self.toLowerCase().lastIndexOf(present(part).toLowerCase()),
  'Integer lastIndexOfIgnoreCase(String part, Integer end)': (self: string, part: string, end: number) =>
    self.toLowerCase().lastIndexOf(present(part).toLowerCase(), end),
  'List<String> splitByCharacterTypeCamelCase()': camelCaseParts
};
