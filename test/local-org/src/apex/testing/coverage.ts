import { Session, type Profiler } from 'node:inspector';
import type { ApexProgram, EmittedFile } from '../program.ts';

export interface FileCoverage {
  /** `Foo`, or `trigger Foo`. */
  name: string;
  file: string;
  covered: number;
  total: number;
  /** Lines with statements that ran, and those that never did. */
  coveredLines: number[];
  uncoveredLines: number[];
}

/**
 * Counts which lines with statements ran, by V8's own block coverage: emitted code stands on the lines of its source.
 * Must be started before the program is loaded into V8.
 */
export class Coverage {
  private readonly session = new Session();

  constructor() {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** As {@link read}; counting ends. */
  take(program: ApexProgram): FileCoverage[] {
    const files = this.read(program);
    this.stop();
    return files;
  }

  stop(): void {
    this.session.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }

  /** What ran since the start or the last reading, test classes left out, in the order of the names. */
  read(program: ApexProgram): FileCoverage[] {
    let scripts: Profiler.ScriptCoverage[] = [];
    this.session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) {
        throw error;
      }
      scripts = answer.result;
    });
    // A program that is loaded twice has two scripts of one name; the one that was loaded last is meant.
    const byName = new Map(
      scripts.sort((a, b) => Number(a.scriptId) - Number(b.scriptId)).map((script) => [script.url, script])
    );
    const units = new Map(program.classes.map((symbol) => [symbol.name, symbol.source]));
    return [...program.files, ...program.triggers.map((trigger) => trigger.file)]
      .filter((file) => units.get(file.name)?.isTest !== true && file.statements.length)
      .map((file) => {
        const path =
          units.get(file.name)?.unit.file ??
          program.triggers.find((trigger) => trigger.file === file)?.unit.file ??
          file.name;
        return coverageOf(file, path, byName.get(`apex:${file.name}`));
      })
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}

function coverageOf(file: EmittedFile, path: string, script: Profiler.ScriptCoverage | undefined): FileCoverage {
  const coveredLines: number[] = [];
  const uncoveredLines: number[] = [];
  for (const { line, offset } of file.statements) {
    (ran(offset, script) ? coveredLines : uncoveredLines).push(line);
  }
  const { length: total } = file.statements;
  return { name: file.name, file: path, covered: coveredLines.length, total, coveredLines, uncoveredLines };
}

/** The smallest range around a place says how often it ran; functions that never ran have no ranges inside. */
function ran(offset: number, script: Profiler.ScriptCoverage | undefined): boolean {
  let best: { size: number; count: number } | undefined;
  for (const { ranges } of script?.functions ?? []) {
    for (const { startOffset, endOffset, count } of ranges) {
      const size = endOffset - startOffset;
      if (startOffset <= offset && offset < endOffset && (!best || size <= best.size)) {
        best = { size, count };
      }
    }
  }
  return (best?.count ?? 0) > 0;
}

/** Covered lines of all files in percent, 100 where there are none. */
export function totalPercent(files: readonly FileCoverage[]): number {
  const total = files.reduce((sum, file) => sum + file.total, 0);
  return total === 0 ? 100 : (files.reduce((sum, file) => sum + file.covered, 0) / total) * 100;
}

/** A table for people, the least covered first. */
export function coverageTable(files: readonly FileCoverage[]): string {
  const percent = (file: FileCoverage): number => (file.covered / file.total) * 100;
  const width = Math.max(...files.map((file) => file.name.length), 4);
  const lines = [...files]
    .sort((a, b) => percent(a) - percent(b))
    .map((file) => {
      const missing = file.uncoveredLines.length ? `  not run: ${rangesOf(file.uncoveredLines)}` : '';
      return `${file.name.padEnd(width)}  ${percent(file).toFixed(0).padStart(3)} %  ${file.covered}/${file.total}${missing}`;
    });
  return [...lines, `${'all'.padEnd(width)}  ${totalPercent(files).toFixed(1)} %`].join('\n');
}

/** `3, 7-9`. */
function rangesOf(lines: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const from = lines[at] ?? 0;
    let to = from;
    while (lines[at + 1] === to + 1) {
      at += 1;
      to += 1;
    }
    parts.push(from === to ? String(from) : `${from}-${to}`);
  }
  return parts.join(', ');
}
