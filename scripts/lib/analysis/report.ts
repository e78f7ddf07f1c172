import { type Analysis, type Finding, SEVERITIES, isAboveLow, passes, sorted } from './findings.ts';

const LONGEST = 200;

/** Findings as a table: severity, place, rule and message. */
export function table(findings: readonly Finding[]): string {
  const rows = sorted(findings).map(({ severity, file, line, rule, message }) => [
    severity,
    file === '' ? '-' : `${file}:${line}`,
    rule,
    shortened(message)
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

/** On one line, and no longer than a reader takes in: a syntax error names every token that would have been right. */
function shortened(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** `1 high, 3 moderate`, or `nothing found`. */
export function counts(findings: readonly Finding[]): string {
  const parts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length
  })).filter(({ count }) => count > 0);
  return parts.length === 0 ? 'nothing found' : parts.map(({ severity, count }) => `${count} ${severity}`).join(', ');
}

/** What one analyzer found, for people: its verdict first, then what is above low, or everything where that is asked for. */
export function describe(analysis: Analysis, everything: boolean): string {
  const { name, findings, problems, seconds } = analysis;
  const shown = everything ? findings : findings.filter(isAboveLow);
  return [
    `${passes(analysis) ? 'ok  ' : 'FAIL'} ${name}: ${counts(findings)} (${seconds.toFixed(1)} s)`,
    ...problems.map((problem) => `     ${shortened(problem)}`),
    ...(shown.length === 0 ? [] : [table(shown).replaceAll(/^/gm, '     ')])
  ].join('\n');
}
