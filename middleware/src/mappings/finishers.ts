import type { LoopNode } from '../edi/tree.ts';
import type { Finisher } from './map/compile.ts';
import { parsePath } from './map/path.ts';
import type { MappingRun } from './map/run.ts';
import {
  add,
  type Decimal,
  divide,
  equal,
  formatAmount,
  formatDecimal,
  multiply,
  parseDecimal,
  roundsTo
} from './decimal.ts';

type Json = Record<string, unknown>;
const linesOf = (document: Json) => document.lines as Json[];
const decimalOf = (value: unknown): Decimal | null => (typeof value === 'string' ? parseDecimal(value) : null);
const ZERO: Decimal = { digits: 0n, scale: 0 };

/** Gives a line without a number its place among the lines. */
const numberLines: Finisher = (document) => {
  linesOf(document).forEach((line, index) => {
    line.number ??= String(index + 1);
  });
};

/** Quantity times price where the document states no amount, exact, and per as many units as the price is for. */
const lineAmounts: Finisher = (document) => {
  for (const line of linesOf(document)) {
    if (line.amount !== null) continue;
    const [quantity, price] = [decimalOf(line.quantity), decimalOf(line.unitPrice)];
    if (!quantity || !price) continue;
    const per = decimalOf(line.pricePer);
    const amount = per ? divide(multiply(quantity, price), per) : multiply(quantity, price);
    line.amount = amount && formatAmount(amount);
  }
};

/** The sum of the lines' amounts; null when no line has one. */
function sumOf(document: Json): Decimal | null {
  return linesOf(document).reduce<Decimal | null>((sum, line) => {
    const amount = decimalOf(line.amount);
    return amount ? (sum ? add(sum, amount) : amount) : sum;
  }, null);
}

const TOTALS = ['AMT', 'CTT/AMT', 'MOA', 'TDS'].map(parsePath);
const CONTROLS = ['CTT', 'CNT'].map(parsePath);
const placeOf = (root: LoopNode, paths: readonly ReturnType<typeof parsePath>[]) =>
  paths.map((path) => path.first(root)).find((place) => place !== undefined);

/** Keeps a document that contradicts itself, and tells people. */
function flag(
  document: Json,
  run: MappingRun,
  code: 'ORDER_WITHOUT_LINES' | 'LINE_COUNT' | 'QUANTITY_TOTAL' | 'TOTAL_DIFFERS',
  message: string,
  at: Parameters<MappingRun['report']>[3]
): void {
  run.report(code, 'warning', message, at);
  (document.flags as string[]).push(message);
}

function checkControl(document: Json, what: string, root: LoopNode, run: MappingRun): void {
  const control = document.control as Json;
  const lines = linesOf(document);
  const place = placeOf(root, CONTROLS);
  const stated = decimalOf(control.lineCount);
  if (stated && !equal(stated, { digits: BigInt(lines.length), scale: 0 })) {
    const message = `The ${what} says it has ${formatDecimal(stated)} lines, but it has ${lines.length}.`;
    flag(document, run, 'LINE_COUNT', message, { place, element: 1 });
  }
  const quantities = lines.reduce<Decimal>((sum, line) => add(sum, decimalOf(line.quantity) ?? ZERO), ZERO);
  const total = decimalOf(control.quantityTotal);
  if (total && !equal(total, quantities)) {
    const message = `The quantities should add up to ${formatDecimal(total)}, but they add up to ${formatDecimal(quantities)}.`;
    flag(document, run, 'QUANTITY_TOTAL', message, { place, element: 2 });
  }
}

/** The total of an order, stated or computed, and whether what it says of its lines is so. */
const checkOrder: Finisher = (document, root, run) => {
  if (linesOf(document).length === 0 && document.kind === 'order') {
    flag(document, run, 'ORDER_WITHOUT_LINES', 'The order has no lines.', {
      place: placeOf(root, CONTROLS),
      segment: null,
      element: null
    });
  }
  checkControl(document, 'order', root, run);
  const stated = decimalOf(document.total);
  const computed = document.kind === 'order' ? sumOf(document) : null;
  if (stated && computed && !roundsTo(computed, stated)) {
    const message = `The order states a total of ${formatDecimal(stated)}, its lines add up to ${formatAmount(computed)}.`;
    flag(document, run, 'TOTAL_DIFFERS', message, { place: placeOf(root, TOTALS), element: 2 });
  }
  document.total = stated ? document.total : computed && formatAmount(computed);
  document.totalSource = stated ? 'stated' : computed && 'computed';
};

/** Allowances and charges of the header, and taxes that are not on lines, belong to the sum of an invoice. */
function extras(document: Json): Decimal {
  const charges = document.charges as { kind: string | null; amount: string | null }[];
  const taxes = document.taxes as { amount: string | null }[];
  const sum = charges.reduce<Decimal>((total, { kind, amount }) => {
    const value = decimalOf(amount) ?? ZERO;
    return add(total, kind === 'allowance' ? { ...value, digits: -value.digits } : value);
  }, ZERO);
  const stated = decimalOf(document.taxTotal);
  return add(sum, stated ?? taxes.reduce<Decimal>((total, { amount }) => add(total, decimalOf(amount) ?? ZERO), ZERO));
}

const hasLineExtras = (line: Json) => (line.charges as unknown[]).length > 0 || (line.taxes as unknown[]).length > 0;

/**
 * The total of an invoice, stated or computed. The stated one is compared only where every line has an amount and no
 * charges or taxes of its own, which documents include in their lines' amounts or not, as they like.
 */
const checkInvoice: Finisher = (document, root, run) => {
  checkControl(document, 'invoice', root, run);
  const lines = linesOf(document);
  const [stated, sum] = [decimalOf(document.total), sumOf(document)];
  const computed = sum && add(sum, extras(document));
  const comparable = lines.every((line) => line.amount !== null && !hasLineExtras(line));
  if (stated && computed && comparable && !roundsTo(computed, stated)) {
    const message = `The invoice states a total of ${formatDecimal(stated)}, its lines, charges and taxes add up to ${formatAmount(computed)}.`;
    flag(document, run, 'TOTAL_DIFFERS', message, { place: placeOf(root, TOTALS), element: 1 });
  }
  document.lineTotal ??= sum && formatAmount(sum);
  document.total = stated ? document.total : computed && formatAmount(computed);
  document.totalSource = stated ? 'stated' : computed && 'computed';
};

/** An invoice that states net days from its own date is due that many days after it. */
const dueByTerms: Finisher = (document) => {
  if (document.dueDate !== null || typeof document.date !== 'string') return;
  const terms = document.terms as { basis: { code: string } | null; netDays: string | null }[];
  const net = terms.find(({ basis, netDays }) => basis?.code === '3' && netDays !== null && /^\d{1,3}$/.test(netDays));
  if (!net) return;
  const day = new Date(`${document.date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Number(net.netDays));
  document.dueDate = day.toISOString().slice(0, 10);
};

export const finishers: Readonly<Record<string, Finisher>> = {
  numberLines,
  lineAmounts,
  checkOrder,
  checkInvoice,
  dueByTerms
};
