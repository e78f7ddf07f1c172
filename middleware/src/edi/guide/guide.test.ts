import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findingsOf, inspectText } from '../../testing/read-edi.ts';
import { guideFor, GuideLibrary, knownGuides } from './library.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../../test/fixtures/edi/documents/${name}.edi`, import.meta.url)).toString('latin1');
const order = fixture('850-4010-order');
const recount = (text: string) => {
  const lines = text.split('~\n');
  const start = lines.findIndex((line) => line.startsWith('ST*'));
  const end = lines.findIndex((line) => line.startsWith('SE*'));
  return text.replace(/SE\*\d+/, `SE*${end - start + 1}`);
};
const messagesOf = (text: string, overlays: unknown[] = []) =>
  inspectText(text, overlays).interchanges.flatMap(({ groups }) =>
    groups.flatMap((group) => group.messages.flatMap(({ errors }) => errors.map(({ message }) => message)))
  );
const told = (text: string, overlays: unknown[] = []) => findingsOf(inspectText(recount(text), overlays));

describe('guides', () => {
  test('every one compiles, and is its own version', () => {
    for (const { standard, type, version } of knownGuides())
      expect(guideFor(standard, type, version)).toMatchObject({ approximate: false, guide: { type, version } });
  });

  test.each<['X12' | 'EDIFACT', string, string, string, boolean]>([
    ['X12', '850', '004010VICS', '004010', false],
    ['X12', '850', '004030', '004010', true],
    ['X12', '850', '006020', '005010', true],
    ['X12', '850', '', '004010', true],
    ['EDIFACT', 'ORDERS', 'D.97A', 'D.96A', true],
    ['EDIFACT', 'ORDERS', 'D.99B', 'D.01B', true],
    ['EDIFACT', 'CONTRL', '2.2', 'D.96A', false]
  ])('%s %s %s is read by that of %s', (standard, type, version, nearest, approximate) => {
    expect(guideFor(standard, type, version)).toMatchObject({ approximate, guide: { version: nearest } });
  });

  test('there is none for a type that is not known, however it is spelt', () => {
    for (const type of ['875', '../850', '', 'segments', 'constructor'])
      expect(guideFor('X12', type, '004010')).toBeUndefined();
  });
});

describe('what a guide finds', () => {
  test.each([
    ['a missing beginning', order.replace(/BEG.*\n/, ''), 'error SEGMENT_MISSING BEG@2'],
    ['a segment twice', order.replace(/(CUR.*\n)/, '$1$1'), 'warning SEGMENT_TOO_MANY CUR@4'],
    ['a segment out of order', order.replace(/(CUR.*\n)(REF.*\n)/, '$2$1'), 'warning SEGMENT_OUT_OF_ORDER CUR@4'],
    [
      'a segment of another document',
      order.replace(/(CUR.*\n)/, '$1BSN*00*1*20260101*1200~\n'),
      'warning SEGMENT_UNEXPECTED BSN@4'
    ],
    ['a segment nobody knows', order.replace(/(CUR.*\n)/, '$1QQ*1~\n'), 'warning SEGMENT_UNKNOWN QQ@4'],
    ['a missing element', order.replace('CUR*BY*EUR', 'CUR*BY'), 'warning ELEMENT_MISSING CUR@3.2'],
    ['an element that is too long', order.replace('CUR*BY*EUR', 'CUR*BY*EURO'), 'warning ELEMENT_TOO_LONG CUR@3.2'],
    ['an element that is too short', order.replace('CUR*BY*EUR', 'CUR*BY*EU'), 'warning ELEMENT_TOO_SHORT CUR@3.2'],
    [
      'a date that is none',
      order.replace('*20260105\n', '*20261305\n').replace('PO-4711**20260105', 'PO-4711**20261305'),
      'warning ELEMENT_DATE BEG@2.5'
    ],
    ['a number that is none', order.replace('PO1*1*120*', 'PO1*1*12O*'), 'warning ELEMENT_CHARACTER PO1@16.2'],
    ['half of a pair', order.replace('*VN*AB3542*UP*', '*VN**UP*'), 'warning ELEMENT_CONDITION PO1@16.9'],
    [
      'one element too many',
      order.replace('CTT*2*370', 'CTT*2*370*1*LB*1*CF*x*y'),
      'warning ELEMENT_UNEXPECTED CTT@24.8'
    ]
  ])('%s', (_what, text, finding) => {
    expect(told(text)).toContain(finding);
  });

  test('it says so in words, with the place', () => {
    expect(messagesOf(recount(order.replace(/BEG.*\n/, '')))).toContain(
      'The beginning of the order is missing: a BEG segment was expected at the beginning.'
    );
    expect(messagesOf(order.replace('CUR*BY*EUR', 'CUR*BY*EURO'))).toEqual([
      'The currency (element 2 of CUR) is too long (at most 3): "EURO".'
    ]);
  });

  test('one fault is told once: what follows stands in its own place', () => {
    expect(told(order.replace(/(CUR.*\n)(REF.*\n)/, '$2$1'))).toHaveLength(1);
  });

  test('another version never rejects', () => {
    const old = recount(order.replace(/BEG.*\n/, '').replaceAll('004010', '003040'));
    expect(findingsOf(inspectText(old))).toEqual(['note VERSION_APPROXIMATE ST@1', 'warning SEGMENT_MISSING BEG@2']);
  });
});

describe('lists of the codes of a standard', () => {
  const lists = {
    standard: 'X12',
    codes: { 'CUR.1': ['BY'], 'CUR.2': ['USD', 'GBP'], 'MEA.4.1': ['LB'], 'QQ.1': ['A'] }
  };

  test('are checked in every document, with the components of a segment', () => {
    expect(told(order, [lists])).toEqual(['warning ELEMENT_CODE_UNKNOWN CUR@3.2']);
    expect(messagesOf(order, [lists])).toEqual([
      'The currency (element 2 of CUR) has a code that the standard does not know: "EUR".'
    ]);
    const measured = recount(order.replace(/(PO1.*\n)/, '$1MEA*WT*G*5*KG~\n'));
    expect(told(measured, [lists])).toContain('warning ELEMENT_CODE_UNKNOWN MEA@17.4');
    expect(told(measured.replace('KG~', 'LB~'), [lists])).not.toContain('warning ELEMENT_CODE_UNKNOWN MEA@17.4');
  });

  test("are for their version, and a partner's own codes go before them", () => {
    expect(told(order, [{ ...lists, version: '005010' }])).toEqual([]);
    const overlay = {
      standard: 'X12',
      type: '850',
      segments: { CUR: { '2': { element: 'M ID 3/3 currency', codes: ['EUR'] } } }
    };
    expect(told(order, [overlay, lists])).toEqual([]);
  });
});

describe("a partner's overlay", () => {
  const base = { standard: 'X12', type: '850' };

  test('expects a segment with a code, and says what is missing and where', () => {
    const overlay = { ...base, expect: [{ segment: 'N1', where: '1=SF', name: 'ship-from location' }] };
    expect(messagesOf(order, [overlay])).toEqual([
      'The ship-from location is missing: an N1 segment with code SF was expected after segment 25 (AMT).'
    ]);
    expect(messagesOf(order.replace('N1*ST', 'N1*SF'), [overlay])).toEqual([]);
  });

  test('expects one in every occurrence of a loop', () => {
    const overlay = { ...base, expect: [{ in: 'PO1', segment: 'PID', where: '1=F', name: 'description' }] };
    expect(told(order, [overlay])).toEqual([]);
    expect(told(order.replace('PID*F****Plant label~\n', ''), [overlay])).toEqual([
      expect.stringContaining('EXPECTED_MISSING PID')
    ]);
  });

  test('tightens: a segment mandatory, a code list closed, every fault a rejection', () => {
    const text = recount(order.replace('DTM*002*20260120~\n', ''));
    expect(told(text, [{ ...base, use: { DTM: 'M' } }])).toEqual(['warning SEGMENT_MISSING DTM@7']);
    expect(inspectText(text, [{ ...base, use: { DTM: 'M' }, strict: true }]).verdict).toBe('rejected');
    const codes = { ...base, segments: { CUR: { '2': { element: 'M ID 3/3 currency', codes: ['USD'] } } } };
    expect(told(order, [codes])).toEqual(['warning ELEMENT_CODE CUR@3.2']);
  });

  test('relaxes and extends', () => {
    const longer = order.replace('PO-4711', 'PO-4711-WITH-A-NUMBER-LONGER-THAN-22');
    expect(told(longer)).toEqual(['warning ELEMENT_TOO_LONG BEG@2.3']);
    expect(told(longer, [{ ...base, segments: { BEG: { '3': 'M AN 1/40 order number' } } }])).toEqual([]);
    const own = order.replace(/(CUR.*\n)/, '$1QQ*1~\n');
    const definition = { name: 'own data', elements: ['M N0 1/3 number'] };
    const extension = { ...base, insert: [{ after: 'CUR', structure: ['QQ O 1'] }], segments: { QQ: definition } };
    expect(told(own, [extension])).toEqual([]);
    expect(told(own.replace('QQ*1~', 'QQ*x~'), [extension])).toEqual(['warning ELEMENT_CHARACTER QQ@4.1']);
    expect(told(order, [{ ...base, use: { CUR: 'N' } }])).toEqual(['warning SEGMENT_FORBIDDEN CUR@3']);
  });

  test('is for its version alone, where it names one', () => {
    const overlay = { ...base, version: '005010', use: { CUR: 'N' } };
    expect(told(order, [overlay])).toEqual([]);
  });

  test.each([
    ['a type without a guide', { standard: 'X12', type: '875' }, /no guide for X12 875/],
    ['a path that is not there', { ...base, use: { XX: 'M' } }, /has no "XX"/],
    ['a loop that is none', { ...base, use: { 'CUR/N1': 'M' } }, /CUR begins no loop/],
    [
      'an undefined segment',
      { ...base, insert: [{ after: 'CUR', structure: ['QQ O 1'] }] },
      /QQ of guide 850 is not defined/
    ],
    [
      'an element that cannot be read',
      { ...base, segments: { CUR: { '2': 'M WHAT 1/2 x' } } },
      /type that is not known/
    ],
    ['a key that nobody knows', { ...base, tighten: true }, /tighten/]
  ])('with %s is refused when it is read', (_what, overlay, message) => {
    expect(() => new GuideLibrary([overlay])).toThrow(message);
  });
});
