import { components, type Interchange, type TransactionSet } from '../edi/read.ts';

export interface Line {
  position: string;
  quantity: number;
  unit: string;
  price: number;
  /** The seller's item number. */
  item: string;
}

/** What a business document is about, whatever its standard. */
export interface Business {
  purchaseOrder: string;
  lines: Line[];
  currency: string;
  /** Of the document that this was read from: shipment or invoice number; empty for orders. */
  reference: string;
  /** Total of an invoice as it says itself; null where there is none. */
  total: number | null;
  /** Bill of lading and carrier of a shipment. */
  billOfLading: string;
  pro: string;
  scac: string;
}

export const totalOf = (business: Business) =>
  business.total ?? business.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);

const nothing = (): Business => ({
  purchaseOrder: '', lines: [], currency: 'USD', reference: '', total: null, billOfLading: '', pro: '', scac: ''
}); // prettier-ignore

/** Reads the parts of a customer's document that a partner answers to. */
export function businessOf(set: TransactionSet, of: Interchange): Business {
  return of.standard === 'X12' ? fromX12(set) : fromEdifact(set, of);
}

const HEADERS: Record<string, [order: number, reference: number]> = {
  BEG: [3, 0], BAK: [3, 0], BCH: [3, 0], BSN: [0, 2], BIG: [4, 2]
}; // prettier-ignore

/** The value behind a qualifier in the pairs that begin at an element. */
function qualified(segment: string[], from: number, qualifier: string): string | undefined {
  for (let at = from; at < segment.length; at += 2) if (segment[at] === qualifier) return segment[at + 1];
  return undefined;
}

function fromX12({ segments }: TransactionSet): Business {
  const business = nothing();
  for (const segment of segments) {
    const [tag = '', first = '', second = '', third = '', fourth = ''] = segment;
    const header = HEADERS[tag];
    if (header) {
      business.purchaseOrder = header[0] > 0 ? (segment[header[0]] ?? '') : business.purchaseOrder;
      business.reference = header[1] > 0 ? (segment[header[1]] ?? '') : '';
    } else if (tag === 'PO1' || tag === 'IT1') {
      const item = qualified(segment, 6, 'VN') ?? qualified(segment, 6, 'BP') ?? '';
      business.lines.push({ position: first, quantity: Number(second), unit: third, price: Number(fourth), item });
    } else if (tag === 'LIN') {
      const item = qualified(segment, 2, 'VN') ?? qualified(segment, 2, 'BP') ?? '';
      business.lines.push({ position: first, quantity: 0, unit: 'EA', price: 0, item });
    } else if (tag === 'SN1') {
      Object.assign(business.lines.at(-1) ?? {}, { quantity: Number(second), unit: third });
    } else if (tag === 'CUR') business.currency = second;
    else if (tag === 'PRF') business.purchaseOrder ||= first;
    else if (tag === 'TDS') business.total = Number(first) / 100;
    else if (tag === 'REF' && first === 'BM') business.billOfLading = second;
    else if (tag === 'REF' && first === 'CN') business.pro = second;
    else if (tag === 'TD5') business.scac ||= third;
  }
  return business;
}

function fromEdifact({ type, segments }: TransactionSet, of: Interchange): Business {
  const business = { ...nothing(), currency: 'EUR' };
  const amounts: Record<string, number> = {};
  for (const [tag, ...elements] of segments) {
    const part = (element: number, at = 0) => components(elements[element - 1], of)[at] ?? '';
    const line = business.lines.at(-1);
    if (tag === 'BGM') {
      if (type === 'ORDERS') business.purchaseOrder = part(2);
      else business.reference = part(2);
    } else if (tag === 'RFF' && part(1) === 'ON') business.purchaseOrder ||= part(1, 1);
    else if (tag === 'RFF' && part(1) === 'BM') business.billOfLading = part(1, 1);
    else if (tag === 'CUX') business.currency = part(1, 1);
    else if (tag === 'LIN')
      business.lines.push({ position: part(1), quantity: 0, unit: 'PCE', price: 0, item: part(3) });
    else if (tag === 'QTY' && line && ['12', '21', '47'].includes(part(1)) && line.quantity === 0) {
      line.quantity = Number(part(1, 1));
      line.unit = part(1, 2) || 'PCE';
    } else if (tag === 'PRI' && line) line.price = Number(part(1, 1));
    else if (tag === 'MOA') amounts[part(1)] = Number(part(1, 1));
    else if (tag === 'UNS') delete amounts['203'];
  }
  business.total = amounts['77'] ?? amounts['86'] ?? amounts['9'] ?? null;
  return business;
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function random(seed: string): () => number {
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An order that a partner makes up. */
export function madeUp(seed: string, purchaseOrder: string, standard: 'X12' | 'EDIFACT', lines?: number): Business {
  const next = random(seed);
  const count = lines ?? 1 + Math.floor(next() * 4);
  return {
    ...nothing(),
    purchaseOrder,
    currency: standard === 'X12' ? 'USD' : 'EUR',
    lines: Array.from({ length: count }, (_, index) => ({
      position: String(index + 1),
      quantity: 1 + Math.floor(next() * 200),
      unit: standard === 'X12' ? 'EA' : 'PCE',
      price: (50 + Math.floor(next() * 5000)) / 100,
      item:
        standard === 'X12'
          ? `AB${1000 + Math.floor(next() * 9000)}`
          : `40${10_000_000_000 + Math.floor(next() * 89_999_999_999)}`
    }))
  };
}
