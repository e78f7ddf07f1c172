/**
 * A place in a tree: the number of a segment times 2, plus 1 where the loop is meant that the segment begins. Numbers
 * cost nothing to make, and a set has thousands of places.
 */
export type PlaceId = number;

/** The set itself, which is a loop. */
export const ROOT: PlaceId = 1;
/** What is looked for is not there. */
export const NOWHERE: PlaceId = -1;
