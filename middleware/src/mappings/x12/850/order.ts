import type { FindingList } from '../../../edi/finding.ts';
import type { Segment } from '../../../edi/segment.ts';
import type { Order, Party } from '../../canonical.ts';
import { add, type Decimal, equal, formatAmount, formatDecimal, parseDecimal, roundsTo } from '../../decimal.ts';
import { DATES, PARTIES, purposeOf, TOTALS, typeOf } from './codes.ts';
import { ElementReader } from './elements.ts';
import { extendLine, readLine, type ReadLine } from './line.ts';
import { extendParty, orNull, readParty } from './party.ts';

/** The segments that an 850 must have to be an order. */
interface Summary {
  lineCount: Decimal | null;
  hashTotal: Decimal | null;
  position: number;
  offset: number;
}

/** Makes a canonical order of the segments of an X12 850, in their order. Findings go to the transaction set's list. */
export class OrderMapping {
  readonly #findings: FindingList;
  readonly #read: ElementReader;
  readonly #amounts = new Map<string, Decimal>();
  readonly #lines: ReadLine[] = [];
  #number: string | null = null;
  #sawHeader = false;
  #summary: Summary | undefined;
  #party: Party | undefined;
  readonly #order: Omit<Order, 'number' | 'total' | 'totalSource' | 'flags' | 'lines'> = {
    purpose: null,
    type: null,
    release: null,
    date: null,
    currency: null,
    terms: null,
    requestedDeliveryDate: null,
    requestedShipDate: null,
    buyer: null,
    seller: null,
    shipTo: null,
    billTo: null,
    references: []
  };

  constructor(findings: FindingList) {
    this.#findings = findings;
    this.#read = new ElementReader(findings);
  }

  /** A segment between ST and SE; `position` counts from ST = 1. */
  segment(segment: Segment, position: number): void {
    if (segment.is('PO1')) {
      this.#lines.push(readLine(segment, position, this.#lines.length + 1, this.#read));
    } else if (segment.is('CTT')) {
      this.#summary = {
        lineCount: this.#read.decimal(segment, position, 1, 'number of lines'),
        hashTotal: this.#read.decimal(segment, position, 2, 'hash total'),
        position,
        offset: segment.offset
      };
    } else if (segment.is('AMT') && (this.#summary || this.#lines.length === 0)) {
      const amount = parseDecimal(segment.element(2));
      if (amount) this.#amounts.set(segment.element(1), amount);
    } else {
      const line = this.#lines.at(-1)?.line;
      if (!line) this.#header(segment, position);
      else if (!this.#summary) extendLine(line, segment, position, this.#read);
    }
  }

  /** The order once its SE segment was read; null when it cannot be one, which the findings then say. */
  finish(): Order | null {
    if (this.#number === null) {
      const message = this.#sawHeader
        ? 'The purchase order has no number: the third element of its BEG segment is empty.'
        : 'The purchase order has no header: its BEG segment is missing.';
      this.#report('ELEMENT_MISSING', 'error', message, 'BEG', 3, 2);
      return null;
    }
    const flags = this.#checkSummary();
    const computed = this.#computedTotal();
    const stated = TOTALS.map((code) => this.#amounts.get(code)).find((amount) => amount !== undefined);
    if (stated && computed && !roundsTo(computed, stated)) {
      const message = `The order states a total of ${formatDecimal(stated)}, its lines add up to ${formatAmount(computed)}.`;
      this.#report('TOTAL_DIFFERS', 'warning', message, 'AMT', 2, null);
      flags.push(message);
    }
    const total = stated ? formatDecimal(stated) : computed && formatAmount(computed);
    const totalSource = stated ? 'AMT' : computed && 'computed';
    const lines = this.#lines.map(({ line }) => line);
    return { number: this.#number, ...this.#order, total, totalSource, flags, lines };
  }

  #header(segment: Segment, position: number): void {
    const order = this.#order;
    if (segment.is('BEG') && !this.#sawHeader) this.#beg(segment, position);
    else if (segment.is('CUR')) order.currency ??= orNull(segment.element(2));
    else if (segment.is('REF')) {
      const [code, value, words] = [segment.element(1), segment.element(2), orNull(segment.element(3))];
      if (code !== '' && order.references.length < 100) order.references.push({ code, value, text: words });
    } else if (segment.is('DTM')) {
      const date = DATES[segment.element(1)];
      if (date) order[date] ??= this.#read.date(segment, position, 2, 'requested date');
    } else if (segment.is('ITD')) order.terms ??= orNull(segment.element(12));
    else if (segment.is('N1')) this.#n1(segment);
    else if (this.#party && (segment.is('N2') || segment.is('N3') || segment.is('N4')))
      extendParty(this.#party, segment);
  }

  #beg(segment: Segment, position: number): void {
    this.#sawHeader = true;
    this.#number = orNull(segment.element(3));
    this.#order.purpose = purposeOf(segment.element(1));
    this.#order.type = typeOf(segment.element(2));
    this.#order.release = orNull(segment.element(4));
    this.#order.date = this.#read.date(segment, position, 5, 'order date');
  }

  #n1(segment: Segment): void {
    const role = PARTIES[segment.element(1)];
    this.#party = readParty(segment);
    if (role) this.#order[role] ??= this.#party;
  }

  #computedTotal(): Decimal | null {
    return this.#lines.reduce<Decimal | null>(
      (sum, { amount }) => (amount ? (sum ? add(sum, amount) : amount) : sum),
      null
    );
  }

  /** CTT against the lines: an order is kept when they differ, but people are told. */
  #checkSummary(): string[] {
    const flags: string[] = [];
    const flag = (
      code: 'ORDER_WITHOUT_LINES' | 'LINE_COUNT' | 'QUANTITY_TOTAL',
      message: string,
      element: number
    ) => {
      this.#report(
        code,
        'warning',
        message,
        code === 'ORDER_WITHOUT_LINES' ? 'PO1' : 'CTT',
        element,
        this.#summary?.position ?? null
      );
      flags.push(message);
    };
    const count = this.#lines.length;
    if (count === 0) flag('ORDER_WITHOUT_LINES', 'The order has no lines.', 1);
    const { lineCount, hashTotal } = this.#summary ?? {};
    if (lineCount && !equal(lineCount, { digits: BigInt(count), scale: 0 })) {
      flag('LINE_COUNT', `The order says it has ${formatDecimal(lineCount)} lines (CTT), but it has ${count}.`, 1);
    }
    const quantities = this.#lines.reduce<Decimal>((sum, { quantity }) => (quantity ? add(sum, quantity) : sum), {
      digits: 0n,
      scale: 0
    });
    if (hashTotal && !equal(hashTotal, quantities)) {
      const [stated, sum] = [formatDecimal(hashTotal), formatDecimal(quantities)];
      flag('QUANTITY_TOTAL', `The quantities should add up to ${stated} (CTT), but they add up to ${sum}.`, 2);
    }
    return flags;
  }

  #report(
    code: 'ELEMENT_MISSING' | 'ORDER_WITHOUT_LINES' | 'LINE_COUNT' | 'QUANTITY_TOTAL' | 'TOTAL_DIFFERS',
    severity: 'error' | 'warning',
    message: string,
    segment: string,
    element: number,
    segmentPosition: number | null
  ): void {
    const offset = this.#summary?.offset ?? 0;
    this.#findings.add({ code, severity, segmentPosition, segment, element, offset, message });
  }
}
