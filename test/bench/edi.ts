import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * How fast X12 is read, and how much memory that takes, beside a floor and a public library. Every figure comes from a
 * fresh process, all of them in one run, so that their ratios hold on any machine. Prints a table, and JSON with
 * `--json`. It measures and judges nothing: no test depends on it.
 */
const MEGABYTE = 1_000_000;
const ROUNDS = 3;
const CASES = [
  { reader: 'floor', sizes: [1, 10, 100] },
  { reader: 'ours', sizes: [1, 10, 100] },
  { reader: 'node-x12', sizes: [1, 10] }
] as const;

interface Measured {
  milliseconds: number;
  /** Highest resident memory of the process, in MB. */
  peak: number;
  /** What the reader saw: transaction sets, or bytes for the floor. */
  seen: number;
}

interface Row extends Measured {
  reader: string;
  size: number;
  megabytesPerSecond: number;
  /** Share of the floor's speed at the same size. */
  ofFloor: number;
}

const RUNNER = fileURLToPath(new URL('edi-reader.ts', import.meta.url));

function orderOf(index: number): string {
  const lines = Array.from(
    { length: 20 },
    (_, line) => `PO1*${line + 1}*${(index % 9) + 1}*EA*12.50**VN*ITEM-${line}*BP*BUYER-${index}~\n`
  );
  return `ST*850*${index}~\nBEG*00*SA*PO-${index}**20260105~\n${lines.join('')}CTT*20~\nSE*24*${index}~\n`;
}

/** Writes one interchange of about `size` megabytes. */
async function generate(file: string, size: number): Promise<number> {
  const out = createWriteStream(file);
  const isa = `ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*000000001*0*P*>~\n`;
  out.write(`${isa}GS*PO*TGBUYER*TGSELLER*20260105*0930*1*X*004010~\n`);
  let [bytes, orders] = [0, 0];
  while (bytes < size * MEGABYTE) {
    orders += 1;
    const order = orderOf(orders);
    bytes += order.length;
    if (!out.write(order)) await once(out, 'drain');
  }
  out.end(`GE*${orders}*1~\nIEA*1*000000001~\n`);
  await once(out, 'finish');
  return orders;
}

function measure(reader: string, file: string): Measured {
  const runs = Array.from({ length: ROUNDS }, () => {
    const output = execFileSync(process.execPath, [RUNNER, reader, file], { encoding: 'utf8' });
    return JSON.parse(output) as Measured;
  });
  const [middle] = runs.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(Math.floor(ROUNDS / 2));
  if (!middle) throw new Error('Nothing was measured.');
  return middle;
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-bench-'));
try {
  const rows: Row[] = [];
  const floors = new Map<number, number>();
  for (const size of [1, 10, 100]) {
    const file = path.join(directory, `${size}.edi`);
    const orders = await generate(file, size);
    for (const { reader } of CASES.filter(({ sizes }) => (sizes as readonly number[]).includes(size))) {
      const measured = measure(reader, file);
      if (reader !== 'floor' && measured.seen !== orders) {
        throw new Error(`${reader} saw ${measured.seen} transaction sets of ${orders}.`);
      }
      const megabytesPerSecond = size / (measured.milliseconds / 1000);
      if (reader === 'floor') floors.set(size, megabytesPerSecond);
      const ofFloor = megabytesPerSecond / (floors.get(size) ?? megabytesPerSecond);
      rows.push({ reader, size, megabytesPerSecond, ofFloor, ...measured });
    }
    await rm(file);
  }
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(rows)}\n` : table(rows));
} finally {
  await rm(directory, { recursive: true, force: true });
}

function table(rows: Row[]): string {
  const lines = rows.map(({ reader, size, megabytesPerSecond, ofFloor, peak }) =>
    [
      reader.padEnd(10),
      `${size} MB`.padStart(7),
      `${megabytesPerSecond.toFixed(0)} MB/s`.padStart(10),
      `${(ofFloor * 100).toFixed(0)} %`.padStart(10),
      `${peak.toFixed(0)} MB`.padStart(10)
    ].join('  ')
  );
  const header = ['reader    ', '   size', '     speed', '  of floor', '      peak'].join('  ');
  return `${header}\n${lines.join('\n')}\n`;
}
