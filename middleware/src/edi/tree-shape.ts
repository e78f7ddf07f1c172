import type { PlaceId, SetTree } from './tree.ts';
import * as treeRows from './tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { END, FIRST_MARK, FLAGS, HAS_PARTS, KEY, NO_SHAPE, STRIDE } = treeRows;

/**
 * What a place looks like: its segments, the loops that they begin and where their separators stand, but no values.
 * Whatever is asked of it has the same answer in another place of the same shape, values excepted.
 */
export function shapeOf(tree: SetTree, place: PlaceId): Int32Array {
  const { rows, kinds } = tree;
  const [first, end] = [place >> 1, tree.endOf(place)];
  const shape = [end - first];
  for (let number = first; number < end; number += 1) {
    const at = number * STRIDE;
    const [from, to] = [rows[at + FIRST_MARK] as number, rows[at + STRIDE + FIRST_MARK] as number];
    const flags = rows[at + FLAGS] as number;
    shape.push(rows[at + KEY] as number, (rows[at + END] as number) - number, flags, to - from);
    if ((flags & HAS_PARTS) !== 0) shape.push(...kinds.subarray(from, to));
  }
  return Int32Array.from(shape);
}

/** Whether a place looks like one that {@link shapeOf} was asked of. */
export function hasShape(tree: SetTree, place: PlaceId, shape: Int32Array): boolean {
  const { rows } = tree;
  const [first, end] = [place >> 1, tree.endOf(place)];
  if (end - first !== shape[0]) return false;
  let index = 1;
  for (let number = first; number < end; number += 1) {
    const at = number * STRIDE;
    if (rows[at + KEY] !== shape[index] || (rows[at + END] as number) - number !== shape[index + 1]) return false;
    const flags = rows[at + FLAGS] as number;
    const isKnown = flags === shape[index + 2] && flags > NO_SHAPE;
    if (!isKnown && !hasSeparators(tree, at, shape, index + 2)) return false;
    index += (flags & HAS_PARTS) === 0 ? 4 : 4 + (shape[index + 3] as number);
  }
  return true;
}

/** Whether the separators of a segment, whose row begins there, are the same as those noted in a shape. */
function hasSeparators({ rows, kinds }: SetTree, at: number, shape: Int32Array, index: number): boolean {
  const flags = rows[at + FLAGS] as number;
  const from = rows[at + FIRST_MARK] as number;
  const count = (rows[at + STRIDE + FIRST_MARK] as number) - from;
  if ((flags & NO_SHAPE) !== ((shape[index] as number) & NO_SHAPE) || count !== shape[index + 1]) return false;
  if ((flags & HAS_PARTS) === 0) return true;
  for (let mark = 0; mark < count; mark += 1) if (kinds[from + mark] !== shape[index + 2 + mark]) return false;
  return true;
}
