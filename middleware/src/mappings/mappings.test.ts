import { describe, expect, test } from '@jest/globals';
import { FindingList } from '../edi/finding.ts';
import { nodeAt } from '../edi/tree-nodes.ts';
import { ROOT, type SetTree } from '../edi/tree.ts';
import { EDIFACT, treeOf } from '../testing/tree.ts';
import { parsePath } from './map/path.ts';
import { type Mapping, mappingOf, mappingWith } from './registry.ts';
import { edifactMoment, parseTime, x12Formatted, x12Moment } from './readers/time.ts';

/** The document that a mapping writes, as a value. */
function documentOf(mapping: Mapping | undefined, tree: SetTree, findings = new FindingList()): unknown {
  return JSON.parse(mapping?.(tree, findings) ?? 'null');
}

describe('paths', () => {
  const tree = treeOf('BEG*00*SA*X\n> N1*BY*Acme\n> N1*ST*North*9*12\n  N4*Solon*OH');
  const textAt = (path: string) => {
    const parsed = parsePath(path);
    const place = parsed.first(nodeAt(tree, ROOT));
    return place && parsed.text(place);
  };

  test.each([
    ['BEG.3', 'X'],
    ['N1.2', 'Acme'],
    ['N1[1=ST].2', 'North'],
    ['N1[1=ST|SF]/N4.1', 'Solon'],
    ['N1[1!=BY].2', 'North'],
    ['N1[3].2', 'North'],
    ['N1[1=XX].2', undefined],
    ['N4.1', undefined]
  ])('%s', (path, text) => {
    expect(textAt(path)).toBe(text);
  });

  test.each(['', 'beg.3', 'BEG.', 'N1[1~2].2', 'N1[1=ST', 'TOOLONG.1', 'N1//N4.1'])('%j is refused', (path) => {
    expect(() => parsePath(path)).toThrow(SyntaxError);
  });
});

describe('times are as precise as they were written', () => {
  test.each([
    ['20260105', '', '', '2026-01-05'],
    ['260105', '0930', '', '2026-01-05T09:30'],
    ['20260105', '093015', 'ES', '2026-01-05T09:30:15-05:00'],
    ['20260105', '0930', 'UT', '2026-01-05T09:30Z'],
    ['20260105', '0930', '02', '2026-01-05T09:30+02:00'],
    ['20260105', '9999', '', '2026-01-05'],
    ['20260230', '', '', null]
  ])('X12 %s %s %s', (date, time, zone, moment) => {
    expect(x12Moment(date, time, zone)).toBe(moment);
  });

  test.each([
    ['20260105', '102', '2026-01-05'],
    ['202601050930', '203', '2026-01-05T09:30'],
    ['202601050930EST', '303', '2026-01-05T09:30'],
    ['202601050930+01', '205', '2026-01-05T09:30+01:00'],
    ['050126', '2', '2026-01-05'],
    ['202601', '610', '2026-01'],
    ['202603', '616', '2026-W03'],
    ['2026', '602', '2026'],
    ['20260105-20260110', '718', '2026-01-05/2026-01-10'],
    ['2026010520260110', '711', '2026-01-05/2026-01-10'],
    ['20260105', '', '2026-01-05'],
    ['20261305', '102', null],
    ['20260105', '999', null]
  ])('EDIFACT %s in format %s', (value, format, moment) => {
    expect(edifactMoment(value, format)).toBe(moment);
  });

  test('X12 periods and times', () => {
    expect(x12Formatted('20260105-20260110', 'RD8')).toBe('2026-01-05/2026-01-10');
    expect(parseTime('2460')).toBeNull();
  });
});

describe("a partner's map", () => {
  const tree = treeOf('BEG*00*SA*X**20260105\nREF*ZZ*OWN-1\n> PO1**5*EA*2**ZZ*A-1');
  const translate = (overlay: Record<string, unknown>) => documentOf(mappingWith('X12', '850', overlay), tree);

  test('tells only what is different', () => {
    expect(translate({ fields: { release: 'REF[1=ZZ].2', lines: { fields: { buyerItem: 'PO1.7' } } } })).toMatchObject({
      number: 'X',
      release: 'OWN-1',
      lines: [{ number: '1', buyerItem: 'A-1', quantity: '5', amount: '10' }]
    });
  });

  test('a field of its own and one that is read with others are one member, in its place', () => {
    const line = { fields: { vendorItem: 'PO1.7', description: { constant: 'ours' } } };
    const json = mappingWith('X12', '850', { fields: { lines: line } })(
      treeOf('BEG*00*SA*X\n> PO1**5*EA*2**VN*A-1*BP*B-1'),
      new FindingList()
    );
    expect(json?.match(/"vendorItem"/g)).toHaveLength(1);
    expect(JSON.parse(json ?? '')).toMatchObject({
      lines: [{ vendorItem: 'A-1', buyerItem: 'B-1', description: 'ours', amount: '10', number: '1' }]
    });
  });

  test('takes a field away, or reads it otherwise', () => {
    const document = translate({ fields: { date: null, purpose: { constant: { code: '05' } } } });
    expect(document).toMatchObject({ purpose: { code: '05' } });
    expect(document).not.toHaveProperty('date');
  });

  test.each([
    [{ fields: { release: { wish: 'REF.2' } } }, /no reader \(for release\) "wish"/],
    [{ fields: { release: 'ref.2' } }, /"ref.2" cannot be read/],
    [{ finish: ['celebrate'] }, /no finishing function "celebrate"/],
    [{ fields: { purpose: { words: 'poetry' } } }, /no list of words "poetry"/]
  ])('%j is refused', (overlay, message) => {
    expect(() => mappingWith('X12', '850', overlay)).toThrow(message);
  });
});

describe('hierarchies', () => {
  const shipment = (text: string) => {
    const findings = new FindingList();
    const document = documentOf(mappingOf('X12', '856'), treeOf(`BSN*00*S1*20260101*1200\n${text}`), findings);
    return { document, codes: findings.all.map(({ code, severity }) => `${severity} ${code}`) };
  };

  test('are linked in whatever order their levels stand', () => {
    const { document } = shipment(
      '> HL*3*2*I\n  LIN**VN*x\n  SN1**5*EA\n> HL*2*1*P\n  MAN*GM*00*\n> HL*1**O\n  PRF*PO-1'
    );
    expect(document).toMatchObject({ lines: [{ orderNumber: 'PO-1', packageId: '2' }] });
  });

  test('a level that is part of itself makes the document unusable', () => {
    expect(shipment('> HL*1*2*P\n> HL*2*1*P').codes).toEqual(['error HIERARCHY_CYCLE']);
    expect(shipment('> HL*1*1*P').codes).toEqual(['error HIERARCHY_CYCLE']);
  });

  test('a parent that is not there and a number used twice are told', () => {
    expect(shipment('> HL*1*9*P\n> HL*1**P').codes).toEqual([
      'warning HIERARCHY_ID_REPEATED',
      'warning HIERARCHY_PARENT_MISSING'
    ]);
  });

  test('those of EDIFACT too', () => {
    const findings = new FindingList();
    mappingOf('EDIFACT', 'DESADV')?.(treeOf('BGM+351+D1+9\n> CPS+1+2\n> CPS+2+1', EDIFACT), findings);
    expect(findings.all.map(({ code }) => code)).toEqual(['HIERARCHY_CYCLE']);
  });
});

test('a value that cannot be read is left out, and its place is told', () => {
  const findings = new FindingList();
  const document = documentOf(mappingOf('X12', '850'), treeOf('BEG*00*SA*X**2026\n> PO1*1*five*EA'), findings);
  expect(document).toMatchObject({ number: 'X', lines: [{ number: '1' }] });
  expect(findings.all.map(({ message, segment, element }) => [message, segment, element])).toEqual([
    ['The date "2026" is no date, so it was left out.', 'BEG', 5],
    ['The quantity "five" is no number, so it was left out.', 'PO1', 2]
  ]);
});

test('names from other objects are no document types', () => {
  for (const type of ['constructor', '__proto__', '../850', '']) expect(mappingOf('X12', type)).toBeUndefined();
});
