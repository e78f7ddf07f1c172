import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startSimulator } from '../trading-grid/src/simulator.ts';
import { orderOf } from './pipeline-orders.ts';
import { System, type Worker } from './pipeline-system.ts';

/**
 * How many documents a second the middleware brings from a mailbox to an acknowledged publish: orders of 4 KB, one a
 * file, from a directory and over SFTP, with several workers, on PostgreSQL and on PGlite; what a single order waits at
 * 70 a second; backlogs of many keys and of one; five tenants at once. The floor beside it reads the same files, stores
 * their bytes a hundred a commit and renames them, and does nothing else. Prints JSON and a table.
 */
const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: '10000' },
    only: { type: 'string', multiple: true },
    backlog: { type: 'string', default: '100000' },
    help: { type: 'boolean', default: false }
  }
});
if (options.help) {
  process.stdout.write(
    'npm run bench:pipeline -- [--files 10000] [--backlog 100000] [--only directory|workers|sftp|pglite|latency|backlog|tenants]…\n'
  );
  process.exit(0);
}
const FILES = Number(options.files);
const wanted = (name: string) => options.only === undefined || options.only.includes(name);
const DIRECTORY = { type: 'directory', pollSeconds: 0.2, settleSeconds: 0.05 };

interface Result {
  what: string;
  documents: number;
  perSecond?: number;
  p50?: number;
  p99?: number;
  megabytes?: number[];
  /** Memory of all workers in the middle of each quarter of the run, in MB: about the same where it is flat. */
  quarters?: number[];
  note?: string;
}

const results: Result[] = [];
const system = await System.start();
let runs = 0;

/** A database of its own for each run, so that none begins with what another left. */
async function freshDatabase(): Promise<string> {
  runs += 1;
  const name = `run${runs}`;
  const admin = new pg.Client({ connectionString: system.postgres.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  return system.postgres.url.replace(/journal$/, name);
}

/** @param hot whether all are versions of one order */
function fill(folder: string, count: number, prefix: string, hot = false): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 1; index <= count; index += 1) {
    const number = hot ? `${prefix}-HOT` : `${prefix}-${index}`;
    writeFileSync(path.join(folder, `${prefix}-${index}.edi`), orderOf(number, index, prefix));
  }
}

interface Progress {
  published: number;
  first: number;
  last: number;
  waits: number[];
}

const FIGURES = `select count(*) filter (where d.delivery = 'published') as published,
  min(extract(epoch from d.received_at)) as first, max(extract(epoch from d.published_at)) as last from document d`;

async function until(client: pg.Client, count: number, look?: () => void): Promise<Progress> {
  for (;;) {
    const { rows } = await client.query<Record<'published' | 'first' | 'last', string>>(FIGURES);
    const [row] = rows;
    look?.();
    if (row && Number(row.published) >= count) {
      const waits = await client.query<{ wait: string }>(
        'select extract(epoch from published_at - received_at) as wait from document order by 1'
      );
      return {
        published: Number(row.published),
        first: Number(row.first),
        last: Number(row.last),
        waits: waits.rows.map(({ wait }) => Number(wait))
      };
    }
    await delay(500);
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;
const quantile = (sorted: number[], share: number) =>
  rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

/** Lets workers drain what the channels hold. */
async function drain(what: string, count: number, channels: Record<string, object[]>, workers = 1): Promise<Progress> {
  const database = await freshDatabase();
  const config = system.configure(channels);
  const running: Worker[] = [];
  for (let index = 0; index < workers; index += 1) running.push(await system.worker(config, database));
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const samples: number[] = [];
  const progress = await until(client, count, () =>
    samples.push(running.reduce((sum, one) => sum + one.megabytes(), 0))
  );
  await client.end();
  const megabytes = running.map((worker) => worker.peakMegabytes());
  for (const worker of running) await worker.end();
  const perSecond = Math.round(count / (progress.last - progress.first));
  const quarters = [1, 3, 5, 7].map((eighth) => samples[Math.floor((samples.length * eighth) / 8)] ?? 0);
  results.push({ what, documents: count, perSecond, megabytes, quarters });
  const memory = `${megabytes.join(' + ')} MB at most, by quarters ${quarters.join(', ')}`;
  process.stderr.write(`${what}: ${perSecond} documents a second, ${memory}\n`);
  return progress;
}

function directoryOf(name: string): object {
  const folder = system.folder(name);
  return { ...DIRECTORY, name, folder, processedFolder: `${folder}-processed` };
}

/** Reads, stores and renames, and nothing else. */
async function floor(): Promise<void> {
  const folder = system.folder('floor');
  fill(folder, FILES, 'floor');
  mkdirSync(`${folder}-processed`);
  const client = new pg.Client({ connectionString: await freshDatabase() });
  await client.connect();
  await client.query('create table bytes (id bigint generated always as identity primary key, bytes bytea not null)');
  const started = performance.now();
  const names = await readdir(folder);
  for (let start = 0; start < names.length; start += 100) {
    const page = names.slice(start, start + 100);
    const contents = await Promise.all(page.map((name) => readFile(path.join(folder, name))));
    const places = page.map((_, index) => `($${index + 1})`).join(',');
    await client.query(`insert into bytes (bytes) values ${places}`, contents);
    await Promise.all(page.map((name) => rename(path.join(folder, name), path.join(`${folder}-processed`, name))));
  }
  const perSecond = Math.round(FILES / ((performance.now() - started) / 1000));
  await client.end();
  results.push({ what: 'floor: read, store, rename', documents: FILES, perSecond });
}

async function directory(): Promise<void> {
  fill(system.folder('one'), FILES, 'one');
  await drain('directory, 1 worker', FILES, { acme: [directoryOf('one')] });
}

async function workers(): Promise<void> {
  for (const count of [2, 4]) {
    fill(system.folder(`by${count}`), FILES, `by${count}`);
    await drain(`directory, ${count} workers`, FILES, { acme: [directoryOf(`by${count}`)] }, count);
  }
}

async function sftp(): Promise<void> {
  const simulator = await startSimulator({ dataDirectory: system.folder('grid'), httpPort: 0, sftpPort: 0 });
  fill(path.join(simulator.mailboxes.root('tgseller'), 'outgoing'), FILES, 'sftp');
  const { host, port, user, passwordFile, hostKeySha256 } = simulator.sftp;
  const pace = { pollSeconds: 0.2, settleSeconds: 0.05 };
  const channel = { type: 'sftp', host, port, user, password: { file: passwordFile }, hostKeySha256, ...pace };
  await drain('SFTP, 1 worker', FILES, { acme: [channel] });
  await simulator.close();
}

async function pglite(): Promise<void> {
  const count = Math.min(FILES, 3000);
  fill(system.folder('lite'), count, 'lite');
  const worker = await system.worker(system.configure({ acme: [directoryOf('lite')] }));
  const started = performance.now();
  const processed = path.join(system.directory, 'lite-processed');
  const sink = async () => ((await (await fetch(new URL('/taken', system.orgUrl))).json()) as { taken: number }).taken;
  const before = await sink();
  mkdirSync(processed, { recursive: true });
  while ((await sink()) - before < count) await delay(200);
  const perSecond = Math.round(count / ((performance.now() - started) / 1000));
  results.push({
    what: 'PGlite, directory, 1 worker',
    documents: count,
    perSecond,
    megabytes: [worker.peakMegabytes()]
  });
  await worker.end();
}

async function latency(): Promise<void> {
  const [perSecond, seconds] = [70, 20];
  const channel = directoryOf('paced');
  const database = await freshDatabase();
  const worker = await system.worker(system.configure({ acme: [channel] }), database);
  const folder = system.folder('paced');
  for (let second = 0; second < seconds; second += 1) {
    const started = performance.now();
    for (let index = 0; index < perSecond; index += 1) {
      const number = second * perSecond + index + 1;
      const hidden = path.join(folder, `.${number}.tmp`);
      writeFileSync(hidden, orderOf(`paced-${number}`, number, 'paced'));
      renameSync(hidden, path.join(folder, `${number}.edi`));
      await delay(Math.max(0, ((index + 1) * 1000) / perSecond - (performance.now() - started)));
    }
  }
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const { waits } = await until(client, perSecond * seconds);
  await client.end();
  const what = `latency at ${perSecond} a second, from intake commit to publish`;
  results.push({ what, documents: waits.length, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) });
  await worker.end();
}

/** Interchanges of a thousand orders, so that the backlog is in the journal and not in the mailbox. */
async function backlog(): Promise<void> {
  const count = Number(options.backlog);
  for (const [name, hot] of [
    ['distinct', false],
    ['hot', true]
  ] as const) {
    const folder = system.folder(name);
    for (let file = 0; file < count / 1000; file += 1)
      writeFileSync(path.join(folder, `${name}-${file}.edi`), manyOf(name, file, hot));
    await drain(`backlog of ${count}, ${hot ? 'one hot key' : 'distinct keys'}`, count, { acme: [directoryOf(name)] });
  }
}

function manyOf(name: string, file: number, hot: boolean): Buffer {
  const icn = String(file + 1).padStart(9, '0');
  const sets = Array.from({ length: 1000 }, (_, index) => {
    const number = hot ? `${name}-HOT` : `${name}-${file * 1000 + index}`;
    return `ST*850*${index + 1}~\nBEG*00*SA*${number}**20260105~\nPO1*1*${index + 1}*EA*1.25**VN*ITEM-${index}~\nSE*4*${index + 1}~\n`;
  });
  const isa = `ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*${icn}*0*P*>~\n`;
  return Buffer.from(
    `${isa}GS*PO*TGBUYER*TGSELLER*20260105*0930*${file + 1}*X*004010~\n${sets.join('')}GE*1000*${file + 1}~\nIEA*1*${icn}~\n`
  );
}

async function tenants(): Promise<void> {
  const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `tenant-${letter}`);
  // One is noisy: it has five times as much as each of the others.
  const counts = names.map((_, index) => (index === 0 ? FILES / 2 : FILES / 10));
  names.forEach((name, index) => fill(system.folder(name), counts[index] ?? 0, name));
  const database = await freshDatabase();
  const config = system.configure(Object.fromEntries(names.map((name) => [name, [directoryOf(name)]])));
  const worker = await system.worker(config, database);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const total = counts.reduce((sum, one) => sum + one, 0);
  await until(client, total);
  const { rows } = await client.query<{ tenant: string; seconds: string }>(
    `select tenant, max(extract(epoch from published_at)) - (select min(extract(epoch from received_at)) from document)
     as seconds from document group by tenant order by tenant`
  );
  await client.end();
  const note = rows.map(({ tenant, seconds }) => `${tenant} done after ${Number(seconds).toFixed(1)} s`).join(', ');
  results.push({ what: 'five tenants, the first with five times as much', documents: total, note });
  await worker.end();
}

try {
  await floor();
  if (wanted('directory')) await directory();
  if (wanted('workers')) await workers();
  if (wanted('sftp')) await sftp();
  if (wanted('pglite')) await pglite();
  if (wanted('latency')) await latency();
  if (wanted('backlog')) await backlog();
  if (wanted('tenants')) await tenants();
} finally {
  rmSync(path.join(system.directory, 'grid'), { recursive: true, force: true });
  await system.close();
}
const base = results[0]?.perSecond ?? 0;
process.stdout.write(
  `${JSON.stringify(results.map((one) => ({ ...one, ofFloor: one.perSecond ? rounded(one.perSecond / base) : undefined })))}\n`
);
for (const { what, perSecond, p50, p99, megabytes, note } of results) {
  const figures = [
    perSecond === undefined ? '' : `${perSecond}/s (${(perSecond / base).toFixed(2)} of the floor)`,
    p50 === undefined ? '' : `p50 ${p50} s, p99 ${p99} s`,
    megabytes === undefined ? '' : `${megabytes.join(' + ')} MB`,
    note ?? ''
  ];
  process.stderr.write(`${what.padEnd(58)} ${figures.filter((one) => one !== '').join('   ')}\n`);
}
