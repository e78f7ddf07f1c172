import type { Party } from '../canonical/common.ts';
import type { Compiler, ReaderFactory, SpreadFactory } from '../map/compile.ts';
import type { Place } from '../map/place.ts';
import { pathArgument } from './values.ts';

export const present = <T>(value: T | null): value is T => value !== null;

/** Reads a party at a place, with the words of its codes. */
type ReadParty = (place: Place, words: Compiler['words']) => Party | null;

/** Sorts parties into those that pages name and the others. */
function sortParties(all: Party[], main: readonly (readonly [string, readonly string[]])[]) {
  const sorted: Record<string, Party> = {};
  const left = new Set(all);
  for (const [name, roles] of main) {
    const found = roles
      .map((role) => all.find((party) => party.role.code === role))
      .find((party) => party !== undefined);
    if (!found) continue;
    sorted[name] = found;
    left.delete(found);
  }
  return left.size === 0 ? sorted : { ...sorted, otherParties: [...left] };
}

/**
 * `{"parties": PATH}`: several fields, see `parties` of the canonical model; `{"party": PATH}`: one.
 * @param main roles of the parties that pages name, the better one first
 */
export function partyReaders(partyOf: ReadParty, main: readonly (readonly [string, readonly string[]])[]) {
  const parties: SpreadFactory = (spec, { words }) => {
    const path = pathArgument(spec, 'parties');
    const partyAt = (place: Place) => partyOf(place, words);
    return {
      needs: path.needs,
      names: [...main.map(([name]) => name), 'otherParties'],
      read: (from) => sortParties(path.all(from).map(partyAt).filter(present), main)
    };
  };
  const party: ReaderFactory = (spec, { words }) => {
    const path = pathArgument(spec, 'party');
    return (from) => {
      const place = path.first(from);
      return place ? partyOf(place, words) : null;
    };
  };
  return { parties, party };
}
