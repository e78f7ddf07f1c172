import type { Segment } from '../../../edi/segment.ts';
import type { OrderLine } from '../../canonical.ts';
import { type Decimal, formatAmount, formatDecimal, multiply, shift } from '../../decimal.ts';
import { PRODUCT_IDS, pricePower } from './codes.ts';
import { orNull } from './party.ts';
import type { ElementReader } from './elements.ts';

export interface ReadLine {
  line: OrderLine;
  quantity: Decimal | null;
  amount: Decimal | null;
}

/** PO1: one line. The amount is quantity × price, exact, and per 10, 100 or 1000 where the price says so. */
export function readLine(po1: Segment, position: number, count: number, read: ElementReader): ReadLine {
  const quantity = read.decimal(po1, position, 2, 'quantity');
  const price = read.decimal(po1, position, 4, 'unit price');
  const amount = quantity && price ? shift(multiply(quantity, price), pricePower(po1.element(5))) : null;
  const line: OrderLine = {
    number: orNull(po1.element(1)) ?? String(count),
    quantity: quantity && formatDecimal(quantity),
    unit: orNull(po1.element(3)),
    unitPrice: price && formatDecimal(price),
    amount: amount && formatAmount(amount),
    buyerItem: null,
    vendorItem: null,
    gtin: null,
    description: null,
    requestedDate: null,
    segmentPosition: position
  };
  for (let element = 6; element < po1.elementCount; element += 2) {
    const kind = PRODUCT_IDS[po1.element(element)];
    if (kind) line[kind] ??= orNull(po1.element(element + 1));
  }
  return { line, quantity, amount };
}

/** PID and DTM below a PO1. */
export function extendLine(line: OrderLine, segment: Segment, position: number, read: ElementReader): void {
  if (segment.is('PID')) {
    const parts = [line.description ?? '', segment.element(5)];
    line.description = orNull(parts.filter((part) => part !== '').join(' '));
  } else if (segment.is('DTM') && ['002', '010'].includes(segment.element(1))) {
    line.requestedDate ??= read.date(segment, position, 2, 'requested date');
  }
}
