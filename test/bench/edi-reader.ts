import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { X12Parser } from 'node-x12';
import { X12parser } from 'x12-parser';
import { fileChunks } from '../../middleware/src/edi/chunks.ts';
import type { SetContext } from '../../middleware/src/edi/envelope.ts';
import { GuideLibrary } from '../../middleware/src/edi/guide/library.ts';
import { EdiReader } from '../../middleware/src/edi/reader.ts';
import type { Segment } from '../../middleware/src/edi/segment.ts';
import { SetReader } from '../../middleware/src/edi/set-reader.ts';
import { mappingOf } from '../../middleware/src/mappings/registry.ts';

/** Reads one file with one reader in this process, and prints what that took: `edi-reader.ts READER FILE`. */
const CHUNK = 256 * 1024;
const nothing = () => undefined;
const require = createRequire(import.meta.url);

/** The least that a reader in Node can do: look at every byte of the stream and tell the delimiters apart. */
async function floor(file: string): Promise<number> {
  let [elements, components, terminators] = [0, 0, 0];
  const [element, component, terminator] = file.endsWith('.edifact') ? [0x2b, 0x3a, 0x27] : [0x2a, 0x3e, 0x7e];
  for await (const bytes of fileChunks(file)) {
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === element) elements += 1;
      else if (byte === component) components += 1;
      else if (byte === terminator) terminators += 1;
    }
  }
  return elements + components + terminators;
}

async function readWith(file: string, read: Partial<Pick<Handler, 'setStart' | 'segment'>>, setEnd: Handler['setEnd']) {
  let sets = 0;
  const handler = {
    setStart: read.setStart ?? nothing,
    segment: read.segment ?? nothing,
    setEnd: (context: SetContext) => {
      sets += 1;
      setEnd(context);
      if (context.set.findings.all.length > 0) throw new Error(context.set.findings.all[0]?.message);
    },
    groupEnd: nothing,
    interchangeEnd: nothing,
    fileFinding: nothing
  };
  const reader = new EdiReader(handler);
  for await (const chunk of fileChunks(file)) reader.push(chunk);
  reader.end();
  return sets;
}

interface Handler {
  setStart: (context: SetContext) => void;
  segment: (segment: Segment, position: number) => void;
  setEnd: (context: SetContext) => void;
}

/** Our tokenizer with every check of the envelopes, and no guide behind it. */
const envelopes = (file: string) => readWith(file, {}, nothing);

/** Every segment and element checked by the guide of its type. */
function validate(file: string): Promise<number> {
  const library = new GuideLibrary();
  const reader = new SetReader(
    () => library,
    () => false
  );
  const read = {
    setStart: (context: SetContext) => {
      reader.start(context);
    },
    segment: (segment: Segment, position: number) => {
      reader.segment(segment, position);
    }
  };
  return readWith(file, read, () => void reader.end());
}

/** Validated, mapped, and written as canonical JSON; `keep` is told of every line of it. */
function translateWith(keep: (line: string) => void) {
  const library = new GuideLibrary();
  const reader = new SetReader(
    () => library,
    () => true
  );
  const read = {
    setStart: (context: SetContext) => {
      reader.start(context);
    },
    segment: (segment: Segment, position: number) => {
      reader.segment(segment, position);
    }
  };
  const setEnd = ({ interchange, set }: SetContext) => {
    const tree = reader.end();
    const line = tree && mappingOf(interchange.standard, set.type)?.(tree, set.findings);
    if (!line) throw new Error(`There is no document of ${set.type}.`);
    keep(line);
  };
  return { read, setEnd };
}

async function translate(file: string): Promise<number> {
  let characters = 0;
  const { read, setEnd } = translateWith((line) => {
    characters += line.length;
  });
  const sets = await readWith(file, read, setEnd);
  if (characters === 0) throw new Error('Nothing was translated.');
  return sets;
}

async function nodeX12(file: string): Promise<number> {
  const interchange = new X12Parser(true).parse(await readFile(file, 'utf8'));
  if (!('functionalGroups' in interchange)) throw new Error('node-x12 found no interchange.');
  return interchange.functionalGroups.reduce((sum, group) => sum + group.transactions.length, 0);
}

async function x12ParserStream(file: string): Promise<number> {
  let sets = 0;
  for await (const segment of createReadStream(file, { highWaterMark: CHUNK }).pipe(new X12parser())) {
    if ((segment as { name: string }).name === 'SE') sets += 1;
  }
  return sets;
}

async function edifact(file: string): Promise<number> {
  const { Reader } = require('edifact') as {
    Reader: new (options: object) => { parse(text: string): { name: string }[] };
  };
  const segments = new Reader({ autoDetectEncoding: true }).parse(await readFile(file, 'latin1'));
  return segments.filter(({ name }) => name === 'UNT').length;
}

interface TsEdifact {
  Parser: new (configuration: object) => {
    onOpenSegment: (id: string) => void;
    write(text: string): void;
    end(): void;
  };
  Configuration: new (options: object) => object;
  NullValidator: new () => object;
}

/** Without its validator, which prints a line for every segment that it does not know. */
async function tsEdifact(file: string): Promise<number> {
  const { Parser, Configuration, NullValidator } = require('ts-edifact') as TsEdifact;
  const parser = new Parser(new Configuration({ validator: new NullValidator() }));
  let messages = 0;
  parser.onOpenSegment = (id) => {
    if (id === 'UNT') messages += 1;
  };
  parser.write(await readFile(file, 'latin1'));
  parser.end();
  return messages;
}

const READERS: Record<string, (file: string) => Promise<number>> = {
  floor,
  envelopes,
  validate,
  translate,
  'node-x12': nodeX12,
  'x12-parser': x12ParserStream,
  edifact,
  'ts-edifact': tsEdifact
};
const [name = '', file = ''] = process.argv.slice(2);
const reader = READERS[name];
if (!reader) throw new RangeError(`There is no reader "${name}": ${Object.keys(READERS).join(', ')}.`);
/** Milliseconds that this thread has worked, which a busy machine does not lengthen as it does the time by the clock. */
const worked = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const [start, startWorked] = [performance.now(), worked()];
const seen = await reader(file);
const [milliseconds, work] = [performance.now() - start, worked() - startWorked];
// maxRSS counts in KiB.
const peak = (process.resourceUsage().maxRSS * 1024) / 1_000_000;
process.stdout.write(JSON.stringify({ milliseconds, work, peak, seen }));
