import { released, stamp } from '../../edi/write.ts';
import { type Business, totalOf } from '../business.ts';
import { days, money, plain, short, type Writer, type Writing } from './writing.ts';

const dtm = (qualifier: string, at: Date) => ['DTM', `${qualifier}:${stamp(at).date}:102`];

function parties(writing: Writing, senderIs: 'BY' | 'SU'): string[][] {
  const nad = (role: string, name: string) => ['NAD', role, '', '', released(name)];
  return [nad(senderIs, writing.sender), nad(senderIs === 'BY' ? 'SU' : 'BY', writing.receiver)];
}

const lin = ({ position, item }: Business['lines'][number], action = '') => [
  'LIN',
  position,
  action,
  `${released(item)}:EN`
];
const qty = (qualifier: string, quantity: number, unit: string) => ['QTY', `${qualifier}:${plain(quantity)}:${unit}`];
const order = (business: Business) => ['RFF', `ON:${released(business.purchaseOrder)}`];
const end = (business: Business) => [['UNS', 'S'], ['CNT', `2:${business.lines.length}`]]; // prettier-ignore

/** The bodies of the messages that partners send, by type. Field meanings: UN/EDIFACT D.96A. */
export const EDIFACT_WRITERS: Record<string, Writer> = {
  ORDERS: (business, writing) => [
    ['BGM', '220', released(business.purchaseOrder), '9'],
    dtm('137', writing.at),
    dtm('2', days(writing.at, 14)),
    ...parties(writing, 'BY'),
    ['CUX', `2:${business.currency}:9`],
    ...business.lines.flatMap((line) => [
      lin(line),
      qty('21', line.quantity, line.unit),
      ['PRI', `AAA:${plain(line.price)}`]
    ]),
    ['UNS', 'S'],
    ['MOA', `86:${money(totalOf(business))}`],
    ['CNT', `2:${business.lines.length}`]
  ],
  ORDRSP: (business, writing) => {
    const action = { reject: '7', change: '6' }[writing.outcome as string] ?? '5';
    return [
      ['BGM', '231', released(writing.reference), { reject: '27', change: '4' }[writing.outcome as string] ?? '29'],
      dtm('137', writing.at),
      order(business),
      ...parties(writing, 'SU'),
      ['CUX', `2:${business.currency}:9`],
      ...business.lines.flatMap((line) => [
        lin(line, action),
        qty('21', line.quantity, line.unit),
        ...(action === '6' ? [qty('113', short(line.quantity), line.unit)] : []),
        ...(action === '7' ? [] : [dtm('67', days(writing.at, 14))])
      ]),
      ...end(business)
    ];
  },
  DESADV: (business, writing) => [
    ['BGM', '351', released(writing.reference), '9'],
    dtm('137', writing.at),
    dtm('11', writing.at),
    dtm('17', days(writing.at, 3)),
    order(business),
    ['RFF', `BM:BOL-${released(writing.reference)}`],
    ...parties(writing, 'SU'),
    ['CPS', 1],
    ...business.lines.flatMap((line) => [
      lin(line),
      qty('12', writing.outcome === 'short' ? short(line.quantity) : line.quantity, line.unit),
      qty('21', line.quantity, line.unit)
    ]),
    ['CNT', `2:${business.lines.length}`]
  ],
  INVOIC: (business, writing) => [
    ['BGM', '380', released(writing.reference), '9'],
    dtm('137', writing.at),
    order(business),
    ...(business.reference === '' ? [] : [['RFF', `AAK:${released(business.reference)}`]]),
    ...parties(writing, 'SU'),
    ['CUX', `2:${business.currency}:4`],
    ...business.lines.flatMap((line) => [
      lin(line),
      qty('47', line.quantity, line.unit),
      ['MOA', `203:${money(line.quantity * line.price)}`],
      ['PRI', `AAA:${plain(line.price)}`]
    ]),
    ...end(business),
    ['MOA', `77:${money(totalOf(business))}`],
    ['MOA', `79:${money(totalOf(business))}`]
  ],
  RECADV: (business, writing) => [
    ['BGM', '632', released(writing.reference), '9'],
    dtm('137', writing.at),
    dtm('50', writing.at),
    order(business),
    ['RFF', `AAK:${released(business.reference)}`],
    ...parties(writing, 'BY'),
    ['CPS', 1],
    ...business.lines.flatMap((line) => {
      const received = writing.outcome === 'short' ? short(line.quantity) : line.quantity;
      const missing = line.quantity - received;
      return [lin(line), qty('48', received, line.unit), ...(missing > 0 ? [['QVR', `-${plain(missing)}:83`]] : [])];
    }),
    ['CNT', `2:${business.lines.length}`]
  ],
  REMADV: (business, writing) => {
    const total = totalOf(business);
    const paid = money(writing.outcome === 'short' ? total * 0.95 : total);
    return [
      ['BGM', '481', released(writing.reference), '9'],
      dtm('137', writing.at),
      ['RFF', `PQ:${released(writing.reference)}`],
      ['MOA', `12:${paid}`],
      ['NAD', 'PR', '', '', released(writing.sender)],
      ['NAD', 'PE', '', '', released(writing.receiver)],
      ['CUX', `2:${business.currency}:9`],
      ['DOC', '380', released(business.reference)],
      ['MOA', `77:${money(total)}`],
      ['MOA', `12:${paid}`],
      ['UNS', 'S'],
      ['MOA', `12:${paid}`]
    ];
  }
};
