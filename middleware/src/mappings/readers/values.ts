import { MapError, type Compiler, type ReaderFactory } from '../map/compile.ts';
import { needing, type Reader } from '../map/fields.ts';
import type { ReaderSpec } from '../map/map.ts';
import { parsePath, type Path } from '../map/path.ts';
import type { Place } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';
import { parseDecimal, formatDecimal, shift } from '../decimal.ts';

/** The text part of a reader's specification. @throws MapError when it is none */
export function textArgument(spec: ReaderSpec, name: string): string {
  const value = spec[name];
  if (typeof value !== 'string') throw new MapError(`The reader "${Object.keys(spec)[0] ?? ''}" needs "${name}".`);
  return value;
}

export const pathArgument = (spec: ReaderSpec, name: string): Path => parsePath(textArgument(spec, name));

export const orNull = (text: string): string | null => (text === '' ? null : text);

/** Where a path's element stands, for findings. */
export const at = (path: Path, place: Place) => ({ place, element: path.element, component: path.component });

/** A code with its words. */
export function codedReader(words: Readonly<Record<string, string>> | undefined) {
  return (code: string) => {
    if (code === '') return null;
    const text = words?.[code];
    return text === undefined ? { code } : { code, text };
  };
}

/** How decimals are written: by EDIFACT with a point or a comma. Null where the text is no number. */
export function decimalText(text: string): string | null {
  if (isCanonical(text)) return text;
  const decimal = parseDecimal(text.includes(',') ? text.replace(',', '.') : text);
  return decimal && formatDecimal(decimal);
}

/** Digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
function isCanonical(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > 30 || (text.charCodeAt(0) === 0x30 && length > 1 && text.charCodeAt(1) !== 0x2e))
    return false;
  let points = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) continue;
    if (code !== 0x2e || at === 0 || at === length - 1) return false;
    points += 1;
  }
  return points <= 1;
}

/** Digits with implied decimal places (X12 type N2); a point that stands there all the same is obeyed. */
export function impliedDecimal(text: string, places: number): string | null {
  if (text.includes('.')) return decimalText(text);
  const value = parseDecimal(text);
  return value && formatDecimal(shift(value, places));
}

/** The list that a reader names. @throws MapError when there is none of that name */
export function wordList(spec: ReaderSpec, compiler: Compiler): Readonly<Record<string, string>> {
  const list = compiler.words[textArgument(spec, 'words')];
  if (!list) throw new MapError(`There is no list of words "${textArgument(spec, 'words')}".`);
  return list;
}

/** `{"texts": [PATH, …], "join": TEXT}`: every text at those paths; one text when they are to be joined. */
const texts: ReaderFactory = (spec) => {
  const paths = (Array.isArray(spec.texts) ? (spec.texts as string[]) : [textArgument(spec, 'texts')]).map(parsePath);
  const all = (place: Place) =>
    paths.flatMap((path) => path.all(place).map((found) => path.text(found))).filter((text) => text !== '');
  const { join } = spec;
  return typeof join === 'string' ? (place) => orNull(all(place).join(join)) : all;
};

/** Reads something at every place of a path, and leaves out what is nothing; null where there is no such place. */
export function listReader<T>(path: Path, read: (place: Place, run: MappingRun) => T | null): Reader {
  return needing(path.needs, (from: Place, run: MappingRun): T[] | null => {
    const places = path.all(from);
    if (places.length === 0) return null;
    const values: T[] = [];
    for (const place of places) {
      const value = read(place, run);
      if (value !== null) values.push(value);
    }
    return values;
  });
}

/** Readers that both standards share. */
export const valueReaders = { texts } satisfies Record<string, ReaderFactory>;
