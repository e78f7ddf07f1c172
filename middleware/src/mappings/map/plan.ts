import type { PlaceId, SetTree } from '../../edi/tree.ts';
import type { CodeTable } from './code-table.ts';
import type { Literal } from './json-text.ts';
import { isPlainNumber } from './plain-number.ts';
import type { MappingRun } from './run.ts';
import type { Written } from './written.ts';

/** What a step writes: a value as it stands, a plain number, what stands for a code, anything else. */
export const COPY = 0;
export const NUMBER = 1;
export const WORDS = 2;
export const OTHER = 3;

/** Writes at the item what a step cannot; `start` is where the item's members begin. */
export type Fallback = (run: MappingRun, at: PlaceId, start: number) => void;

/** A value in an item: the number of its segment, and the marks around it. */
export interface Span {
  segment: number;
  mark: number;
  next: number;
}

/** One step of a plan. */
export interface Step extends Span {
  kind: typeof COPY | typeof NUMBER | typeof WORDS | typeof OTHER;
  /** The name of the member, with the quotation mark of a value that is written as it stands. */
  literal: Literal;
  /** Name and value of the member for each code. */
  words: CodeTable<Literal> | null;
  /** See {@link Written}; -1 for none. */
  slot: number;
  /** For what is not as simple as it was in the item that the plan was made of. */
  fallback: Fallback | null;
}

/** A value that decides what a plan is: a code (see `packedAt`), or 0 where there is nothing. */
export interface Guard extends Span {
  code: number;
}

/**
 * How the items of one shape are written: step by step, and nothing is looked for. It holds as long as the guards do; a
 * value that is not as simple as it was when the plan was made is written as without one.
 */
export class Plan {
  readonly #shape: Int32Array;
  readonly #guards: readonly Guard[];
  readonly #steps: readonly Step[];
  readonly #written: Written | undefined;

  /** @param written is told where those members stand that it knows */
  constructor(shape: Int32Array, guards: readonly Guard[], steps: readonly Step[], written: Written | undefined) {
    this.#shape = shape;
    this.#guards = guards;
    this.#steps = steps;
    this.#written = written;
  }

  /** Whether an item can be written by it. */
  fits(tree: SetTree, at: PlaceId): boolean {
    if (!tree.hasShape(at, this.#shape)) return false;
    const first = at >> 1;
    const guards = this.#guards;
    for (let index = 0; index < guards.length; index += 1) {
      const { segment, mark, next, code } = guards[index] as Guard;
      if ((tree.locateSpan(first + segment, mark, next) ? tree.packed() : 0) !== code) return false;
    }
    return true;
  }

  /** Writes the members of an item that it fits. */
  write(run: MappingRun, at: PlaceId): void {
    const { tree, out } = run;
    const start = out.length;
    const first = at >> 1;
    const steps = this.#steps;
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index] as Step;
      const { kind, literal, slot } = step;
      if (kind !== OTHER && tree.locateSpan(first + step.segment, step.mark, step.next)) {
        const { from, to } = tree;
        if (kind === WORDS) {
          const known = step.words?.get(tree.packed());
          if (known !== undefined) {
            const before = out.length;
            out.literal(known);
            if (slot >= 0) this.#written?.note(slot, before + literal.length, out.length);
            continue;
          }
        } else if (kind === COPY || isPlainNumber(tree.bytes, from, to)) {
          const before = out.length;
          out.string(literal, tree.bytes, from, to);
          if (slot >= 0) this.#written?.note(slot, before + literal.length - 1, out.length);
          continue;
        }
      }
      step.fallback?.(run, at, start);
    }
  }
}
