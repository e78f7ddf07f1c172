import { readFileSync } from 'node:fs';
import type { SetContext } from '../edi/envelope.ts';
import { Inspection } from '../edi/inspection.ts';
import { verdictOf } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import type { LoopNode } from '../edi/tree.ts';
import { type Mapping, mappingOf, mappingWith } from '../mappings/registry.ts';
import { readEdi } from './edi-file.ts';
import { EXIT_CODES, UnreadableError } from './exit.ts';
import { readLibrary } from './inspect.ts';
import { findingLine } from './inspect-text.ts';

export interface TranslateOptions {
  guide: string[];
  /** A partner's overlay of a map, with the standard and type that it is for. */
  map: string | undefined;
}

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
  const translateSet = (context: SetContext, root: LoopNode | null) => {
    const { interchange, set } = context;
    const mapping = overlaid?.(interchange.standard, set.type) ?? mappingOf(interchange.standard, set.type);
    const document = root && mapping ? mapping(root, set.findings) : null;
    const verdict = verdictOf(set.findings.all);
    const { type, version, controlNumber, findings } = set;
    print(
      JSON.stringify({
        standard: interchange.standard,
        type,
        version,
        interchangeControlNumber: interchange.controlNumber,
        controlNumber,
        verdict,
        document: verdict === 'rejected' ? null : document,
        errors: findings.all.map(findingLine)
      })
    );
  };
  const inspection = new Inspection(readLibrary(options.guide), translateSet);
  await (await readEdi(file, new EdiReader(inspection))).close();
  const { verdict, errors, interchanges } = inspection.result();
  for (const finding of [...errors, ...interchanges.flatMap((interchange) => interchange.errors)])
    if (finding.severity === 'error') process.stderr.write(`${finding.message}\n`);
  return EXIT_CODES[verdict];
}

function readMap(file: string): (standard: string, type: string) => Mapping | undefined {
  try {
    const { standard, type, ...overlay } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if ((standard !== 'X12' && standard !== 'EDIFACT') || typeof type !== 'string')
      throw new Error('it does not say its "standard" (X12 or EDIFACT) and "type"');
    const mapping = mappingWith(standard, type, overlay);
    return (ofStandard, ofType) => (ofStandard === standard && ofType === type ? mapping : undefined);
  } catch (cause) {
    throw new UnreadableError(`The map ${file} cannot be used: ${(cause as Error).message}.`, { cause });
  }
}
