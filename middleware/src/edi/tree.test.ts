import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Segment } from './segment.ts';
import { type Syntax, syntaxOf } from './syntax.ts';
import { NOWHERE, ROOT, SetTree } from './tree.ts';
import { nodeAt, SegmentNode } from './tree-nodes.ts';

const X12 = syntaxOf(
  'X12',
  { element: 0x2a, component: 0x3e, repetition: 0x5e, release: -1, segment: 0x7e, decimal: 0x2e },
  ''
);
const EDIFACT = syntaxOf(
  'EDIFACT',
  { element: 0x2b, component: 0x3a, repetition: 0x2a, release: 0x3f, segment: 0x27, decimal: 0x2e },
  'UNOY'
);

function segmentOf(text: string, syntax: Syntax): Segment {
  const segment = new Segment();
  const bytes = new Uint8Array(Buffer.from(`${text}~~~~`));
  segment.syntax = syntax;
  segment.lookAt(bytes, 0);
  segment.place(0, bytes.length - 4);
  return segment;
}

/** Segments of pieces that hold every kind of separator, blanks and characters outside ASCII. */
const segmentText = (separators: string[]) =>
  fc
    .array(fc.constantFrom('', 'A', 'PO-1', ' x ', '  ', '12.50', 'Grün', '\u00a0é\u00a0', ...separators), {
      maxLength: 12
    })
    .map((pieces) => `ABC${separators[0] ?? ''}${pieces.join('')}`);

describe('a tree says of its segments what they said themselves', () => {
  test.each<[string, Syntax, string[]]>([
    ['X12', X12, ['*', '>', '^']],
    ['EDIFACT', EDIFACT, ['+', ':', '*', '??', '?+', '?:']]
  ])('%s', (_standard, syntax, separators) => {
    const tree = new SetTree();
    fc.assert(
      fc.property(fc.array(segmentText(separators), { minLength: 1, maxLength: 40 }), (texts) => {
        tree.clear();
        texts.forEach((text, index) => {
          tree.place(segmentOf(text, syntax), index + 2, 1, false);
        });
        tree.close();
        texts.forEach((text, index) => {
          const segment = segmentOf(text, syntax);
          const node = new SegmentNode(tree, (index + 1) * 2);
          expect([node.id, node.position, node.elementCount]).toEqual(['ABC', index + 2, segment.elementCount]);
          for (let element = 0; element <= segment.elementCount + 1; element += 1) {
            expect(node.element(element)).toBe(segment.element(element));
            expect(node.repeats(element)).toEqual(segment.repeats(element));
            for (let component = 1; component <= 3; component += 1)
              expect(node.component(element, component)).toBe(segment.component(element, component));
          }
        });
      })
    );
  });
});

test('loops hold what stands in them, and nothing else', () => {
  const tree = new SetTree();
  tree.clear();
  const place = (text: string, depth: number, begins: boolean) => {
    tree.place(segmentOf(text, X12), 0, depth, begins);
  };
  place('BEG*1', 1, false);
  place('N1*ST', 2, true);
  place('N4*Solon', 2, false);
  place('PO1*1', 2, true);
  place('PID*F', 3, true);
  place('PO1*2', 2, true);
  place('CTT*2', 1, false);
  tree.close();
  const told = (from: number): unknown[] => {
    const found: unknown[] = [];
    for (let child = tree.firstIn(from); child !== NOWHERE; child = tree.nextIn(from, child)) {
      const { id } = nodeAt(tree, child);
      found.push((child & 1) === 1 ? [id, ...told(child).slice(1)] : id);
    }
    return found;
  };
  expect(told(ROOT)).toEqual(['BEG', ['N1', 'N4'], ['PO1', ['PID']], ['PO1'], 'CTT']);
});

test('the contents of the set before are gone, and their memory is used again', () => {
  const tree = new SetTree();
  const { length } = tree.bytes;
  for (let set = 1; set <= length; set += 1) {
    tree.clear();
    tree.place(segmentOf(`BEG*${set}`, X12), 2, 1, false);
    tree.close();
  }
  const first = tree.firstIn(ROOT);
  expect([tree.text(first, 1, 0), tree.nextIn(ROOT, first)]).toEqual([String(length), NOWHERE]);
  expect(tree.bytes).toHaveLength(length);
});
