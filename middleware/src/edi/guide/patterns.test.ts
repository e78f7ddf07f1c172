import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idKey, Segment } from '../segment.ts';
import { type Syntax, syntaxOf } from '../syntax.ts';
import { checkElements, type FaultSink } from './elements.ts';
import type { SegmentDefinition } from './format.ts';
import { SegmentPatterns } from './patterns.ts';
import { segmentRule, type SegmentRule } from './rules.ts';

const COMMON = { element: 0x2a, component: 0x3a, repetition: 0x5e, decimal: 0x2e };
const X12 = syntaxOf('X12', { ...COMMON, release: -1, segment: 0x7e }, '');
const EDIFACT = syntaxOf('EDIFACT', { ...COMMON, release: 0x3f, segment: 0x27 }, 'UNOY');

const RULE = segmentRule(
  'ABC',
  {
    name: 'test',
    elements: [
      'M AN 1/5 text',
      'O R 2/6 decimal',
      'O N0 1/4 whole number',
      { element: 'O ID 1/3 code', codes: ['A', 'BC', '12'] },
      'O DT 6/8 date',
      'O a3 letters',
      'O C001 *2 composite',
      'N AN 1/5 not used',
      '-',
      'O AN 3/3 *3 repeated'
    ],
    rules: ['P0203', 'E0506']
  },
  { C001: ['M an..3', 'C n..4', '-', { element: 'C an..2', codes: ['X', 'YY'] }] }
);

function segmentOf(text: string, syntax: Syntax): Segment {
  const bytes = new Uint8Array(Buffer.from(`${text}~~~~`));
  const segment = new Segment();
  segment.syntax = syntax;
  segment.lookAt(bytes, 0);
  segment.place(0, bytes.length - 4);
  return segment;
}

/** Takes down what it is told. */
class Notes implements FaultSink {
  faults = 0;
  readonly all: unknown[] = [];

  fault(...told: unknown[]): void {
    this.faults += 1;
    this.all.push(told);
  }
}

function faultsBy(check: (sink: FaultSink) => unknown): unknown[] {
  const notes = new Notes();
  check(notes);
  return notes.all;
}

const separator = fc.constantFrom('*', '*', '*', ':', '^');
const value = fc.constantFrom(
  ...['', '', 'A', 'BC', 'ABC', '1', '12', '12.5', '.5', '1.', '.', '-1', '1.2.3', '20260105', '20261305', '260105'],
  ...[' ', 'A ', 'X', 'YY', '1234567', '??', '?*', 'Grün', 'a\u0000']
);
const shape = fc.array(separator, { minLength: 1, maxLength: 12 });
/** Segments of one shape, of which the first ones may be sound and others not. */
const alike = shape.chain((separators) =>
  fc
    .array(fc.array(value, { minLength: separators.length, maxLength: separators.length }), { maxLength: 8 })
    .map((all) => all.map((values) => `ABC${separators.map((sign, index) => sign + (values[index] ?? '')).join('')}`))
);
/** Values of each element: the first ones keep to the rule, the others do not, or only in some places. */
const VALUES: [sound: string[], odd: string[]][] = [
  [
    ['A', 'ABCDE'],
    ['ABCDEF', '', ' A']
  ],
  [
    ['12', '12.5', '123456'],
    ['1.', '1.5', '1234567', '12.3456', 'ABC', '.', '1.2.3', '-12', '']
  ],
  [
    ['1', '1234'],
    ['12345', '1.2', 'A', '']
  ],
  [
    ['A', 'BC', '12'],
    ['CD', 'ABCD', 'A ', '']
  ],
  [
    ['20260105', '260105'],
    ['20261305', '2026', 'ABCDEFGH', '']
  ],
  [['ABC'], ['AB1', 'ABCD', 'A', '']],
  [
    ['A:1^B:2', 'ABC:1234^C:1', 'A:12^D:3'],
    [
      ':1^B:2',
      'A:1^ABCD:2',
      'A:1^B:12345',
      'A:1:Z:4',
      'A:1:Z:X',
      'A:1',
      'A^B^C',
      'ABCD',
      'A:12345',
      'A:1:?:Z',
      'A:1:?:X:Y',
      'A:1::YY',
      ''
    ]
  ],
  [['X'], ['']],
  [['anything'], ['', 'x:y']],
  [
    ['ABC', 'X-1'],
    ['ABC^ABC^ABC^ABC', 'ABC^ABC', 'ABCD', 'A??', 'Grü', '']
  ]
];
/** Segments that have the same elements and mostly keep to the rule, so that there are patterns of them. */
const nearlySound = fc
  .tuple(fc.boolean(), fc.boolean(), fc.constantFrom('date', 'letters', 'neither'), fc.boolean(), fc.boolean())
  .chain(([numbers, code, either, composite, last]) => {
    const there = [true, numbers, numbers, code, either === 'date', either === 'letters', composite, false, last, last];
    const sound = VALUES.map(([values], index) => fc.constantFrom(...(there[index] === true ? values : [''])));
    const change = fc.option(fc.tuple(fc.nat(VALUES.length - 1), fc.nat()), { freq: 2 });
    return fc.array(fc.tuple(fc.tuple(...sound), change), { minLength: 5, maxLength: 20 });
  })
  .map((segments) =>
    segments.map(([sound, change]) => {
      const values = [...sound];
      const [, odd = []] = VALUES[change?.[0] ?? -1] ?? [];
      if (change && odd.length > 0) values[change[0]] = odd[change[1] % odd.length] ?? '';
      return `ABC*${values.join('*')}`.replace(/\*+$/, '');
    })
  );

describe('a pattern finds what the rule finds', () => {
  test.each([
    ['X12', X12],
    ['EDIFACT', EDIFACT]
  ])('%s', (_standard, syntax) => {
    let byPattern = 0;
    const segments = fc.array(fc.oneof(alike, nearlySound, nearlySound), { maxLength: 6 });
    fc.assert(
      fc.property(segments, (groups) => {
        const patterns = new SegmentPatterns(RULE);
        for (const text of groups.flat()) {
          const expected = faultsBy((sink) => {
            checkElements(segmentOf(text, syntax), RULE, sink);
          });
          let found = 0;
          const faults = faultsBy((sink) => (found = patterns.check(segmentOf(text, syntax), sink)));
          if (expected.length > 0 || faults.length > 0) expect([text, faults]).toEqual([text, expected]);
          if (found > 0) byPattern += 1;
        }
      }),
      { numRuns: 300 }
    );
    expect(byPattern).toBeGreaterThan(2000);
  });
});

const DEFINITION: SegmentDefinition = {
  name: 'test',
  elements: ['O AN 1/9 a', 'O AN 1/9 b', 'O AN 1/9 c', 'O AN 1/9 d']
};

/** The number of a segment's shape once its pattern is known. */
function shapeOf(text: string, rule: SegmentRule): number {
  const patterns = new SegmentPatterns(rule);
  patterns.check(segmentOf(text, X12), new Notes());
  return patterns.check(segmentOf(text, X12), new Notes());
}

describe('the number of a shape', () => {
  const [abc, def] = [segmentRule('ABC', DEFINITION, {}), segmentRule('DEF', DEFINITION, {})];
  const open = segmentRule('ABC', { name: 'test' }, {});

  test('is one for the same id and separators, whatever the values', () => {
    expect(shapeOf('ABC*1*2', abc)).toBeGreaterThan(0);
    expect(shapeOf('ABC*1*2', abc)).toBe(shapeOf('ABC**X', abc));
  });

  test('differs with the id and with the separators', () => {
    const numbers = [shapeOf('ABC*1', abc), shapeOf('DEF*1', def), shapeOf('ABC*1*2', abc), shapeOf('ABC*1:2', open)];
    expect(new Set(numbers).size).toBe(4);
  });

  test('says in its last bit whether there are other separators than those of elements', () => {
    expect(shapeOf('ABC*1*2', open) & 1).toBe(0);
    expect(shapeOf('ABC*1:2', open) & 1).toBe(1);
    expect(shapeOf('ABC*1^2', open) & 1).toBe(1);
  });

  test('is not given before a segment kept to the rule', () => {
    const patterns = new SegmentPatterns(abc);
    for (let time = 0; time < 3; time += 1)
      expect(patterns.check(segmentOf('ABC*1234567890', X12), new Notes())).toBe(0);
  });
});

/** A segment that counts how often somebody looks at its values. */
function counted(text: string, looks: { count: number }): Segment {
  const segment = segmentOf(text, X12);
  segment.mark();
  const { marks } = segment;
  Object.defineProperty(segment, 'marks', {
    get: () => {
      looks.count += 1;
      return marks;
    }
  });
  return segment;
}

describe('patterns cannot be driven into slowness', () => {
  const open = segmentRule('ABC', { name: 'test' }, {});
  /** Segments of which no two neighbours look alike. */
  const shapes = Array.from({ length: 4000 }, (_, number) => {
    const signs = number.toString(3).padStart(9, '0').replaceAll('0', '*').replaceAll('1', ':').replaceAll('2', '^');
    return `ABC${signs.replaceAll(/./g, '$&x')}`;
  });

  test('a segment of ever another shape is compared with a few of them', () => {
    const patterns = new SegmentPatterns(open);
    const looks = { count: 0 };
    for (const text of shapes) patterns.check(counted(text, looks), new Notes());
    // Six patterns at most, the last one twice, and now and then a pattern is made, which looks at every separator.
    expect(looks.count / shapes.length).toBeLessThan(10);
  });

  test('a segment of any length is looked at in time that grows with it', () => {
    const lengths = [20_000, 200_000];
    const [short = NaN, long = NaN] = lengths.map((length) => {
      const patterns = new SegmentPatterns(RULE);
      const texts = [`ABC*A${'*'.repeat(length)}`, `ABC*${'9'.repeat(length)}`, `ABC*A*${'9'.repeat(length)}*1`];
      const segments = texts.map((text) => segmentOf(text, X12));
      const times = Array.from({ length: 7 }, () => {
        const start = performance.now();
        for (const segment of segments) patterns.check(segment, new Notes());
        return performance.now() - start;
      });
      return Math.min(...times);
    });
    // Ten times as long; a hundred times as much work would be a square.
    expect(long).toBeLessThan(Math.max(short, 0.2) * 40);
  });

  test('numbers of shapes come to an end, and what has none is checked all the same', () => {
    const rules = new Map<string, SegmentRule>();
    let unnumbered = 0;
    for (let id = 0; id < 3; id += 1)
      for (const text of shapes) {
        const name = `AB${id}`;
        const rule = rules.get(name) ?? segmentRule(name, { name: 'test', elements: ['O AN 1/1 a'] }, {});
        rules.set(name, rule);
        const own = segmentRule(name, { name: 'test' }, {});
        if (shapeOf(text.replace('ABC', name), own) === 0) unnumbered += 1;
      }
    expect(unnumbered).toBeGreaterThan(1000);
    const [rule] = rules.values();
    if (!rule) throw new Error('There is no rule.');
    const patterns = new SegmentPatterns(rule);
    const faults = (text: string) => faultsBy((sink) => patterns.check(segmentOf(text, X12), sink)).length;
    expect(['AB0*1', 'AB0*2', 'AB0*22', 'AB0*3'].map(faults)).toEqual([0, 0, 1, 0]);
    expect(idKey('AB0')).toBe(segmentOf('AB0*1', X12).key);
  });
});
