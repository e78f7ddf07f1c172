import { NOWHERE, type PlaceId } from '../../edi/tree.ts';
import { shapeOf } from '../../edi/tree-shape.ts';
import { type Literal, literalOf } from './json-text.ts';
import { type Fallback, type Guard, Plan, type Span, type Step } from './plan.ts';
import type { MappingRun } from './run.ts';
import { COPY, NUMBER, OTHER, WORDS } from './step-kinds.ts';
import { CODE, DECIMAL, type ValueAt } from './value-at.ts';
import type { Way } from './way.ts';
import type { Written } from './written.ts';

/** What a member turned out to be: there is none, it is written by a step, or it cannot be planned. */
export type Planned = 'nothing' | 'planned' | 'unplanned';

const NO_TEXT = literalOf('');

/** The same for values that are not written as they stand. */
const copyOf =
  ({ segment, mark, next }: Span, literal: Literal): Fallback =>
  ({ tree, out }, at) => {
    const first = at >> 1;
    const base = tree.firstMark(first);
    if (tree.locateBetween(first + segment, base + mark, base + next))
      out.string(literal, tree.bytes, tree.from, tree.to);
  };

/** Makes a plan of one item: whoever writes the item tells what it would write, and on which values that depends. */
export class PlanBuilder {
  readonly run: MappingRun;
  readonly at: PlaceId;
  readonly #guards: Guard[] = [];
  readonly #steps: Step[] = [];

  constructor(run: MappingRun, at: PlaceId) {
    this.run = run;
    this.at = at;
  }

  /** Makes sure that a way leads to the same place in every item of the plan; false where that cannot be known. */
  guardWay(way: Way): boolean {
    const { tree } = this.run;
    const end = tree.endOf(this.at);
    for (let number = this.at >> 1; number < end; number += 1)
      for (const { element, component, kind } of way.conditionsOn(tree.keyOf(number * 2)))
        if (kind === 'there' || this.guard(number * 2, element, component) === null) return false;
    return true;
  }

  /** Makes sure that a code is the same in every item of the plan, and returns it; null where that cannot be known. */
  guard(segment: PlaceId, element: number, component: number): number | null {
    const { tree } = this.run;
    const span = this.spanOf(segment, element, component);
    if (!span) return 0;
    const code = tree.locate(segment, element, component) ? tree.packed() : 0;
    if (code === -1) return null;
    this.#guards.push({ ...span, code, length: code === 0 ? 0 : tree.to - tree.from });
    return code;
  }

  /** Where a value stands, empty or not; null where no item of this shape has it. */
  spanOf(segment: PlaceId, element: number, component: number): Span | null {
    const { tree } = this.run;
    if (!tree.span(segment, element, component)) return null;
    const [first, number] = [this.at >> 1, segment >> 1];
    const before = tree.firstMark(number) - tree.firstMark(first);
    return { segment: number - first, mark: before + tree.mark, next: before + tree.next };
  }

  /** Plans the first of several values that there is. @param fallback writes the member as without a plan */
  value(options: readonly ValueAt[], slot: number, fallback: Fallback): Planned {
    for (const option of options) {
      const planned = this.#option(option, slot, fallback);
      if (planned !== 'nothing') return planned;
    }
    return 'nothing';
  }

  #option(value: ValueAt, slot: number, fallback: Fallback): Planned {
    const { tree } = this.run;
    const { way, element, component, kind } = value;
    if (!this.guardWay(way)) return 'unplanned';
    const found = way.find(tree, this.at);
    const segment = found === NOWHERE ? NOWHERE : tree.segmentOf(found);
    const span = segment === NOWHERE ? null : this.spanOf(segment, element, component);
    if (!span) return 'nothing';
    if (!tree.locate(segment, element, component))
      return this.guard(segment, element, component) === null ? 'unplanned' : 'nothing';
    if (!value.isSimple(tree)) return 'unplanned';
    if (kind >= CODE) this.#add({ kind: WORDS, ...span, literal: value.before, words: value.known, slot, fallback });
    else this.#add({ kind: kind === DECIMAL ? NUMBER : COPY, ...span, literal: value.beforeText, slot, fallback });
    return 'planned';
  }

  /** A value that is written as it stands, and left out where there is none. */
  copy(span: Span, literal: Literal): void {
    this.#add({ kind: COPY, ...span, literal, fallback: copyOf(span, literal) });
  }

  /** Something that is written as without a plan. */
  other(fallback: Fallback): void {
    this.#add({ kind: OTHER, fallback });
  }

  #add(step: Partial<Step> & Pick<Step, 'kind' | 'fallback'>): void {
    const { kind, segment = 0, mark = 0, next = 0, literal = NO_TEXT, words = null, slot = -1, fallback } = step;
    this.#steps.push({ kind, segment, mark, next, literal, words, slot, fallback });
  }

  /** @param written is told where those members stand that it knows */
  plan(written: Written | undefined): Plan {
    return new Plan(shapeOf(this.run.tree, this.at), this.#guards, this.#steps, written);
  }
}
