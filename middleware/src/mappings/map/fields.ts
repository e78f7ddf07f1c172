import * as places from '../../edi/places.ts';
import type { PlaceId } from '../../edi/tree.ts';
import { type Literal, memberLiteral, memberText } from './json-text.ts';
import type { Place } from './place.ts';
import type { Plan } from './plan.ts';
import { PlanBuilder } from './plan-builder.ts';
import type { MappingRun } from './run.ts';
import type { ValueAt } from './value-at.ts';
import * as way from './way.ts';
import type { Way } from './way.ts';
import type { Written } from './written.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const { NOWHERE } = places;
const { ANYTHING } = way;

/**
 * Writes what it finds at a place as JSON; false where that is nothing.
 * What it wrote until it knew is taken back by whoever asked.
 */
export interface Writer {
  write: (run: MappingRun, at: PlaceId) => boolean;
  /** Bits of which a place has at least one where there is anything to write; see {@link SetTree.presentAt}. */
  needs: number;
  /** Set where the value is read at a path: then it can be written without asking for a function. */
  value: ValueAt | null;
  /** Set where it is the first of several such values, or the only one: then it can be planned. */
  options: readonly ValueAt[];
}

export const writer = (
  needs: number,
  write: Writer['write'],
  value: ValueAt | null = null,
  options: readonly ValueAt[] = value ? [value] : []
): Writer => ({ needs, write, value, options });

/** Writes a value that is read at a path. */
export const valueWriter = (value: ValueAt): Writer =>
  writer(
    value.way.needs,
    (run, at) => {
      const found = value.way.find(run.tree, at);
      return found !== NOWHERE && value.locate(run, found) && value.write(run, found);
    },
    value
  );

/** Reads one value at a place; null when there is none. */
export interface Reader {
  (place: Place, run: MappingRun): unknown;
  /** As a writer's; left out: it may read something anywhere. */
  needs?: number;
}

/** Marks a reader with what it needs. */
export const needing = <T extends Reader>(needs: number, reader: T): T & { needs: number } =>
  Object.assign(reader, { needs });

const isNothing = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

/** Writes what a reader reads. */
export function writerOf(read: Reader): Writer {
  return writer(read.needs ?? ANYTHING, (run, at) => {
    const value = read(run.nodeAt(at), run);
    if (isNothing(value)) return false;
    run.out.value(value);
    return true;
  });
}

/** Writes several fields as members, each behind a comma. @param written is told where those stand that it knows */
export type SpreadWriter = (run: MappingRun, at: PlaceId, written: Written | undefined) => boolean;

/** Reads what such a writer writes, for those who need it as an object. */
export const readOf =
  (write: SpreadWriter): Reader =>
  (place, run) => {
    const start = run.out.length;
    write(run, place.place, undefined);
    const members = run.out.membersFrom(start);
    run.out.length = start;
    return members;
  };

/** Several fields at once, from one place. */
export interface Spread {
  needs: number;
  /** An object with all of them. */
  read: Reader;
  /** Writes them as members instead, where they are known by name; false where only {@link read} knows what they are. */
  write?: SpreadWriter;
  /** Names of all fields that it may have; left out: of any. */
  names?: readonly string[];
  /** Plans the same; false, and no step added, where that cannot be. */
  plan?: (builder: PlanBuilder) => boolean;
}

/** The fields of an object, ready to be written. */
export class FieldsWriter {
  readonly #members: readonly Member[];
  readonly #names: ReadonlySet<string>;
  readonly #spreads: readonly Spread[];
  /** Whether no field is read by two of them, so that each is written by itself. */
  readonly #areApart: boolean;
  readonly #written: Written | undefined;

  /** @param written is told where those members stand that it knows */
  constructor(fields: readonly [string, Writer][], spreads: readonly Spread[], written?: Written) {
    this.#members = fields.map(([name, writer]) => new Member(name, writer, written));
    this.#names = new Set(fields.map(([name]) => name));
    this.#spreads = spreads;
    this.#written = written;
    const names = [...this.#names, ...spreads.flatMap((spread) => spread.names ?? [])];
    this.#areApart = spreads.every((spread) => spread.names) && new Set(names).size === names.length;
  }

  /** How the members are written that {@link write} would write at a place, and at others like it. */
  plan(run: MappingRun, at: PlaceId): Plan {
    const builder = new PlanBuilder(run, at);
    const present = run.tree.presentAt(at);
    for (const member of this.#members) {
      if ((member.needs & present) === 0) continue;
      const fallback = (other: MappingRun, place: PlaceId) => {
        this.#writeOther(member, other, place);
      };
      const { options, slot } = member;
      if (options.length === 0 || builder.value(options, slot, fallback) === 'unplanned') builder.other(fallback);
    }
    this.#planSpreads(builder, present);
    return builder.plan(this.#written);
  }

  /** Writes members, each behind a comma. */
  write(run: MappingRun, at: PlaceId): void {
    const { tree, out } = run;
    const start = out.length;
    const present = tree.presentAt(at);
    let way: Way | null = null;
    let found = NOWHERE;
    const members = this.#members;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index] as Member;
      if ((member.needs & present) === 0) continue;
      if (member.value === null) {
        this.#writeOther(member, run, at);
        continue;
      }
      // Neighbours are mostly read from the same segment.
      if (member.value.way !== way) {
        way = member.value.way;
        found = way.find(tree, at);
      }
      if (found === NOWHERE || !member.value.locate(run, found)) continue;
      const before = out.length;
      if (!member.value.write(run, found)) out.length = before;
      else if (member.slot >= 0) this.#written?.note(member.slot, before + member.literal.length, out.length);
    }
    if (this.#spreads.length > 0) this.#writeSpreads(run, at, present, start);
  }

  #writeOther({ literal, write, slot }: Member, run: MappingRun, at: PlaceId): void {
    const { out } = run;
    const before = out.length;
    out.literal(literal);
    const from = out.length;
    if (!write(run, at)) out.length = before;
    else this.#written?.note(slot, from, out.length);
  }

  #planSpreads(builder: PlanBuilder, present: number): void {
    if (this.#areApart) {
      for (const spread of this.#spreads)
        if ((spread.needs & present) !== 0 && spread.plan?.(builder) !== true)
          builder.other((run, at) => {
            this.#writeSpread(spread, run, at);
          });
    } else
      builder.other((run, at, start) => {
        this.#writeSpreads(run, at, present, start);
      });
  }

  #writeSpreads(run: MappingRun, at: PlaceId, present: number, start: number): void {
    if (this.#areApart) {
      for (const spread of this.#spreads) if ((spread.needs & present) !== 0) this.#writeSpread(spread, run, at);
      return;
    }
    const values: Record<string, unknown> = {};
    for (const { needs, read } of this.#spreads)
      if ((needs & present) !== 0) Object.assign(values, read(run.nodeAt(at), run));
    const names = Object.keys(values);
    if (names.some((name) => this.#names.has(name))) this.#replace(run, start, values);
    else writeMembers(run, values, this.#written);
  }

  #writeSpread({ read, write }: Spread, run: MappingRun, at: PlaceId): void {
    const before = run.out.length;
    if (write?.(run, at, this.#written) === true) return;
    run.out.length = before;
    writeMembers(run, (read(run.nodeAt(at), run) ?? {}) as Record<string, unknown>, this.#written);
  }

  /** What is read with others goes before what was read by itself; it stays in its place. */
  #replace(run: MappingRun, start: number, values: Record<string, unknown>): void {
    const written = run.out.membersFrom(start);
    run.out.length = start;
    writeMembers(run, { ...written, ...values }, this.#written);
  }

  /** The fields as an object, for readers that need more of them than to write them. */
  read(run: MappingRun, at: PlaceId): Record<string, unknown> {
    const start = run.out.length;
    this.write(run, at);
    const written = run.out.membersFrom(start);
    run.out.length = start;
    return written;
  }
}

/** Writes the members of an object. @param written is told where those stand that it knows */
export function writeMembers({ out }: MappingRun, object: Record<string, unknown>, written: Written | undefined): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    out.literal(memberLiteral(name));
    const from = out.length;
    out.value(value);
    written?.note(written.slotOf(name), from, out.length);
  }
}

/** One field. */
class Member {
  readonly needs: number;
  /** Writes the name of the field, too. */
  readonly value: ValueAt | null;
  readonly options: readonly ValueAt[];
  /** Writes the value. */
  readonly write: Writer['write'];
  /** See {@link Written}. */
  readonly slot: number;
  readonly literal: Literal;

  constructor(name: string, { needs, write, value, options }: Writer, written: Written | undefined) {
    this.needs = needs;
    this.value = value?.behind(memberText(name)) ?? null;
    this.options = options.map((option) => option.behind(memberText(name)));
    this.write = write;
    this.slot = written?.slotOf(name) ?? -1;
    this.literal = memberLiteral(name);
  }
}
