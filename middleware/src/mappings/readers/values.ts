import { MapError, positionOf, type Compiler, type Reader, type ReaderFactory } from '../map/compile.ts';
import type { Fields, ReaderSpec, Spec } from '../map/map.ts';
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

/** `{"decimal": PATH, "places": N}`: an exact number; `places` implied decimal places, where the document writes no point. */
const decimal: ReaderFactory = (spec, _compiler, name) => {
  const path = pathArgument(spec, 'decimal');
  const places = typeof spec.places === 'number' ? spec.places : 0;
  return (from, run) => {
    const place = path.first(from);
    const text = place ? path.text(place) : '';
    if (!place || text === '') return null;
    const value = places > 0 ? impliedDecimal(text, places) : decimalText(text);
    return value ?? run.unreadable(name, text, 'number', at(path, place));
  };
};

/** Digits with implied decimal places (X12 type N2); a point that stands there all the same is obeyed. */
export function impliedDecimal(text: string, places: number): string | null {
  if (text.includes('.')) return decimalText(text);
  const value = parseDecimal(text);
  return value && formatDecimal(shift(value, places));
}

/** `{"code": PATH, "words": LIST}`: a code, with its words where the list has it. */
const code: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'code');
  const coded = codedReader(wordList(spec, compiler));
  return (from) => {
    const place = path.first(from);
    return place ? coded(path.text(place)) : null;
  };
};

/** The list that a reader names. @throws MapError when there is none of that name */
export function wordList(spec: ReaderSpec, compiler: Compiler): Readonly<Record<string, string>> {
  const list = compiler.words[textArgument(spec, 'words')];
  if (!list) throw new MapError(`There is no list of words "${textArgument(spec, 'words')}".`);
  return list;
}

/** `{"meaning": PATH, "words": LIST}`: what a code means in our own terms; null where we do not interpret it. */
const meaning: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'meaning');
  const words = wordList(spec, compiler);
  return (from) => {
    const place = path.first(from);
    return (place && words[path.text(place)]) ?? null;
  };
};

/** `{"flag": PATH}`: whether an element is there. */
const flag: ReaderFactory = (spec) => {
  const path = pathArgument(spec, 'flag');
  return (from) => {
    const place = path.first(from);
    return place !== undefined && path.text(place) !== '';
  };
};

/** `{"any": [SPEC, …]}`: the first of them that gives a value. */
const any: ReaderFactory = (spec, compiler, name) => {
  const readers = (spec.any as Spec[]).map((option) => compiler.compile(option, name));
  return (place, run) => {
    for (const read of readers) {
      const value = read(place, run);
      if (value !== null) return value;
    }
    return null;
  };
};

/** `{"constant": VALUE}` */
const constant: ReaderFactory = (spec) => () => spec.constant;

/** `{"absent": true}`: null, for what this type of document does not tell. */
const absent: ReaderFactory = () => () => null;

/** `{"none": true}`: an empty list, for what this type of document does not tell. */
const none: ReaderFactory = () => () => [];

/** `{"texts": [PATH, …], "join": TEXT}`: every text at those paths; one text when they are to be joined. */
const texts: ReaderFactory = (spec) => {
  const paths = (Array.isArray(spec.texts) ? (spec.texts as string[]) : [textArgument(spec, 'texts')]).map(parsePath);
  const all = (place: Place) =>
    paths.flatMap((path) => path.all(place).map((found) => path.text(found))).filter((text) => text !== '');
  const { join } = spec;
  return typeof join === 'string' ? (place) => orNull(all(place).join(join)) : all;
};

/** Reads something at every place of a path, and leaves out what is nothing; null where there is no such place. */
export function listReader<T>(path: Path, read: (place: Place, run: MappingRun) => T | null) {
  return (from: Place, run: MappingRun): T[] | null => {
    const places = path.all(from);
    if (places.length === 0) return null;
    const values: T[] = [];
    for (const place of places) {
      const value = read(place, run);
      if (value !== null) values.push(value);
    }
    return values;
  };
}

/** `{"each": PATH, "fields": …}` or `{"each": PATH, "read": SPEC}`: a list with one item for each place. */
const each: ReaderFactory = (spec, compiler, name) => {
  const path = pathArgument(spec, 'each');
  const item = spec.fields ? objectAt(spec, compiler) : compiler.compile(spec.read as Spec, name);
  return listReader(path, item);
};

/** `{"group": FIELDS}`: an object of several fields of the same place. */
const group: ReaderFactory = (spec, compiler) => {
  const read = compiler.fields(spec.group as Fields);
  return (place, run) => {
    const values = read(place, run);
    return Object.keys(values).length === 0 ? null : values;
  };
};

/** `{"one": FIELDS}`: a list of one object, for what this type of document tells once. */
const one: ReaderFactory = (spec, compiler) => {
  const read = objectAt({ fields: spec.one }, compiler);
  return (place, run) => [read(place, run)];
};

/** `{"first": PATH, "fields": …}`: an object of the first such place, or null. */
const first: ReaderFactory = (spec, compiler, name) => {
  const path = pathArgument(spec, 'first');
  const read = spec.fields ? objectAt(spec, compiler) : compiler.compile(spec.read as Spec, name);
  return (from, run) => {
    const place = path.first(from);
    return place ? read(place, run) : null;
  };
};

/** Reads fields at a place, and where that is. */
function objectAt(spec: ReaderSpec, compiler: Compiler): Reader {
  const read = compiler.fields(spec.fields as Fields);
  return (place: Place, run: MappingRun) => read(place, run, { segmentPosition: positionOf(place) });
}

/** Readers that both standards share. */
export const valueReaders = {
  decimal,
  code,
  meaning,
  flag,
  any,
  constant,
  absent,
  none,
  texts,
  each,
  group,
  one,
  first
} satisfies Record<string, ReaderFactory>;
