import { type Finding, type Severity, relativeTo } from './findings.ts';

/** What apex-ls prints with `-f json`. */
export interface ApexLsReport {
  files: { path: string; messages: { start: { line: number }; category: string; message: string }[] }[];
}

/** A wrong finding of apex-ls, which knows no way to be told so in the source. */
export interface KnownMistake {
  file: string;
  category: string;
  /** What the finding's message contains. */
  message: string;
  reason: string;
}

/** What would not compile is high; the rest is advice that a clean package follows. */
const SEVERITY_BY_CATEGORY: Record<string, Severity> = { Syntax: 'high', Error: 'high', Missing: 'high' };

/** The findings of a report on a project that stands in the folder. */
export function apexLsFindings(report: ApexLsReport, project: string): Finding[] {
  return report.files.flatMap(({ path: file, messages }) =>
    messages.map(({ start, category, message }) => ({
      severity: SEVERITY_BY_CATEGORY[category] ?? 'moderate',
      file: relativeTo(project, file),
      line: start.line,
      rule: `apex-ls:${category}`,
      message
    }))
  );
}

/** The findings without those known to be wrong, and a complaint about every known mistake that is made no longer. */
export function withoutMistakes(
  findings: readonly Finding[],
  mistakes: readonly KnownMistake[]
): { findings: Finding[]; problems: string[] } {
  const fits = (mistake: KnownMistake, finding: Finding): boolean =>
    finding.file === mistake.file &&
    finding.rule === `apex-ls:${mistake.category}` &&
    finding.message.includes(mistake.message);
  return {
    findings: findings.filter((finding) => !mistakes.some((mistake) => fits(mistake, finding))),
    problems: mistakes
      .filter((mistake) => !findings.some((finding) => fits(mistake, finding)))
      .map(({ file, message }) => `apex-ls no longer says "${message}" of ${file}: take it off the known mistakes`)
  };
}
