import { orderFile } from '../../middleware/src/testing/edi.ts';

/** An order of a partner, in the version that its quantity tells. */
export const order = (number: string, control: number, version: number): Buffer =>
  orderFile({ number, control: String(control), quantity: version });

/** An 855 that we send to a partner. */
export function response(number: string, control: number): Buffer {
  const icn = String(control).padStart(9, '0');
  const segments = [
    `ISA*00*          *00*          *ZZ*TGSELLER       *ZZ*TGBUYER        *260105*0930*U*00401*${icn}*0*P*>`,
    `GS*PR*TGSELLER*TGBUYER*20260105*0930*${control}*X*004010`,
    'ST*855*0001',
    `BAK*00*AC*${number}*20260105`,
    'PO1*1*1*EA*10.00**VN*ITEM',
    'CTT*1',
    'SE*5*0001',
    `GE*1*${control}`,
    `IEA*1*${icn}`
  ];
  return Buffer.from(segments.map((segment) => `${segment}~\n`).join(''));
}
