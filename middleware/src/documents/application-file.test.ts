import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { applicationFormat } from '../application/format.ts';
import { IdocError, readIdocs } from '../application/idoc.ts';
import { Order } from '../mappings/canonical/order.ts';
import { applicationContents, largeApplicationContents } from './application-file.ts';
import type { Payload } from './payload.ts';

const fixture = readFileSync(new URL('../../../test/fixtures/application/orders05.xml', import.meta.url));
const own = [{ qualifier: 'LS', id: 'SELLER' }];
const file = {
  id: 1,
  tenant: 't',
  mailbox: 'm',
  name: 'order.xml',
  size: fixture.length,
  sha256: 's',
  received_at: new Date(0),
  receipts: 1,
  status: 'received' as const,
  attempts: 0,
  reason: null,
  silent: false,
  corrects: null,
  corrected_by: null,
  correction_reason: null,
  trace: null
};
const contents = (text: string | Buffer) => applicationContents(file, Buffer.from(text), own);
const first = (text: string | Buffer) => {
  const [document] = contents(text)?.documents ?? [];
  if (!document) throw new Error('there should be a document');
  return { document, payload: JSON.parse(document.payload) as Payload };
};

describe('what is no EDI', () => {
  test.each([
    ['<?xml version="1.0"?><a/>', 'XML'],
    ['\uFEFF  <ORDERS05><IDOC/></ORDERS05>', 'XML'],
    ['EDI_DC40  300000000000012345', 'IDoc'],
    ['{"order": 1}', 'JSON'],
    ['[{"order": 1}]', 'JSON'],
    ['po;item;qty\n1;A;2\n2;B;3\n', 'CSV'],
    ['po,item,qty\r\n1,A,2', 'CSV'],
    ['ISA*00*          *00*', null],
    ["UNB+UNOA:1+A+B'", null],
    ["UNA:+.? 'UNB+", null],
    ['ST*850*0001~', null],
    ['{garbage', null],
    ['a line of text, no more', null],
    ['', null]
  ])('%j is told apart', (text, format) => {
    expect(applicationFormat(Buffer.from(text))).toBe(format);
  });

  test.each(['{"a": 1}', 'a;b;c\n1;2;3\n', '<catalogue><item/></catalogue>'])(
    '%j is recorded and not rejected',
    (text) => {
      const { document, payload } = first(text);
      expect([document.outcome, document.delivery, payload.document.validationStatus]).toEqual([
        'recorded',
        'staged',
        'Accepted'
      ]);
      expect(document.reason).toContain('kept as it came');
    }
  );

  test('a large file is recorded without being read', () => {
    expect(largeApplicationContents(file, fixture, own)?.documents[0]?.outcome).toBe('recorded');
    expect(largeApplicationContents(file, Buffer.from('ISA*'), own)).toBeNull();
  });
});

describe('an order as IDoc in XML', () => {
  test('becomes an order like any other', () => {
    const { document, payload } = first(fixture);
    expect(document).toMatchObject({
      outcome: 'translated',
      order_number: 'PO-IDOC-1',
      partner: 'KU:ACME',
      standard: 'IDoc',
      type: 'ORDERS',
      set_control_number: '0000000000012345'
    });
    const { role, lines: keyed = [], ...header } = payload.order ?? {};
    expect(role).toBe('seller');
    const lines = keyed.map((line) => ({ ...line, key: undefined }));
    expect(Order.safeParse(JSON.parse(JSON.stringify({ ...header, lines }))).error).toBeUndefined();
    expect(payload.order).toMatchObject({
      number: 'PO-IDOC-1',
      date: '2026-01-05',
      requestedDeliveryDate: '2026-01-20',
      currency: 'EUR',
      total: '112.50',
      totalSource: 'computed',
      buyer: { name: 'Acme & Sons', id: '0000100200' },
      shipTo: { address: { city: 'Hamburg', country: 'DE' } }
    });
    expect(lines).toMatchObject([
      {
        number: '000010',
        quantity: '12.000',
        unit: { code: 'PCE' },
        buyerItem: '065322-117',
        vendorItem: 'AB3542',
        requestedDate: '2026-01-22'
      },
      { number: '000020', gtin: '4006381333931', amount: '1.50' }
    ]);
  });

  test('another type is recorded with what it is', () => {
    const { document } = first(fixture.toString().replaceAll('>ORDERS<', '>INVOIC<'));
    expect([document.outcome, document.type, document.reason]).toEqual([
      'recorded',
      'INVOIC',
      expect.stringContaining('no map')
    ]);
  });

  test('our own is outbound: we are the buyer', () => {
    const { payload } = first(
      fixture.toString().replace('<SNDPRT>KU', '<SNDPRT>LS').replace('<SNDPRN>ACME', '<SNDPRN>SELLER')
    );
    expect([payload.document.direction, payload.order?.role]).toEqual(['Outbound', 'buyer']);
  });
});

describe('XML that is meant to harm', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${'x'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]><a>${'&c;'.repeat(100)}</a>`;
  test.each([
    ['entities that multiply', bomb],
    ['entities that read files', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['broken nesting', '<a><b></a></b>'],
    ['an end that is missing', '<ORDERS05><IDOC>']
  ])('%s is rejected with the reason', (_what, text) => {
    const { document } = first(text);
    expect([document.outcome, document.reason]).toEqual(['rejected', expect.stringContaining('XML')]);
  });

  test('nesting without end is refused', () => {
    const deep = `<O><IDOC><EDI_DC40><A>1</A></EDI_DC40>${'<B>'.repeat(500)}<X>1</X>${'</B>'.repeat(500)}</IDOC></O>`;
    expect(() => readIdocs(deep)).toThrow(IdocError);
  });

  test('an entity that nobody declared stays as it is written', () => {
    expect(
      readIdocs('<O><IDOC><EDI_DC40><MESTYP>&x;&lt;&amp;lt;</MESTYP></EDI_DC40></IDOC></O>')?.[0]?.messageType
    ).toBe('&x;<&lt;');
  });
});
