import { GuideLibrary } from '../edi/guide/library.ts';
import { type FileInspection, Inspection } from '../edi/inspection.ts';
import { FindingList, verdictOf } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import type { CanonicalDocument } from '../mappings/canonical/document.ts';
import { mappingOf } from '../mappings/registry.ts';

/** Reads bytes that end at those cuts, each chunk on its own. */
export function inspectBytes(
  bytes: Uint8Array,
  overlays: unknown[] = [],
  cuts: readonly number[] = []
): FileInspection {
  const inspection = new Inspection(new GuideLibrary(overlays));
  const reader = new EdiReader(inspection);
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    reader.push(bytes.slice(at, cut));
    at = cut;
  }
  reader.end();
  return inspection.result();
}

export const inspectText = (text: string, overlays: unknown[] = []) =>
  inspectBytes(Buffer.from(text, 'latin1'), overlays);

/**
 * The canonical documents of a file; null for what could not be translated.
 * @param chunk bytes that are read at once; left out: all of them
 */
export function translateBytes(bytes: Uint8Array, chunk = bytes.length): (CanonicalDocument | null)[] {
  const documents: (CanonicalDocument | null)[] = [];
  const inspection = new Inspection(new GuideLibrary(), {
    set: ({ interchange, set }, tree) => {
      const text = tree && (mappingOf(interchange.standard, set.type)?.(tree, set.findings) ?? null);
      documents.push(verdictOf(set.findings.all) === 'rejected' ? null : parsed(text));
    },
    acknowledgement: (_interchange, tree) => {
      documents.push(parsed(mappingOf('X12', 'TA1')?.(tree, new FindingList()) ?? null));
    }
  });
  const reader = new EdiReader(inspection);
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.slice(at, at + chunk));
  reader.end();
  return documents;
}

const parsed = (text: string | null) => (text === null ? null : (JSON.parse(text) as CanonicalDocument));

/** Every finding of a file, as `severity CODE segment@position.element`. */
export function findingsOf({ errors, interchanges }: FileInspection): string[] {
  const all = [
    ...errors,
    ...interchanges.flatMap((interchange) => [
      ...interchange.errors,
      ...interchange.groups.flatMap((group) => [
        ...group.errors,
        ...group.messages.flatMap((message) => message.errors)
      ])
    ])
  ];
  return all.map(({ severity, code, segment, segmentPosition, element }) =>
    [severity, code, `${segment ?? '-'}@${segmentPosition ?? '-'}${element === null ? '' : `.${element}`}`].join(' ')
  );
}
