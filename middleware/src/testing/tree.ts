import type { LoopNode, SegmentNode } from '../edi/tree.ts';

interface Syntax {
  element: string;
  component: string;
}

export const X12: Syntax = { element: '*', component: '>' };
export const EDIFACT: Syntax = { element: '+', component: ':' };

function segmentOf(text: string, position: number, { element, component }: Syntax): SegmentNode {
  const [id = '', ...elements] = text.split(element);
  const components = (at: number) => (elements[at - 1] ?? '').split(component);
  return {
    id,
    position,
    offset: 0,
    elementCount: elements.length,
    element: (at) => components(at)[0] ?? '',
    component: (at, part) => components(at)[part - 1] ?? '',
    components,
    repeats: (at) => [components(at)]
  };
}

/**
 * A tree written down: one segment a line; one behind `> ` begins a loop, and what is indented below it is inside.
 * Positions count from 2, as after an ST or UNH.
 */
export function treeOf(text: string, syntax: Syntax = X12): LoopNode {
  const root: LoopNode = { id: '', segments: [], loops: [] };
  const open = [{ indent: -1, loop: root }];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  lines.forEach((line, index) => {
    const indent = line.search(/\S/);
    const begins = line.trim().startsWith('> ');
    const segment = segmentOf(line.trim().replace(/^> /, ''), index + 2, syntax);
    while (open.length > 1 && indent <= (open.at(-1)?.indent ?? -1)) open.pop();
    const inside = open.at(-1)?.loop ?? root;
    if (!begins) {
      inside.segments.push(segment);
      return;
    }
    const loop = { id: segment.id, segments: [segment], loops: [] };
    inside.loops.push(loop);
    open.push({ indent, loop });
  });
  return root;
}
