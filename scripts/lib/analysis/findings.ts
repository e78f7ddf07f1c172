import path from 'node:path';

/** Severities of Salesforce Code Analyzer, from the worst; its numbers are 1 to 5. */
export const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something that an analyzer says about a place in the package. */
export interface Finding {
  severity: Severity;
  /** Relative to the project; empty where the finding is about none. */
  file: string;
  line: number;
  /** `engine:rule`, as Code Analyzer's selectors name it. */
  rule: string;
  message: string;
}

/** What one run of an analyzer found. */
export interface Analysis {
  name: string;
  findings: Finding[];
  /** What kept the analyzer from looking at everything: without an empty list nothing is proven. */
  problems: string[];
  seconds: number;
}

/** Whether the package may not be published with it. */
export function isAboveLow({ severity }: Finding): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf('low');
}

/** A run passes when it looked at everything and found nothing above low. */
export function passes({ findings, problems }: Analysis): boolean {
  return problems.length === 0 && !findings.some(isAboveLow);
}

/** The worst first, then by place. */
export function sorted(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.rule.localeCompare(b.rule)
  );
}

/** The path as a reader of the repository knows it. */
export function relativeTo(project: string, file: string): string {
  return path.relative(project, file).split(path.sep).join('/');
}
