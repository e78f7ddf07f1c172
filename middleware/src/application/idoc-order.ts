import type { Order } from '../mappings/canonical/order.ts';
import { add, decimalText, formatAmount, formatDecimal, multiply, parseDecimal } from '../mappings/decimal.ts';
import type { Idoc, IdocSegment } from './idoc.ts';

type Line = Order['lines'][number];
type Party = NonNullable<Order['buyer']>;

const ROLES: Record<string, { key: 'buyer' | 'seller' | 'shipTo' | 'billTo'; text: string }> = {
  AG: { key: 'buyer', text: 'Sold-to party' },
  WE: { key: 'shipTo', text: 'Ship-to party' },
  RE: { key: 'billTo', text: 'Bill-to party' },
  LF: { key: 'seller', text: 'Vendor' }
};
const PRODUCTS: Record<string, 'buyerItem' | 'vendorItem' | 'gtin'> = {
  '001': 'buyerItem',
  '002': 'vendorItem',
  '003': 'gtin'
};
/** Of E1EDK03 and E1EDP20: the date of the document, the date of delivery. */
const DOCUMENT_DATE = '012';
const DELIVERY_DATE = '002';

const day = (text: string | undefined) => {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? '') ?? [];
  return year === undefined ? undefined : `${year}-${month}-${date}`;
};
const number = (text: string | undefined) => (text === undefined ? undefined : (decimalText(text.trim()) ?? undefined));
const named = (segments: readonly IdocSegment[], name: string) => segments.filter((one) => one.name === name);

/** Leaves out what the document does not say. */
function told<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T;
}

/**
 * The order of an IDoc of message type ORDERS.
 * @returns null when it has no number
 */
export function orderOf({ segments }: Idoc): Order | null {
  const [head] = named(segments, 'E1EDK01');
  const buyersNumber = named(segments, 'E1EDK02').find(({ fields }) => fields.get('QUALF') === '001');
  const orderNumber = buyersNumber?.fields.get('BELNR') ?? head?.fields.get('BELNR');
  if (!head || orderNumber === undefined) return null;
  const dates = named(segments, 'E1EDK03');
  const dateOf = (qualifier: string) =>
    day(dates.find(({ fields }) => fields.get('IDDAT') === qualifier)?.fields.get('DATUM'));
  const lines = named(segments, 'E1EDP01').map(lineOf);
  return told<Order>({
    kind: 'order',
    number: orderNumber,
    date: dateOf(DOCUMENT_DATE),
    currency: head.fields.get('CURCY'),
    requestedDeliveryDate: dateOf(DELIVERY_DATE),
    ...partiesOf(segments),
    lines,
    ...totalOf(segments, lines)
  });
}

function lineOf({ fields, children, position }: IdocSegment, index: number): Line {
  const quantity = number(fields.get('MENGE'));
  const unitPrice = number(fields.get('VPREI'));
  const per = number(fields.get('PEINH'));
  const unit = fields.get('MENEE');
  const schedules = named(children, 'E1EDP20');
  return told<Line>({
    number: fields.get('POSEX') ?? String(index + 1),
    quantity,
    unit: unit === undefined ? undefined : { code: unit },
    unitPrice,
    pricePer: per === undefined || per === '1' ? undefined : per,
    amount: number(fields.get('NETWR')) ?? amountOf(quantity, unitPrice, per),
    ...productsOf(children),
    requestedDate: day(schedules.map((one) => one.fields.get('EDATU')).find((date) => date !== undefined)),
    segmentPosition: position
  });
}

function amountOf(quantity?: string, price?: string, per?: string): string | undefined {
  const [left, right] = [parseDecimal(quantity ?? ''), parseDecimal(price ?? '')];
  return left && right && (per === undefined || per === '1') ? formatDecimal(multiply(left, right)) : undefined;
}

function productsOf(children: readonly IdocSegment[]): Partial<Line> {
  const products: Partial<Line> = {};
  for (const { fields } of named(children, 'E1EDP19')) {
    const key = PRODUCTS[fields.get('QUALF') ?? ''];
    if (key) products[key] ??= fields.get('IDTNR');
    products.description ??= fields.get('KTEXT');
  }
  return products;
}

function partiesOf(segments: readonly IdocSegment[]): Partial<Order> {
  const found: Partial<Order> = {};
  for (const { fields, position } of named(segments, 'E1EDKA1')) {
    const code = fields.get('PARVW') ?? '';
    const role = ROLES[code];
    const address = told({
      street: fields.get('STRAS'),
      city: fields.get('ORT01'),
      state: fields.get('REGIO'),
      postalCode: fields.get('PSTLZ'),
      country: fields.get('LAND1')
    });
    const party = told<Party>({
      role: told({ code, text: role?.text }),
      name: fields.get('NAME1'),
      id: fields.get('PARTN') ?? fields.get('LIFNR'),
      address: Object.keys(address).length === 0 ? undefined : address,
      segmentPosition: position
    });
    if (role) found[role.key] ??= party;
    else (found.otherParties ??= []).push(party);
  }
  return found;
}

/** What the document states (E1EDS01, 002: the net value), else the sum of its lines. */
function totalOf(segments: readonly IdocSegment[], lines: readonly Line[]): Pick<Order, 'total' | 'totalSource'> {
  const stated = named(segments, 'E1EDS01').find(({ fields }) => fields.get('SUMID') === '002');
  const total = number(stated?.fields.get('SUMME'));
  if (total !== undefined) return { total, totalSource: 'stated' };
  const amounts = lines.map(({ amount }) => parseDecimal(amount ?? ''));
  if (amounts.length === 0 || amounts.includes(null)) return {};
  const sum = amounts.filter((one) => one !== null).reduce(add);
  return { total: formatAmount(sum), totalSource: 'computed' };
}
