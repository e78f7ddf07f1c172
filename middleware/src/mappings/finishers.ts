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
  parseDecimal,
  productText,
  roundsTo,
  sumOfTexts
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
    const { amount, quantity, unitPrice, pricePer } = line;
    if (amount !== undefined || typeof quantity !== 'string' || typeof unitPrice !== 'string') continue;
    const product = productText(quantity, unitPrice);
    const stated = pricePer === undefined ? product : perUnits(product, pricePer);
    if (stated !== null) line.amount = stated;
  }
};

function perUnits(product: string | null, pricePer: unknown): string | null {
  const [whole, per] = [decimalOf(product), decimalOf(pricePer)];
  const amount = whole && per && divide(whole, per);
  return amount && formatAmount(amount);
}

function* textsOf(document: Json, name: string): Generator<string> {
  for (const line of linesOf(document)) {
    const text = line[name];
    if (typeof text === 'string') yield text;
  }
}

/** The sum of the lines' amounts; null when no line has one. */
const sumOf = (document: Json) => sumOfTexts(textsOf(document, 'amount'));

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
  ((document.flags ??= []) as string[]).push(message);
}

function checkControl(document: Json, what: string, root: LoopNode, run: MappingRun): void {
  const control = (document.control ?? {}) as Json;
  const lines = linesOf(document);
  const place = placeOf(root, CONTROLS);
  const stated = decimalOf(control.lineCount);
  if (stated && !equal(stated, { digits: BigInt(lines.length), scale: 0 })) {
    const message = `The ${what} says it has ${formatDecimal(stated)} lines, but it has ${lines.length}.`;
    flag(document, run, 'LINE_COUNT', message, { place, element: 1 });
  }
  const total = decimalOf(control.quantityTotal);
  const quantities = total ? (sumOfTexts(textsOf(document, 'quantity')) ?? ZERO) : ZERO;
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
  setTotal(document, stated, computed);
};

function setTotal(document: Json, stated: Decimal | null, computed: Decimal | null): void {
  if (stated) document.totalSource = 'stated';
  else if (computed) Object.assign(document, { total: formatAmount(computed), totalSource: 'computed' });
}

/** Allowances and charges of the header, and taxes that are not on lines, belong to the sum of an invoice. */
function extras(document: Json): Decimal {
  const charges = (document.charges ?? []) as { kind?: string; amount?: string }[];
  const taxes = (document.taxes ?? []) as { amount?: string }[];
  const sum = charges.reduce<Decimal>((total, { kind, amount }) => {
    const value = decimalOf(amount) ?? ZERO;
    return add(total, kind === 'allowance' ? { ...value, digits: -value.digits } : value);
  }, ZERO);
  const stated = decimalOf(document.taxTotal);
  return add(sum, stated ?? taxes.reduce<Decimal>((total, { amount }) => add(total, decimalOf(amount) ?? ZERO), ZERO));
}

const hasLineExtras = (line: Json) => line.charges !== undefined || line.taxes !== undefined;

/**
 * The total of an invoice, stated or computed. The stated one is compared only where every line has an amount and no
 * charges or taxes of its own, which documents include in their lines' amounts or not, as they like.
 */
const checkInvoice: Finisher = (document, root, run) => {
  checkControl(document, 'invoice', root, run);
  const lines = linesOf(document);
  const [stated, sum] = [decimalOf(document.total), sumOf(document)];
  const computed = sum && add(sum, extras(document));
  const comparable = lines.every((line) => line.amount !== undefined && !hasLineExtras(line));
  if (stated && computed && comparable && !roundsTo(computed, stated)) {
    const message = `The invoice states a total of ${formatDecimal(stated)}, its lines, charges and taxes add up to ${formatAmount(computed)}.`;
    flag(document, run, 'TOTAL_DIFFERS', message, { place: placeOf(root, TOTALS), element: 1 });
  }
  if (sum) document.lineTotal ??= formatAmount(sum);
  setTotal(document, stated, computed);
};

/** An invoice that states net days from its own date is due that many days after it. */
const dueByTerms: Finisher = (document) => {
  if (document.dueDate !== undefined || typeof document.date !== 'string') return;
  const terms = (document.terms ?? []) as { basis?: { code: string }; netDays?: string }[];
  const net = terms.find(
    ({ basis, netDays }) => basis?.code === '3' && netDays !== undefined && /^\d{1,3}$/.test(netDays)
  );
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
