import { readFileSync } from 'node:fs';
import type { Interchange, TransactionSet } from '../edi/envelope.ts';
import { Inspection } from '../edi/inspection.ts';
import { FindingList, verdictOf } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import type { SetTree } from '../edi/tree.ts';
import { mappingOf, type MapOverlay, readMapOverlay } from '../mappings/registry.ts';
import { readEdi, textOptions } from './edi-file.ts';
import { visible } from './excerpt.ts';
import { EXIT_CODES, UnreadableError } from './exit.ts';
import { readLibrary } from './inspect.ts';
import { findingLine } from './inspect-text.ts';

export interface TranslateOptions {
  guide: string[];
  /** A partner's overlay of a map, with the standard and type that it is for. */
  map: string | undefined;
  /** Character set of X12 files, where it is not UTF-8 or Windows-1252. */
  charset?: string | undefined;
}

type TranslatedSet = Pick<TransactionSet, 'type' | 'version' | 'controlNumber' | 'findings'>;

/**
 * Prints every set of a file as one JSON line: what it is, the verdict, its findings, and the canonical document, null
 * where the set is rejected or its type has no mapping.
 * @returns the exit code of the file's verdict
 */
export async function translate(
  file: string,
  options: TranslateOptions,
  print: (line: string) => void
): Promise<number> {
  const overlaid = options.map === undefined ? undefined : readMap(options.map);
  const line = (interchange: Interchange, set: TranslatedSet, tree: SetTree | null) => {
    const { type, findings } = set;
    const isOverlaid = overlaid?.standard === interchange.standard && overlaid.type === type;
    const mapping = isOverlaid ? overlaid.mapping : mappingOf(interchange.standard, type);
    const document = tree && mapping ? mapping(tree, findings) : null;
    const verdict = verdictOf(findings.all);
    const head = JSON.stringify({
      standard: interchange.standard,
      type,
      version: set.version,
      interchangeControlNumber: interchange.controlNumber,
      controlNumber: set.controlNumber,
      verdict
    });
    const errors = JSON.stringify(findings.all.map((finding) => findingLine(finding, interchange.standard)));
    // The document is JSON already.
    print(`${head.slice(0, -1)},"document":${verdict === 'rejected' ? 'null' : String(document)},"errors":${errors}}`);
  };
  const inspection = new Inspection(readLibrary(options.guide), {
    verdictsOnly: true,
    set: ({ interchange, set }, tree) => {
      line(interchange, set, tree);
    },
    acknowledgement: (interchange, tree) => {
      const { version, controlNumber } = interchange;
      line(interchange, { type: 'TA1', version, controlNumber, findings: new FindingList() }, tree);
    }
  });
  await (await readEdi(file, new EdiReader(inspection, textOptions(options.charset)))).close();
  const { verdict, errors, interchanges } = inspection.result();
  for (const finding of [...errors, ...interchanges.flatMap((interchange) => interchange.errors)])
    if (finding.severity === 'error') process.stderr.write(`${visible(finding.message)}\n`);
  return EXIT_CODES[verdict];
}

function readMap(file: string): MapOverlay {
  try {
    return readMapOverlay(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new UnreadableError(`The map ${file} cannot be used: ${(cause as Error).message}`, { cause });
  }
}
