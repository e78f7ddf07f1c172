import { MapError, type Compiler, type ReaderFactory } from '../map/compile.ts';
import * as places from '../../edi/places.ts';
import type { PlaceId } from '../../edi/tree.ts';
import { needing, type Reader, type Writer, writer, writerOf } from '../map/fields.ts';
import type { ReaderSpec } from '../map/map.ts';
import { parsePath, type Path } from '../map/path.ts';
import type { Place } from '../map/place.ts';
import type { MappingRun } from '../map/run.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE } = places;

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
export function listReader(path: Path, read: Reader): Reader {
  return needing(path.needs, (from: Place, run: MappingRun): unknown[] | null => {
    const places = path.all(from);
    if (places.length === 0) return null;
    const values: unknown[] = [];
    for (const place of places) {
      const value = read(place, run);
      if (value !== null) values.push(value);
    }
    return values;
  });
}

/**
 * Writes something of every place of a path as a list, and leaves out what is nothing.
 * @param usual writes an item behind a comma, as nearly every one is; false where it takes a closer look
 * @param read does that
 */
export function listWriter({ way }: Path, usual: Writer['write'], read: Reader): Writer {
  return writer(way.needs, (run, from) => {
    const { tree, out } = run;
    const start = out.length;
    const write = (place: PlaceId) => {
      const before = out.length;
      if (usual(run, place)) return;
      out.length = before;
      const value = read(run.nodeAt(place), run);
      if (value === null) return;
      out.comma();
      out.value(value);
    };
    if (way.isSingle)
      for (let place = way.find(tree, from); place !== NOWHERE; place = way.next(tree, from, place)) write(place);
    else way.findAll(tree, from).forEach(write);
    if (out.length === start) return false;
    out.closeList(start);
    return true;
  });
}

/** Digits of CCYYMMDD. */
const DAY_DIGITS = 8;

/** Writes the day at an element as it stands. @param read takes a closer look */
export function dayWriter(path: Path, read: Reader): Writer {
  const { write } = writerOf(read);
  return writer(path.needs, (run, from) => {
    const { tree, out } = run;
    const found = path.way.find(tree, from);
    if (found === NOWHERE) return false;
    const hasDay = path.locate(tree, found) && tree.to - tree.from === DAY_DIGITS;
    return (hasDay && out.moment(tree.bytes, tree.from, tree.to, true)) || write(run, from);
  });
}

/** Readers that both standards share. */
export const valueReaders = { texts } satisfies Record<string, ReaderFactory>;
