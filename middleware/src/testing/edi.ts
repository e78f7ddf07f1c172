/** A sound interchange with one X12 850 of one line. */
export function orderFile(options: { number: string; control: string; sender?: string; quantity?: number }): Buffer {
  const { number, control, sender = 'TGBUYER', quantity = 1 } = options;
  const icn = control.padStart(9, '0');
  const segments = [
    `ISA*00*          *00*          *ZZ*${sender.padEnd(15)}*ZZ*TGSELLER       *260105*0930*U*00401*${icn}*0*P*>`,
    `GS*PO*${sender}*TGSELLER*20260105*0930*${control}*X*004010`,
    'ST*850*0001',
    `BEG*00*SA*${number}**20260105`,
    `PO1*1*${quantity}*EA*10.00**VN*ITEM`,
    'CTT*1',
    'SE*5*0001',
    `GE*1*${control}`,
    `IEA*1*${icn}`
  ];
  return Buffer.from(segments.map((segment) => `${segment}~\n`).join(''));
}
