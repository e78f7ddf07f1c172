import type { ReceivedFileRow } from '../db/schema.ts';
import type { Finding } from '../edi/finding.ts';
import { EdiReader } from '../edi/reader.ts';
import type { DocumentDraft } from './draft.ts';
import { type InterchangeRow, interchangeRow } from './duplicates.ts';
import { withFindings } from './findings.ts';
import type { Payload } from './payload.ts';
import type { Staging, StagingStep } from './staging.ts';

/** What a small file holds, made in memory, ready for the journal. */
export interface FileContents {
  file: ReceivedFileRow;
  documents: DocumentDraft[];
  interchanges: InterchangeRow[];
}

type Place = Pick<DocumentDraft, 'interchange_index' | 'group_index'>;

/** Reads a small file whole. */
export function readWhole(file: ReceivedFileRow, bytes: Uint8Array, staging: Staging): FileContents {
  const reader = new EdiReader(staging);
  reader.push(bytes);
  reader.end();
  return contentsOf(file, staging.take());
}

/** Does in memory what the steps ask of the journal. */
export function contentsOf(file: ReceivedFileRow, steps: readonly StagingStep[]): FileContents {
  let documents: DocumentDraft[] = [];
  const interchanges: InterchangeRow[] = [];
  const flag = (findings: readonly Finding[], concerns: (place: Place) => boolean) => {
    if (findings.length === 0) return;
    for (const draft of documents.filter(concerns))
      Object.assign(draft, withFindings(JSON.parse(draft.payload) as Payload, draft.outcome, findings));
  };
  for (const step of steps) {
    if (step.do === 'insert') documents.push(step.document);
    else if (step.do === 'flag-group') {
      const { index } = step.group;
      flag(
        step.group.findings.all,
        (place) => place.interchange_index === step.interchange.index && place.group_index === index
      );
    } else if (step.do === 'flag-interchange') {
      flag(step.interchange.findings.all, (place) => place.interchange_index === step.interchange.index);
      interchanges.push(interchangeRow(file, step.interchange));
    } else {
      documents = documents.filter((draft) => draft.interchange_index !== step.interchange.index);
      documents.push(step.document);
    }
  }
  return { file, documents, interchanges };
}
