import type { SegmentData } from '../../edi/write/segments.ts';
import type { Party } from '../canonical/common.ts';
import type { Order } from '../canonical/order.ts';
import {
  type AnsweredLine,
  answeredLines,
  compactDate,
  type LineAnswer,
  type OrderAnswer,
  overallDecision
} from './answer.ts';

/** BGM 1225: accepted without amendment, change, not accepted. */
const FUNCTIONS = { accepted: '29', changed: '4', rejected: '27' } as const;
/** LIN 1229 */
const ACTIONS = { accepted: '5', changed: '6', rejected: '7', backordered: '6' } as const;

const date = (qualifier: string, day: string | undefined): SegmentData[] =>
  day === undefined ? [] : [['DTM', [qualifier, compactDate(day), '102']]];

/**
 * The segments of an EDIFACT ORDRSP between UNH and UNT that answers an order: every line with its answer. D.96A and
 * D.01B are alike here.
 * @throws AnswerError when the answer does not fit the order
 */
export function writeOrdrsp(order: Order, answer: OrderAnswer): SegmentData[] {
  const lines = answeredLines(order, answer);
  return [
    ['BGM', '231', answer.number, FUNCTIONS[overallDecision(lines, answer)]],
    ...date('137', answer.date),
    ['RFF', ['ON', order.number]],
    ...date('171', order.date),
    ...[order.buyer, order.seller, order.shipTo].flatMap(partySegment),
    ...(order.currency ? [['CUX', ['2', order.currency, '9']] satisfies SegmentData] : []),
    ...lines.flatMap(lineSegments),
    ['UNS', 'S'],
    ['CNT', ['2', String(lines.length)]]
  ];
}

function partySegment(party: Party | undefined): SegmentData[] {
  if (!party) return [];
  const id = party.id ? [party.id, '', party.qualifier ?? ''] : '';
  return [['NAD', party.role.code, id, ...(party.name ? ['', party.name] : [])]];
}

function lineSegments({ line, answer }: AnsweredLine): SegmentData[] {
  const item = line.gtin ? [line.gtin, 'EN'] : '';
  const others = [
    ...(line.vendorItem ? [[line.vendorItem, 'SA']] : []),
    ...(line.buyerItem ? [[line.buyerItem, 'IN']] : [])
  ];
  const price = answer.unitPrice ?? line.unitPrice;
  return [
    ['LIN', line.number, ACTIONS[answer.decision], ...(item === '' ? [] : [item])],
    ...(others.length > 0 ? [['PIA', '1', ...others] satisfies SegmentData] : []),
    ...quantities(line.quantity, line.unit?.code, answer),
    ...date('67', answer.date),
    ...(price ? [['PRI', ['AAA', price]] satisfies SegmentData] : []),
    ...schedule(line.unit?.code, answer)
  ];
}

/** The deliveries of a line that comes in several; SCC 4017: firm. */
function schedule(unit: string | undefined, answer: LineAnswer): SegmentData[] {
  if (answer.decision === 'rejected') return [];
  const code = answer.decision === 'backordered' ? '83' : '113';
  return (answer.parts ?? []).flatMap((part): SegmentData[] => [
    ['SCC', '1'],
    ['QTY', unit ? [code, part.quantity, unit] : [code, part.quantity]],
    ...date('67', part.date)
  ]);
}

function quantities(ordered: string | undefined, unit: string | undefined, answer: LineAnswer): SegmentData[] {
  const quantity = (qualifier: string, value: string): SegmentData => [
    'QTY',
    unit ? [qualifier, value, unit] : [qualifier, value]
  ];
  const answered = answer.quantity ?? ordered;
  const written = ordered === undefined ? [] : [quantity('21', ordered)];
  if (answered === undefined || answer.decision === 'rejected') return written;
  return [...written, quantity(answer.decision === 'backordered' ? '83' : '113', answered)];
}
