import type { Command } from 'commander';
import { ask, runningOrg, withOrgOptions, type OrgOptions, type RunningOrg } from './running-org.ts';

interface QueryBody {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: Record<string, unknown>[];
}

/** All pages in one body, as if the first had held everything. */
async function query(soql: string, org: RunningOrg): Promise<QueryBody> {
  const body = await ask<QueryBody>(org, `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
  let next = body.nextRecordsUrl;
  delete body.nextRecordsUrl;
  while (next !== undefined) {
    const page = await ask<QueryBody>(org, next);
    body.records.push(...page.records);
    body.done = page.done;
    next = page.nextRecordsUrl;
  }
  return body;
}

function flatten(record: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    if (name === 'attributes') return [];
    if (typeof value !== 'object' || value === null)
      return [[prefix + name, value === null ? '' : JSON.stringify(value).replaceAll(/^"|"$/g, '')]];
    const nested = value as Record<string, unknown>;
    return Array.isArray(nested.records)
      ? [[prefix + name, `${nested.records.length} records`]]
      : flatten(nested, `${prefix}${name}.`);
  });
}

function table(body: QueryBody): string {
  const rows = body.records.map((record) => new Map(flatten(record)));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 60);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => cell(row.get(name) ?? '').length)));
  const line = (cells: string[]): string =>
    cells
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = rows.map((row) => line(names.map((name) => cell(row.get(name) ?? ''))));
  const head = names.length === 0 ? [] : [line(names), widths.map((width) => '-'.repeat(width)).join('  ')];
  return [...head, ...lines, `${body.totalSize} records`].join('\n');
}

/** `local-org query SOQL`: asks the running org. */
export function registerQuery(program: Command): void {
  withOrgOptions(
    program
      .command('query')
      .description('run a SOQL query in the running local org')
      .argument('<soql>', 'the query')
      .option('--json', "print the REST API's query body"),
    'folder of the project whose org runs'
  )
    .addHelpText('after', '\nExit codes: 0 answered, 1 refused or not reached, 2 wrong usage.')
    .action(async (soql: string, options: OrgOptions & { json?: boolean }) => {
      try {
        const body = await query(soql, runningOrg(options));
        console.log(options.json === true ? JSON.stringify(body, null, 2) : table(body));
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
      }
    });
}
