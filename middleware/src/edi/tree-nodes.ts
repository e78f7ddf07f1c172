import type { PlaceId, SetTree } from './tree.ts';

/**
 * A segment as mappings see it, the same for X12 and EDIFACT. Positions of elements and components begin at 1; the
 * first element is the one after the segment id. What is absent is ''.
 */
export class SegmentNode {
  readonly tree: SetTree;
  readonly place: PlaceId;

  constructor(tree: SetTree, place: PlaceId) {
    this.tree = tree;
    this.place = place;
  }

  get id(): string {
    return this.tree.idOf(this.place);
  }

  /** Position in the transaction set or message, ST or UNH being 1. */
  get position(): number {
    return this.tree.positionOf(this.place);
  }

  /** Byte offset of the segment in the file. */
  get offset(): number {
    return this.tree.offsetOf(this.place);
  }

  /** Number of elements, empty ones between them included. */
  get elementCount(): number {
    return this.tree.elementCount(this.place);
  }

  /** The element as text, release characters resolved, without padding; of an EDIFACT composite its first component. */
  element(element: number): string {
    return this.tree.text(this.place, element, 0);
  }

  /** One component of a composite element. */
  component(element: number, component: number): string {
    return this.tree.text(this.place, element, component);
  }

  /** All components of an element, at least one. */
  components(element: number): string[] {
    return this.repeats(element)[0] ?? [''];
  }

  /** The repetitions of an element, each with its components; one where the element does not repeat. */
  repeats(element: number): string[][] {
    return this.tree.repeats(this.place, element);
  }
}

/**
 * An occurrence of a loop (X12) or segment group (EDIFACT). Its id is that of the segment that begins it, since group
 * numbers change from one EDIFACT directory to the next; the id of the set itself is ''.
 */
export class LoopNode {
  readonly tree: SetTree;
  readonly place: PlaceId;

  constructor(tree: SetTree, place: PlaceId) {
    this.tree = tree;
    this.place = place;
  }

  get id(): string {
    return this.tree.idOf(this.place);
  }
}

const isLoop = (place: PlaceId) => (place & 1) === 1;

export const nodeAt = (tree: SetTree, place: PlaceId): SegmentNode | LoopNode =>
  isLoop(place) ? new LoopNode(tree, place) : new SegmentNode(tree, place);
