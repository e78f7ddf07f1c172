import { stamp } from '../../edi/write.ts';
import { type Business, totalOf } from '../business.ts';
import { days, money, plain, short, type Writer, type Writing } from './writing.ts';

const date = (at: Date) => stamp(at).date;
const time = (at: Date) => stamp(at).time;

function parties(writing: Writing, senderIs: 'BY' | 'SE'): (string | number)[][] {
  const other = senderIs === 'BY' ? 'SE' : 'BY';
  return [
    ['N1', senderIs, writing.sender],
    ['N1', other, writing.receiver]
  ];
}

const po1 = ({ position, quantity, unit, price, item }: Business['lines'][number]) =>
  ['PO1', position, plain(quantity), unit, plain(price), '', 'VN', item]; // prettier-ignore

/** The bodies of the sets that partners send, by type. Field meanings: X12 004010. */
export const X12_WRITERS: Record<string, Writer> = {
  '850': (business, writing) => [
    ['BEG', '00', 'SA', business.purchaseOrder, '', date(writing.at)],
    ['CUR', 'BY', business.currency],
    ['DTM', '002', date(days(writing.at, 14))],
    ...parties(writing, 'BY'),
    ['N1', 'ST', `${writing.sender} Warehouse`, '92', '0100'],
    ['N3', '1 Harbour Road'],
    ['N4', 'Solon', 'OH', '44139', 'US'],
    ...business.lines.map(po1),
    ['CTT', business.lines.length],
    ['AMT', 'TT', money(totalOf(business))]
  ],
  '855': (business, writing) => {
    const { outcome } = writing;
    const type = outcome === 'reject' ? 'RD' : outcome === 'change' ? 'AC' : 'AD';
    const answer = (line: Business['lines'][number]) => {
      const delivery = date(days(writing.at, outcome === 'change' ? 21 : 14));
      if (outcome === 'reject') return [['ACK', 'IR', plain(line.quantity), line.unit]];
      if (outcome !== 'change') return [['ACK', 'IA', plain(line.quantity), line.unit, '068', delivery]];
      return [['ACK', 'IQ', plain(short(line.quantity)), line.unit, '068', delivery]];
    };
    return [
      ['BAK', '00', type, business.purchaseOrder, date(writing.at), '', '', '', writing.reference, date(writing.at)],
      ['CUR', 'SE', business.currency],
      ...parties(writing, 'SE'),
      ...business.lines.flatMap((line) => [po1(line), ...answer(line)]),
      ['CTT', business.lines.length]
    ];
  },
  '856': (business, writing) => {
    const sent = (line: Business['lines'][number]) =>
      writing.outcome === 'short' ? short(line.quantity) : line.quantity;
    return [
      ['BSN', '00', writing.reference, date(writing.at), time(writing.at), '0001'],
      ['HL', 1, '', 'S'],
      ['TD1', 'CTN25', Math.max(1, business.lines.length)],
      ['TD5', '', '2', business.scac || 'FSTF', 'M'],
      ['REF', 'BM', `BOL-${writing.reference}`],
      ['REF', 'CN', `PRO-${writing.reference}`],
      ['DTM', '011', date(writing.at)],
      ['DTM', '017', date(days(writing.at, 3))],
      ['N1', 'SF', writing.sender],
      ['N1', 'ST', writing.receiver],
      ['HL', 2, 1, 'O'],
      ['PRF', business.purchaseOrder],
      ...business.lines.flatMap((line, index) => [
        ['HL', index + 3, 2, 'I'],
        ['LIN', line.position, 'VN', line.item],
        ['SN1', '', plain(sent(line)), line.unit, '', plain(line.quantity), line.unit]
      ]),
      ['CTT', business.lines.length + 2]
    ];
  },
  '810': (business, writing) => [
    ['BIG', date(writing.at), writing.reference, '', business.purchaseOrder, '', '', 'DI'],
    ['CUR', 'SE', business.currency],
    ...(business.reference === '' ? [] : [['REF', 'SI', business.reference]]),
    ['N1', 'BT', writing.receiver],
    ['N1', 'RE', writing.sender],
    ['ITD', '01', '3', '2', '', '10', '', '30'],
    ...business.lines.map(({ position, quantity, unit, price, item }) => [
      'IT1', position, plain(quantity), unit, plain(price), '', 'VN', item
    ]), // prettier-ignore
    ['TDS', Math.round(totalOf(business) * 100)],
    ['CTT', business.lines.length]
  ],
  '820': (business, writing) => {
    const total = totalOf(business);
    const paid = writing.outcome === 'short' ? total * 0.95 : total;
    return [
      ['BPR', 'I', money(paid), 'C', 'ACH', 'CTX', '01', '021000021', 'DA', '123456', '1512345678', '', '01', '021000089', 'DA', '987654', date(writing.at)],
      ['TRN', '1', writing.reference, '1512345678'],
      ['CUR', 'PR', business.currency],
      ['N1', 'PR', writing.sender],
      ['N1', 'PE', writing.receiver],
      ['ENT', 1],
      ['RMR', 'IV', business.reference, '', money(paid), money(total), paid < total ? money(total - paid) : ''],
      ['REF', 'PO', business.purchaseOrder]
    ]; // prettier-ignore
  },
  '861': (business, writing) => [
    ['BRA', writing.reference, date(writing.at), '00', '1'],
    ['REF', 'SI', business.reference],
    ['DTM', '050', date(writing.at)],
    ['N1', 'ST', writing.sender],
    ...business.lines.flatMap(({ position, quantity, unit, item }) => {
      const received = writing.outcome === 'short' ? short(quantity) : quantity;
      const missing = quantity - received;
      return [
        ['RCD', position, plain(received), unit, '', '', ...(missing > 0 ? [plain(missing), unit, '02'] : [])],
        ['LIN', '', 'VN', item],
        ['PRF', business.purchaseOrder, '', '', '', position]
      ];
    }),
    ['CTT', business.lines.length]
  ],
  '214': (business, writing) => {
    const late = writing.outcome === 'short' || writing.outcome === 'change';
    return [
      [
        'B10',
        business.pro || `PRO-${business.reference}`,
        business.billOfLading || business.reference,
        business.scac || 'FSTF'
      ],
      ['L11', business.purchaseOrder, 'PO'],
      ['N1', 'CN', writing.receiver],
      ['LX', 1],
      ['AT7', late ? 'SD' : 'D1', late ? 'AO' : 'NS', '', '', date(writing.at), time(writing.at), 'UT'],
      ['MS1', 'Solon', 'OH', 'US']
    ];
  },
  '824': (business, writing) => [
    ['BGN', '00', writing.reference, date(writing.at), time(writing.at), 'UT'],
    ['N1', 'SE', writing.receiver],
    ['OTI', writing.outcome === 'accept' ? 'TA' : 'TR', 'IV', business.reference || business.purchaseOrder],
    ['REF', 'PO', business.purchaseOrder],
    ...(writing.outcome === 'accept' ? [] : [['TED', '010', 'Total does not match the lines', '', '', '', '', money(totalOf(business))]])
  ] // prettier-ignore
};
