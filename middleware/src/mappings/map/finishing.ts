import { FinishLine, type LineFinish } from './finish-line.ts';
import type { DocumentMap } from './map.ts';
import { DOCUMENT_MEMBERS } from './members.ts';
import type { MappingRun } from './run.ts';
import { Written } from './written.ts';

/** Checks or completes a document of which all fields are written. */
export interface Finisher {
  /** What is to be done with each of the document's lines. */
  line?: LineFinish;
  document?: (document: Written, run: MappingRun, kind: string) => void;
}

/** What is to be done with a document when its fields are written. */
export class Finishing {
  readonly written: Written;
  /** Undefined where nothing is to be done with its lines. */
  readonly line: FinishLine | undefined;
  readonly #kind: string;
  readonly #finishers: readonly NonNullable<Finisher['document']>[];

  /** @param others names of members that somebody else asks for */
  constructor(map: DocumentMap, finishers: readonly Finisher[], others: readonly string[]) {
    this.written = new Written([...new Set([...DOCUMENT_MEMBERS, ...others])]);
    const line = finishers.reduce<LineFinish>((all, finisher) => ({ ...all, ...finisher.line }), {});
    this.line = Object.keys(line).length > 0 ? new FinishLine(line) : undefined;
    this.#kind = map.kind;
    this.#finishers = finishers.flatMap(({ document }) => (document ? [document] : []));
  }

  document(run: MappingRun): void {
    for (const finish of this.#finishers) finish(this.written, run, this.#kind);
  }
}
