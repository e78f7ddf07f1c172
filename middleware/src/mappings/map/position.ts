import * as places from '../../edi/places.ts';
import type { PlaceId } from '../../edi/tree.ts';
import { type Place, segmentOf } from './place.ts';
import type { MappingRun } from './run.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE, ROOT } = places;

/** Where a value was read, as every object of the canonical model tells. */
export const positionOf = (place: Place) => segmentOf(place)?.position ?? 1;

/** The same of a place by its number. */
export function positionAt({ tree }: MappingRun, at: PlaceId): number {
  if (at !== ROOT) return tree.positionOf(at);
  const segment = tree.segmentOf(at);
  return segment === NOWHERE ? 1 : tree.positionOf(segment);
}
