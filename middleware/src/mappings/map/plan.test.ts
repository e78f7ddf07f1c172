import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GuideLibrary } from '../../edi/guide/library.ts';
import { Inspection } from '../../edi/inspection.ts';
import { EdiReader } from '../../edi/reader.ts';
import { NOWHERE, ROOT, type SetTree } from '../../edi/tree.ts';
import { FindingList } from '../../edi/finding.ts';
import { edifactDateWriters } from '../readers/edifact-dates.ts';
import { edifactReaders, edifactSpreads } from '../readers/edifact.ts';
import { x12Readers, x12Spreads, x12Writers } from '../readers/x12.ts';
import { compileMap, type Vocabulary, type WriterFactory } from './compile.ts';
import { type FieldsWriter, writer } from './fields.ts';
import type { Fields } from './map.ts';
import { parsePath } from './path.ts';
import { MappingRun } from './run.ts';
import { valueWriters } from './values.ts';
import { ANYTHING } from './way.ts';
import { Written } from './written.ts';

const NAMES = ['quantity', 'unitPrice', 'pricePer'];
const WORDS = {
  unit: { EA: 'each', CS: 'case', PCE: 'piece' },
  pricePer: { HP: '100' },
  product: { VN: 'Vendor' },
  reference: { LI: 'Line' },
  date: { '002': 'Requested' }
};

/** The writer that a map's fields become, with what it notes. */
function fieldsOf(fields: Fields, vocabulary: Pick<Vocabulary, 'writers' | 'readers' | 'spreads'>) {
  const written = new Written(NAMES);
  let found: FieldsWriter | undefined;
  const probe: WriterFactory = (spec, compiler) => {
    found = compiler.fields(spec.fields as Fields, written);
    return writer(ANYTHING, () => false);
  };
  const map = { kind: 'test', what: 'test', fields: { lines: { probe: true, fields } } };
  compileMap(map, {
    ...vocabulary,
    writers: { ...vocabulary.writers, ...valueWriters, probe },
    words: WORDS,
    finishers: {}
  });
  if (!found) throw new Error('The fields were not compiled.');
  return { fields: found, written };
}

const X12_FIELDS: Fields = {
  number: 'PO1.1',
  quantity: { decimal: 'PO1.2' },
  unit: { code: 'PO1.3', words: 'unit' },
  unitPrice: { any: [{ decimal: 'PO1.4' }, { decimal: 'PO1.2' }] },
  pricePer: { meaning: 'PO1.5', words: 'pricePer' },
  '...products': { products: 'PO1', from: 6, description: 'PID.5' },
  requestedDate: { day: 'DTM[1=002|010]' },
  lineReference: 'REF[1=LI].2',
  references: { references: 'REF' }
};
const EDIFACT_FIELDS: Fields = {
  number: 'LIN.1',
  quantity: { decimal: 'QTY[1.1=21].1.2' },
  unit: { code: 'QTY[1.1=21].1.3', words: 'unit' },
  unitPrice: { any: [{ decimal: 'PRI[1.1=AAA|NTP].1.2' }, { decimal: 'PRI.1.2' }] },
  '...products': { products: 'LIN' }
};
const X12 = fieldsOf(X12_FIELDS, { writers: x12Writers, readers: x12Readers, spreads: x12Spreads });
const EDIFACT = fieldsOf(EDIFACT_FIELDS, {
  writers: edifactDateWriters,
  readers: edifactReaders,
  spreads: edifactSpreads
});

const number = fc.constantFrom('5', '12.50', '007', '0.5', '-3', 'five', ' ', '', '.5', '1.2.3', '123456789012345678');
const text = fc.constantFrom('A-1', '1/2"PIPE', 'back\\slash', ' x ', '', 'Grün', 'X\u0001Y', 'ITEM-4711');
const join = (parts: string[]) => parts.join('*').replace(/\*+$/, '');

const x12Line = fc
  .record({
    head: fc.tuple(text, number, fc.constantFrom('EA', 'CS', '', 'LONGER', 'ZZ'), number),
    basis: fc.constantFrom('', 'HP', 'PE'),
    products: fc.array(fc.tuple(fc.constantFrom('VN', 'VN', 'BP', 'ZZ', ''), text), { maxLength: 2 }),
    more: fc.oneof(
      fc.constant<string[]>([]),
      fc.subarray(['DTM*002*20260105', 'DTM*002*nodate', 'REF*LI*7', 'REF*XX*8', 'PID*F****Pipe', 'PID*F****Tube'])
    )
  })
  .map(({ head, basis, products, more }) => [join(['PO1', ...head, basis, ...products.flat()]), ...more.toSorted()]);

const edifactLine = fc
  .tuple(text, number, fc.constantFrom('21', '12', ''), fc.constantFrom('PCE', '', 'X'), fc.constantFrom('AAA', 'INV'))
  .map(([item, value, qualifier, unit, price]) => {
    const escaped = item.replaceAll(/[?+:']/g, '?$&');
    return [`LIN+1++${escaped}:EN`, `QTY+${qualifier}:${value.trim()}:${unit}`, `PRI+${price}:${value}`];
  });

/** A line of the same shape with other values, or of nearly the same. */
const sibling = (line: string[]) =>
  line.map((segment) =>
    segment
      .replaceAll('A-1', 'B"2')
      .replaceAll('ITEM-4711', ' y')
      .replace('QTY+21:12.50:', 'QTY+21:12.50+')
      .replace(/([*:])5([*:])/, '$188.10$2')
  );

/** Does something with the set of a file. */
function withTree(file: string, use: (tree: SetTree) => void): void {
  const listener = { set: (_context: unknown, tree: SetTree | null) => tree && use(tree) };
  const reader = new EdiReader(new Inspection(new GuideLibrary(), listener));
  reader.push(Buffer.from(file, 'latin1'));
  reader.end();
}

const x12File = (lines: string[][]) =>
  [
    'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0930*U*00401*000000001*0*P*>',
    'GS*PO*A*B*20260105*0930*1*X*004010',
    'ST*850*0001',
    'BEG*00*SA*X**20260105',
    ...lines.flat(),
    'SE*1*0001'
  ].join('~\n');
const edifactFile = (lines: string[][]) =>
  ['UNB+UNOC:3+A+B+260105:0930+1', 'UNH+1+ORDERS:D:96A:UN', 'BGM+220+X+9', ...lines.flat(), 'UNS+S', 'UNT+1+1'].join(
    "'\n"
  ) + "'";

/** What a writer or a plan writes of a place, what it notes, and what it finds. */
function told(tree: SetTree, written: Written, write: (run: MappingRun) => void): unknown {
  const run = new MappingRun();
  const findings = new FindingList();
  run.start(tree, findings);
  written.clear();
  write(run);
  const noted = NAMES.map((_name, slot) => [written.value(slot, run.out), written.readNumber(slot, run.out)]);
  return [run.out.textBetween(0, run.out.length), noted, findings.all];
}

/** Plans each line, and writes every other one that this plan fits by it and without it. Returns how many there were. */
function compare(tree: SetTree, { fields, written }: typeof X12, path: string): number {
  const places = parsePath(path).way.findAll(tree, ROOT);
  let compared = 0;
  for (const planned of places) {
    const run = new MappingRun();
    run.start(tree, new FindingList());
    const plan = fields.plan(run, planned);
    for (const place of places) {
      if (place !== planned && !plan.fits(tree, place)) continue;
      compared += 1;
      const expected = told(tree, written, (other) => {
        fields.write(other, place);
      });
      expect(
        told(tree, written, (other) => {
          plan.write(other, place);
        })
      ).toEqual(expected);
    }
  }
  return compared;
}

test.each([
  ['X12', x12Line, x12File, X12, 'PO1'],
  ['EDIFACT', edifactLine, edifactFile, EDIFACT, 'LIN']
])('%s items are written by a plan as they are without one', (_standard, line, file, writers, path) => {
  let [compared, lines] = [0, 0];
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 12 }), (all) => {
      withTree(file(all.flatMap((each) => [each, sibling(each)])), (tree) => {
        expect(tree.segmentOf(ROOT)).not.toBe(NOWHERE);
        lines += all.length * 2;
        compared += compare(tree, writers, path);
      });
    }),
    { numRuns: 400 }
  );
  // Plans are of use for other lines than their own.
  expect(compared).toBeGreaterThan(lines * 1.3);
});
