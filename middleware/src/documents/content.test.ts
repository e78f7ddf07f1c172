import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { CanonicalDocument } from '../mappings/canonical/document.ts';
import {
  type KeyScope,
  keyOf,
  LIST_OF,
  orderNumberOf,
  type PublishedContent,
  recordKeyOf,
  roleOf,
  withKeys
} from './content.ts';
import { partsOf } from './parts.ts';
import { contentOf, type DocumentPart, payloadOf } from './payload.ts';

const FIXTURES = new URL('../../../test/fixtures/edi/documents/', import.meta.url);
const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'));

function contentsOf(name: string): CanonicalDocument[] {
  const stored = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as unknown;
  const all = Array.isArray(stored) ? stored : [stored];
  return all.map((one) => CanonicalDocument.parse(one));
}

function contentOfKind<K extends CanonicalDocument['kind']>(kind: K) {
  const found = names.flatMap(contentsOf).find((one) => one.kind === kind);
  if (!found) throw new Error(`no fixture is a ${kind}`);
  return found as Extract<CanonicalDocument, { kind: K }>;
}

const scope: KeyScope = { tenant: 'acme', role: 'seller', partner: 'ZZ:BUYER', isTest: false };
const envelope = { type: '856', findings: [] } as unknown as DocumentPart;

test.each<[string, CanonicalDocument['kind'], 'Inbound' | 'Outbound', string | null]>([
  ['an order that came in', 'order', 'Inbound', 'seller'],
  ['an order that was sent', 'order', 'Outbound', 'buyer'],
  ['an invoice that came in', 'invoice', 'Inbound', 'buyer'],
  ['a ship notice that was sent', 'shipment', 'Outbound', 'seller'],
  ['a payment that came in', 'paymentAdvice', 'Inbound', 'seller'],
  ["a carrier's status", 'shipmentStatus', 'Inbound', null]
])('%s tells which of the two we are', (_what, kind, direction, role) => {
  expect(roleOf(kind, direction)).toBe(role);
});

describe.each(names.flatMap(contentsOf).map((content) => [content.kind, content] as const))('%s', (kind, content) => {
  const recordKey = recordKeyOf(content, scope, 'document-key');
  const published = withKeys(content, recordKey, scope);
  const list = LIST_OF[kind];
  const items = (published as unknown as Record<string, { key: string }[]>)[list] ?? [];

  test('gives every line a key of its own, and changes nothing else', () => {
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    const told = JSON.parse(
      JSON.stringify({ ...published, role: undefined }, (name, value: unknown) =>
        /^(key|\w+Key)$/.test(name) ? undefined : value
      )
    ) as unknown;
    expect(told).toEqual(content);
  });

  test('travels under the name of its kind', () => {
    expect(contentOf(payloadOf(envelope, published))).toEqual(published);
  });
});

test('an invoice, its order and what pays it meet by their keys', () => {
  const invoice = contentOfKind('invoice');
  const published = withKeys(invoice, recordKeyOf(invoice, scope, 'x'), scope);
  expect(published.orderKey).toBe(keyOf('order', scope, orderNumberOf(invoice) ?? ''));
  const advice = contentOfKind('paymentAdvice');
  const paid = { ...advice, items: advice.items.map((item) => ({ ...item, number: invoice.number })) };
  const remittance = withKeys(paid, 'key', scope) as Extract<PublishedContent, { kind: 'paymentAdvice' }>;
  expect(remittance.items[0]?.invoiceKey).toBe(recordKeyOf(invoice, scope, 'x'));
});

test('numbers of another partner or tenant, in the other role or of a test are other numbers', () => {
  const keys = [
    scope,
    { ...scope, partner: 'ZZ:OTHER' },
    { ...scope, tenant: 'other' },
    { ...scope, role: 'buyer' as const },
    { ...scope, isTest: true }
  ].map((one) => keyOf('order', one, 'PO-1'));
  expect(new Set(keys).size).toBe(5);
});

test('the lines of a change and of an answer are those of its order', () => {
  const order = contentOfKind('order');
  const change = { ...contentOfKind('orderChange'), number: order.number, lines: order.lines };
  const [ofOrder, ofChange] = [order, change].map((one) => {
    const { lines } = withKeys(one, recordKeyOf(one, scope, 'x'), scope) as Extract<
      PublishedContent,
      { kind: 'order' }
    >;
    return lines.map(({ key }) => key);
  });
  expect(ofChange).toEqual(ofOrder);
});

describe('a shipment too large for an event', () => {
  const shipment = contentOfKind('shipment');
  const [line] = shipment.lines;
  const pallets = Array.from({ length: 12 }, (_, index) => ({ id: `T${index}`, segmentPosition: 9 }));
  const cartons = Array.from({ length: 48 }, (_, index) => ({
    id: `P${index}`,
    parentId: `T${index % 12}`,
    ssccs: [String(index).padStart(18, '0')],
    segmentPosition: 9
  }));
  const lines = Array.from({ length: 240 }, (_, index) => ({
    ...line,
    segmentPosition: 9,
    packageId: `P${Math.floor(index / 5)}`
  }));
  const spare = { id: 'empty', segmentPosition: 9 };
  const large = withKeys({ ...shipment, packages: [...pallets, ...cartons, spare], lines }, 'key', scope);
  const parts = partsOf(payloadOf(envelope, large), 20_000) ?? [];
  const shipments = parts.map((part) => part.shipment);

  test('comes in parts, each within the limit, all lines once and in order', () => {
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(20_000);
    expect(shipments.flatMap((one) => one?.lines ?? [])).toEqual((large as { lines: unknown }).lines);
    expect(shipments.map((one) => one?.linesExpected)).toEqual(shipments.map(() => 240));
  });

  test('has in each part the packages that its lines lie in and those around them, and loses none', () => {
    for (const one of shipments) {
      const here = new Set(one?.packages?.map(({ id }) => id));
      for (const { packageId } of one?.lines ?? []) expect(here).toContain(packageId);
      for (const { parentId } of one?.packages ?? []) if (parentId !== undefined) expect(here).toContain(parentId);
    }
    expect(new Set(shipments.flatMap((one) => one?.packages?.map(({ id }) => id) ?? [])).size).toBe(61);
  });

  test('is not cut where a line alone is too large', () => {
    expect(partsOf(payloadOf(envelope, large), 400)).toBeNull();
  });
});
