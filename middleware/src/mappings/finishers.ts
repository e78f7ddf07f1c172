import * as places from '../edi/places.ts';
import type { Finisher } from './map/finishing.ts';
import { literalOf, memberLiteral } from './map/json-text.ts';
import * as members from './map/members.ts';
import { parsePath, type Path } from './map/path.ts';
import type { MappingRun } from './map/run.ts';
import type { Written } from './map/written.ts';
import { add, type Decimal, equal, formatAmount, formatDecimal, parseDecimal, roundsTo } from './decimal.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE, ROOT } = places;
const { DOCUMENT } = members;

const decimalOf = (value: unknown): Decimal | null => (typeof value === 'string' ? parseDecimal(value) : null);
const ZERO: Decimal = { digits: 0n, scale: 0 };

const TOTAL = memberLiteral('total');
const STATED = literalOf(',"totalSource":"stated"');
const COMPUTED = literalOf(',"totalSource":"computed"');

/** Gives a line without a number its place among the lines. */
const numberLines: Finisher = { line: { numbers: true } };

/** Quantity times price where the document states no amount, exact, and per as many units as the price is for. */
const lineAmounts: Finisher = { line: { amounts: true } };

const TOTALS = ['AMT', 'CTT/AMT', 'MOA', 'TDS'].map(parsePath);
const CONTROLS = ['CTT', 'CNT'].map(parsePath);

function placeOf(run: MappingRun, paths: readonly Path[]) {
  const found = paths.map((path) => path.way.find(run.tree, ROOT)).find((place) => place !== NOWHERE);
  return found === undefined ? undefined : run.nodeAt(found);
}

/** What contradicts itself in a document: it is kept, and people are told. */
class Flags {
  readonly #run: MappingRun;
  readonly #messages: string[] = [];

  constructor(run: MappingRun) {
    this.#run = run;
  }

  add(
    code: 'ORDER_WITHOUT_LINES' | 'LINE_COUNT' | 'QUANTITY_TOTAL' | 'TOTAL_DIFFERS',
    message: string,
    at: Parameters<MappingRun['report']>[3]
  ): void {
    this.#run.report(code, 'warning', message, at);
    this.#messages.push(message);
  }

  /** Adds them to the document. */
  write(): void {
    if (this.#messages.length > 0) this.#run.out.member('flags', this.#messages);
  }
}

/** The control of a document of so many lines that states nothing but their number; documents are mostly as long as the last. */
const rightControl = { lines: -1, text: '' };

function rightControlOf(lines: number): string {
  if (rightControl.lines !== lines) {
    rightControl.lines = lines;
    rightControl.text = `"lineCount":"${lines}"`;
  }
  return rightControl.text;
}

function checkControl(document: Written, what: string, run: MappingRun, flags: Flags): void {
  // Nothing but the right number of lines is what most documents state.
  if (!document.has(DOCUMENT.control) || document.says(DOCUMENT.control, run.out, rightControlOf(run.totals.lines)))
    return;
  const control = document.value(DOCUMENT.control, run.out);
  const { lineCount, quantityTotal } = control as Record<string, unknown>;
  const { lines, quantities } = run.totals;
  const stated = lineCount === String(lines) ? null : decimalOf(lineCount);
  if (stated && !equal(stated, { digits: BigInt(lines), scale: 0 })) {
    const message = `The ${what} says it has ${formatDecimal(stated)} lines, but it has ${lines}.`;
    flags.add('LINE_COUNT', message, { place: placeOf(run, CONTROLS), element: 1 });
  }
  const total = decimalOf(quantityTotal);
  const sum = total && (quantities.value ?? ZERO);
  if (total && sum && !equal(total, sum)) {
    const message = `The quantities should add up to ${formatDecimal(total)}, but they add up to ${formatDecimal(sum)}.`;
    flags.add('QUANTITY_TOTAL', message, { place: placeOf(run, CONTROLS), element: 2 });
  }
}

/** The total of an order, stated or computed, and whether what it says of its lines is so. */
const checkOrder: Finisher = {
  line: { totals: true },
  document: (document, run, kind) => {
    const flags = new Flags(run);
    if (run.totals.lines === 0 && kind === 'order') {
      const at = { place: placeOf(run, CONTROLS), segment: null, element: null };
      flags.add('ORDER_WITHOUT_LINES', 'The order has no lines.', at);
    }
    checkControl(document, 'order', run, flags);
    const stated = decimalOf(document.value(DOCUMENT.total, run.out));
    const { amounts } = run.totals;
    const computed = stated && kind === 'order' ? amounts.value : null;
    if (stated && computed && !roundsTo(computed, stated)) {
      const message = `The order states a total of ${formatDecimal(stated)}, its lines add up to ${formatAmount(computed)}.`;
      flags.add('TOTAL_DIFFERS', message, { place: placeOf(run, TOTALS), element: 2 });
    }
    flags.write();
    if (stated) run.out.literal(STATED);
    else if (kind === 'order' && !amounts.isEmpty) {
      run.out.literal(TOTAL);
      amounts.write(run.out);
      run.out.literal(COMPUTED);
    }
  }
};

/** Allowances and charges of the header, and taxes that are not on lines, belong to the sum of an invoice. */
function extras(document: Written, { out }: MappingRun): Decimal {
  const charges = (document.value(DOCUMENT.charges, out) ?? []) as { kind?: string; amount?: string }[];
  const taxes = (document.value(DOCUMENT.taxes, out) ?? []) as { amount?: string }[];
  const sum = charges.reduce<Decimal>((total, { kind, amount }) => {
    const value = decimalOf(amount) ?? ZERO;
    return add(total, kind === 'allowance' ? { ...value, digits: -value.digits } : value);
  }, ZERO);
  const stated = decimalOf(document.value(DOCUMENT.taxTotal, out));
  return add(sum, stated ?? taxes.reduce<Decimal>((total, { amount }) => add(total, decimalOf(amount) ?? ZERO), ZERO));
}

/**
 * The total of an invoice, stated or computed. The stated one is compared only where every line has an amount and no
 * charges or taxes of its own, which documents include in their lines' amounts or not, as they like.
 */
const checkInvoice: Finisher = {
  line: { totals: true },
  document: (document, run) => {
    const flags = new Flags(run);
    checkControl(document, 'invoice', run, flags);
    const stated = decimalOf(document.value(DOCUMENT.total, run.out));
    const sum = run.totals.amounts.value;
    const computed = sum && add(sum, extras(document, run));
    if (stated && computed && !run.totals.incomparable && !roundsTo(computed, stated)) {
      const message = `The invoice states a total of ${formatDecimal(stated)}, its lines, charges and taxes add up to ${formatAmount(computed)}.`;
      flags.add('TOTAL_DIFFERS', message, { place: placeOf(run, TOTALS), element: 1 });
    }
    flags.write();
    if (sum && !document.has(DOCUMENT.lineTotal)) run.out.member('lineTotal', formatAmount(sum));
    if (!stated && computed) run.out.member('total', formatAmount(computed));
    if (stated || computed) run.out.literal(stated ? STATED : COMPUTED);
  }
};

/** An invoice that states net days from its own date is due that many days after it. */
const dueByTerms: Finisher = {
  document: (document, run) => {
    const date = document.value(DOCUMENT.date, run.out);
    if (document.has(DOCUMENT.dueDate) || typeof date !== 'string') return;
    const terms = (document.value(DOCUMENT.terms, run.out) ?? []) as { basis?: { code: string }; netDays?: string }[];
    const net = terms.find(
      ({ basis, netDays }) => basis?.code === '3' && netDays !== undefined && /^\d{1,3}$/.test(netDays)
    );
    if (!net) return;
    const day = new Date(`${date}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(net.netDays));
    run.out.member('dueDate', day.toISOString().slice(0, 10));
  }
};

export const finishers: Readonly<Record<string, Finisher>> = {
  numberLines,
  lineAmounts,
  checkOrder,
  checkInvoice,
  dueByTerms
};
