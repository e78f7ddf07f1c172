import type { Order, OrderLine } from '../canonical/order.ts';

/** What a seller answers to one line of an order. */
export interface LineAnswer {
  /** Number of the order's line. */
  number: string;
  decision: 'accepted' | 'changed' | 'rejected' | 'backordered';
  /** What will be delivered where that is not what was ordered, an exact decimal as text. */
  quantity?: string;
  /** The price where it is another one. */
  unitPrice?: string;
  /** The promised day, YYYY-MM-DD. */
  date?: string;
  /** Deliveries of the line, where it comes in several: their quantities are that of the answer together. */
  parts?: AnswerPart[];
}

/** One delivery of a line that comes in several. */
export interface AnswerPart {
  quantity: string;
  /** The promised day, YYYY-MM-DD. */
  date?: string;
}

/** The deliveries of a line, one where it was not split. */
export const partsOf = (answer: LineAnswer, ordered: string | undefined): (AnswerPart | LineAnswer)[] =>
  answer.parts && answer.parts.length > 0
    ? answer.parts
    : [{ ...answer, ...(answer.quantity === undefined && ordered !== undefined ? { quantity: ordered } : {}) }];

/** What a seller answers to an order, as an agent decided in the CRM. */
export interface OrderAnswer {
  /** The seller's own number of the answer or of its order. */
  number: string;
  /** YYYY-MM-DD */
  date: string;
  /** What holds for lines that have no answer of their own. */
  decision: 'accepted' | 'rejected';
  lines: LineAnswer[];
}

/** An answer that does not fit its order. */
export class AnswerError extends Error {}

export type AnsweredLine = { line: OrderLine; answer: LineAnswer };

/**
 * The answer to every line of an order.
 * @throws AnswerError when a line is answered that the order does not have, or twice, or a change says nothing
 */
export function answeredLines(order: Order, answer: OrderAnswer): AnsweredLine[] {
  const answers = new Map<string, LineAnswer>();
  for (const line of answer.lines) {
    if (answers.has(line.number)) throw new AnswerError(`Line ${line.number} is answered twice.`);
    if (line.decision === 'changed' && !line.quantity && !line.unitPrice && !line.date && !line.parts) {
      throw new AnswerError(`Line ${line.number} is changed, but the answer names no quantity, price or date.`);
    }
    answers.set(line.number, line);
  }
  const lines = order.lines.map((line) => {
    const own = answers.get(line.number);
    answers.delete(line.number);
    return { line, answer: own ?? { number: line.number, decision: answer.decision } };
  });
  const [unknown] = answers.keys();
  if (unknown !== undefined) throw new AnswerError(`Order ${order.number} has no line ${unknown}.`);
  return lines;
}

/** What the answer is as a whole. */
export function overallDecision(
  lines: readonly AnsweredLine[],
  answer: OrderAnswer
): 'accepted' | 'changed' | 'rejected' {
  const decisions = new Set(lines.map(({ answer: { decision } }) => decision));
  if (decisions.size === 0) return answer.decision;
  if (decisions.size === 1 && decisions.has('accepted')) return 'accepted';
  return decisions.size === 1 && decisions.has('rejected') ? 'rejected' : 'changed';
}

/** YYYY-MM-DD as CCYYMMDD. */
export const compactDate = (day: string | undefined) => (day ?? '').replaceAll('-', '');
