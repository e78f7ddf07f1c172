import { NOWHERE, packed } from '../../edi/tree.ts';
import { impliedDecimal, decimalText, at as whereIs, pathArgument, wordList } from '../readers/values.ts';
import { type Compiler, type WriterFactory, writePosition } from './compile.ts';
import { ANYTHING } from './path.ts';
import { type Writer } from './fields.ts';
import type { FinishLine } from './finishing.ts';
import { literalOf } from './json-text.ts';
import type { Fields, ReaderSpec, Spec } from './map.ts';

/** Digits with at most one point between them, and no superfluous zero before: what nearly every number is. */
function isCanonical(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length > 30 || (bytes[from] === 0x30 && length > 1 && bytes[from + 1] !== 0x2e)) return false;
  let points = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) continue;
    if (byte !== 0x2e || at === from || at === to - 1) return false;
    points += 1;
  }
  return points <= 1;
}

/** `{"decimal": PATH, "places": N}`: an exact number; `places` implied decimal places, where the document writes no point. */
const decimal: WriterFactory = (spec, _compiler, name) => {
  const path = pathArgument(spec, 'decimal');
  const places = typeof spec.places === 'number' ? spec.places : 0;
  return {
    needs: path.needs,
    write: (run, at) => {
      const { tree, out } = run;
      const found = path.find(tree, at);
      if (found === NOWHERE || !path.locate(tree, found)) return false;
      if (places === 0 && isCanonical(tree.bytes, tree.from, tree.to)) {
        out.string(tree.bytes, tree.from, tree.to);
        return true;
      }
      const text = tree.textBetween(found, tree.from, tree.to);
      const value = places > 0 ? impliedDecimal(text, places) : decimalText(text);
      if (value === null) run.unreadable(name, text, 'number', whereIs(path, run.nodeAt(found)));
      else out.value(value);
      return value !== null;
    }
  };
};

/** `{"code": PATH, "words": LIST}`: a code, with its words where the list has it. */
const code: WriterFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'code');
  const words = wordList(spec, compiler);
  const known = new Map(
    Object.entries(words).map(([key, text]) => [packed(key), literalOf(JSON.stringify({ code: key, text }))])
  );
  return {
    needs: path.needs,
    write: ({ tree, out }, at) => {
      const found = path.find(tree, at);
      if (found === NOWHERE || !path.locate(tree, found)) return false;
      const literal = known.get(tree.packed());
      if (literal) out.literal(literal);
      else {
        const text = tree.textBetween(found, tree.from, tree.to);
        out.value(Object.hasOwn(words, text) ? { code: text, text: words[text] } : { code: text });
      }
      return true;
    }
  };
};

/** `{"meaning": PATH, "words": LIST}`: what a code means in our own terms; null where we do not interpret it. */
const meaning: WriterFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'meaning');
  const words = wordList(spec, compiler);
  return {
    needs: path.needs,
    write: ({ tree, out }, at) => {
      const found = path.find(tree, at);
      if (found === NOWHERE || !path.locate(tree, found)) return false;
      const text = tree.textBetween(found, tree.from, tree.to);
      if (!Object.hasOwn(words, text)) return false;
      out.value(words[text]);
      return true;
    }
  };
};

/** `{"flag": PATH}`: whether an element is there. */
const flag: WriterFactory = (spec) => {
  const path = pathArgument(spec, 'flag');
  return {
    needs: ANYTHING,
    write: ({ tree, out }, at) => {
      const found = path.find(tree, at);
      out.value(found !== NOWHERE && path.locate(tree, found));
      return true;
    }
  };
};

/** `{"any": [SPEC, …]}`: the first of them that gives a value. */
const any: WriterFactory = (spec, compiler, name) => {
  const writers = (spec.any as Spec[]).map((option) => compiler.compile(option, name));
  return {
    needs: writers.reduce((bits, { needs }) => bits | needs, 0),
    write: (run, at) => {
      const start = run.out.length;
      for (const { write } of writers) {
        if (write(run, at)) return true;
        run.out.length = start;
      }
      return false;
    }
  };
};

/** `{"constant": VALUE}` */
const constant: WriterFactory = (spec) => {
  const value = spec.constant;
  const isNothing = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return { needs: isNothing ? 0 : ANYTHING, write: ({ out }) => (out.value(value), true) };
};

/** `{"absent": true}` and `{"none": true}`: for what this type of document does not tell. */
const nothing: WriterFactory = () => ({ needs: 0, write: () => false });

/** Fields at a place, and where that is. */
function objectWriter(fields: Fields, compiler: Compiler, line?: FinishLine): Writer['write'] {
  const writer = compiler.fields(fields, line);
  return (run, at) => {
    const start = run.out.length;
    line?.start();
    writePosition(run, at);
    writer.write(run, at);
    line?.end(run);
    run.out.closeObject(start);
    return true;
  };
}

/** An object of fields, or one value, for each place. */
function itemWriter(spec: ReaderSpec, compiler: Compiler, name: string, line?: FinishLine): Writer['write'] {
  if (spec.fields) return objectWriter(spec.fields as Fields, compiler, line);
  return compiler.compile(spec.read as Spec, name).write;
}

/** `{"each": PATH, "fields": …}` or `{"each": PATH, "read": SPEC}`: a list with one item for each place. */
const each: WriterFactory = (spec, compiler, name, line) => {
  const path = pathArgument(spec, 'each');
  const item = itemWriter(spec, compiler, name, line);
  return {
    needs: path.needs,
    write: (run, at) => {
      const { out } = run;
      const start = out.length;
      for (const place of path.findAll(run.tree, at)) {
        const before = out.length;
        out.comma();
        if (!item(run, place)) out.length = before;
      }
      if (out.length === start) return false;
      out.closeList(start);
      return true;
    }
  };
};

/** `{"group": FIELDS}`: an object of several fields of the same place. */
const group: WriterFactory = (spec, compiler) => {
  const fields = compiler.fields(spec.group as Fields);
  return {
    needs: ANYTHING,
    write: (run, at) => {
      const start = run.out.length;
      fields.write(run, at);
      if (run.out.length === start) return false;
      run.out.closeObject(start);
      return true;
    }
  };
};

/** `{"one": FIELDS}`: a list of one object, for what this type of document tells once. */
const one: WriterFactory = (spec, compiler) => {
  const write = objectWriter(spec.one as Fields, compiler);
  return {
    needs: ANYTHING,
    write: (run, at) => {
      const start = run.out.length;
      run.out.comma();
      write(run, at);
      run.out.closeList(start);
      return true;
    }
  };
};

/** `{"first": PATH, "fields": …}`: an object of the first such place, or null. */
const first: WriterFactory = (spec, compiler, name) => {
  const path = pathArgument(spec, 'first');
  const write = itemWriter(spec, compiler, name);
  return {
    needs: path.needs,
    write: (run, at) => {
      const found = path.find(run.tree, at);
      return found !== NOWHERE && write(run, found);
    }
  };
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
