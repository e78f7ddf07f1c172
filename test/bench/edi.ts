import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * How fast X12 and EDIFACT are read, checked and translated, and how much memory that takes, beside a floor and public
 * libraries. Every figure comes from a fresh process, all of them in one run, so that their ratios hold on any machine;
 * on a busy one those by processor time are the steadier ones. Prints a table, and JSON with `--json`. It measures and
 * judges nothing: no test depends on it.
 */
const MEGABYTE = 1_000_000;
const ROUNDS = 3;
/** Sizes in MB for each reader; node-x12 needs 5 GB for 100 MB, which `--all` measures too. */
const ALL = process.argv.includes('--all');
const X12_CASES = [
  { reader: 'floor', sizes: [1, 10, 100] },
  { reader: 'envelopes', sizes: [1, 10, 100] },
  { reader: 'validate', sizes: [1, 10, 100] },
  { reader: 'translate', sizes: [1, 10, 100] },
  { reader: 'x12-parser', sizes: [1, 10, 100] },
  { reader: 'node-x12', sizes: ALL ? [1, 10, 100] : [1, 10] }
];
const EDIFACT_CASES = [
  { reader: 'floor', sizes: [1, 10, 100] },
  { reader: 'envelopes', sizes: [1, 10, 100] },
  { reader: 'validate', sizes: [1, 10, 100] },
  { reader: 'translate', sizes: [1, 10, 100] },
  { reader: 'edifact', sizes: ALL ? [1, 10, 100] : [1, 10] },
  { reader: 'ts-edifact', sizes: ALL ? [1, 10, 100] : [1, 10] }
];

interface Measured {
  milliseconds: number;
  /** Milliseconds of processor time of the thread that reads. */
  work: number;
  /** Highest resident memory of the process, in MB. */
  peak: number;
  /** What the reader saw: transaction sets, or bytes for the floor. */
  seen: number;
}

interface Row extends Measured {
  format: 'X12' | 'EDIFACT';
  reader: string;
  size: number;
  megabytesPerSecond: number;
  /** Share of the floor's speed at the same size, by the clock and by processor time. */
  ofFloor: number;
  ofFloorWork: number;
}

const RUNNER = fileURLToPath(new URL('edi-reader.ts', import.meta.url));

type Format = Row['format'];

function x12Order(index: number): string {
  const lines = Array.from(
    { length: 20 },
    (_, line) => `PO1*${line + 1}*${(index % 9) + 1}*EA*12.50**VN*ITEM-${line}*BP*BUYER-${index}~\n`
  );
  return `ST*850*${String(index).padStart(4, '0')}~\nBEG*00*SA*PO-${index}**20260105~\n${lines.join('')}CTT*20~\nSE*24*${String(index).padStart(4, '0')}~\n`;
}

function edifactOrder(index: number): string {
  const lines = Array.from(
    { length: 20 },
    (_, line) => `LIN+${line + 1}++4012345678901:EN'\nQTY+21:${(index % 9) + 1}:PCE'\nPRI+AAA:12.50'\n`
  );
  return `UNH+${index}+ORDERS:D:96A:UN'\nBGM+220+PO-${index}+9'\nDTM+137:20260105:102'\n${lines.join('')}UNS+S'\nCNT+2:20'\nUNT+66+${index}'\n`;
}

const FILES = {
  X12: {
    extension: 'edi',
    order: x12Order,
    begin:
      'ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*000000001*0*P*>~\n' +
      'GS*PO*TGBUYER*TGSELLER*20260105*0930*1*X*004010~\n',
    end: (orders: number) => `GE*${orders}*1~\nIEA*1*000000001~\n`
  },
  EDIFACT: {
    extension: 'edifact',
    order: edifactOrder,
    begin: "UNB+UNOC:3+BUYER:14+SELLER:14+260105:0930+1'\n",
    end: (orders: number) => `UNZ+${orders}+1'\n`
  }
};

/** Writes one interchange of about `size` megabytes. */
async function generate(file: string, format: Format, size: number): Promise<number> {
  const { order, begin, end } = FILES[format];
  const out = createWriteStream(file);
  out.write(begin);
  let [bytes, orders] = [0, 0];
  while (bytes < size * MEGABYTE) {
    orders += 1;
    const text = order(orders);
    bytes += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end(end(orders));
  await once(out, 'finish');
  return orders;
}

function measure(reader: string, file: string): Measured {
  const runs = Array.from({ length: ROUNDS }, () => {
    const output = execFileSync(process.execPath, ['--max-old-space-size=8192', RUNNER, reader, file], {
      encoding: 'utf8'
    });
    return JSON.parse(output) as Measured;
  });
  const [middle] = runs.toSorted((a, b) => a.milliseconds - b.milliseconds).slice(Math.floor(ROUNDS / 2));
  if (!middle) throw new Error('Nothing was measured.');
  return middle;
}

async function measureFormat(format: Format, cases: typeof X12_CASES, directory: string): Promise<Row[]> {
  const rows: Row[] = [];
  const floors = new Map<number, Measured>();
  for (const size of [1, 10, 100]) {
    const file = path.join(directory, `${size}.${FILES[format].extension}`);
    const orders = await generate(file, format, size);
    for (const { reader } of cases.filter(({ sizes }) => sizes.includes(size))) {
      const measured = measure(reader, file);
      if (reader !== 'floor' && measured.seen !== orders) {
        throw new Error(`${reader} saw ${measured.seen} transaction sets of ${orders}.`);
      }
      const megabytesPerSecond = size / (measured.milliseconds / 1000);
      if (reader === 'floor') floors.set(size, measured);
      const floor = floors.get(size) ?? measured;
      const ofFloor = floor.milliseconds / measured.milliseconds;
      const ofFloorWork = floor.work / measured.work;
      rows.push({ format, reader, size, megabytesPerSecond, ofFloor, ofFloorWork, ...measured });
    }
    await rm(file);
  }
  return rows;
}

/** Separate orders of 4 KB, each an interchange of its own, validated and translated one after the other. */
function separateOrders(): { ordersPerSecond: number } {
  const output = execFileSync(process.execPath, [fileURLToPath(new URL('edi-orders.ts', import.meta.url))], {
    encoding: 'utf8'
  });
  return JSON.parse(output) as { ordersPerSecond: number };
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'tgrid-bench-'));
try {
  const rows = [
    ...(await measureFormat('X12', X12_CASES, directory)),
    ...(await measureFormat('EDIFACT', EDIFACT_CASES, directory))
  ];
  const orders = separateOrders();
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify({ rows, ...orders })}\n` : table(rows));
  if (!process.argv.includes('--json'))
    process.stdout.write(
      `Separate 4 KB orders, validated and translated: ${orders.ordersPerSecond.toFixed(0)} a second\n`
    );
} finally {
  await rm(directory, { recursive: true, force: true });
}

function table(rows: Row[]): string {
  const lines = rows.map(({ format, reader, size, megabytesPerSecond, ofFloor, ofFloorWork, peak }) =>
    [
      format.padEnd(7),
      reader.padEnd(10),
      `${size} MB`.padStart(7),
      `${megabytesPerSecond.toFixed(0)} MB/s`.padStart(10),
      ofFloor.toFixed(2).padStart(10),
      ofFloorWork.toFixed(2).padStart(10),
      `${peak.toFixed(0)} MB`.padStart(10)
    ].join('  ')
  );
  const header = ['format ', 'reader    ', '   size', '     speed', '  of floor', '    by CPU', '      peak'].join(
    '  '
  );
  return `${header}\n${lines.join('\n')}\n`;
}
