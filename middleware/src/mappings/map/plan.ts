import type { PlaceId, SetTree } from '../../edi/tree.ts';
import { hasShape } from '../../edi/tree-shape.ts';
import { packedAt } from '../../edi/packed.ts';
import type { CodeTable } from './code-table.ts';
import * as jsonText from './json-text.ts';
import type { Literal } from './json-text.ts';
import { copyText } from './plain-text.ts';
import { copyNumber, PlainNumber } from './plain-number.ts';
import type { MappingRun } from './run.ts';
import * as stepKinds from './step-kinds.ts';
import type { Written } from './written.ts';

// Own constants are compiled into the code; V8 reads imported ones from memory each time.
const WORD = jsonText.WORD_LENGTH;

const { NUMBER: PLAIN_NUMBER, OTHER: ANYTHING_ELSE, WORDS: CODE_WORDS } = stepKinds;

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
  kind: stepKinds.StepKind;
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

/** What is known of a step, at these places of a row of numbers; rows stand one behind the other. */
const KIND = 0;
const MARK = 1;
const NEXT = 2;
const SLOT = 3;
/** Bytes of the literal, and where its words begin among those of all steps. */
const LENGTH = 4;
const TEXT = 5;
const STEP_STRIDE = 6;

/** What is known of a guard, beside mark and next at the same places. */
const CODE = 0;
const GUARD_STRIDE = 4;

function rowsOf(steps: readonly Step[]): Int32Array {
  let text = 0;
  return Int32Array.from(
    steps.flatMap(({ kind, mark, next, slot, literal }) => {
      const row = [kind, mark, next, slot, literal.length, text];
      text += literal.words.length;
      return row;
    })
  );
}

/**
 * How the items of one shape are written: step by step, and nothing is looked for. It holds as long as the guards do; a
 * value that is not as simple as it was when the plan was made is written as without one.
 */
export class Plan {
  readonly #shape: Int32Array;
  readonly #guards: Int32Array;
  readonly #rows: Int32Array;
  /** The literals of all steps, see {@link Literal}. */
  readonly #texts: Float64Array;
  /** By the number of the step. */
  readonly #words: readonly (CodeTable<Literal> | null)[];
  readonly #fallbacks: readonly Fallback[];
  readonly #written: Written | undefined;
  /** Bytes of the longest text that the steps write besides values. */
  readonly #room: number;
  readonly #number = new PlainNumber();

  /** @param written is told where those members stand that it knows */
  constructor(shape: Int32Array, guards: readonly Guard[], steps: readonly Step[], written: Written | undefined) {
    this.#shape = shape;
    this.#guards = Int32Array.from(guards.flatMap(({ mark, next, code, length }) => [code, mark, next, length]));
    this.#rows = rowsOf(steps);
    this.#texts = Float64Array.from(steps.flatMap(({ literal }) => [...literal.words]));
    this.#words = steps.map(({ words }) => words);
    this.#fallbacks = steps.map(({ fallback }) => fallback);
    this.#written = written;
    this.#room = steps.reduce((room, step) => room + longest(step) + WORD * 2, 0);
  }

  /** Whether an item can be written by it. */
  fits(tree: SetTree, at: PlaceId): boolean {
    if (!hasShape(tree, at, this.#shape)) return false;
    const { view, marks } = tree;
    const base = tree.firstMark(at >> 1);
    const guards = this.#guards;
    for (let row = 0; row < guards.length; row += GUARD_STRIDE) {
      const from = (marks[base + (guards[row + MARK] as number)] as number) + 1;
      const to = marks[base + (guards[row + NEXT] as number)] as number;
      if (to - from !== guards[row + SLOT] || packedAt(view, from, to) !== guards[row + CODE]) return false;
    }
    return true;
  }

  /** Writes the members of an item that it fits. */
  write(run: MappingRun, at: PlaceId): void {
    const { out } = run;
    const start = out.length;
    const room = this.#room + run.tree.lengthOf(at);
    const base = run.tree.firstMark(at >> 1);
    for (let step = 0; ; step += 1) {
      out.makeRoom(room);
      step = this.#writeSteps(run, base, step);
      if (step === this.#fallbacks.length) return;
      this.#fallbacks[step]?.(run, at, start);
    }
  }

  /**
   * Writes from a step on, and returns the first one that it cannot write. Nearly all of every document is written here, so
   * that what is asked again and again is in variables, and whoever calls it has made room.
   */
  #writeSteps({ tree, out }: MappingRun, base: number, first: number): number {
    const rows = this.#rows;
    const texts = this.#texts;
    const { bytes: source, view: sourceView, marks } = tree;
    const { bytes, view } = out;
    const written = this.#written;
    let { length } = out;
    let step = first;
    for (let row = first * STEP_STRIDE; row < rows.length; row += STEP_STRIDE) {
      const kind = rows[row + KIND] as number;
      const slot = rows[row + SLOT] as number;
      const value = length + (rows[row + LENGTH] as number);
      const from = (marks[base + (rows[row + MARK] as number)] as number) + 1;
      const to = marks[base + (rows[row + NEXT] as number)] as number;
      let end = -1;
      if (kind === CODE_WORDS) {
        // What is empty or has blanks around it is no known code.
        const known = this.#words[step]?.get(packedAt(sourceView, from, to));
        if (known === undefined) break;
        const { words } = known;
        for (let word = 0; word < words.length; word += 1)
          view.setFloat64(length + word * WORD, words[word] as number, true);
        end = length + known.length;
        if (slot >= 0) (written as Written).note(slot, value, end);
      } else {
        if (kind === ANYTHING_ELSE || from >= to) break;
        const text = rows[row + TEXT] as number;
        // Nearly every name takes two words: a loop that is hardly ever entered costs nothing.
        view.setFloat64(length, texts[text] as number, true);
        view.setFloat64(length + WORD, texts[text + 1] as number, true);
        for (let word = 2; length + word * WORD < value; word += 1)
          view.setFloat64(length + word * WORD, texts[text + word] as number, true);
        if (kind === PLAIN_NUMBER) {
          const number = slot < 0 ? this.#number : (written as Written).numberAt(slot);
          end = copyNumber(source, from, to, bytes, value, number);
        } else if ((source[from] as number) > 0x20 && (source[to - 1] as number) > 0x20) {
          // What has blanks around it is for the fallback.
          end = copyText(sourceView, from, to, view, value);
        }
        if (end < 0) break;
        bytes[end] = QUOTE;
        end += 1;
        if (slot >= 0) {
          (written as Written).note(slot, value - 1, end);
          if (kind === PLAIN_NUMBER) (written as Written).noteRead(slot);
        }
      }
      length = end;
      step += 1;
    }
    out.length = length;
    return step;
  }
}

function longest({ literal, words }: Step): number {
  return Math.max(literal.length, ...(words?.values ?? []).map((word) => word.length));
}
