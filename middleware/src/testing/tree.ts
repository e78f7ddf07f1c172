import { Segment } from '../edi/segment.ts';
import { type Syntax, syntaxOf, EDIFACT_DEFAULTS } from '../edi/syntax.ts';
import { SetTree } from '../edi/tree.ts';

const NONE = { repetition: -1, release: -1, decimal: 0x2e };
export const X12 = syntaxOf('X12', { ...NONE, element: 0x2a, component: 0x3e, segment: 0x7e }, '');
export const EDIFACT = syntaxOf('EDIFACT', EDIFACT_DEFAULTS, '');

/**
 * A tree written down: one segment a line; one behind `> ` begins a loop, and what is indented below it is inside.
 * Positions count from 2, as after an ST or UNH.
 */
export function treeOf(text: string, syntax: Syntax = X12): SetTree {
  const tree = new SetTree();
  tree.clear();
  const open = [-1];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  lines.forEach((line, index) => {
    const indent = line.search(/\S/);
    const begins = line.trim().startsWith('> ');
    while (open.length > 1 && indent <= (open.at(-1) ?? -1)) open.pop();
    if (begins) open.push(indent);
    const segment = new Segment();
    const bytes = Buffer.from(line.trim().replace(/^> /, ''));
    segment.syntax = syntax;
    segment.lookAt(bytes, 0);
    segment.place(0, bytes.length);
    tree.place(segment, index + 2, open.length, begins);
  });
  tree.close();
  return tree;
}
