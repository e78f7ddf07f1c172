import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EXTENSIONS, type Format, generate } from './edi-files.ts';

/**
 * How fast X12 and EDIFACT are read, checked and translated, and how much memory that takes, beside a floor and public
 * libraries. Every figure comes from a fresh process. The readers of a file take turns, round after round, and each
 * round is compared with the floor of the same round, so that a machine that is busy for a while is so for all of them;
 * medians are printed, with the least and the most. Prints a table, and JSON with `--json`. It measures and judges
 * nothing: no test depends on it.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Peers that take minutes and gigabytes for 100 MB are measured at that size too. */
    all: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false }
  }
});
if (options.help) {
  console.log(`npm run bench:edi -- [--rounds 5] [--json] [--all]

--rounds  how often each reader reads each file; medians are printed
--all     the slow peers too at 100 MB, which takes minutes and gigabytes
--json    the figures as JSON`);
  process.exit(0);
}
const ROUNDS = Math.max(1, Number(options.rounds) || 1);
/** Whoever takes longer than that is measured once. */
const SLOW = 10_000;

const OURS = ['envelopes', 'validate', 'translate'];
const PEERS: Record<Format, string[]> = { X12: ['x12-parser', 'node-x12'], EDIFACT: ['edifact', 'ts-edifact'] };
/** 10 MB take these seconds already. */
const SLOWEST = ['node-x12', 'edifact', 'ts-edifact'];

interface Measured {
  milliseconds: number;
  /** Milliseconds of processor time of the thread that reads. */
  work: number;
  /** Highest resident memory of the process, in MB. */
  peak: number;
  /** What the reader saw: transaction sets, or bytes for the floor. */
  seen: number;
}

/** The middle of several figures, and the least and most of them. */
interface Spread {
  median: number;
  least: number;
  most: number;
}

interface Row {
  format: Format;
  reader: string;
  size: number;
  runs: number;
  megabytesPerSecond: Spread;
  /** Highest resident memory, in MB. */
  peak: number;
  /** Share of the floor's speed, by the clock and by processor time. */
  ofFloor: Spread;
  ofFloorWork: Spread;
  /** How many times as fast as a public library, by the clock; of those that were measured at this size. */
  timesPeer: Record<string, number>;
}

const RUNNER = fileURLToPath(new URL('edi-reader.ts', import.meta.url));

function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)];
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, least, most };
}

function measure(reader: string, file: string): Measured {
  const args = ['--max-old-space-size=8192', RUNNER, reader, file];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 20 })) as Measured;
}

/** Every reader in turn, round after round; those of a later round may be fewer. */
function measureAll(readers: readonly string[], file: string, orders: number): Map<string, Measured[]> {
  const measured = new Map<string, Measured[]>(readers.map((reader) => [reader, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [reader, runs] of measured) {
      if (runs.some(({ milliseconds }) => milliseconds > SLOW)) continue;
      const run = measure(reader, file);
      if (reader !== 'floor' && run.seen !== orders)
        throw new Error(`${reader} saw ${run.seen} transaction sets of ${orders}.`);
      runs.push(run);
    }
  return measured;
}

async function measureFile(format: Format, size: number, directory: string): Promise<Row[]> {
  const file = path.join(directory, `${size}.${EXTENSIONS[format]}`);
  const orders = await generate(file, format, size);
  const peers = PEERS[format].filter((peer) => size < 100 || options.all || !SLOWEST.includes(peer));
  const measured = measureAll(['floor', ...OURS, ...peers], file, orders);
  await rm(file);
  const floors = measured.get('floor') ?? [];
  const ratio = (runs: readonly Measured[], of: 'milliseconds' | 'work') =>
    spreadOf(runs.map((run, round) => (floors[round]?.[of] ?? NaN) / run[of]));
  const middle = (reader: string) => spreadOf((measured.get(reader) ?? []).map((run) => run.milliseconds)).median;
  return [...measured].map(([reader, runs]) => ({
    format,
    reader,
    size,
    runs: runs.length,
    megabytesPerSecond: spreadOf(runs.map(({ milliseconds }) => size / (milliseconds / 1000))),
    peak: Math.max(...runs.map(({ peak }) => peak)),
    ofFloor: ratio(runs, 'milliseconds'),
    ofFloorWork: ratio(runs, 'work'),
    timesPeer: OURS.includes(reader)
      ? Object.fromEntries(peers.map((peer) => [peer, middle(peer) / middle(reader)]))
      : {}
  }));
}

/** Separate orders of 4 KB, each an interchange of its own, validated and translated one after the other. */
function separateOrders(): { ordersPerSecond: number } {
  const output = execFileSync(process.execPath, [fileURLToPath(new URL('edi-orders.ts', import.meta.url))], {
    encoding: 'utf8'
  });
  return JSON.parse(output) as { ordersPerSecond: number };
}

const written = ({ median, least, most }: Spread, places: number) =>
  `${median.toFixed(places)} (${least.toFixed(places)}–${most.toFixed(places)})`;

function table(rows: Row[]): string {
  const lines = rows.map((row) =>
    [
      row.format.padEnd(7),
      row.reader.padEnd(10),
      `${row.size} MB`.padStart(6),
      String(row.runs).padStart(4),
      `${row.peak.toFixed(0)} MB`.padStart(8),
      written(row.megabytesPerSecond, row.megabytesPerSecond.median < 10 ? 1 : 0).padStart(16),
      written(row.ofFloor, 3).padStart(20),
      written(row.ofFloorWork, 3).padStart(20),
      ...Object.entries(row.timesPeer).map(([peer, times]) => ` ${times.toFixed(1)} × ${peer}`)
    ].join('  ')
  );
  const names = ['format ', 'reader    ', '  size', 'runs', '  memory', '            MB/s', '            of floor'];
  return `${[...names, '              by CPU'].join('  ')}   times as fast as\n${lines.join('\n')}\n`;
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-bench-'));
try {
  const rows: Row[] = [];
  for (const format of ['X12', 'EDIFACT'] as const)
    for (const size of [1, 10, 100]) rows.push(...(await measureFile(format, size, directory)));
  const { ordersPerSecond } = separateOrders();
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ rows, ordersPerSecond })}\n`
      : `${table(rows)}Separate 4 KB orders, validated and translated: ${ordersPerSecond.toFixed(0)} a second\n`
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
