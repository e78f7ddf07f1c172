import { NOWHERE, type PlaceId } from '../../edi/tree.ts';
import { ANYTHING, type Path } from './path.ts';
import { type Literal, memberLiteral } from './json-text.ts';
import type { Place } from './place.ts';
import type { MappingRun } from './run.ts';
import type { Written } from './written.ts';

/**
 * Writes what it finds at a place as JSON; false where that is nothing.
 * What it wrote until it knew is taken back by whoever asked.
 */
export interface Writer {
  write: (run: MappingRun, at: PlaceId) => boolean;
  /** The value alone, where it is read at a path: most fields are. */
  value: LocatedValue | null;
  /** Bits of which a place has at least one where there is anything to write; see {@link SetTree.presentAt}. */
  needs: number;
}

/** All writers are of one shape, which V8 asks for. */
export const writer = (needs: number, write: Writer['write'], value: LocatedValue | null = null): Writer => ({
  needs,
  write,
  value
});

/** Writes a value that was located at a place that the path names. */
export interface LocatedValue {
  readonly path: Path;
  write(run: MappingRun, found: PlaceId): boolean;
}

export const locatedWriter = (value: LocatedValue): Writer =>
  writer(
    value.path.needs,
    (run, at) => {
      const found = value.path.find(run.tree, at);
      return found !== NOWHERE && value.path.locate(run.tree, found) && value.write(run, found);
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

const isWithout = (needs: number, present: number) => (needs & present) === 0 && needs !== ANYTHING;

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

/** Several fields at once, from one place. */
export interface Spread {
  needs: number;
  /** An object with all of them. */
  read: Reader;
  /** Writes them as members instead, where they are known by name; false where only {@link read} knows what they are. */
  write?: Writer['write'];
  names?: readonly string[];
}

interface Member {
  literal: Literal;
  needs: number;
  write: Writer['write'];
  path: Path | null;
  value: LocatedValue | null;
  slot: number;
}

/** The fields of an object, ready to be written. */
export class FieldsWriter {
  readonly #members: readonly Member[];
  readonly #names: ReadonlySet<string>;
  readonly #spreads: readonly Spread[];
  /** The only spread, if it writes members that nobody else does. */
  readonly #direct: Writer['write'] | undefined;
  readonly #written: Written | undefined;

  /** @param written is told where those members stand that it knows */
  constructor(fields: readonly [string, Writer][], spreads: readonly Spread[], written?: Written) {
    this.#members = fields.map(([name, { needs, write, value }]) => {
      const slot = written?.slotOf(name) ?? -1;
      return { literal: memberLiteral(name), needs, write, path: value?.path ?? null, value, slot };
    });
    this.#names = new Set(fields.map(([name]) => name));
    this.#spreads = spreads;
    this.#written = written;
    const [only] = spreads;
    const isAlone = spreads.length === 1 && only?.names?.every((name) => !this.#names.has(name));
    if (isAlone === true) this.#direct = only?.write;
  }

  /** Writes members, each behind a comma. */
  write(run: MappingRun, at: PlaceId): void {
    const { out } = run;
    const start = out.length;
    const present = run.tree.presentAt(at);
    for (const member of this.#members) {
      if (!isWithout(member.needs, present)) this.#writeMember(member, run, at);
    }
    if (this.#spreads.length > 0) this.#writeSpreads(run, at, present, start);
  }

  /** Values that are not there are not begun: nothing has to be taken back for them. */
  #writeMember({ literal, write, path, value, slot }: Member, run: MappingRun, at: PlaceId): void {
    const { tree, out } = run;
    let found = NOWHERE;
    if (path !== null) {
      found = path.find(tree, at);
      if (found === NOWHERE || !path.locate(tree, found)) return;
    }
    const before = out.length;
    out.literal(literal);
    const from = out.length;
    const isWritten = value === null ? write(run, at) : value.write(run, found);
    if (!isWritten) out.length = before;
    else if (slot >= 0) this.#written?.note(slot, from, out.length);
  }

  #writeSpreads(run: MappingRun, at: PlaceId, present: number, start: number): void {
    const before = run.out.length;
    if (this.#direct?.(run, at) === true) return;
    run.out.length = before;
    const values: Record<string, unknown> = {};
    for (const { needs, read } of this.#spreads)
      if (!isWithout(needs, present)) Object.assign(values, read(run.nodeAt(at), run));
    const names = Object.keys(values);
    if (names.some((name) => this.#names.has(name))) this.#replace(run, start, values);
    else for (const name of names) this.#writeValue(run, name, values[name]);
  }

  /** What is read with others goes before what was read by itself; it stays in its place. */
  #replace(run: MappingRun, start: number, values: Record<string, unknown>): void {
    const { out } = run;
    const object =
      out.length === start
        ? {}
        : (JSON.parse(`{${out.textBetween(start + 1, out.length)}}`) as Record<string, unknown>);
    out.length = start;
    for (const [name, value] of Object.entries({ ...object, ...values })) this.#writeValue(run, name, value);
  }

  #writeValue(run: MappingRun, name: string, value: unknown): void {
    if (value === undefined) return;
    const { out } = run;
    out.literal(memberLiteral(name));
    const from = out.length;
    out.value(value);
    const slot = this.#written?.slotOf(name) ?? -1;
    if (slot >= 0) this.#written?.note(slot, from, out.length);
  }

  /** The fields as an object, for readers that need more of them than to write them. */
  read(run: MappingRun, at: PlaceId): Record<string, unknown> {
    const { out } = run;
    const start = out.length;
    this.write(run, at);
    if (out.length === start) return {};
    const text = out.textBetween(start + 1, out.length);
    out.length = start;
    return JSON.parse(`{${text}}`) as Record<string, unknown>;
  }
}
