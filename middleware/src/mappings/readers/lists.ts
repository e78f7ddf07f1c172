import { decimalText } from '../decimal.ts';
import type { SegmentNode } from '../../edi/tree-nodes.ts';
import { said } from '../said.ts';
import type { Compiler, ReaderFactory } from '../map/compile.ts';
import type { Fields, ReaderSpec } from '../map/map.ts';
import { parsePath } from '../map/path.ts';
import { type Place, segmentOf } from '../map/place.ts';
import { positionOf } from '../map/position.ts';
import { edifactMoment } from './time.ts';
import { codedReader, orNull, pathArgument, wordList } from './values.ts';

/** `{"codes": [PATH, …], "words": LIST, "except": [CODE, …]}`: every code at those paths. */
const codes: ReaderFactory = (spec, compiler) => {
  const paths = (spec.codes as string[]).map(parsePath);
  const coded = codedReader(wordList(spec, compiler));
  const except = new Set((spec.except as string[] | undefined) ?? []);
  return (from) =>
    paths.flatMap((path) => {
      const place = path.first(from);
      const code = place ? path.text(place) : '';
      return code === '' || except.has(code) ? [] : [coded(code)];
    });
};

/** `{"place": PATH, "city": PATH, …}`: a postal address of single elements at a segment. */
const place: ReaderFactory = (spec, compiler) => {
  const path = pathArgument(spec, 'place');
  const parts = Object.fromEntries(Object.entries(spec).filter(([name]) => name !== 'place'));
  const read = compiler.readFields(parts as Fields);
  return (from, run) => {
    const found = path.first(from);
    return found ? read(found, run) : null;
  };
};

/** `{"reference": PATH, "qualifier": N, "value": N}`: one reference, RFF where the elements are not named. */
const reference: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'reference');
  const read = referenceReader(spec, words);
  return (from) => {
    const found = path.first(from);
    return found ? read(found) : null;
  };
};

function referenceReader(spec: ReaderSpec, words: Compiler['words']) {
  const inComposite = typeof spec.value !== 'number';
  return (found: Place) => {
    const segment = segmentOf(found) as SegmentNode;
    const [code, value] = inComposite
      ? [segment.component(1, 1), segment.component(1, 2)]
      : [segment.component(spec.qualifier as number, 1), segment.component(spec.value as number, 1)];
    const qualifier = codedReader(words.documentQualifier ?? words.documentType ?? words.reference)(code);
    const named = qualifier && said({ ...qualifier, text: qualifier.text ?? words.reference?.[code] });
    return named && value !== '' ? { qualifier: named, value, segmentPosition: segment.position } : null;
  };
}

/** `{"conditions": PATH}` to RCD: triples of quantity, unit and receiving condition from element 6 on. */
const conditions: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'conditions');
  return (from) =>
    path.all(from).flatMap((found) => {
      const rcd = segmentOf(found) as SegmentNode;
      return [6, 9, 12, 15, 18].flatMap((element) => {
        const condition = codedReader(words.condition)(rcd.element(element + 2));
        if (!condition) return [];
        return [
          said({
            condition,
            quantity: decimalText(rcd.element(element)),
            unit: codedReader(words.unit)(rcd.component(element + 1, 1)),
            segmentPosition: rcd.position
          })
        ];
      });
    });
};

/** `{"conditions": PATH}` to QVR: a difference in quantity and why. */
const variances: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'conditions');
  return (from) =>
    path.all(from).flatMap((found) => {
      const qvr = segmentOf(found) as SegmentNode;
      const condition =
        codedReader(words.quantityDiscrepancy)(qvr.element(2)) ?? codedReader(words.discrepancy)(qvr.component(3, 1));
      if (!condition) return [];
      return [said({ condition, quantity: decimalText(qvr.component(1, 1)), segmentPosition: positionOf(found) })];
    });
};

const number = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

/** `{"x12Faults": ID, "elements": ID}`: AK3 with its AK4, or IK3 with its IK4. */
const x12Faults: ReaderFactory = (spec, { words }) => {
  const segments = pathArgument(spec, 'x12Faults');
  const elements = pathArgument(spec, 'elements');
  return (from) =>
    segments.all(from).flatMap((found) => {
      const ak3 = segmentOf(found) as SegmentNode;
      const where = { segment: orNull(ak3.element(1)), position: number(ak3.element(2)), loop: orNull(ak3.element(3)) };
      const whole = said({
        code: codedReader(words.segmentError)(ak3.element(4)),
        ...where,
        segmentPosition: ak3.position
      });
      const parts = elements.all(found).map((at) => {
        const ak4 = segmentOf(at) as SegmentNode;
        return said({
          code: codedReader(words.elementError)(ak4.element(3)),
          ...where,
          element: number(ak4.component(1, 1)),
          component: number(ak4.component(1, 2)),
          value: orNull(ak4.element(4)),
          segmentPosition: ak4.position
        });
      });
      return [whole, ...parts];
    });
};

/** `{"edifactFaults": ID, "elements": ID}`: UCS with its UCD. */
const edifactFaults: ReaderFactory = (spec, { words }) => {
  const segments = pathArgument(spec, 'edifactFaults');
  const elements = pathArgument(spec, 'elements');
  const coded = codedReader(words.syntaxError);
  return (from) =>
    segments.all(from).flatMap((found) => {
      const ucs = segmentOf(found) as SegmentNode;
      const where = { position: number(ucs.element(1)) };
      const whole = said({ code: coded(ucs.element(2)), ...where, segmentPosition: ucs.position });
      const parts = elements.all(found).map((at) => {
        const ucd = segmentOf(at) as SegmentNode;
        return said({
          code: coded(ucd.element(1)),
          ...where,
          element: number(ucd.component(2, 1)),
          component: number(ucd.component(2, 2)),
          segmentPosition: ucd.position
        });
      });
      return whole.code || parts.length === 0 ? [whole, ...parts] : parts;
    });
};

/** Quantities that an answer is about, the better one first: to be delivered, despatched, backordered, ordered. */
const ANSWER_QUANTITIES = ['113', '12', '83', '21'];
const QTY = parsePath('QTY');
const ANSWER_DATE = parsePath('DTM[1.1=67|69|76|2]');
/** Deliveries of a line: groups of a quantity with its day. */
const SCHEDULED = parsePath('SCC/QTY');

/** `{"lineAnswers": PATH}`: what a LIN group says by its action (element 2), quantity and dates, or by those of its schedule. */
const lineAnswers: ReaderFactory = (spec, { words }) => {
  const path = pathArgument(spec, 'lineAnswers');
  return (from) =>
    path.all(from).flatMap((found) => {
      const lin = segmentOf(found) as SegmentNode;
      const status = codedReader(words.lineAction)(lin.element(2));
      if (!status) return [];
      const all = QTY.all(from).map((at) => segmentOf(at) as SegmentNode);
      const quantity = ANSWER_QUANTITIES.map((code) => all.find((qty) => qty.component(1, 1) === code)).find(Boolean);
      const answer = (
        counted: SegmentNode | undefined,
        place: ReturnType<typeof ANSWER_DATE.first>,
        at: SegmentNode
      ) => {
        const date = place && segmentOf(place);
        return said({
          status,
          decision: words.lineDecision?.[status.code],
          quantity: counted ? decimalText(counted.component(1, 2)) : null,
          unit: codedReader(words.unit)(counted?.component(1, 3) ?? ''),
          date: date ? edifactMoment(date.component(1, 2), date.component(1, 3)) : null,
          dateQualifier: codedReader(words.date)(date?.component(1, 1) ?? ''),
          segmentPosition: at.position
        });
      };
      const scheduled = SCHEDULED.all(from).flatMap((group) => {
        const counted = segmentOf(group) as SegmentNode;
        return ANSWER_QUANTITIES.includes(counted.component(1, 1))
          ? [answer(counted, ANSWER_DATE.first(group), counted)]
          : [];
      });
      return scheduled.length > 0 ? scheduled : [answer(quantity, ANSWER_DATE.first(from), lin)];
    });
};

export const sharedListReaders = { codes, place, reference } satisfies Record<string, ReaderFactory>;
export const x12ListReaders = { conditions, x12Faults } satisfies Record<string, ReaderFactory>;
export const edifactListReaders = { conditions: variances, edifactFaults, lineAnswers } satisfies Record<
  string,
  ReaderFactory
>;
