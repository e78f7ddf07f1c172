import type { PlaceId, SetTree } from './tree.ts';
import * as treeRows from './tree-rows.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { BEGINS, END, FIRST_MARK, FLAGS, HAS_PARTS, KEY, NO_SHAPE, STRIDE } = treeRows;

/** Numbers that a shape has for each segment; behind them stand the kinds of its separators, if it has parts. */
const ROW = 4;

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
    shape.push(flags, (rows[at + END] as number) - number, to - from, rows[at + KEY] as number);
    if ((flags & HAS_PARTS) !== 0) shape.push(...kinds.subarray(from, to));
  }
  return Int32Array.from(shape);
}

/** Whether a place looks like one that {@link shapeOf} was asked of; notes numbers of shapes that were not known then. */
export function hasShape(tree: SetTree, place: PlaceId, shape: Int32Array): boolean {
  const { rows } = tree;
  const [first, end] = [place >> 1, tree.endOf(place)];
  if (end - first !== shape[0]) return false;
  let index = 1;
  for (let number = first; number < end; number += 1) {
    const at = number * STRIDE;
    const flags = rows[at + FLAGS] as number;
    // The number of a shape tells id and separators, and what begins no loop ends where it stands.
    if (flags !== shape[index] || flags <= NO_SHAPE) {
      if (!isAlike(tree, at, shape, index)) return false;
      // The first segments of a kind have no number yet: it is noted for the next question.
      if ((shape[index] as number) <= NO_SHAPE) shape[index] = flags;
    }
    if ((flags & BEGINS) !== 0 && (rows[at + END] as number) - number !== shape[index + 1]) return false;
    index += (flags & HAS_PARTS) === 0 ? ROW : ROW + (shape[index + 2] as number);
  }
  return true;
}

/** Whether id and separators of a segment, whose row begins there, are the same as those noted in a shape. */
function isAlike({ rows, kinds }: SetTree, at: number, shape: Int32Array, index: number): boolean {
  const flags = rows[at + FLAGS] as number;
  const from = rows[at + FIRST_MARK] as number;
  const count = (rows[at + STRIDE + FIRST_MARK] as number) - from;
  if ((flags & NO_SHAPE) !== ((shape[index] as number) & NO_SHAPE)) return false;
  if (count !== shape[index + 2] || rows[at + KEY] !== shape[index + 3]) return false;
  if ((flags & HAS_PARTS) === 0) return true;
  for (let mark = 0; mark < count; mark += 1) if (kinds[from + mark] !== shape[index + ROW + mark]) return false;
  return true;
}
