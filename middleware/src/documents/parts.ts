import type { Payload, PublishedOrder } from './payload.ts';
import { PAYLOAD_LIMIT } from './payload.ts';

/** What one event carries of a document: of a large order, some of the lines. */
export type PayloadPart = Omit<Payload, 'order'> & { order?: PublishedOrder | OrderPart };

/** The header of an order with some of its lines; the package upserts it without the others. */
export type OrderPart = PublishedOrder & {
  /** Lines of the whole order. */
  linesExpected: number;
  /** Position of the first line here, counted from 0. */
  firstLine: number;
};

const SEPARATOR_LENGTH = 1;

/**
 * Cuts a payload into parts that an event can carry. Every part has the header and some of the lines, in their order.
 * @param limit in UTF-16 units, as the event's text field counts
 * @returns null where not even one line fits beside the header
 */
export function partsOf({ document, order }: Payload, limit = PAYLOAD_LIMIT): PayloadPart[] | null {
  if (!order) return fits({ document }, limit) ? [{ document }] : null;
  if (fits({ document, order }, limit)) return [{ document, order }];
  const linesExpected = order.lines.length;
  const part = (firstLine: number, lines: PublishedOrder['lines']): PayloadPart => ({
    document,
    order: { ...order, lines, linesExpected, firstLine }
  });
  const room = limit - JSON.stringify(part(linesExpected, [])).length;
  const parts: PayloadPart[] = [];
  let lines: PublishedOrder['lines'] = [];
  let length = 0;
  let firstLine = 0;
  for (const [index, line] of order.lines.entries()) {
    const size = JSON.stringify(line).length + SEPARATOR_LENGTH;
    if (size > room) return null;
    if (length + size > room) {
      parts.push(part(firstLine, lines));
      lines = [];
      length = 0;
      firstLine = index;
    }
    lines.push(line);
    length += size;
  }
  parts.push(part(firstLine, lines));
  return room < 0 ? null : parts;
}

const fits = (payload: Payload, limit: number) => JSON.stringify(payload).length <= limit;
