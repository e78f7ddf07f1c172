import { styleText } from 'node:util';

/** Lines of columns as wide as their longest value; the heading is dimmed where the terminal has colours. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((value, column) => value.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [styleText('dim', line(heading), { stream: process.stdout }), ...rows.map(line)];
}
