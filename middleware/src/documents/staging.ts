import type { EdiHandler, Group, Interchange, SetContext } from '../edi/envelope.ts';
import type { Finding } from '../edi/finding.ts';
import type { Segment } from '../edi/segment.ts';
import { SetReader } from '../edi/set-reader.ts';
import { verdictOf } from '../edi/finding.ts';
import type { CanonicalDocument } from '../mappings/canonical/document.ts';
import type { ReceivedFileRow } from '../db/schema.ts';
import { type DocumentDraft, type DraftSource, draftDocument } from './draft.ts';
import type { Address } from './payload.ts';
import { Relationships } from './relationships.ts';

/** What the journal is to do for a stretch of a file, in order. */
export type StagingStep =
  | { do: 'insert'; document: DocumentDraft }
  | { do: 'flag-group'; interchange: Interchange; group: Group }
  | { do: 'flag-interchange'; interchange: Interchange }
  | { do: 'replace-interchange'; interchange: Interchange; document: DocumentDraft };

interface LastSet {
  group: Group;
  set: SetContext['set'];
}

/** Faults of single sets that are told with a rejected interchange. */
const SET_FINDINGS_TOLD = 20;

/** Turns what the reader tells of a file into steps for the journal; the caller takes them after every chunk. */
export class Staging implements EdiHandler {
  readonly #file: ReceivedFileRow;
  readonly #own: readonly Address[];
  #steps: StagingStep[] = [];
  readonly #relationships: Relationships;
  readonly #reader: SetReader;
  #position = 0;
  #notes: Finding[] = [];
  #groupFindings: Finding[] = [];
  #setFindings: Finding[] = [];
  #sets = 0;
  #last: LastSet | undefined;

  constructor(file: ReceivedFileRow, own: readonly Address[], relationships = new Relationships()) {
    this.#file = file;
    this.#own = own;
    this.#relationships = relationships;
    this.#reader = new SetReader(
      (interchange) => relationships.libraryOf(interchange),
      ({ interchange, set }) => relationships.mappingOf(interchange, set.type) !== undefined
    );
  }

  /** The steps since the last call. */
  take(): StagingStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  setStart(context: SetContext): void {
    this.#reader.start(context);
  }

  segment(segment: Segment, position: number): void {
    this.#reader.segment(segment, position);
  }

  setEnd({ interchange, group, set }: SetContext): void {
    const tree = this.#reader.end();
    const text = tree && (this.#relationships.mappingOf(interchange, set.type)?.(tree, set.findings) ?? null);
    const content = text === null ? null : (JSON.parse(text) as CanonicalDocument);
    this.#sets += 1;
    this.#last = { group, set };
    if (this.#setFindings.length < SET_FINDINGS_TOLD) {
      this.#setFindings.push(
        ...set.findings.all.filter(({ severity }) => severity === 'error').slice(0, SET_FINDINGS_TOLD)
      );
    }
    const position = this.#position;
    this.#position += 1;
    const document = draftDocument({
      ...this.#source(interchange, group, set, position),
      findings: [...this.#notes, ...set.findings.all],
      content
    });
    this.#steps.push({ do: 'insert', document });
  }

  groupEnd(interchange: Interchange, group: Group): void {
    if (group.findings.all.length === 0) return;
    this.#groupFindings.push(...group.findings.all.slice(0, SET_FINDINGS_TOLD));
    this.#steps.push({ do: 'flag-group', interchange, group });
  }

  interchangeEnd(interchange: Interchange): void {
    if (verdictOf(interchange.findings.all) === 'rejected' || this.#sets === 0) this.#replace(interchange);
    else this.#steps.push({ do: 'flag-interchange', interchange });
    this.#sets = 0;
    this.#last = undefined;
    this.#notes = [];
    this.#groupFindings = [];
    this.#setFindings = [];
  }

  fileFinding(finding: Finding): void {
    if (finding.severity !== 'error') {
      this.#notes.push(finding);
      return;
    }
    const position = this.#position;
    this.#position += 1;
    const nowhere = { interchangeIndex: -1, groupIndex: -1, interchange: null, group: null, set: null, content: null };
    const document = draftDocument({
      file: this.#file,
      own: this.#own,
      position,
      findings: [...this.#notes, finding],
      ...nowhere
    });
    this.#steps.push({ do: 'insert', document });
  }

  /** One document stands for an interchange that is rejected as a whole, or that holds no transaction set. */
  #replace(interchange: Interchange): void {
    const acknowledgement = interchange.acknowledges
      ? { type: 'TA1', version: interchange.version, controlNumber: '' }
      : null;
    const only = this.#sets === 1 ? this.#last : undefined;
    const position = this.#position;
    this.#position += 1;
    const document = draftDocument({
      ...this.#source(interchange, only?.group ?? null, only?.set ?? acknowledgement, position),
      findings: [
        ...this.#notes,
        ...interchange.findings.all,
        ...this.#groupFindings,
        ...this.#setFindings.slice(0, SET_FINDINGS_TOLD)
      ],
      content: null
    });
    this.#steps.push({ do: 'replace-interchange', interchange, document });
  }

  #source(interchange: Interchange, group: Group | null, set: DraftSource['set'], position: number) {
    return {
      file: this.#file,
      own: this.#own,
      interchangeIndex: interchange.index,
      groupIndex: group?.index ?? -1,
      position,
      interchange,
      group,
      set
    };
  }
}
