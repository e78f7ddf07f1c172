import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { X12Parser } from 'node-x12';
import { EdiReader } from '../../middleware/src/edi/reader.ts';

/** Reads one file with one reader in this process, and prints what that took: `edi-reader.ts READER FILE`. */
const CHUNK = 256 * 1024;
const nothing = () => undefined;

/** The least that a reader in Node can do: look at every byte of the stream. */
async function floor(file: string): Promise<number> {
  let terminators = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    const bytes = chunk as Buffer;
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0x7e) terminators += 1;
  }
  return terminators;
}

/** Our tokenizer with every check of the envelopes, and no mapping behind it. */
async function ours(file: string): Promise<number> {
  let sets = 0;
  const handler = {
    setStart: nothing,
    segment: nothing,
    setEnd: () => {
      sets += 1;
    },
    groupEnd: nothing,
    interchangeEnd: nothing,
    fileFinding: nothing
  };
  const reader = new EdiReader(handler);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) reader.push(chunk as Buffer);
  reader.end();
  return sets;
}

async function nodeX12(file: string): Promise<number> {
  const interchange = new X12Parser(true).parse(await readFile(file, 'utf8'));
  if (!('functionalGroups' in interchange)) throw new Error('node-x12 found no interchange.');
  return interchange.functionalGroups.reduce((sum, group) => sum + group.transactions.length, 0);
}

const READERS: Record<string, (file: string) => Promise<number>> = { floor, ours, 'node-x12': nodeX12 };
const [name = '', file = ''] = process.argv.slice(2);
const reader = READERS[name];
if (!reader) throw new RangeError(`There is no reader "${name}": ${Object.keys(READERS).join(', ')}.`);
const start = performance.now();
const seen = await reader(file);
const milliseconds = performance.now() - start;
// maxRSS counts in KiB.
const peak = (process.resourceUsage().maxRSS * 1024) / 1_000_000;
process.stdout.write(JSON.stringify({ milliseconds, peak, seen }));
