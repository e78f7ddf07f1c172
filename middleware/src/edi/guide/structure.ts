import { idKey } from '../segment.ts';
import type { LoopFormat } from './format.ts';
import { UNLIMITED } from './limits.ts';
import { GuideError } from './rules.ts';

/** A place of a guide where a segment or a loop may stand. */
export interface Place {
  index: number;
  id: string;
  key: number;
  mandatory: boolean;
  max: number;
  /** The loop that it stands in; null for the set itself. */
  parent: Place | null;
  /** Children of a loop, its first segment included; null for a segment. */
  children: Place[] | null;
  /** Place among its parent's children. */
  rank: number;
  /** One past the index of its last descendant. */
  end: number;
  name: string | null;
  /** The segment that was met behind it last, and where that led: mostly it is the same again. */
  lastKey: number;
  lastTransition: Transition | null;
}

/** Where a segment leads from a place. */
export interface Transition {
  target: Place;
  /** The loop that must be open for the target, innermost; it may be a new occurrence. */
  loop: Place;
  /** Whether a new occurrence of that loop begins. */
  begins: boolean;
  /** Mandatory places passed by on the way. */
  missing: Place[];
}

const SEGMENT = /^(\S+) ([MCO]) (\d+|\*)$/;

function parseUse(text: string): { id: string; mandatory: boolean; max: number } {
  const [, id, use, max] = SEGMENT.exec(text) ?? [];
  if (id === undefined) throw new GuideError(`"${text}" is no segment with its usage.`);
  return { id, mandatory: use === 'M', max: max === '*' ? UNLIMITED : Math.min(Number(max), UNLIMITED) };
}

/** The places of a guide, with the set itself as the first, and the ways between them, found once each. */
export class Structure {
  readonly places: Place[] = [];
  readonly root: Place;
  readonly #transitions: Map<number, Transition | null>[] = [];
  readonly #ends: (Place[] | undefined)[] = [];

  constructor(items: readonly (string | LoopFormat)[]) {
    this.root = this.#add({ id: '', mandatory: true, max: 1 }, null, null);
    this.root.children = [];
    this.#addAll(items, this.root);
    this.root.end = this.places.length;
  }

  #add(use: ReturnType<typeof parseUse>, parent: Place | null, name: string | null): Place {
    const place: Place = {
      ...use,
      index: this.places.length,
      key: idKey(use.id),
      parent,
      children: null,
      rank: parent?.children?.length ?? 0,
      end: this.places.length + 1,
      name,
      lastKey: -1,
      lastTransition: null
    };
    this.places.push(place);
    this.#transitions.push(new Map());
    parent?.children?.push(place);
    return place;
  }

  #addAll(items: readonly (string | LoopFormat)[], parent: Place): void {
    for (const item of items) {
      if (typeof item === 'string') {
        this.#add(parseUse(item), parent, null);
        continue;
      }
      const use = parseUse(item.loop);
      const loop = this.#add(use, parent, item.name ?? null);
      loop.children = [];
      this.#add({ ...use, mandatory: true, max: 1 }, loop, null);
      this.#addAll(item.structure, loop);
      loop.end = this.places.length;
    }
  }

  /** Where a segment leads from the one before; null when the guide has no place for it behind that. */
  next(from: Place, key: number): Transition | null {
    return from.lastKey === key ? from.lastTransition : this.#look(from, key);
  }

  #look(from: Place, key: number): Transition | null {
    const known = this.#transitions[from.index];
    let transition = known?.get(key);
    if (transition === undefined) {
      transition = this.#find(from, key);
      known?.set(key, transition);
    }
    from.lastKey = key;
    from.lastTransition = transition;
    return transition;
  }

  /** Mandatory places that are still to come behind a place when the set ends. */
  missingAtEnd(from: Place): Place[] {
    return (this.#ends[from.index] ??= this.#passed(from));
  }

  #passed(from: Place): Place[] {
    const missing = from.parent ? [] : mandatoryBetween(from, 0, Infinity);
    for (let at = from; at.parent; at = at.parent) missing.push(...mandatoryBetween(at.parent, at.rank + 1, Infinity));
    return missing;
  }

  /** From the innermost loop outwards: at the place itself and behind it, then further out, where its loop may recur. */
  #find(from: Place, key: number): Transition | null {
    const missing: Place[] = [];
    let rank = from.parent ? from.rank : -1;
    for (let loop: Place | null = from.parent ?? from; loop; loop = loop.parent) {
      const found = this.#candidate(loop, Math.max(rank, 0), key);
      missing.push(...mandatoryBetween(loop, rank + 1, found ? found.rank : Infinity));
      if (found) return { ...this.#enter(loop, found), missing };
      rank = loop.rank;
    }
    return null;
  }

  #candidate(loop: Place, from: number, key: number): Place | undefined {
    const children = loop.children ?? [];
    for (let rank = from; rank < children.length; rank += 1) {
      const child = children[rank];
      // The first segment of a loop stands once in it: another one begins another occurrence.
      if (child?.key === key && !(rank === 0 && loop !== this.root)) return child;
    }
    return undefined;
  }

  #enter(loop: Place, found: Place): Omit<Transition, 'missing'> {
    const first = found.children?.[0];
    return first ? { target: first, loop: found, begins: true } : { target: found, loop, begins: false };
  }

  /** A place for a segment that stands where it should not: in the loops that are open, innermost first. */
  elsewhere(from: Place, key: number): Place | null {
    for (let loop = from.children ? from : from.parent; loop; loop = loop.parent) {
      const found = loop.children?.find((child) => child.key === key);
      if (found) return found;
    }
    return this.places.find((place) => place.key === key) ?? null;
  }
}

function mandatoryBetween(loop: Place, from: number, to: number): Place[] {
  return (loop.children ?? []).filter(({ rank, mandatory }) => mandatory && rank >= from && rank < to);
}
