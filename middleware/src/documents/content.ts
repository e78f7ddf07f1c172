import type { CanonicalDocument } from '../mappings/canonical/document.ts';
import { hashOf } from './keys.ts';

export type ContentKind = CanonicalDocument['kind'];
type Of<K extends ContentKind> = Extract<CanonicalDocument, { kind: K }>;

/** The list that makes a document large, which is cut where an event cannot carry all of it. */
export const LIST_OF = {
  order: 'lines',
  orderChange: 'lines',
  orderResponse: 'lines',
  orderStatus: 'orders',
  invoice: 'lines',
  paymentAdvice: 'items',
  dispute: 'lines',
  shipment: 'lines',
  receipt: 'lines',
  shipmentStatus: 'statuses',
  inventory: 'lines',
  applicationAdvice: 'items',
  acknowledgement: 'sets',
  textMessage: 'messages'
} as const satisfies Record<ContentKind, string>;

/**
 * Which of the two we are: whoever sends an order, a payment or a receipt is the buyer, whoever sends an invoice or a
 * ship notice the seller. A dispute is the buyer's, unless it gives a credit, which only the seller can. Carriers are
 * neither.
 */
export type Role = 'seller' | 'buyer';

const SENT_BY: Partial<Record<ContentKind, Role>> = {
  order: 'buyer',
  orderChange: 'buyer',
  orderResponse: 'seller',
  orderStatus: 'seller',
  invoice: 'seller',
  paymentAdvice: 'buyer',
  dispute: 'buyer',
  shipment: 'seller',
  receipt: 'buyer',
  inventory: 'seller',
  // It judges an invoice, as a rule: the buyer says what became of it.
  applicationAdvice: 'buyer'
};

const other = (role: Role): Role => (role === 'seller' ? 'buyer' : 'seller');

/** @returns null where the kind does not tell */
export function roleOf(kind: ContentKind, direction: 'Inbound' | 'Outbound'): Role | null {
  const sender = SENT_BY[kind];
  if (sender === undefined) return null;
  return direction === 'Outbound' ? sender : other(sender);
}

/**
 * Whose numbers they are: a PO number means something within a tenant, a role and a partner only, and a test's number
 * nothing beside what is meant.
 */
export interface KeyScope {
  tenant: string;
  role: Role;
  /** `qualifier:id` of the other side */
  partner: string;
  isTest: boolean;
}

type Keyed = 'order' | 'invoice' | 'shipment';

/** The external key of an order, invoice or shipment, by its number. */
export const keyOf = (what: Keyed, scope: KeyScope, number: string) => hashOf(what, ...within(scope), number);

const within = ({ tenant, role, partner, isTest }: KeyScope) => [tenant, role, partner, ...(isTest ? ['test'] : [])];

/**
 * The external key of what the document makes or changes: that of its number, so that a later version finds it; a
 * document that is its own event is known by its own key.
 */
export function recordKeyOf(content: CanonicalDocument, scope: KeyScope | null, documentKey: string): string {
  if (scope === null) return documentKey;
  switch (content.kind) {
    case 'order':
    case 'invoice':
    case 'shipment':
      return keyOf(content.kind, scope, content.number);
    case 'orderChange':
      return hashOf(content.kind, ...within(scope), content.number, content.changeNumber ?? documentKey);
    case 'orderResponse':
      return hashOf(content.kind, ...within(scope), content.number, content.responseNumber ?? documentKey);
    case 'receipt':
    case 'dispute':
      return hashOf(content.kind, ...within(scope), content.number);
    case 'paymentAdvice':
      return content.number === undefined ? documentKey : hashOf(content.kind, ...within(scope), content.number);
    default:
      return documentKey;
  }
}

/** The number of the order that a document is about, or the first of them. */
export function orderNumberOf(content: CanonicalDocument): string | null {
  switch (content.kind) {
    case 'order':
    case 'orderChange':
    case 'orderResponse':
      return content.number;
    case 'dispute':
      return content.orderNumber ?? null;
    case 'invoice':
    case 'receipt':
      return content.orderNumber ?? firstOf(content.lines) ?? null;
    case 'shipment':
      return content.orders?.find(({ number }) => number !== undefined)?.number ?? firstOf(content.lines) ?? null;
    case 'shipmentStatus':
      return content.orderNumbers?.[0] ?? null;
    default:
      return null;
  }
}

const firstOf = (lines: readonly { orderNumber?: string | undefined }[]) =>
  lines.find(({ orderNumber }) => orderNumber !== undefined)?.orderNumber;

interface Keys {
  key: string;
  /** Of the order, invoice or shipment that it names. */
  orderKey?: string;
  invoiceKey?: string;
  shipmentKey?: string;
}

type Item = Record<string, unknown>;
type KeyedList<T> = T extends readonly (infer I)[] ? (I & Keys)[] : T;
type Published<K extends ContentKind> = Omit<Of<K>, (typeof LIST_OF)[K]> & {
  [L in (typeof LIST_OF)[K] & keyof Of<K>]: KeyedList<Of<K>[L]>;
} & { role?: Role } & Partial<Keys> & {
    /** Of a document in parts: items of the whole, and the place of the first one here, counted from 0. */
    linesExpected?: number;
    firstLine?: number;
  };

/** A document's content as the package takes it: every record that it makes has a key, every one that it names too. */
export type PublishedContent = { [K in ContentKind]: Published<K> }[ContentKind];

/** @returns the content, with the keys by which the package finds and links its records */
export function withKeys(content: CanonicalDocument, recordKey: string, scope: KeyScope | null): PublishedContent {
  const list = LIST_OF[content.kind];
  const items = (content as unknown as Record<string, Item[]>)[list] ?? [];
  // The lines of an answer or a change are lines of its order.
  const base = isOfOrder(content) && scope ? keyOf('order', scope, content.number) : recordKey;
  const seen = new Map<string, number>();
  const keyed = items.map((item, index) => {
    const name = typeof item['number'] === 'string' ? item['number'] : `#${String(index + 1)}`;
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return { key: hashOf('line', base, name, String(occurrence)), ...item, ...namedBy(content.kind, item, scope) };
  });
  const header = scope === null ? {} : { role: scope.role, ...namedBy(content.kind, headerNames(content), scope) };
  const packages =
    content.kind === 'shipment' && content.packages
      ? { packages: content.packages.map((one) => ({ key: hashOf('package', recordKey, one.id), ...one })) }
      : {};
  return { ...content, ...header, ...packages, [list]: keyed } as PublishedContent;
}

const isOfOrder = (content: CanonicalDocument) => content.kind === 'orderChange' || content.kind === 'orderResponse';

/** What the header names beside its own number. */
function headerNames(content: CanonicalDocument): Item {
  return isOfOrder(content) ? { orderNumber: content.number } : { ...content, number: undefined };
}

/** The keys of what an item or a header names; a line of a remittance names an invoice by its own number. */
function namedBy(kind: ContentKind, item: Item, scope: KeyScope | null): Partial<Keys> {
  if (scope === null) return {};
  const keys: Partial<Keys> = {};
  const orderNumber = kind === 'orderStatus' ? item['number'] : item['orderNumber'];
  const invoiceNumber = invoiceNumberOf(kind, item);
  const { shipmentNumber } = item;
  if (typeof orderNumber === 'string') keys.orderKey = keyOf('order', scope, orderNumber);
  if (typeof invoiceNumber === 'string') keys.invoiceKey = keyOf('invoice', scope, invoiceNumber);
  if (typeof shipmentNumber === 'string') keys.shipmentKey = keyOf('shipment', scope, shipmentNumber);
  return keys;
}

/** Types of documents and qualifiers of references that name an invoice, in X12 and EDIFACT. */
const INVOICE_WORDS = new Set(['810', 'INVOIC', 'IV', 'IN', 'IK', '380']);

function invoiceNumberOf(kind: ContentKind, item: Item): unknown {
  if (kind === 'paymentAdvice') return item['number'];
  if (kind !== 'applicationAdvice') return item['invoiceNumber'];
  const reference = item['reference'] as { qualifier: { code: string }; value: string } | undefined;
  const isInvoice = [item['documentType'], reference?.qualifier.code].some((word) => INVOICE_WORDS.has(word as string));
  return isInvoice ? reference?.value : undefined;
}
