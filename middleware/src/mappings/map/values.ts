import { NOWHERE } from '../../edi/tree.ts';
import { pathArgument, wordList } from '../readers/values.ts';
import type { Compiler, WriterFactory } from './compile.ts';
import { valueWriter, type Writer, writer } from './fields.ts';
import type { FinishLine } from './finish-line.ts';
import { ItemWriter } from './items.ts';
import type { Fields, ReaderSpec, Spec } from './map.ts';
import { CODE, DECIMAL, MEANING, ValueAt } from './value-at.ts';
import { ANYTHING } from './way.ts';

/** `{"decimal": PATH, "places": N}`: an exact number; `places` implied decimal places, where the document writes no point. */
const decimal: WriterFactory = (spec, _compiler, name) => {
  const places = typeof spec.places === 'number' ? spec.places : 0;
  return valueWriter(new ValueAt(pathArgument(spec, 'decimal'), DECIMAL, { name, places }));
};

/** `{"code": PATH, "words": LIST}`: a code, with its words where the list has it. */
const code: WriterFactory = (spec, compiler) =>
  valueWriter(new ValueAt(pathArgument(spec, 'code'), CODE, { words: wordList(spec, compiler) }));

/** `{"meaning": PATH, "words": LIST}`: what a code means in our own terms; null where we do not interpret it. */
const meaning: WriterFactory = (spec, compiler) =>
  valueWriter(new ValueAt(pathArgument(spec, 'meaning'), MEANING, { words: wordList(spec, compiler) }));

/** `{"flag": PATH}`: whether an element is there. */
const flag: WriterFactory = (spec) => {
  const path = pathArgument(spec, 'flag');
  return writer(ANYTHING, ({ tree, out }, at) => {
    const found = path.way.find(tree, at);
    out.value(found !== NOWHERE && path.locate(tree, found));
    return true;
  });
};

/** `{"any": [SPEC, …]}`: the first of them that gives a value. */
const any: WriterFactory = (spec, compiler, name) => {
  const writers = (spec.any as Spec[]).map((option) => compiler.compile(option, name));
  return writer(
    writers.reduce((bits, { needs }) => bits | needs, 0),
    (run, at) => {
      const start = run.out.length;
      for (const { write } of writers) {
        if (write(run, at)) return true;
        run.out.length = start;
      }
      return false;
    },
    null,
    writers.every(({ value }) => value !== null) ? writers.flatMap(({ options }) => options) : []
  );
};

/** `{"constant": VALUE}` */
const constant: WriterFactory = (spec) => {
  const value = spec.constant;
  const isNothing = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return writer(isNothing ? 0 : ANYTHING, ({ out }) => {
    out.value(value);
    return true;
  });
};

/** `{"absent": true}` and `{"none": true}`: for what this type of document does not tell. */
const nothing: WriterFactory = () => writer(0, () => false);

/** Writes an item of a list, or nothing. */
type Item = Pick<ItemWriter, 'write'>;

/** An object of fields, or one value, for each place. */
function itemOf(spec: ReaderSpec, compiler: Compiler, name: string, line?: FinishLine): Item {
  if (spec.fields) return new ItemWriter(compiler.fields(spec.fields as Fields, line?.written), line);
  const { write } = compiler.compile(spec.read as Spec, name);
  return {
    write: (run, at) => {
      const before = run.out.length;
      run.out.comma();
      if (!write(run, at)) run.out.length = before;
    }
  };
}

/** `{"each": PATH, "fields": …}` or `{"each": PATH, "read": SPEC}`: a list with one item for each place. */
const each: WriterFactory = (spec, compiler, name, line) => {
  const { way } = pathArgument(spec, 'each');
  const item = itemOf(spec, compiler, name, line);
  return writer(way.needs, (run, at) => {
    const { tree, out } = run;
    const start = out.length;
    if (way.isSingle) {
      for (let place = way.find(tree, at); place !== NOWHERE; place = way.next(tree, at, place)) item.write(run, place);
    } else for (const place of way.findAll(tree, at)) item.write(run, place);
    if (out.length === start) return false;
    out.closeList(start);
    return true;
  });
};

/** `{"group": FIELDS}`: an object of several fields of the same place. */
const group: WriterFactory = (spec, compiler) => {
  const fields = compiler.fields(spec.group as Fields);
  return writer(ANYTHING, (run, at) => {
    const start = run.out.length;
    fields.write(run, at);
    if (run.out.length === start) return false;
    run.out.closeObject(start);
    return true;
  });
};

/** `{"one": FIELDS}`: a list of one object, for what this type of document tells once. */
const one: WriterFactory = (spec, compiler) => {
  const item = new ItemWriter(compiler.fields(spec.one as Fields));
  return writer(ANYTHING, (run, at) => {
    const start = run.out.length;
    item.write(run, at);
    run.out.closeList(start);
    return true;
  });
};

/** Fields at a place, and where that is. */
function objectWriter(fields: Fields, compiler: Compiler): Writer['write'] {
  const item = new ItemWriter(compiler.fields(fields));
  return (run, at) => {
    const { out } = run;
    const start = out.length;
    item.write(run, at);
    out.dropByte(start);
    return true;
  };
}

/** `{"first": PATH, "fields": …}`: an object of the first such place, or null. */
const first: WriterFactory = (spec, compiler, name) => {
  const { way } = pathArgument(spec, 'first');
  const write = spec.fields
    ? objectWriter(spec.fields as Fields, compiler)
    : compiler.compile(spec.read as Spec, name).write;
  return writer(way.needs, (run, at) => {
    const found = way.find(run.tree, at);
    return found !== NOWHERE && write(run, found);
  });
};

/** What both standards write alike. */
export const valueWriters = {
  decimal,
  code,
  meaning,
  flag,
  any,
  constant,
  absent: nothing,
  none: nothing,
  each,
  group,
  one,
  first
} satisfies Record<string, WriterFactory>;
