import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';

/** What `npm start` writes to `.local/run.json` about the org. */
interface RunFile {
  localOrg?: { url?: string; tokenFile?: string };
}

interface QueryBody {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: Record<string, unknown>[];
}

const REMEDY = 'start it with npm start';

function runningOrg(project: string): { url: string; token: string } {
  const file = path.join(project, '.local', 'run.json');
  if (!existsSync(file))
    throw new Error(`no local org runs for ${path.resolve(project)} (there is no .local/run.json): ${REMEDY}`);
  const { localOrg } = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  if (localOrg?.url === undefined || localOrg.tokenFile === undefined) {
    throw new Error(`${file} does not say where the local org listens: ${REMEDY}`);
  }
  return { url: localOrg.url, token: readFileSync(path.resolve(project, localOrg.tokenFile), 'utf8').trim() };
}

async function get(url: string, token: string): Promise<QueryBody> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  } catch {
    throw new Error(`nothing answers at ${new URL(url).origin}: the local org does not run any more; ${REMEDY}`);
  }
  const body: unknown = await response.json();
  if (response.ok) return body as QueryBody;
  const [first] = body as { message: string; errorCode: string }[];
  throw new Error(first === undefined ? `HTTP ${response.status}` : `${first.errorCode}: ${first.message.trim()}`);
}

/** All pages in one body, as if the first had held everything. */
async function query(soql: string, project: string): Promise<QueryBody> {
  const { url, token } = runningOrg(project);
  const body = await get(`${url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, token);
  let next = body.nextRecordsUrl;
  delete body.nextRecordsUrl;
  while (next !== undefined) {
    const page = await get(url + next, token);
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
  program
    .command('query')
    .description('run a SOQL query in the running local org')
    .argument('<soql>', 'the query')
    .option('--json', "print the REST API's query body")
    .option('--project <dir>', 'folder of the project whose org runs', '.')
    .action(async (soql: string, options: { json?: boolean; project: string }) => {
      try {
        const body = await query(soql, options.project);
        console.log(options.json === true ? JSON.stringify(body, null, 2) : table(body));
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
        process.exitCode = 1;
      }
    });
}
