import { NOWHERE, ROOT, type SetTree } from '../../edi/tree.ts';
import type { FindingList } from '../../edi/finding.ts';
import { FieldsWriter, valueWriter, type Reader, type Spread, type Writer, writerOf } from './fields.ts';
import type { FinishLine } from './finish-line.ts';
import { type Finisher, Finishing } from './finishing.ts';
import { literalOf } from './json-text.ts';
import type { DocumentMap, Fields, ReaderSpec, Spec } from './map.ts';
import { parsePath, type Path } from './path.ts';
import type { Place } from './place.ts';
import { MappingRun } from './run.ts';
import { TEXT, ValueAt } from './value-at.ts';
import type { Written } from './written.ts';

/** Words of codes by the name of a list, then by code. Lists hold the codes that we interpret, not a standard's. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads several fields at a place; what is not there is left out. */
export type FieldsReader = (place: Place, run: MappingRun) => Record<string, unknown>;

/** What readers and writers are made with. */
export interface Compiler {
  /** Words of the standard that the map is for. */
  words: Words;
  /** @param line finishes the items of the list, where it is that of the document's lines */
  compile(spec: Spec, name: string, line?: FinishLine): Writer;
  /** @param written is told where those members stand that it knows */
  fields(fields: Fields, written?: Written): FieldsWriter;
  /** Fields for a reader that does more than to write them. */
  readFields(fields: Fields): FieldsReader;
}

/** Makes a reader of its part of a map; `name` is the field's, in words, for sentences. */
export type ReaderFactory = (spec: ReaderSpec, compiler: Compiler, name: string) => Reader;
export type WriterFactory = (spec: ReaderSpec, compiler: Compiler, name: string, line?: FinishLine) => Writer;
export type SpreadFactory = (spec: ReaderSpec, compiler: Compiler, name: string) => Spread;

export interface Vocabulary {
  words: Words;
  /** What is simple enough to be written as it is read: most of what lines are made of. */
  writers: Readonly<Record<string, WriterFactory>>;
  readers: Readonly<Record<string, ReaderFactory>>;
  /** Readers of several fields that know how to write them, too. */
  spreads: Readonly<Record<string, SpreadFactory>>;
  finishers: Readonly<Record<string, Finisher>>;
}

/** Makes a canonical document of a set's tree, as JSON; null when it cannot be one, which the findings then say. */
export type CompiledMap = (tree: SetTree, findings: FindingList) => string | null;

/** A map says something that cannot be done. */
export class MapError extends Error {}

/** @throws MapError or SyntaxError naming what is wrong in the map */
export function compileMap(map: DocumentMap, vocabulary: Vocabulary): CompiledMap {
  const compiler: Compiler = {
    words: vocabulary.words,
    compile: (spec, name, line) => compileSpec(spec, compiler, vocabulary, name, line),
    fields: (fields, written) => compileFields(fields, compiler, vocabulary, { written }),
    readFields: (fields) => {
      const writer = compiler.fields(fields);
      return (place, run) => writer.read(run, place.place);
    }
  };
  const required = map.required === undefined ? undefined : requiredPath(map, map.required);
  const lists = map.lists ?? [];
  const finishers = (map.finish ?? []).map((name) => named(vocabulary.finishers, name, 'finishing function'));
  const finishing = new Finishing(map, finishers, required ? [map.required as string, ...lists] : lists);
  const { written } = finishing;
  const fields = compileFields(map.fields, compiler, vocabulary, {
    written,
    ...(finishing.line && { line: finishing.line })
  });
  const begin = literalOf(`{"kind":${JSON.stringify(map.kind)}`);
  const empty = lists.map((name) => ({
    slot: written.slotOf(name),
    literal: literalOf(`,${JSON.stringify(name)}:[]`)
  }));
  const run = new MappingRun();
  return (tree, findings) => {
    const { out } = run;
    run.start(tree, findings);
    written.clear();
    out.literal(begin);
    fields.write(run, ROOT);
    if (required && !written.has(written.slotOf(map.required as string))) {
      tellMissing(map, required, run);
      return null;
    }
    for (const { slot, literal } of empty) {
      if (written.has(slot)) continue;
      out.literal(literal);
      written.note(slot, out.length - 2, out.length);
    }
    finishing.document(run);
    out.byte(0x7d);
    return out.textBetween(0, out.length);
  };
}

function named<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined)
    throw new MapError(`There is no ${what} "${name}"; there are ${Object.keys(table).join(', ')}.`);
  return found;
}

function compileSpec(
  spec: Spec,
  compiler: Compiler,
  { writers, readers }: Vocabulary,
  name: string,
  line: FinishLine | undefined
): Writer {
  if (typeof spec === 'string') return valueWriter(new ValueAt(parsePath(spec), TEXT));
  const [kind = ''] = Object.keys(spec);
  const found = named({ ...writers, ...readers }, kind, `reader (for ${name})`);
  if (Object.hasOwn(writers, kind)) return (found as WriterFactory)(spec, compiler, name, line);
  const read = (found as ReaderFactory)(spec, compiler, name);
  return line ? line.writerOf(read) : writerOf(read);
}

/** requestedDeliveryDate → requested delivery date */
const inWords = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function compileFields(
  fields: Fields,
  compiler: Compiler,
  vocabulary: Vocabulary,
  { written, line }: { written: Written | undefined; line?: FinishLine }
): FieldsWriter {
  const entries = Object.entries(fields);
  const members = entries
    .filter(([name]) => !name.startsWith('...'))
    .map(([name, spec]): [string, Writer] => [
      name,
      compiler.compile(spec, inWords(name), name === 'lines' ? line : undefined)
    ]);
  const spreads = entries
    .filter(([name]) => name.startsWith('...'))
    .map(([name, spec]) => compileSpread(spec, compiler, vocabulary, inWords(name)));
  return new FieldsWriter(members, spreads, written);
}

function compileSpread(spec: Spec, compiler: Compiler, vocabulary: Vocabulary, name: string): Spread {
  const [kind = ''] = typeof spec === 'string' ? [] : Object.keys(spec);
  if (typeof spec === 'string' || !Object.hasOwn(vocabulary.spreads, kind)) {
    const reader = named(vocabulary.readers, kind, `reader (for ${name})`);
    const read = reader(spec as ReaderSpec, compiler, name);
    return { needs: read.needs ?? -1, read };
  }
  return named(vocabulary.spreads, kind, 'reader')(spec, compiler, name);
}

/** Where the field is read without which there is no document. */
function requiredPath(map: DocumentMap, field: string): Path {
  const spec = map.fields[field];
  const [only] = typeof spec === 'string' ? [spec] : Object.values(spec ?? {}).flat();
  if (typeof only !== 'string') throw new MapError(`The required field "${field}" is not read by a path.`);
  return parsePath(only);
}

/** Says that the document lacks its required field, unless the guide did already. */
function tellMissing(map: DocumentMap, path: Path, run: MappingRun): void {
  const { segment, element, component } = path;
  const found = path.way.find(run.tree, ROOT);
  const place = found === NOWHERE ? undefined : run.nodeAt(found);
  const known = run.findings.all.some(
    (finding) => finding.severity === 'error' && finding.segment === segment && (!place || finding.element === element)
  );
  if (known) return;
  const message = place
    ? `The ${map.what} has no ${inWords(map.required ?? '')}: element ${element ?? 1} of its ${segment ?? ''} segment is empty.`
    : `The ${map.what} has no header: its ${segment ?? ''} segment is missing.`;
  run.report('ELEMENT_MISSING', 'error', message, { place, segment, element, component });
}
