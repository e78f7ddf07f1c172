import type { Verdict } from './verdict.ts';

export interface Outcome {
  name: string;
  title: string;
  seconds: number;
  /** What is wrong; empty when all is well. */
  faults: string[];
  note: string;
  /** Missing where the fault could not be provoked to its end. */
  verdict: Verdict | undefined;
}

type Cells = Record<string, (outcome: Outcome) => string | number>;

const during = (verdict: Verdict | undefined, count: (before: NonNullable<Verdict['before']>) => number) =>
  verdict?.before ? count(verdict.before) : '–';

const IN: Cells = {
  fault: ({ name }) => name,
  'sent before': ({ verdict }) => during(verdict, ({ sent }) => sent),
  'in mailbox': ({ verdict }) => during(verdict, ({ inMailbox }) => inMailbox),
  'records before': ({ verdict }) => during(verdict, ({ documents }) => documents),
  sent: ({ verdict }) => verdict?.sent ?? '–',
  stored: ({ verdict }) => verdict?.stored ?? '–',
  records: ({ verdict }) => verdict?.documents ?? '–',
  orders: ({ verdict }) => verdict?.orders ?? '–',
  lost: ({ verdict }) => verdict?.lost ?? '–',
  doubled: ({ verdict }) => verdict?.doubled ?? '–',
  'order kept': ({ verdict }) => (verdict ? (verdict.order ? 'yes' : 'NO') : '–'),
  'further events': ({ verdict }) => verdict?.furtherEvents ?? '–',
  seconds: ({ seconds }) => Math.round(seconds),
  result: ({ faults }) => (faults.length === 0 ? 'ok' : 'FAILED')
};

const OUT: Cells = {
  fault: ({ name }) => name,
  'asked before': ({ verdict }) => during(verdict, ({ requests }) => requests),
  'taken before': ({ verdict }) => during(verdict, ({ accepted }) => accepted),
  asked: ({ verdict }) => verdict?.requests ?? '–',
  taken: ({ verdict }) => verdict?.accepted ?? '–',
  lost: ({ verdict }) => verdict?.lostOut ?? '–',
  doubled: ({ verdict }) => verdict?.doubledOut ?? '–'
};

/** A table in Markdown, which reads well in a terminal too. */
function tableOf(cells: Cells, outcomes: readonly Outcome[]): string {
  const rows = [Object.keys(cells), ...outcomes.map((one) => Object.values(cells).map((cell) => String(cell(one))))];
  const widths = Object.keys(cells).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function report(outcomes: readonly Outcome[]): string {
  const out = outcomes.filter(({ verdict }) => (verdict?.requests ?? 0) > 0);
  const parts = ['From the mailbox to the org:', tableOf(IN, outcomes)];
  if (out.length > 0) parts.push('From the org to the Trading Grid:', tableOf(OUT, out));
  return parts.join('\n\n');
}
