/**
 * A segment as mappings see it, the same for X12 and EDIFACT. Positions of elements and components begin at 1; the
 * first element is the one after the segment id. What is absent is ''.
 */
export interface SegmentNode {
  id: string;
  /** Position in the transaction set or message, ST or UNH being 1. */
  position: number;
  /** Byte offset of the segment in the file. */
  offset: number;
  /** Number of elements, empty ones between them included. */
  readonly elementCount: number;
  /** The element as text, release characters resolved, without padding; of an EDIFACT composite its first component. */
  element(element: number): string;
  /** One component of a composite element. */
  component(element: number, component: number): string;
  /** All components of an element, at least one. */
  components(element: number): string[];
  /** The repetitions of an element, each with its components; one where the element does not repeat. */
  repeats(element: number): string[][];
}

/**
 * An occurrence of a loop (X12) or segment group (EDIFACT). Its id is that of the segment that begins it, since group
 * numbers change from one EDIFACT directory to the next; the id of the set itself is ''.
 */
export interface LoopNode {
  id: string;
  /** The segments that stand in the loop itself, its first one included, in the order of the document. */
  segments: SegmentNode[];
  /** The loops inside it, in the order of the document. */
  loops: LoopNode[];
}
