import { LoopNode, SegmentNode } from '../../edi/tree-nodes.ts';

/** What a map's readers read from: a segment, or a loop with everything inside it. */
export type Place = LoopNode | SegmentNode;

export const isLoop = (place: Place): place is LoopNode => place instanceof LoopNode;

/** The segment that a place is known by; a set that holds no segment has none. */
export function segmentOf(place: Place): SegmentNode | undefined {
  if (place instanceof SegmentNode) return place;
  const segment = place.tree.segmentOf(place.place);
  return segment < 0 ? undefined : new SegmentNode(place.tree, segment);
}
