import { type Reader, type Writer, writeMembers, writer } from './fields.ts';
import type { DocumentMap } from './map.ts';
import { DOCUMENT_MEMBERS, LINE_MEMBERS } from './members.ts';
import type { MappingRun } from './run.ts';
import { Written } from './written.ts';

/** Checks or completes a document of which all fields are written. */
export interface Finisher {
  /** Completes one of the document's lines. */
  line?: (line: Written, run: MappingRun) => void;
  document?: (document: Written, run: MappingRun, kind: string) => void;
}

/** Finishes the lines of a document while they are written. */
export class FinishLine {
  readonly written = new Written(LINE_MEMBERS);
  readonly #finishers: readonly NonNullable<Finisher['line']>[];

  constructor(finishers: readonly Finisher[]) {
    this.#finishers = finishers.flatMap(({ line }) => (line ? [line] : []));
  }

  /** Forgets the line before. */
  start(): void {
    this.written.clear();
  }

  end(run: MappingRun): void {
    run.totals.startLine(this.written, run.out);
    for (const finish of this.#finishers) finish(this.written, run);
  }

  /** Writes the lines that a reader makes, member by member. */
  writerOf(read: Reader): Writer {
    return writer(read.needs ?? -1, (run, at) => {
      const value = read(run.nodeAt(at), run);
      if (!Array.isArray(value) || value.length === 0) return false;
      const start = run.out.length;
      for (const line of value as Record<string, unknown>[]) this.#write(run, line);
      run.out.closeList(start);
      return true;
    });
  }

  #write(run: MappingRun, line: Record<string, unknown>): void {
    this.start();
    run.out.comma();
    const start = run.out.length;
    writeMembers(run, line, this.written);
    this.end(run);
    run.out.closeObject(start);
  }
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
    this.line = finishers.some(({ line }) => line) ? new FinishLine(finishers) : undefined;
    this.#kind = map.kind;
    this.#finishers = finishers.flatMap(({ document }) => (document ? [document] : []));
  }

  document(run: MappingRun): void {
    for (const finish of this.#finishers) finish(this.written, run, this.#kind);
  }
}
