import { type Finding, SEVERITIES, relativeTo } from './findings.ts';

/** What `tools/code-analyzer/run.js` writes: the analyzer's own JSON results, and what kept it from its work. */
export interface CodeAnalyzerReport {
  violations: {
    rule: string;
    engine: string;
    /** 1 critical, 2 high, 3 moderate, 4 low, 5 info. */
    severity: number;
    message: string;
    primaryLocationIndex: number;
    locations: { file?: string; startLine?: number }[];
  }[];
  /** How many rules were selected. */
  rules: number;
  problems: string[];
}

/**
 * The findings of a report.
 *
 * @throws Error for a severity that the analyzer does not document
 */
export function codeAnalyzerFindings(report: CodeAnalyzerReport, project: string): Finding[] {
  return report.violations.map(({ rule, engine, severity, message, locations, primaryLocationIndex }) => {
    const name = SEVERITIES[severity - 1];
    if (name === undefined) throw new Error(`Code Analyzer reports the unknown severity ${severity} for ${rule}`);
    const { file, startLine } = locations[primaryLocationIndex] ?? {};
    return {
      severity: name,
      file: file === undefined ? '' : relativeTo(project, file),
      line: startLine ?? 0,
      rule: `${engine}:${rule}`,
      message
    };
  });
}
