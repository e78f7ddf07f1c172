import type { LoopNode } from '../../edi/tree.ts';
import type { DocumentMap, Fields, ReaderSpec, Spec } from './map.ts';
import { parsePath } from './path.ts';
import { type Place, segmentOf } from './place.ts';
import type { MappingRun } from './run.ts';

/** Reads one value at a place; null when there is none. */
export type Reader = (place: Place, run: MappingRun) => unknown;

/** Reads several fields at a place, into an object that may hold others; what is not there is left out. */
export type FieldsReader = (place: Place, run: MappingRun, into?: Record<string, unknown>) => Record<string, unknown>;

/** Words of codes by the name of a list, then by code. Lists hold the codes that we interpret, not a standard's. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What readers are made with. */
export interface Compiler {
  /** Words of the standard that the map is for. */
  words: Words;
  compile(spec: Spec, name: string): Reader;
  fields(fields: Fields): FieldsReader;
}

/** Makes a reader of its part of a map; `name` is the field's, in words, for sentences. */
export type ReaderFactory = (spec: ReaderSpec, compiler: Compiler, name: string) => Reader;

/** Checks or completes a document of which all fields are read. */
export type Finisher = (document: Record<string, unknown>, root: LoopNode, run: MappingRun) => void;

export interface Vocabulary {
  words: Words;
  readers: Readonly<Record<string, ReaderFactory>>;
  finishers: Readonly<Record<string, Finisher>>;
}

/** Makes a canonical document of a set's tree, or null when it cannot be one, which the findings then say. */
export type CompiledMap = (root: LoopNode, run: MappingRun) => Record<string, unknown> | null;

/** A map says something that cannot be done. */
export class MapError extends Error {}

/** @throws MapError or SyntaxError naming what is wrong in the map */
export function compileMap(map: DocumentMap, vocabulary: Vocabulary): CompiledMap {
  const compiler: Compiler = {
    words: vocabulary.words,
    compile: (spec, name) => compileSpec(spec, compiler, vocabulary, name),
    fields: (fields) => compileFields(fields, compiler)
  };
  const read = compiler.fields(map.fields);
  const finishers = (map.finish ?? []).map((name) => named(vocabulary.finishers, name, 'finishing function'));
  const missing = map.required === undefined ? undefined : requiredCheck(map, map.required);
  const lists = map.lists ?? [];
  return (root, run) => {
    const document = read(root, run, { kind: map.kind });
    if (missing?.(document, root, run)) return null;
    for (const name of lists) document[name] ??= [];
    for (const finish of finishers) finish(document, root, run);
    return document;
  };
}

function named<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined)
    throw new MapError(`There is no ${what} "${name}"; there are ${Object.keys(table).join(', ')}.`);
  return found;
}

function compileSpec(spec: Spec, compiler: Compiler, vocabulary: Vocabulary, name: string): Reader {
  if (typeof spec === 'string') return textReader(spec);
  const [kind = ''] = Object.keys(spec);
  return named(vocabulary.readers, kind, `reader (for ${name})`)(spec, compiler, name);
}

function textReader(spec: string): Reader {
  const path = parsePath(spec);
  return (place) => {
    const found = path.first(place);
    const text = found ? path.text(found) : '';
    return text === '' ? null : text;
  };
}

/** requestedDeliveryDate → requested delivery date */
const inWords = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function compileFields(fields: Fields, compiler: Compiler): FieldsReader {
  const entries = Object.entries(fields).map(([name, spec]) => ({ name, read: compiler.compile(spec, inWords(name)) }));
  const single = entries.filter(({ name }) => !name.startsWith('...'));
  const several = entries.filter(({ name }) => name.startsWith('...'));
  return (place, run, into = {}) => {
    for (const { name, read } of single) {
      const value = read(place, run);
      if (value !== null && !(Array.isArray(value) && value.length === 0)) into[name] = value;
    }
    for (const { read } of several) Object.assign(into, read(place, run));
    return into;
  };
}

/** Tells whether the document lacks the field without which it is none, and says so unless the guide did already. */
function requiredCheck(map: DocumentMap, field: string) {
  const spec = map.fields[field];
  const [only] = typeof spec === 'string' ? [spec] : Object.values(spec ?? {}).flat();
  if (typeof only !== 'string') throw new MapError(`The required field "${field}" is not read by a path.`);
  const path = parsePath(only);
  return (document: Record<string, unknown>, root: LoopNode, run: MappingRun): boolean => {
    if (document[field] !== undefined) return false;
    const { segment, element, component } = path;
    const place = path.first(root);
    const known = run.findings.all.some(
      (finding) =>
        finding.severity === 'error' && finding.segment === segment && (!place || finding.element === element)
    );
    if (known) return true;
    const message = place
      ? `The ${map.what} has no ${inWords(field)}: element ${element ?? 1} of its ${segment ?? ''} segment is empty.`
      : `The ${map.what} has no header: its ${segment ?? ''} segment is missing.`;
    run.report('ELEMENT_MISSING', 'error', message, { place, segment, element, component });
    return true;
  };
}

/** Where a value was read, as every object of the canonical model tells. */
export const positionOf = (place: Place) => segmentOf(place)?.position ?? 1;
