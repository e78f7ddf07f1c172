import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export type Format = 'X12' | 'EDIFACT';

const MEGABYTE = 1_000_000;

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

export const EXTENSIONS = { X12: 'edi', EDIFACT: 'edifact' } as const;

const FILES = {
  X12: {
    order: x12Order,
    begin:
      'ISA*00*          *00*          *ZZ*TGBUYER        *ZZ*TGSELLER       *260105*0930*U*00401*000000001*0*P*>~\n' +
      'GS*PO*TGBUYER*TGSELLER*20260105*0930*1*X*004010~\n',
    end: (orders: number) => `GE*${orders}*1~\nIEA*1*000000001~\n`
  },
  EDIFACT: {
    order: edifactOrder,
    begin: "UNB+UNOC:3+BUYER:14+SELLER:14+260105:0930+1'\n",
    end: (orders: number) => `UNZ+${orders}+1'\n`
  }
};

/** Writes one interchange of about `size` megabytes; returns how many orders are in it. */
export async function generate(file: string, format: Format, size: number): Promise<number> {
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
