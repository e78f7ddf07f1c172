import { open, stat } from 'node:fs/promises';
import cliProgress from 'cli-progress';
import { fileChunks } from '../edi/chunks.ts';
import type { EdiReader } from '../edi/reader.ts';
import type { TokenizerOptions } from '../edi/token-sink.ts';
import { UnreadableError } from './exit.ts';

/** Files above this size take long enough that people want to see how far it is. */
const LARGE = 20 * 1024 * 1024;

/** Bytes that were read, to show the places of findings. */
export interface Excerpts {
  /** Some bytes from an offset on. */
  at(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

const NO_EXCERPTS: Excerpts = { at: () => Promise.resolve(Buffer.alloc(0)), close: () => Promise.resolve() };

/**
 * How a reader takes X12 text outside ASCII, which names no character set itself.
 * @throws UnreadableError for a character set that nobody knows
 */
export function textOptions(charset: string | undefined): TokenizerOptions {
  if (charset === undefined) return {};
  try {
    return { x12Charset: new TextDecoder(charset).encoding };
  } catch (cause) {
    throw new UnreadableError(`"${charset}" is no character set: give one as utf-8, windows-1252 or iso-8859-2.`, {
      cause
    });
  }
}

/**
 * Pushes a file, or standard input for "-", through a reader.
 * @param withExcerpts whether places of the file are to be shown afterwards
 * @throws UnreadableError when it cannot be read
 */
export async function readEdi(
  file: string,
  reader: EdiReader,
  { withExcerpts = false }: { withExcerpts?: boolean } = {}
): Promise<Excerpts> {
  if (file === '-') return readStandardInput(reader, withExcerpts);
  try {
    const { size } = await stat(file);
    const bar = progressBar(size);
    for await (const chunk of fileChunks(file)) {
      reader.push(chunk);
      bar?.increment(chunk.length);
    }
    bar?.stop();
    reader.end();
    return withExcerpts ? await fileExcerpts(file) : NO_EXCERPTS;
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    throw new UnreadableError(`${file} cannot be read (${String(cause.code)}): check its name and permissions.`, {
      cause
    });
  }
}

function progressBar(size: number): cliProgress.SingleBar | undefined {
  if (size < LARGE || !process.stderr.isTTY) return undefined;
  const bar = new cliProgress.SingleBar(
    { format: 'reading {bar} {percentage} %, {eta} s left', stream: process.stderr, clearOnComplete: true },
    cliProgress.Presets.shades_classic
  );
  bar.start(size, 0);
  return bar;
}

/** Nobody can go back in it, so that it is kept where its places are to be shown. */
async function readStandardInput(reader: EdiReader, withExcerpts: boolean): Promise<Excerpts> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    reader.push(chunk as Buffer);
    if (withExcerpts) chunks.push(chunk as Buffer);
  }
  reader.end();
  if (!withExcerpts) return NO_EXCERPTS;
  const all = Buffer.concat(chunks);
  const at = (offset: number, length: number) => Promise.resolve(all.subarray(offset, offset + length));
  return { at, close: () => Promise.resolve() };
}

async function fileExcerpts(file: string): Promise<Excerpts> {
  const handle = await open(file);
  const at = async (offset: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return { at, close: () => handle.close() };
}
