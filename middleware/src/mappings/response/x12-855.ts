import type { SegmentData } from '../../edi/write/segments.ts';
import type { Party } from '../canonical/common.ts';
import type { Order, OrderLine } from '../canonical/order.ts';
import {
  type AnsweredLine,
  answeredLines,
  compactDate,
  type LineAnswer,
  type OrderAnswer,
  overallDecision,
  partsOf
} from './answer.ts';

/** BAK02: with detail and change, with detail and no change, rejected with detail. */
const ACKNOWLEDGEMENT_TYPES = { accepted: 'AD', changed: 'AC', rejected: 'RD' } as const;
const PRICE_BASES: Record<string, string> = { '10': 'PN', '100': 'HP', '1000': 'TP' };

/**
 * The segments of an X12 855 between ST and SE that answers an order: every line with its answer. 4010 and 5010 are
 * alike here.
 * @throws AnswerError when the answer does not fit the order
 */
export function write855(order: Order, answer: OrderAnswer): SegmentData[] {
  const lines = answeredLines(order, answer);
  const type = ACKNOWLEDGEMENT_TYPES[overallDecision(lines, answer)];
  const [ordered, answered] = [compactDate(order.date), compactDate(answer.date)];
  return [
    ['BAK', '00', type, order.number, ordered, order.release ?? '', '', '', answer.number, answered],
    ...(order.currency ? [['CUR', 'SE', order.currency] satisfies SegmentData] : []),
    ...[order.buyer, order.seller, order.shipTo].flatMap(partySegment),
    ...lines.flatMap(lineSegments),
    ['CTT', String(lines.length)]
  ];
}

function partySegment(party: Party | undefined): SegmentData[] {
  if (!party) return [];
  const name = party.name ?? '';
  return [['N1', party.role.code, name, ...(party.id && party.qualifier ? [party.qualifier, party.id] : [])]];
}

/** One ACK for each delivery of the line. */
function lineSegments({ line, answer }: AnsweredLine): SegmentData[] {
  const unit = line.unit?.code ?? '';
  const isRejected = answer.decision === 'rejected';
  const parts = isRejected ? [{ quantity: line.quantity ?? '' }] : partsOf(answer, line.quantity);
  const status = statusOf(answer, line);
  return [
    [
      'PO1',
      line.number,
      line.quantity ?? '',
      unit,
      answer.unitPrice ?? line.unitPrice ?? '',
      (line.pricePer && PRICE_BASES[line.pricePer]) ?? '',
      ...products(line)
    ],
    ...parts.map((part): SegmentData => {
      const date = compactDate('date' in part ? part.date : undefined);
      return ['ACK', status, part.quantity ?? '', unit, ...(date === '' ? [] : ['068', date])];
    })
  ];
}

/** ACK01: what changed, as exactly as the list of codes can say it. */
function statusOf(answer: LineAnswer, line: OrderLine): string {
  if (answer.decision === 'rejected') return 'IR';
  if (answer.decision === 'backordered') return 'IB';
  const changes = [
    answer.quantity !== undefined && answer.quantity !== line.quantity ? 'IQ' : '',
    answer.unitPrice !== undefined && answer.unitPrice !== line.unitPrice ? 'IP' : '',
    (answer.parts?.length ?? 0) > 1 || (answer.date !== undefined && answer.date !== line.requestedDate) ? 'DR' : ''
  ].filter((code) => code !== '');
  if (changes.length === 0) return 'IA';
  return changes.length === 1 ? (changes[0] ?? 'IC') : 'IC';
}

function products({ buyerItem, vendorItem, gtin }: OrderLine): string[] {
  const pairs = [
    ['BP', buyerItem],
    ['VN', vendorItem],
    [gtin && gtin.length > 12 ? (gtin.length === 13 ? 'EN' : 'UK') : 'UP', gtin]
  ];
  return pairs.flatMap(([qualifier, value]) => (qualifier && value ? [qualifier, value] : []));
}
