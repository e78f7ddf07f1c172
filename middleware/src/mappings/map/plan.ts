import type { PlaceId, SetTree } from '../../edi/tree.ts';
import { hasShape } from '../../edi/tree-shape.ts';
import { packedAt } from '../../edi/packed.ts';
import type { CodeTable } from './code-table.ts';
import * as jsonText from './json-text.ts';
import { copyText, type Literal } from './json-text.ts';
import { copyNumber, PlainNumber } from './plain-number.ts';
import type { MappingRun } from './run.ts';
import type { Written } from './written.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const WORD = jsonText.WORD_LENGTH;

/** What a step writes: a value as it stands, a plain number, what stands for a code, anything else. */
export const COPY = 0;
export const NUMBER = 1;
export const WORDS = 2;
export const OTHER = 3;

/** Writes at the item what a step cannot; `start` is where the item's members begin. */
export type Fallback = (run: MappingRun, at: PlaceId, start: number) => void;

/** A value in an item: the number of its segment, and the numbers of the marks around it. */
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
  fallback: Fallback;
}

/** A value that decides what a plan is: a code (see `packedAt`), or 0 where there is nothing. */
export interface Guard extends Span {
  code: number;
  length: number;
}

const QUOTE = 0x22;

/**
 * How the items of one shape are written: step by step, and nothing is looked for. It holds as long as the guards do; a
 * value that is not as simple as it was when the plan was made is written as without one.
 */
export class Plan {
  readonly #shape: Int32Array;
  readonly #guards: readonly Guard[];
  readonly #steps: readonly Step[];
  readonly #written: Written | undefined;
  /** Bytes of the longest text that the steps write besides values. */
  readonly #room: number;
  readonly #number = new PlainNumber();

  /** @param written is told where those members stand that it knows */
  constructor(shape: Int32Array, guards: readonly Guard[], steps: readonly Step[], written: Written | undefined) {
    this.#shape = shape;
    this.#guards = guards;
    this.#steps = steps;
    this.#written = written;
    this.#room = steps.reduce((room, step) => room + longest(step) + WORD * 2, 0);
  }

  /** Whether an item can be written by it. */
  fits(tree: SetTree, at: PlaceId): boolean {
    if (!hasShape(tree, at, this.#shape)) return false;
    const { bytes, marks } = tree;
    const base = tree.firstMark(at >> 1);
    const guards = this.#guards;
    for (let index = 0; index < guards.length; index += 1) {
      const { mark, next, code, length } = guards[index] as Guard;
      const from = (marks[base + mark] as number) + 1;
      const to = marks[base + next] as number;
      if (to - from !== length || packedAt(bytes, from, to) !== code) return false;
    }
    return true;
  }

  /**
   * Writes the members of an item that it fits. Nearly all of every document is written here, so that what is asked again
   * and again is in variables, and room is made once.
   */
  write(run: MappingRun, at: PlaceId): void {
    const { tree, out } = run;
    const start = out.length;
    const first = at >> 1;
    const steps = this.#steps;
    const { bytes: source, marks } = tree;
    const base = tree.firstMark(first);
    const room = this.#room + tree.lengthOf(at);
    out.makeRoom(room);
    let { bytes, view, length } = out;
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index] as Step;
      const { kind, literal, slot, mark, next } = step;
      let end = -1;
      if (kind !== OTHER) {
        const from = (marks[base + mark] as number) + 1;
        const to = marks[base + next] as number;
        // What is empty or has blanks around it is for the fallback.
        if (from < to && (source[from] as number) > 0x20 && (source[to - 1] as number) > 0x20) {
          const known = kind === WORDS ? step.words?.get(packedAt(source, from, to)) : literal;
          if (known !== undefined) {
            const { words: text } = known;
            // Nearly every name takes two words: a loop that is hardly ever entered costs nothing.
            view.setFloat64(length, text[0] as number, true);
            view.setFloat64(length + WORD, text[1] as number, true);
            for (let word = 2; word < text.length; word += 1)
              view.setFloat64(length + word * WORD, text[word] as number, true);
            end = length + known.length;
            if (kind === COPY) end = copyText(source, from, to, bytes, end);
            else if (kind === NUMBER) {
              const number = slot < 0 ? this.#number : (this.#written as Written).numberAt(slot);
              end = copyNumber(source, from, to, bytes, end, number);
            }
          }
        }
      }
      if (end >= 0) {
        if (kind !== WORDS) {
          bytes[end] = QUOTE;
          end += 1;
        }
        if (slot >= 0) {
          if (kind === NUMBER) this.#written?.noteNumber(slot, length + literal.length - 1, end);
          else this.#written?.note(slot, length + literal.length - (kind === WORDS ? 0 : 1), end);
        }
        length = end;
        continue;
      }
      out.length = length;
      step.fallback(run, at, start);
      out.makeRoom(room);
      ({ bytes, view, length } = out);
    }
    out.length = length;
  }
}

function longest({ literal, words }: Step): number {
  return Math.max(literal.length, ...(words?.values ?? []).map((word) => word.length));
}
