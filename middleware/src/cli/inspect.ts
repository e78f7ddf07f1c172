import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { prettifyError, ZodError } from 'zod';
import { GuideLibrary } from '../edi/guide/library.ts';
import type { Finding } from '../edi/finding.ts';
import { type FileInspection, type FileVerdict, type InspectedInterchange, Inspection } from '../edi/inspection.ts';
import { EdiReader } from '../edi/reader.ts';
import { readEdi, textOptions } from './edi-file.ts';
import { EXIT_CODES, EXIT_USAGE, UnreadableError } from './exit.ts';
import { findingLine, inspectionText } from './inspect-text.ts';

export interface InspectOptions {
  json: boolean;
  /** Files of partners' guides (overlays) and of code lists, or folders of them. */
  guide: string[];
  /** Character set of X12 files, where it is not UTF-8 or Windows-1252. */
  charset?: string;
}

const WORST_FIRST: FileVerdict[] = ['not-edi', 'rejected', 'accepted-with-errors', 'accepted'];

/**
 * Tells what files are, from whom, and the verdict on everything in them. A file that cannot be read is told on standard
 * error, and the others are inspected.
 * @returns the exit code of the worst of them
 * @throws UnreadableError for a guide that cannot be read
 */
export async function inspect(
  files: string[],
  options: InspectOptions,
  print: (line: string) => void
): Promise<number> {
  const library = readLibrary(options.guide);
  const verdicts = new Set<FileVerdict>();
  let unreadable = false;
  for (const file of files) {
    try {
      verdicts.add(await inspectFile(file, library, options, print));
    } catch (cause) {
      if (!(cause instanceof UnreadableError)) throw cause;
      // The others are inspected all the same.
      process.stderr.write(`${cause.message}\n`);
      unreadable = true;
    }
  }
  if (unreadable) return EXIT_USAGE;
  const worst = WORST_FIRST.find((verdict) => verdicts.has(verdict)) ?? 'accepted';
  return EXIT_CODES[worst];
}

async function inspectFile(
  file: string,
  library: GuideLibrary,
  { json, charset }: InspectOptions,
  print: (line: string) => void
): Promise<FileVerdict> {
  const inspection = new Inspection(library);
  const excerpts = await readEdi(file, new EdiReader(inspection, textOptions(charset)), { withExcerpts: !json });
  const result = inspection.result();
  if (json) print(JSON.stringify({ file, ...published(result) }));
  else print(await inspectionText(file, result, excerpts));
  await excerpts.close();
  return result.verdict;
}

/** The JSON files of a folder, or the file itself. */
function filesOf(file: string): string[] {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return [file];
  const names = readdirSync(file).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new UnreadableError(`The folder ${file} holds no guide: there is no .json file in it.`);
  return names.sort().map((name) => path.join(file, name));
}

/** @throws UnreadableError naming the guide and what is wrong with it */
export function readLibrary(files: readonly string[]): GuideLibrary {
  const overlays = files.flatMap(filesOf).map((file) => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as unknown;
    } catch (cause) {
      throw new UnreadableError(`The guide ${file} cannot be read: ${(cause as Error).message}`, { cause });
    }
  });
  try {
    return new GuideLibrary(overlays);
  } catch (cause) {
    const why = cause instanceof ZodError ? `\n${prettifyError(cause)}` : ` ${(cause as Error).message}`;
    throw new UnreadableError(`A guide (${files.join(', ')}) cannot be used:${why}`, { cause });
  }
}

/** What is published of an inspection: every key is there, null where it says nothing. */
function published({ verdict, interchanges, errors }: FileInspection) {
  return {
    verdict,
    interchanges: interchanges.map(publishedInterchange),
    errors: errors.map((finding) => findingLine(finding, null))
  };
}

function publishedInterchange(interchange: InspectedInterchange) {
  const { standard, version, sender, receiver, controlNumber } = interchange;
  const told = (findings: readonly Finding[]) => findings.map((finding) => findingLine(finding, standard));
  return {
    standard,
    version,
    sender,
    receiver,
    controlNumber,
    verdict: interchange.verdict,
    errors: told(interchange.errors),
    groups: interchange.groups.map((group) => ({
      id: group.id,
      controlNumber: group.controlNumber,
      verdict: group.verdict,
      errors: told(group.errors),
      messages: group.messages.map((message) => ({
        type: message.type,
        version: message.version,
        controlNumber: message.controlNumber,
        verdict: message.verdict,
        errors: told(message.errors)
      }))
    }))
  };
}
