import type { LoopNode, SegmentNode } from '../../edi/tree.ts';

/** What a map reads from: a segment, or a loop with everything inside it. */
export type Place = LoopNode | SegmentNode;

/** Asked for every value that is read, so it looks at a property instead of asking for one with `in`. */
export const isLoop = (place: Place): place is LoopNode => (place as Partial<LoopNode>).segments !== undefined;

/** The segment that a place is known by; a set that holds no segment has none. */
export function segmentOf(place: Place): SegmentNode | undefined {
  return isLoop(place) ? place.segments[0] : place;
}
